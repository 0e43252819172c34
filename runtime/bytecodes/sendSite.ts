// A place in a method that sends a message, with its inline cache of receiver classes: the last two and, behind them,
// the two before (more are rare, and looked up).
import type { Behavior } from '../object-memory/behavior';
import type { Method } from '../object-memory/method';
import type { Trampoline } from '../object-memory/trampoline';

export class SendSite {
  /** Kernel.epoch when the cache was filled; another epoch makes it invalid. */
  epoch = 0;
  class0: Behavior | null = null;
  method0: Method | null = null;
  class1: Behavior | null = null;
  method1: Method | null = null;
  class2: Behavior | null = null;
  method2: Method | null = null;
  class3: Behavior | null = null;
  method3: Method | null = null;
  /** It has met more classes than it remembers. */
  isMegamorphic = false;
  /** An arithmetic operation here has met Floats, an access to an element a String. */
  metFloats = false;
  /** Floats with Integers. */
  metMixed = false;
  /** Compiled code that expected numbers of one kind here was wrong. */
  metOthers = false;
  /** How often compiled code made before anything was sent here sends before it is made again. */
  patience = 300;
  /** Set while the cached class's entry differs between images. */
  trampoline: Trampoline | null = null;

  constructor(
    readonly selector: string,
    readonly argc: number,
    /** For a super send the class to start the lookup above; for a directed one, at. */
    readonly superOf: Behavior | null = null,
  ) {}
}
