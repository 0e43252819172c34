// An activation that the compiled function stands for: the method's own, and those of methods and blocks that were put
// in place of sends.
import { instructionsOf } from '../bytecodes/decoder';
import { Op, type Instructions } from '../bytecodes/instructions';
import { Method } from '../object-memory/method';
import type { ClosureOperand } from './closureOperand';
import { successors } from './controlFlow';
import { Liveness } from './liveness';
import type { Operand } from './operand';

export class Frame {
  private readonly liveness: Liveness;
  /** Variable of its Context, where blocks have to know it; null until one does. */
  contextVariable: string | null = null;
  /** One instruction alone returns from it. */
  readonly returnsOnce: boolean;

  constructor(
    readonly id: number,
    readonly code: Method,
    readonly instructions: Instructions,
    readonly self: Operand,
    /** The frame that called it; null for the function's own. */
    readonly caller: Frame | null,
    /** Where the caller goes on. */
    readonly returnPc: number,
    /** The block that it runs, if it runs one. */
    readonly closure: ClosureOperand | null,
  ) {
    this.liveness = Liveness.of(instructions);
    this.returnsOnce = hasOneReturn(instructions);
  }

  /** Whether the instruction at `pc` or one behind it may read the slot; all that a person at a breakpoint may. */
  isLive(pc: number, slot: number): boolean {
    return this.code.hasBreakpoints || this.liveness.isLive(pc, slot);
  }

  /** Whether a breakpoint stands there. */
  breaksAt(pc: number): boolean {
    return this.code.hasBreakpoints && (this.instructions.code[pc] & 0xff) === (Op.Break as number);
  }

  /** Name of a slot of its Context's stack, as a Smalltalk value. */
  slot(index: number): string {
    return this.id === 0 ? `x${index}` : `x${index}_${this.id}`;
  }

  /** The same where the slot holds a Float's number. */
  doubleSlot(index: number): string {
    return this.id === 0 ? `d${index}` : `d${index}_${this.id}`;
  }

  /** Of which slot a variable is; -1 if it is of another frame, or of no slot. */
  placeOf(variable: string): number {
    const [, place, id = '0'] = /^[xd](\d+)(?:_(\d+))?$/.exec(variable) ?? [];
    return place !== undefined && Number(id) === this.id ? Number(place) : -1;
  }

  get depth(): number {
    return this.caller === null ? 0 : this.caller.depth + 1;
  }

  /** The frame of the method that the code belongs to, whose `^` it is; null if that is no frame of the function. */
  get home(): Frame | null {
    let frame: Frame | null = this;
    while (frame !== null && frame.closure !== null) frame = frame.closure.frame;
    return frame !== null && frame.code.isBlock ? null : frame;
  }
}

/** What is known of the slots of a frame and of those that called it, at one place. */
export class FrameState {
  constructor(
    readonly frame: Frame,
    readonly slots: Operand[],
    readonly caller: FrameState | null,
  ) {}

  copy(): FrameState {
    return new FrameState(this.frame, [...this.slots], this.caller ? this.caller.copy() : null);
  }

  /** From the outermost frame to this one. */
  get chain(): FrameState[] {
    return this.caller === null ? [this] : [...this.caller.chain, this];
  }
}

const oneReturn = new WeakMap<Instructions, boolean>();

function hasOneReturn(instructions: Instructions): boolean {
  let known = oneReturn.get(instructions);
  if (known === undefined) {
    const { original, literals } = instructions;
    const returns = original.filter((_, pc) => successors(original, pc).length === 0).length;
    const isLeftByBlocks = literals.some(
      (literal) => literal instanceof Method && literal.isBlock && hasNonLocalReturn(literal),
    );
    known = returns === 1 && !isLeftByBlocks;
    oneReturn.set(instructions, known);
  }
  return known;
}

/** Whether a `^` in the block, or in one inside it, leaves its method. */
export function hasNonLocalReturn(code: Method): boolean {
  const { original, literals } = instructionsOf(code);
  if (original.some((word) => (word & 0xff) === (Op.NonLocalReturn as number))) return true;
  return literals.some(
    (literal) => literal instanceof Method && literal.isBlock && hasNonLocalReturn(literal),
  );
}
