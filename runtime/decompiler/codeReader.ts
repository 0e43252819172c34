// The instructions of one unit of code, a method or a block, with what its jumps say of its structure.
import { instructionsOf } from '../bytecodes/decoder';
import { Op, operandShift, type Instructions } from '../bytecodes/instructions';
import type { Method } from '../object-memory/method';

export class CodeReader {
  readonly instructions: Instructions;
  readonly length: number;
  /** Indexes of jumps back, by the index that they jump to, ascending. */
  private readonly backJumps = new Map<number, number[]>();

  constructor(readonly method: Method) {
    this.instructions = instructionsOf(method);
    this.length = this.instructions.original.length;
    for (let i = 0; i < this.length; i++) {
      if (this.op(i) !== Op.JumpBack) continue;
      const head = this.operand(i);
      const known = this.backJumps.get(head);
      if (known) known.push(i);
      else this.backJumps.set(head, [i]);
    }
  }

  /** -1 behind the end. */
  op(index: number): Op | -1 {
    return index < this.length ? this.instructions.original[index]! & 0xff : -1;
  }

  operand(index: number): number {
    return this.instructions.original[index]! >> operandShift;
  }

  pc(index: number): number {
    return this.instructions.bytePcs[index]!;
  }

  /**
   * The jump back that closes the outermost loop with its head at `head`, before `to`; undefined if there is none but
   * those in `open`. One that a compiler made of a jump to the end of an open loop (to its jump back) closes nothing.
   */
  loopEnd(head: number, to: number, open: ReadonlySet<number>): number | undefined {
    const ends = this.backJumps.get(head);
    if (ends === undefined) return undefined;
    const isOpen = ends.some((end) => open.has(end));
    return ends.findLast((end) => end < to && !open.has(end) && (!isOpen || this.isWhole(head, end)));
  }

  /** True if the code from `head` to `end` is left at its end alone. */
  private isWhole(head: number, end: number): boolean {
    let leaves = false;
    for (let i = head; i < end; i++) {
      const op = this.op(i);
      if (op !== Op.Jump && op !== Op.JumpTrue && op !== Op.JumpFalse) continue;
      const target = this.operand(i);
      if (target > end + 1) return false;
      if (target === end + 1) leaves = true;
    }
    return leaves;
  }

  /** Where code at `index` leads through jumps alone: compilers shorten jumps to jumps. */
  follow(index: number): number {
    let at = index;
    for (let hops = 0; hops < this.length; hops++) {
      const op = this.op(at);
      if (op === Op.JumpBack) return this.operand(at);
      if (op !== Op.Jump) return at;
      at = this.operand(at);
    }
    return at;
  }
}
