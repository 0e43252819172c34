// Primitives that our own kernel has no use for and unmodified images call: what concerns the whole machine.
import type { Interpreter } from '../interpreter/interpreter';
import { textIfString } from '../object-memory/literals';
import { Method } from '../object-memory/method';
import type { Value } from '../object-memory/objects';
import { FAIL, SWITCHED, type Primitive, type PrimitiveFamily, type Switched } from '../primitives/primitive';
import { ImageMemory } from './imageMemory';

/** What runs an unmodified image, as its primitives see it. */
export interface GuestHost {
  /** The image asked to end; `exitCode` is what it gave as such, 0 if nothing. */
  quit(vm: Interpreter, exitCode: number): void;
  /** The active Process has nothing to do: the host may use the time. */
  relinquish(vm: Interpreter): void;
  /** A line for whoever started the image. */
  log(text: string, level: 'log' | 'warn' | 'error'): void;
  /** Something outside has signalled a Semaphore: the image may have to do something again. */
  wake?(): void;
}

const hosts = new WeakMap<ImageMemory, GuestHost>();

/** Says who serves `image`; without a host these primitives fail. */
export function serveGuest(image: ImageMemory, host: GuestHost): void {
  hosts.set(image, host);
}

/** An error that concerns whoever started `image`. */
export function tellHost(image: ImageMemory, text: string): void {
  hosts.get(image)?.log(text, 'error');
}

/** See GuestHost.wake. */
export function wakeGuest(image: ImageMemory): void {
  hosts.get(image)?.wake?.();
}

const forGuest =
  (
    work: (
      vm: Interpreter,
      image: ImageMemory,
      host: GuestHost,
      stack: Parameters<Primitive>[1],
      rcvr: number,
      argc: number,
    ) => ReturnType<Primitive>,
  ): Primitive =>
  (vm, stack, rcvr, argc) => {
    const { image } = vm;
    const host = image instanceof ImageMemory ? hosts.get(image) : undefined;
    return host ? work(vm, image as ImageMemory, host, stack, rcvr, argc) : FAIL;
  };

/** Answers the receiver, and has the interpreter look at once whether it should stop. */
function leaveWith(vm: Interpreter, stack: Value[], rcvr: number): Switched {
  const context = vm.context!;
  const answer = stack[rcvr];
  vm.dropOperands(stack, rcvr);
  context.stack[context.sp++] = answer;
  return SWITCHED;
}

const flush = forGuest((_vm, image, _host, stack, rcvr) => {
  image.kernel.flushAll();
  return stack[rcvr];
});

/** 119 of a Symbol. */
const flushSelector = forGuest((_vm, image, _host, stack, rcvr) => {
  const symbol = stack[rcvr];
  if (typeof symbol === 'object' && symbol.$b.isSymbols) image.kernel.flushSelector(symbol);
  else image.kernel.flushAll();
  return symbol;
});

/** 116 of a method: its code may be another, or its class may have another in its place. */
const flushMethod = forGuest((_vm, image, _host, stack, rcvr) => {
  const method = stack[rcvr];
  const symbol = method instanceof Method ? image.kernel.existingSymbol(method.selector) : undefined;
  if (symbol) image.kernel.flushSelector(symbol);
  else image.kernel.flushAll();
  if (method instanceof Method) image.kernel.watcher?.codeChanged(method);
  return method;
});

/** 113, with the exit code as an argument in images since Pharo 2 and Squeak 5. */
const quit = forGuest((vm, _image, host, stack, rcvr, argc) => {
  const code = argc > 0 ? stack[rcvr + 1] : 0;
  host.quit(vm, typeof code === 'number' ? code & 0xff : 0);
  return leaveWith(vm, stack, rcvr);
});

const log = forGuest((_vm, _image, host, stack, rcvr) => {
  const text = textIfString(stack[rcvr + 1]);
  if (text === undefined) return FAIL;
  const level = textIfString(stack[rcvr + 2]);
  host.log(text, level === 'warn' || level === 'error' ? level : 'log');
  return stack[rcvr];
});

export const guestPrimitives: PrimitiveFamily = {
  numbered: {
    89: flush,
    113: quit,
    116: flushMethod,
    119: flushSelector,
    230: forGuest((vm, _image, host, stack, rcvr) => {
      host.relinquish(vm);
      return leaveWith(vm, stack, rcvr);
    }),
  },
  named: { 'ConsolePlugin.primitiveLog:level:': log },
};
