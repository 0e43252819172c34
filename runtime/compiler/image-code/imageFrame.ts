import type { TempInfo } from '../compiledCode';
import type { ImageAnalysis, ImageCell, ImageUnit, ImageVariable } from './imageScopes';

/** The named variables of a unit's frame, for the debugger. */
export function describeImageTemps(
  unit: ImageUnit,
  { scopes }: ImageAnalysis,
  places: ReadonlyMap<ImageCell, number>,
): TempInfo[] {
  const temps: TempInfo[] = [];
  for (const scope of new Set(scopes.values()))
    for (const variable of scope.variables) {
      if (variable.kind === 'hidden') continue;
      const location = locationOf(variable, places);
      if (!location) continue;
      const isOwn = variable.cell.unit === unit;
      const isArgument = unit.parameters.includes(variable.cell);
      const kind = !isOwn ? 'copied' : isArgument ? 'argument' : 'temporary';
      const { start, stop } = isOwn ? scope : unit;
      temps.push({ name: variable.name, kind, location, start, stop });
    }
  return temps;
}

function locationOf(
  { cell, remote }: ImageVariable,
  places: ReadonlyMap<ImageCell, number>,
): TempInfo['location'] | undefined {
  const index = places.get(remote?.vector ?? cell);
  if (index === undefined) return undefined;
  return remote ? { kind: 'vector', index, slot: remote.slot } : { kind: 'stack', index };
}
