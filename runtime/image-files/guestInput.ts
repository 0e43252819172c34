// Mouse and keyboard of an unmodified image: events for images that take them, state and a queue of keys for older ones.
// Without a grant nothing ever happens.
import type { InputDevice } from '../devices/inputDevice';
import type { Interpreter } from '../interpreter/interpreter';
import type { Fields, SArray, Value } from '../object-memory/objects';
import { FAIL, type Fail, type Primitive, type PrimitiveFamily } from '../primitives/primitive';
import { externalSignal, interruptSignal } from './externalSemaphores';
import { ImageMemory } from './imageMemory';
import { Special } from './rawImage';

type Arg = (index: number) => Value;

const forGuest =
  (
    work: (vm: Interpreter, image: ImageMemory, input: InputDevice | undefined, arg: Arg) => Value | Fail,
  ): Primitive =>
  (vm, stack, rcvr) =>
    vm.image instanceof ImageMemory
      ? work(vm, vm.image, vm.image.devices.input, (index) => stack[rcvr + index])
      : FAIL;

/** 93: the index of the Semaphore that is signalled when an event has come; nil for none. */
const setSemaphore = forGuest((vm, image, input, arg) => {
  const index = arg(1);
  if (typeof index !== 'number' && index !== vm.kernel.nil) return FAIL;
  if (input) input.onEvent = typeof index === 'number' ? externalSignal(vm, image, index) : undefined;
  return arg(0);
});

/** 94: the next event goes into the argument, eight integers; type 0 if there is none. */
const nextEvent = forGuest((vm, _image, input, arg) => {
  const buffer = arg(1) as Partial<SArray>;
  if (!Array.isArray(buffer.a) || buffer.a.length < eventSize) return FAIL;
  const event = input?.nextEvent();
  for (let i = 0; i < eventSize; i++) buffer.a[i] = vm.kernel.integer(event?.[i] ?? 0);
  return arg(0);
});
const eventSize = 8;

/** 90: where the pointer is. */
const mousePoint = forGuest((vm, _image, input) => {
  const point = vm.kernel.known.Point.instantiate(0) as Fields;
  point.f0 = input?.mouseX ?? 0;
  point.f1 = input?.mouseY ?? 0;
  return point;
});

/** 107: buttons in three bits, modifiers in four above. */
const mouseButtons = forGuest((_vm, _image, input) => input?.buttons ?? 0);

/** 108 and 109: the code of a key in eight bits, modifiers in four above; nil if none was pressed. */
const key = (which: 'nextKey' | 'peekKey'): Primitive =>
  forGuest((vm, _image, input) => input?.[which]() ?? vm.kernel.nil);

/** 133: the key by which the user interrupts, as 108 answers it. */
const setInterruptKey = forGuest((_vm, _image, input, arg) => {
  const code = arg(1);
  if (typeof code !== 'number') return FAIL;
  if (input) input.interruptKey = code;
  return arg(0);
});

/** 134: the Semaphore that is signalled then; nil for none. */
const setInterruptSemaphore = forGuest((vm, image, input, arg) => {
  const semaphore = arg(1);
  image.specialObjects.a[Special.InterruptSemaphore] = semaphore;
  if (input) input.onInterrupt = semaphore === vm.kernel.nil ? undefined : interruptSignal(vm, image);
  return arg(0);
});

export const guestInput: PrimitiveFamily = {
  numbered: {
    90: mousePoint,
    93: setSemaphore,
    94: nextEvent,
    107: mouseButtons,
    108: key('nextKey'),
    109: key('peekKey'),
    133: setInterruptKey,
    134: setInterruptSemaphore,
  },
  named: {
    '.primitiveMousePoint': mousePoint,
    '.primitiveInputSemaphore': setSemaphore,
    '.primitiveGetNextEvent': nextEvent,
    '.primitiveMouseButtons': mouseButtons,
    '.primitiveKbdNext': key('nextKey'),
    '.primitiveKbdPeek': key('peekKey'),
  },
};
