// The operations of devices for images of ours: a primitive each, by the name of the device and the selector of the
// operation. The kernel's driver classes have a method for each.
import { deviceOperations, type AskedDevice } from '../devices/deviceOperations';
import type { Devices } from '../devices/devices';
import { openSocketsOf } from '../devices/openSockets';
import type { Plain } from '../devices/plain';
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

/** What has events, and tells somebody when there is one. */
interface EventSource {
  onEvent: (() => void) | undefined;
}

/** The argument is signalled whenever the device has an event; nil for none. */
const signalling =
  (sourceOf: (devices: Devices) => EventSource | undefined): Primitive =>
  (vm, stack, rcvr) => {
    const { image, kernel, scheduler } = vm;
    const source = sourceOf(image.devices);
    const semaphore = stack[rcvr + 1];
    if (!source || typeof semaphore !== 'object') return FAIL;
    if (semaphore === kernel.nil) source.onEvent = undefined;
    else if (!semaphore.$b.isOrInheritsFrom(kernel.known.Semaphore)) return FAIL;
    else
      source.onEvent = () => {
        scheduler.signalFromHost(semaphore);
        image.onSignal?.();
      };
    return stack[rcvr];
  };

const named: Record<string, Primitive> = {
  'input.signal:': signalling(({ input }) => input),
  'sockets.signal:': signalling(({ sockets }) => sockets && openSocketsOf(sockets)),
};
for (const device of Object.keys(deviceOperations) as AskedDevice[])
  for (const selector of Object.keys(deviceOperations[device]))
    named[`${device}.${selector}`] = devicePrimitive(device, selector);

export const devicePrimitives: PrimitiveFamily = { named };
