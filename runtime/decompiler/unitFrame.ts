// The frame of one unit of code: which place is which variable, and which holds a temp vector.
import { Op, remoteMask, remoteShift } from '../bytecodes/instructions';
import type { Method } from '../object-memory/method';
import type { CodeReader } from './codeReader';
import { isVector, UnstructuredCode, type Cell, type Flow, type Item } from './flows';
import { depthAtEnd } from './stackEffects';
import type { Assignment, TreeVariable, TreeVector, VariableRead } from './tree';

export class UnitFrame {
  readonly cells: Cell[];
  private readonly unit: Method;

  constructor(
    private readonly code: CodeReader,
    copied: readonly Cell[],
  ) {
    this.unit = code.method;
    const { numArgs } = this.unit;
    const { numTemps, embeddedAt } = this.unit.body;
    const count = embeddedAt === undefined ? numTemps : numArgs + copied.length + this.pushedTemps();
    this.cells = Array.from({ length: count }, (_, index) =>
      index >= numArgs && index < numArgs + copied.length
        ? copied[index - numArgs]!
        : this.variable(index, index < numArgs ? 'argument' : 'temporary'),
    );
  }

  private variable(
    index: number,
    kind: TreeVariable['kind'],
    vector: TreeVector | null = null,
  ): TreeVariable {
    return { kind, unit: this.unit, index, vector, name: '' };
  }

  get parameters(): TreeVariable[] {
    return this.cells.slice(0, this.unit.numArgs) as TreeVariable[];
  }

  /** All of the frame's cells behind arguments and copied values: some turn out to be vectors. */
  ownTemporaries(): TreeVariable[] {
    return this.cells.filter(
      (cell): cell is TreeVariable => !isVector(cell) && cell.kind === 'temporary' && cell.unit === this.unit,
    );
  }

  private expect(condition: boolean, what: string): asserts condition {
    if (!condition) throw new UnstructuredCode(`${this.unit.printName}: expected ${what}`);
  }

  /** The block's first bytecodes push nil for each of its temporaries; how many are no more than that? */
  pushedTemps(): number {
    const { code } = this;
    let pushes = 0;
    while (code.op(pushes) === Op.PushNil) pushes++;
    if (pushes === 0) return 0;
    const depth = depthAtEnd(code);
    if (depth !== undefined) return Math.max(0, Math.min(pushes, depth - 1));
    return pushes;
  }

  readCell(index: number): Item {
    const cell = this.cells[index];
    this.expect(cell !== undefined, `a temporary ${index}`);
    return isVector(cell) ? { kind: 'vector', vector: cell } : { kind: 'variable', variable: cell };
  }

  remote(operand: number): VariableRead {
    const cell = this.cells[operand >> remoteShift];
    this.expect(cell !== undefined && isVector(cell), 'a temp vector');
    const variable = cell.slots[operand & remoteMask];
    this.expect(variable !== undefined, 'a slot of a temp vector');
    return { kind: 'variable', variable };
  }

  target(op: Op, operand: number): Assignment['target'] {
    switch (op) {
      case Op.StoreField:
      case Op.PopStoreField:
        return { kind: 'field', index: operand };
      case Op.StoreBinding:
      case Op.PopStoreBinding:
        return { kind: 'binding', binding: this.code.instructions.literals[operand]! };
      case Op.StoreRemoteTemp:
      case Op.PopStoreRemoteTemp:
        return this.remote(operand);
      default: {
        const cell = this.cells[operand];
        this.expect(cell !== undefined && !isVector(cell), `a temporary ${operand}`);
        return { kind: 'variable', variable: cell };
      }
    }
  }

  newVector(index: number, size: number, flow: Flow): void {
    const slots: TreeVariable[] = [];
    const vector: TreeVector = { slots };
    for (let slot = 0; slot < size; slot++) slots.push(this.variable(slot, 'shared', vector));
    this.cells[index] = vector;
    flow.temporaries.push(...slots);
  }

  cellOf(item: Item): Cell {
    if (item.kind === 'vector') return item.vector;
    this.expect(item.kind === 'variable', 'a variable that a block copies');
    return item.variable;
  }
}
