// What the VM has to do in an unmodified image, as an object that the image's own code can send `value` to: the image
// has no class for it, and needs none.
import type { Interpreter } from '../interpreter/interpreter';
import { Behavior } from '../object-memory/behavior';
import type { Context } from '../object-memory/context';
import type { ImageKernel } from '../image-files/imageKernel';
import { textOf } from '../object-memory/literals';
import { Method, type MethodBody } from '../object-memory/method';
import type { SArray, SObject, Value } from '../object-memory/objects';
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
    public work: ErrandWork,
  ) {}
}

const returnSelf = Uint8Array.of(0x58);

/** The class of errands in the images of one kernel. It understands `value`, and what guards ask of it. */
export function errandClass(kernel: ImageKernel): Behavior {
  const behavior = new Behavior('Errand', null, 'virtual', [], false, null);
  const define = (selector: string, primitive: Primitive): void => {
    const numArgs = selector.endsWith(':') ? 1 : 0;
    const body = (): MethodBody => ({
      numTemps: numArgs,
      frameSize: 1 + numArgs,
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
  };
  const isNew = (value: Value): value is SObject => kernel.isStranger(value);
  define('strings', (vm, stack, rcvr) => {
    const { args } = (stack[rcvr] as Errand).work;
    return vm.kernel.array(args.filter(isNew).map((symbol) => vm.kernel.string(textOf(symbol))));
  });
  define('intern:', (_vm, stack, rcvr) => {
    const errand = stack[rcvr] as Errand;
    const symbols = [...(stack[rcvr + 1] as SArray).a];
    const args = errand.work.args.map((value) => (isNew(value) ? symbols.shift()! : value));
    errand.work = { ...errand.work, args };
    return errand;
  });
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
