// Primitives that our own kernel has no use for and unmodified images call: what concerns the whole machine.
import type { Interpreter } from '../interpreter/interpreter';
import { textIfString } from '../object-memory/literals';
import { FAIL, type Primitive, type PrimitiveFamily } from '../primitives/primitive';
import { ImageMemory } from './imageMemory';

/** What runs an unmodified image, as its primitives see it. */
export interface GuestHost {
  /** The image asked to end. */
  quit(vm: Interpreter): void;
  /** The active Process has nothing to do: the host may use the time. */
  relinquish(vm: Interpreter): void;
  /** A line for whoever started the image. */
  log(text: string, level: 'log' | 'warn' | 'error'): void;
}

const hosts = new WeakMap<ImageMemory, GuestHost>();

/** Says who serves `image`; without a host these primitives fail. */
export function serveGuest(image: ImageMemory, host: GuestHost): void {
  hosts.set(image, host);
}

const forGuest =
  (
    work: (
      vm: Interpreter,
      image: ImageMemory,
      host: GuestHost,
      stack: Parameters<Primitive>[1],
      rcvr: number,
    ) => ReturnType<Primitive>,
  ): Primitive =>
  (vm, stack, rcvr) => {
    const { image } = vm;
    const host = image instanceof ImageMemory ? hosts.get(image) : undefined;
    return host ? work(vm, image as ImageMemory, host, stack, rcvr) : FAIL;
  };

const flush = forGuest((_vm, image, _host, stack, rcvr) => {
  image.kernel.flushAll();
  return stack[rcvr];
});

const quit = forGuest((vm, _image, host, stack, rcvr) => {
  host.quit(vm);
  return stack[rcvr];
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
    116: flush,
    119: flush,
    230: forGuest((vm, _image, host, stack, rcvr) => {
      host.relinquish(vm);
      return stack[rcvr];
    }),
  },
  named: { 'ConsolePlugin.primitiveLog:level:': log },
};
