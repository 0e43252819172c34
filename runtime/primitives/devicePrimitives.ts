// The operations of devices for images of ours: a primitive each, by the name of the device and the selector of the
// operation. The kernel's driver classes have a method for each.
import { deviceOperations, type AskedDevice } from '../devices/deviceOperations';
import type { Plain } from '../devices/plain';
import type { SObject } from '../object-memory/objects';
import { callDevice } from './deviceCalls';
import { plainOfValue, valueOfPlain } from './plainValues';
import { FAIL, type Primitive, type PrimitiveFamily } from './primitive';

/** Fails where the image has no such device or the arguments are wrong; a refusal of the device itself is nil. */
function devicePrimitive(device: AskedDevice, selector: string): Primitive {
  return (vm, stack, rcvr, argc) => {
    const { kernel } = vm;
    const args: Plain[] = [];
    for (let i = 1; i <= argc; i++) {
      const plain = plainOfValue(kernel, stack[rcvr + i]);
      if (plain === undefined) return FAIL;
      args.push(plain);
    }
    return callDevice(vm, { device, selector, args, answer: (plain) => valueOfPlain(kernel, plain) });
  };
}

/** The argument is signalled whenever the user does something; nil for none. */
const signalInput: Primitive = (vm, stack, rcvr) => {
  const { image, kernel, scheduler } = vm;
  const { input } = image.devices;
  const semaphore = stack[rcvr + 1];
  if (!input || typeof semaphore !== 'object') return FAIL;
  if (semaphore === kernel.nil) input.onEvent = undefined;
  else {
    if (!semaphore.$b.isOrInheritsFrom(kernel.known.Semaphore)) return FAIL;
    input.onEvent = signalling(semaphore);
  }
  return stack[rcvr];

  function signalling(one: SObject): () => void {
    return () => {
      scheduler.signalFromHost(one);
      image.onSignal?.();
    };
  }
};

const named: Record<string, Primitive> = { 'input.signal:': signalInput };
for (const device of Object.keys(deviceOperations) as AskedDevice[])
  for (const selector of Object.keys(deviceOperations[device]))
    named[`${device}.${selector}`] = devicePrimitive(device, selector);

export const devicePrimitives: PrimitiveFamily = { named };
