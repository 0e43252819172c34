// A far reference: stands for an object that lives in another image. One class for everything absent, so that send
// sites see one more hidden class and no more.
import type { Behavior } from './behavior';
import type { Kernel } from './kernel';
import type { ImageId } from './objectMemory';
import type { SObject } from './objects';

export class Ref implements SObject {
  h = 0;
  /** Why it can't be used any more: its image died, the link parted, or it was revoked. */
  brokenReason: string | null = null;
  readonly $b: Behavior;

  constructor(
    kernel: Kernel,
    readonly home: ImageId,
    readonly exportId: number,
    /** Class of the target when it was passed. */
    readonly className: string,
  ) {
    this.$b = kernel.known.FarReference;
  }
}
