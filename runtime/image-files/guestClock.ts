// The clock of an unmodified image, in all generations of its primitives. Without a grant an image has a time of its
// own, so that its Delays go on: it passes as everywhere, and began with the year 2000 when the image was started.
import { epochSeconds, ShiftedClock, type ClockDevice } from '../devices/clockDevice';
import type { Plain } from '../devices/plain';
import type { Interpreter } from '../interpreter/interpreter';
import type { ObjectMemory } from '../object-memory/objectMemory';
import type { SArray, SObject, Value } from '../object-memory/objects';
import { callDevice, isMediated } from '../primitives/deviceCalls';
import {
  FAIL,
  type Fail,
  type Primitive,
  type PrimitiveFamily,
  type Switched,
} from '../primitives/primitive';
import { primitiveNumbered } from '../primitives/primitiveTable';
import { ImageMemory } from './imageMemory';

/** Seconds from 1901 to 2000. */
const year2000 = 3124224000n;
const million = 1000000n;
/** The millisecond clock has 29 bits. */
const millisecondMask = 0x1fffffff;

const ownClocks = new WeakMap<ObjectMemory, ClockDevice>();

function ownClock(image: ObjectMemory): ClockDevice {
  let clock = ownClocks.get(image);
  if (!clock) ownClocks.set(image, (clock = new ShiftedClock(year2000 * million)));
  return clock;
}

type Outcome = Value | Fail | Switched;

const integerOf = (plain: Plain): bigint | undefined =>
  typeof plain === 'number' ? BigInt(Math.floor(plain)) : typeof plain === 'bigint' ? plain : undefined;

/** The clock of an image, or undefined if a driver image has it. */
export const clockOf = (image: ObjectMemory): ClockDevice | undefined =>
  image.devices.clock ?? (isMediated(image, 'clock') ? undefined : ownClock(image));

/** Asks a driver image for each of `selectors` in turn, then answers by their integers. */
function askDriver(vm: Interpreter, selector: string, answer: (value: bigint) => Value | Fail): Outcome {
  return callDevice(vm, {
    device: 'clock',
    selector,
    args: [],
    answer: (plain) => {
      const value = integerOf(plain);
      return value === undefined ? FAIL : answer(value);
    },
  });
}

/** A primitive that answers of the time in UTC, or of the local one, in microseconds since 1901. */
const timeOf =
  (selector: 'utcMicroseconds' | 'localMicroseconds', of: (microseconds: bigint) => bigint): Primitive =>
  (vm) => {
    if (!(vm.image instanceof ImageMemory)) return FAIL;
    const clock = clockOf(vm.image);
    const answer = (time: bigint): Value => vm.kernel.integer(of(time));
    return clock ? answer(clock[selector]()) : askDriver(vm, selector, answer);
  };

const milliseconds: Primitive = (vm) => {
  if (!(vm.image instanceof ImageMemory)) return FAIL;
  const clock = clockOf(vm.image);
  if (clock) return clock.milliseconds() & millisecondMask;
  return askDriver(vm, 'milliseconds', (value) => Number(value & BigInt(millisecondMask)));
};

/** 136: `aSemaphore` is signalled when the millisecond clock reaches a value; nil cancels. */
const signalAtMilliseconds: Primitive = (vm, stack, rcvr) => {
  const due = stack[rcvr + 2];
  if (typeof due !== 'number') return FAIL;
  // The clock wraps: what is more than half its range away has passed.
  return signalAfter(vm, stack, rcvr, 'milliseconds', (now) => ((due - Number(now)) << 3) >> 3);
};

/** 242: the same, when the UTC microsecond clock does. */
const signalAtMicroseconds: Primitive = (vm, stack, rcvr) => {
  const due = microsecondsOf(stack[rcvr + 2]);
  if (due === undefined) return FAIL;
  return signalAfter(vm, stack, rcvr, 'utcMicroseconds', (now) => Number(due - now) / 1000);
};

function microsecondsOf(v: Value): bigint | undefined {
  return typeof v === 'object' ? (v as SObject & { big?: bigint }).big : BigInt(v);
}

