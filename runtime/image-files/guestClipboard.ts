// The clipboard of an unmodified image, primitive 141: one text, in UTF-8 as current images expect.
import { callDevice } from '../primitives/deviceCalls';
import { FAIL, type Primitive, type PrimitiveFamily } from '../primitives/primitive';
import { nameString, pathOf } from './guestFiles';
import { ImageMemory } from './imageMemory';

const clipboardText: Primitive = (vm, stack, rcvr, argc) => {
  if (!(vm.image instanceof ImageMemory)) return FAIL;
  if (argc === 0)
    return callDevice(vm, {
      device: 'clipboard',
      selector: 'read',
      args: [],
      answer: (text) => (typeof text === 'string' ? nameString(vm, text) : FAIL),
    });
  const text = pathOf(stack[rcvr + 1]);
  if (text === undefined) return FAIL;
  const receiver = stack[rcvr];
  return callDevice(vm, {
    device: 'clipboard',
    selector: 'write:',
    args: [text],
    answer: (isDone) => (isDone === true ? receiver : FAIL),
  });
};

export const guestClipboard: PrimitiveFamily = {
  numbered: { 141: clipboardText },
  named: { '.primitiveClipboardText': clipboardText },
};
