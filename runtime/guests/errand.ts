// What the VM has to do in an unmodified image, as an object that the image's own code can send `value` to: the image
// has no class for it, and needs none.
import type { Interpreter } from '../interpreter/interpreter';
import type { Behavior } from '../object-memory/behavior';
import type { Context } from '../object-memory/context';
import type { ImageKernel } from '../image-files/imageKernel';
import { textOf } from '../object-memory/literals';
import type { Method } from '../object-memory/method';
import type { SArray, SObject, Value } from '../object-memory/objects';
import { VmObject } from '../object-memory/vmObject';
import { SWITCHED, type Primitive } from '../primitives/primitive';
import { contextFor } from '../remote/deliveryContext';
import { vmClass } from './vmClass';

/** A message to be sent, or a method to be run. */
export interface ErrandWork {
  readonly receiver: Value;
  readonly action: string | Method;
  readonly args: readonly Value[];
}

export class Errand extends VmObject {
  constructor(
    behavior: Behavior,
    public work: ErrandWork,
  ) {
    super(behavior);
  }
}

/** The class of errands in the images of one kernel. It understands `value`, and what guards ask of it. */
export function errandClass(kernel: ImageKernel): Behavior {
  const isNew = (value: Value): value is SObject => kernel.isStranger(value);
  return vmClass(kernel, 'Errand', {
    strings: (vm, stack, rcvr) => {
      const { args } = (stack[rcvr] as Errand).work;
      return vm.kernel.array(args.filter(isNew).map((symbol) => vm.kernel.string(textOf(symbol))));
    },
    'intern:': (_vm, stack, rcvr) => {
      const errand = stack[rcvr] as Errand;
      const symbols = [...(stack[rcvr + 1] as SArray).a];
      const args = errand.work.args.map((value) => (isNew(value) ? symbols.shift()! : value));
      errand.work = { ...errand.work, args };
      return errand;
    },
    value: run,
    stackText: (vm) => vm.kernel.string(stackText(vm.context)),
  });
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
