// Where a driver image says what the user does: an object in the image that is told, which that image itself never sees.
import type { InputEvent } from '../devices/inputDevice';
import { InputQueue } from '../devices/inputQueue';
import type { Kernel } from '../object-memory/kernel';
import type { Value } from '../object-memory/objects';
import { VmObject } from '../object-memory/vmObject';
import { FAIL, type Primitive } from '../primitives/primitive';
import type { UrgentObject } from '../remote/vat';
import { vmClass } from './vmClass';

/** Type, time, and what the type wants: plain arguments, since an Array would stay with its image. */
export const eventSelector = 'event:time:with:with:with:with:with:with:';
const eventSize = 8;

const takeEvent: Primitive = (_vm, stack, rcvr) => {
  const values = stack.slice(rcvr + 1, rcvr + 1 + eventSize);
  if (!values.every((value: Value) => Number.isSafeInteger(value))) return FAIL;
  (stack[rcvr] as InputPort).queue.push(values as unknown as InputEvent);
  return stack[rcvr];
};

export class InputPort extends VmObject implements UrgentObject {
  readonly isUrgent = true;
  readonly queue = new InputQueue();

  constructor(kernel: Kernel) {
    super(vmClass(kernel, 'InputPort', { [eventSelector]: takeEvent }));
  }
}
