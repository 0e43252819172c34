import type { TempInfo } from './compiledCode';
import type { Cell, CodeUnit, Variable, Vector } from './scopes';

/** The named variables of a unit's frame, for the debugger. Temporaries of expansions have no names. */
export function describeTemps(unit: CodeUnit, cellIndices: ReadonlyMap<Cell, number>): TempInfo[] {
  const temps: TempInfo[] = [];
  for (const [cell, index] of cellIndices) {
    const copied = cell.unit !== unit;
    const range = (variable: Variable): { start: number; stop: number } =>
      copied ? unit : { start: variable.scope.start, stop: variable.scope.stop };
    const describe = (variable: Variable, location: TempInfo['location']): void => {
      if (variable.kind === 'hidden') return;
      const isArgument = unit.parameters.includes(variable);
      const kind = copied ? 'copied' : isArgument ? 'argument' : 'temporary';
      const { start, stop } = range(variable);
      temps.push({ name: variable.name, kind, location, start, stop });
    };
    if (isVector(cell)) {
      for (const [slot, variable] of cell.variables.entries())
        describe(variable, { kind: 'vector', index, slot });
    } else if (!(cell as Variable).remote) {
      describe(cell as Variable, { kind: 'stack', index });
    }
  }
  return temps;
}

function isVector(cell: Cell): cell is Vector {
  return 'variables' in cell;
}
