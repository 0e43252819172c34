// Which slots a code still reads after an instruction, on any way: the others need not be kept.
import { Op, operandShift, remoteMask, remoteShift, type Instructions } from '../bytecodes/instructions';
import { successors } from './controlFlow';

const analysed = new WeakMap<Instructions, Liveness>();

export class Liveness {
  private readonly liveBefore: bigint[];

  private constructor(instructions: Instructions) {
    const { original } = instructions;
    const live = new Array<bigint>(original.length + 1).fill(0n);
    for (let changed = true; changed;) {
      changed = false;
      for (let pc = original.length - 1; pc >= 0; pc--) {
        let after = 0n;
        for (const next of successors(original, pc)) after |= live[next];
        const before = transfer(original[pc], after);
        if (before !== live[pc]) {
          live[pc] = before;
          changed = true;
        }
      }
    }
    this.liveBefore = live;
  }

  static of(instructions: Instructions): Liveness {
    let liveness = analysed.get(instructions);
    if (!liveness) analysed.set(instructions, (liveness = new Liveness(instructions)));
    return liveness;
  }

  /** Whether the instruction at `pc` or one behind it may read the slot before it is stored into. */
  isLive(pc: number, slot: number): boolean {
    return ((this.liveBefore[pc] >> BigInt(slot)) & 1n) === 1n;
  }
}

function transfer(word: number, after: bigint): bigint {
  const operand = word >> operandShift;
  switch ((word & 0xff) as Op) {
    case Op.PushTemp:
      return after | (1n << BigInt(operand));
    case Op.PopStoreTemp:
    case Op.StoreTemp:
      return after & ~(1n << BigInt(operand));
    case Op.PushRemoteTemp:
    case Op.StoreRemoteTemp:
    case Op.PopStoreRemoteTemp:
      return after | (1n << BigInt((operand >> remoteShift) & remoteMask));
    default:
      return after;
  }
}