function signalAfter(
  vm: Interpreter,
  stack: Value[],
  rcvr: number,
  selector: 'milliseconds' | 'utcMicroseconds',
  delayMs: (now: bigint) => number,
): Outcome {
  const semaphore = stack[rcvr + 1];
  const receiver = stack[rcvr];
  const { scheduler } = vm;
  if (typeof semaphore !== 'object') return FAIL;
  if (semaphore === vm.kernel.nil) {
    scheduler.timers.setSingle(null, 0);
    return receiver;
  }
  if (!semaphore.$b.isOrInheritsFrom(vm.kernel.known.Semaphore)) return FAIL;
  const start = (now: bigint): Value => {
    scheduler.timers.setSingle(semaphore, performance.now() + delayMs(now));
    return receiver;
  };
  const clock = clockOf(vm.image);
  if (!clock) return askDriver(vm, selector, start);
  return start(BigInt(clock[selector]()));
}

/** Answers microseconds since 1970 and the local offset in seconds, in the argument if there is one. */
const utcWithOffset: Primitive = (vm, stack, rcvr, argc) => {
  if (!(vm.image instanceof ImageMemory)) return FAIL;
  const target = argc > 0 ? (stack[rcvr + 1] as Partial<SArray>) : undefined;
  if (target && (!Array.isArray(target.a) || target.a.length < 2)) return FAIL;
  const { kernel } = vm;
  const answer = (utc: bigint, offset: bigint): Value => {
    const values = [kernel.integer(utc - BigInt(epochSeconds) * million), kernel.integer(offset)];
    if (!target) return kernel.array(values);
    target.a!.splice(0, 2, ...values);
    return target as SArray;
  };
  const clock = clockOf(vm.image);
  if (clock) return answer(clock.utcMicroseconds(), BigInt(clock.offsetSeconds()));
  return callDevice(vm, {
    device: 'clock',
    selector: 'utcAndOffset',
    args: [],
    answer: (plain) => {
      const values = Array.isArray(plain) ? plain.map(integerOf) : [];
      return values[0] === undefined || values[1] === undefined ? FAIL : answer(values[0], values[1]);
    },
  });
};

/** Seconds that local time is ahead of UTC, in `unitSeconds`. */
const offset =
  (unitSeconds: bigint): Primitive =>
  (vm) => {
    if (!(vm.image instanceof ImageMemory)) return FAIL;
    const clock = clockOf(vm.image);
    const answer = (seconds: bigint): Value => vm.kernel.integer(seconds / unitSeconds);
    return clock ? answer(BigInt(clock.offsetSeconds())) : askDriver(vm, 'offsetSeconds', answer);
  };

const whole = (microseconds: bigint): bigint => microseconds;
const utc = timeOf('utcMicroseconds', whole);
const local = timeOf('localMicroseconds', whole);
const localSeconds = timeOf('localMicroseconds', (microseconds) => microseconds / million);
const updateTimezone: Primitive = (_vm, stack, rcvr) => stack[rcvr];

const guestNumbered: Readonly<Record<number, Primitive>> = {
  135: milliseconds,
  136: signalAtMilliseconds,
  137: localSeconds,
  240: utc,
  241: local,
  242: signalAtMicroseconds,
  243: updateTimezone,
  244: utcWithOffset,
  245: utc,
  246: local,
};

/** For unmodified images; others go on with what has the number before. Made when called. */
export function guestClock(): PrimitiveFamily {
  const numbered: Record<number, Primitive> = {};
  for (const [number, guest] of Object.entries(guestNumbered)) {
    const before = primitiveNumbered(Number(number));
    numbered[Number(number)] = (vm, stack, rcvr, argc) =>
      (vm.image instanceof ImageMemory ? guest : before)(vm, stack, rcvr, argc);
  }
  const named = {
    primitiveMillisecondClock: milliseconds,
    primitiveSecondsClock: localSeconds,
    primitiveUTCMicrosecondClock: utc,
    primitiveLocalMicrosecondClock: local,
    primitiveCoarseUTCMicrosecondClock: utc,
    primitiveCoarseLocalMicrosecondClock: local,
    primitiveHighResClock: utc,
    primitiveUtcWithOffset: utcWithOffset,
    primitiveUtcAndTimezoneOffset: utcWithOffset,
    primitiveUpdateTimezone: updateTimezone,
    primitiveSignalAtMilliseconds: signalAtMilliseconds,
    primitiveSignalAtUTCMicroseconds: signalAtMicroseconds,
  };
  return {
    numbered,
    named: {
      ...Object.fromEntries(Object.entries(named).map(([name, work]) => [`.${name}`, work])),
      'LocalePlugin.primitiveTimezoneOffset': offset(60n),
      'LocalePlugin.primitiveVMOffsetToUTC': offset(60n),
    },
  };
}
