// One call of a primitive by an unmodified image: what primitives of devices ask of it.
import type { AskedDevice } from '../devices/deviceOperations';
import type { Plain } from '../devices/plain';
import type { Interpreter } from '../interpreter/interpreter';
import { readableBytes, writableBytes } from '../object-memory/bytesOf';
import type { SBytes, SLongs, SShorts, SWords, Value } from '../object-memory/objects';
import { callDevice } from '../primitives/deviceCalls';
import { FAIL, type Fail, type Primitive, type Switched } from '../primitives/primitive';
import { externalSignal } from './externalSemaphores';
import { ImageMemory } from './imageMemory';

export type Outcome = Value | Fail | Switched;

/** The bytes of an indexable object, and how many of them an element has. */
export interface ElementBytes {
  readonly bytes: Uint8Array;
  readonly unit: number;
}

export class GuestCall {
  constructor(
    readonly vm: Interpreter,
    readonly image: ImageMemory,
    private readonly stack: Value[],
    private readonly rcvrIndex: number,
    readonly argc: number,
  ) {}

  get receiver(): Value {
    return this.stack[this.rcvrIndex];
  }

  /** Base 1. */
  arg(index: number): Value {
    return this.stack[this.rcvrIndex + index];
  }

  /** NaN for what is no SmallInteger. */
  integer(index: number): number {
    const value = this.arg(index);
    return typeof value === 'number' ? value : NaN;
  }

  isTrue(index: number): boolean {
    return this.arg(index) === this.vm.kernel.true_;
  }

  /** What signals the Semaphore whose index is an argument; nothing where it is none. */
  signal(index: number): () => void {
    const semaphore = this.argc >= index ? this.integer(index) : 0;
    return semaphore > 0 ? externalSignal(this.vm, this.image, semaphore) : () => undefined;
  }

  ask(
    device: AskedDevice,
    selector: string,
    args: readonly Plain[],
    answer: (plain: Plain) => Value | Fail,
  ): Outcome {
    return callDevice(this.vm, { device, selector, args, answer });
  }

  /** Answers the receiver if the operation answers true. */
  did(device: AskedDevice, selector: string, args: readonly Plain[]): Outcome {
    const { receiver } = this;
    return this.ask(device, selector, args, (plain) => (plain === true ? receiver : FAIL));
  }

  /** Answers the number that the operation answers. */
  number(device: AskedDevice, selector: string, args: readonly Plain[]): Outcome {
    const { kernel } = this.vm;
    return this.ask(device, selector, args, (plain) =>
      typeof plain === 'number' ? kernel.integer(plain) : FAIL,
    );
  }

  /** All bytes of an argument, to be read or to be written. */
  elements(index: number, isWritten: boolean): ElementBytes | undefined {
    const object = this.arg(index);
    if (typeof object !== 'object') return undefined;
    const { format } = object.$b;
    if (format === 'bytes')
      return { bytes: (isWritten ? writableBytes : readableBytes)(object as SBytes), unit: 1 };
    if (format !== 'shorts' && format !== 'words' && format !== 'longs') return undefined;
    const array =
      format === 'shorts'
        ? (object as SShorts).d
        : format === 'words'
          ? (object as SWords).w
          : (object as SLongs).q;
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    return { bytes, unit: array.BYTES_PER_ELEMENT };
  }

  /** The part of a buffer that a transfer is about: the buffer, the first element (base 1), the count of elements. */
  part(index: number, isWritten: boolean): ElementBytes | undefined {
    const all = this.elements(index, isWritten);
    const [start, count] = [this.integer(index + 1), this.integer(index + 2)];
    if (!all || !(start >= 1 && count >= 0)) return undefined;
    const from = (start - 1) * all.unit;
    const to = from + count * all.unit;
    return to <= all.bytes.length ? { ...all, bytes: all.bytes.subarray(from, to) } : undefined;
  }
}

/** A primitive of unmodified images alone. */
export const guestPrimitive =
  (work: (call: GuestCall) => Outcome): Primitive =>
  (vm, stack, rcvr, argc) =>
    vm.image instanceof ImageMemory ? work(new GuestCall(vm, vm.image, stack, rcvr, argc)) : FAIL;
