// Clocks and timers: primitives 135, 136, 240 and named ones for any number of timers at once.
import type { SObject, Value } from '../object-memory/objects';
import type { Interpreter } from '../interpreter/interpreter';
import { isObject } from './operands';
import { FAIL, type Primitive, type PrimitiveFamily } from './primitive';

/** Microseconds from 1901, Smalltalk's epoch, to 1970. */
const epochMicroseconds = 2177452800n * 1000000n;
/** Squeak's millisecond clock wraps at 2^29. */
const millisecondMask = 0x1fffffff;

export function utcMicroseconds(): bigint {
  return BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000)) + epochMicroseconds;
}

function millisecondClock(): number {
  return Math.floor(performance.timeOrigin + performance.now()) & millisecondMask;
}

function isSemaphore(vm: Interpreter, v: Value): v is SObject {
  return isObject(v) && v.$b.isOrInheritsFrom(vm.kernel.known.Semaphore);
}

/** 136: one Semaphore signalled when the millisecond clock reaches a value; nil in its place cancels. */
const signalAtMilliseconds: Primitive = (vm, stack, rcvr) => {
  const semaphore = stack[rcvr + 1];
  const due = stack[rcvr + 2];
  const isCancelled = semaphore === vm.kernel.nil;
  if (!isObject(semaphore) || !(isCancelled || isSemaphore(vm, semaphore)) || typeof due !== 'number')
    return FAIL;
  const delay = ((due - millisecondClock()) << 3) >> 3;
  vm.scheduler.timers.setSingle(isCancelled ? null : semaphore, performance.now() + delay);
  return stack[rcvr];
};

const signalAtMicroseconds: Primitive = (vm, stack, rcvr) => {
  const semaphore = stack[rcvr + 1];
  const due = stack[rcvr + 2];
  if (!isSemaphore(vm, semaphore) || (typeof due !== 'number' && typeof due !== 'bigint')) return FAIL;
  const delay = Number(BigInt(due) - utcMicroseconds()) / 1000;
  vm.scheduler.timers.add(semaphore, performance.now() + delay);
  return stack[rcvr];
};

const cancelTimer: Primitive = (vm, stack, rcvr) => {
  vm.scheduler.timers.cancel(stack[rcvr + 1] as SObject);
  return stack[rcvr];
};

const localMicroseconds = (): bigint =>
  utcMicroseconds() - BigInt(new Date().getTimezoneOffset()) * 60n * 1000000n;

const clock =
  (read: () => number | bigint): Primitive =>
  (vm): Value =>
    vm.kernel.integer(read());

export const clockPrimitives: PrimitiveFamily = {
  numbered: {
    135: clock(millisecondClock),
    136: signalAtMilliseconds,
    137: clock(() => localMicroseconds() / 1000000n),
    240: clock(utcMicroseconds),
    241: clock(localMicroseconds),
  },
  named: {
    'Archipelago.signalAtMicroseconds': signalAtMicroseconds,
    'Archipelago.cancelTimer': cancelTimer,
  },
};
