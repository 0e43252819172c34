// What the VM has to do in an unmodified image, as an object that the image's own code can send `value` to: the image
// has no class for it, and needs none.
import type { Interpreter } from '../interpreter/interpreter';
import { Behavior } from '../object-memory/behavior';
import type { Context } from '../object-memory/context';
import type { Kernel } from '../object-memory/kernel';
import { Method, type MethodBody } from '../object-memory/method';
import type { SObject, Value } from '../object-memory/objects';
import { SWITCHED, type Primitive } from '../primitives/primitive';
import { contextFor } from '../remote/deliveryContext';

/** A message to be sent, or a method to be run. */
export interface ErrandWork {
  readonly receiver: Value;
  readonly action: string | Method;
  readonly args: readonly Value[];
}

export class Errand implements SObject {
  h = 0;

  constructor(
    readonly $b: Behavior,
    readonly work: ErrandWork,
  ) {}
}

const returnSelf = Uint8Array.of(0x58);

/** The class of errands in the images of one kernel. It understands `value` and `stackText`. */
export function errandClass(kernel: Kernel): Behavior {
  const behavior = new Behavior('Errand', null, 'virtual', [], false, null);
  const define = (selector: string, primitive: Primitive): void => {
    const body = (): MethodBody => ({
      numTemps: 0,
      frameSize: 1,
      numCopied: 0,
      literals: [],
      bytes: returnSelf,
      sourceMap: [],
      temps: [],
      start: 0,
      stop: 0,
    });
    const method = new Method(kernel, null, behavior, selector, 0, false, body, () => '');
    method.primitiveFunction = primitive;
    behavior.methods.set(selector, method);
  };
  define('value', run);
  define('stackText', (vm) => vm.kernel.string(stackText(vm.context)));
  return behavior;
}

const run: Primitive = (vm: Interpreter, stack, rcvr) => {
  const { receiver, action, args } = (stack[rcvr] as Errand).work;
  vm.dropOperands(stack, rcvr);
  if (typeof action === 'string') return vm.send(action, [receiver, ...args], 0, args.length);
  vm.context = contextFor(vm.image, vm.context, receiver, action, args);
  return SWITCHED;
};

const shownFrames = 30;

/** The active Process's frames as lines, the innermost first. */
function stackText(top: Context | null): string {
  const lines: string[] = [];
  for (let c = top; c !== null && lines.length < shownFrames; c = c.sender) {
    const { method } = c;
    lines.push(`${method.isBlock ? '[] in ' : ''}${method.methodClass.printName}>>${method.home.selector}`);
  }
  return lines.join('\n');
}
