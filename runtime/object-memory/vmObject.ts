// An object that the VM itself puts into an image: its class is none of the image's, so that its prototype has no methods.
import type { Behavior } from './behavior';
import type { SObject } from './objects';

export abstract class VmObject implements SObject {
  h = 0;

  constructor(readonly $b: Behavior) {}
}
