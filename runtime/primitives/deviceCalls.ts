// The way from a primitive to a device: the host's own, or that of a driver image.
import { deviceOperations, type AskedDevice, type Operation } from '../devices/deviceOperations';
import type { Plain } from '../devices/plain';
import type { Interpreter } from '../interpreter/interpreter';
import type { ObjectMemory } from '../object-memory/objectMemory';
import type { Value } from '../object-memory/objects';
import { FAIL, type Fail, type Switched } from './primitive';

/** One operation that a primitive asks for. */
export interface DeviceCall {
  readonly device: AskedDevice;
  readonly selector: string;
  readonly args: readonly Plain[];
  /** What the primitive answers, of what the operation answered. May run after the primitive's Process was parked. */
  readonly answer: (plain: Plain) => Value | Fail;
}

/** Has operations done elsewhere. It may park the active Process, which then goes on with what `answer` gives. */
export interface DeviceMediator {
  perform(vm: Interpreter, call: DeviceCall): Value | Fail | Switched;
}

const mediators = new WeakMap<ObjectMemory, Partial<Record<AskedDevice, DeviceMediator>>>();

/** From now on `device` of `image` is what `mediator` makes of it, unless the host gives it one directly. */
export function mediateDevice(image: ObjectMemory, device: AskedDevice, mediator: DeviceMediator): void {
  mediators.set(image, { ...mediators.get(image), [device]: mediator });
}

/** Whether a driver image has `device` of `image`. */
export function isMediated(image: ObjectMemory, device: AskedDevice): boolean {
  return !image.devices[device] && mediators.get(image)?.[device] !== undefined;
}

/** Does an operation on a device of the running image; FAIL if it has none, or the operation is refused. */
export function callDevice(vm: Interpreter, call: DeviceCall): Value | Fail | Switched {
  const device = vm.image.devices[call.device];
  if (!device) return mediators.get(vm.image)?.[call.device]?.perform(vm, call) ?? FAIL;
  const operation = deviceOperations[call.device][call.selector] as Operation<typeof device> | undefined;
  const plain = operation?.(device, call.args);
  return plain === undefined ? FAIL : call.answer(plain);
}
