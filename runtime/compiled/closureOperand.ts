// A block literal that the compiler has seen pushed: its code, and what it takes along.
import type { Method } from '../object-memory/method';
import type { Frame } from './frame';
import type { Operand } from './operand';

export interface ClosureOperand {
  readonly code: Method;
  /** The frame that pushed it. */
  readonly frame: Frame;
  /** It knows the Context that made it. */
  readonly hasOuterContext: boolean;
  readonly receiver: Operand;
  readonly copied: readonly Operand[];
}
