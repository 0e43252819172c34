// Classes of objects that the VM itself puts into an image: the image's Smalltalk knows nothing of them, and can send to them.
import { Behavior } from '../object-memory/behavior';
import type { Kernel } from '../object-memory/kernel';
import { Method, type MethodBody } from '../object-memory/method';
import type { Primitive } from '../primitives/primitive';

const returnSelf = Uint8Array.of(0x58);

/** A class that understands the selectors of `methods` and nothing else; one that fails answers the receiver. */
export function vmClass(
  kernel: Kernel,
  name: string,
  methods: Readonly<Record<string, Primitive>>,
): Behavior {
  const behavior = new Behavior(name, null, 'virtual', [], false, null);
  for (const [selector, primitive] of Object.entries(methods)) {
    const numArgs = selector.split(':').length - 1;
    const body = (): MethodBody => ({
      numTemps: numArgs,
      frameSize: numArgs + 1,
      numCopied: 0,
      literals: [],
      bytes: returnSelf,
      sourceMap: [],
      temps: [],
      start: 0,
      stop: 0,
    });
    const method = new Method(kernel, null, behavior, selector, numArgs, false, body, () => '');
    method.primitiveFunction = primitive;
    behavior.methods.set(selector, method);
  }
  return behavior;
}
