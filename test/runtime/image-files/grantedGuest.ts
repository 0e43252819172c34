// An unmodified image as far as its devices see it: primitives are called on it, and Semaphores count their signals.
import type { Devices } from '../../../runtime/devices/devices';
import { deviceFamilies } from '../../../runtime/image-files/deviceFamilies';
import { Special } from '../../../runtime/image-files/rawImage';
import type { SArray, SObject, Value } from '../../../runtime/object-memory/objects';
import type { PrimitiveFamily } from '../../../runtime/primitives/primitive';
import { GuestObjects } from '../primitives/guestObjects';

const families = deviceFamilies();
const all: PrimitiveFamily = {
  numbered: Object.assign({}, ...families.map(({ numbered }) => numbered)) as PrimitiveFamily['numbered'] &
    object,
  named: Object.assign({}, ...families.map(({ named }) => named)) as PrimitiveFamily['named'] & object,
};

export class GrantedGuest extends GuestObjects {
  private readonly signals = new Map<SObject, number>();
  private waiters: (() => void)[] = [];
  /** What the last timer was set to, in milliseconds from then. */
  delayMs: number | undefined;

  constructor(devices: Devices = {}, wordBytes: 4 | 8 = 8) {
    super(wordBytes);
    Object.assign(this.vm.image, {
      devices,
      fileName: '/home/my.image',
      arguments: [],
      windowSize: { width: 640, height: 480 },
      origin: { header: { version: { number: wordBytes === 4 ? 6521 : 68021 } } },
    });
    Object.assign(this.vm, {
      scheduler: {
        signalFromHost: (semaphore: SObject) => {
          this.signals.set(semaphore, this.signalled(semaphore) + 1);
          for (const wake of this.waiters.splice(0)) wake();
        },
        timers: {
          setSingle: (semaphore: SObject | null, dueMs: number) =>
            (this.delayMs = semaphore ? dueMs - performance.now() : undefined),
        },
      },
    });
    (this.vm.image as unknown as { specialObjects: SArray }).specialObjects.a[Special.ExternalObjects] =
      this.kernel.array([]);
  }

  get nil(): SObject {
    return this.kernel.nil;
  }

  do(name: string | number, ...args: Value[]): unknown {
    return this.call(all, name, this.nil, ...args);
  }

  /** The object that a primitive answers. */
  value(name: string | number, ...args: Value[]): Value {
    return this.run(all, name, this.nil, ...args) as Value;
  }

  text(text: string): SObject {
    return this.bytesAsString(new TextEncoder().encode(text));
  }

  private bytesAsString(bytes: Uint8Array): SObject {
    return this.string(String.fromCharCode(...bytes));
  }

  semaphore(): SObject {
    return this.kernel.known.Semaphore.instantiate(0) as SObject;
  }

  /** Puts a value at a place of the special objects, base 0. */
  special(index: number, value: Value): void {
    (this.vm.image as unknown as { specialObjects: SArray }).specialObjects.a[index] = value;
  }

  /** A Semaphore and the index under which it is registered. */
  external(): { readonly semaphore: SObject; readonly index: number } {
    const { specialObjects } = this.vm.image as unknown as { specialObjects: SArray };
    const semaphore = this.semaphore();
    const index = (specialObjects.a[Special.ExternalObjects] as SArray).a.push(semaphore);
    return { semaphore, index };
  }

  signalled(semaphore: SObject): number {
    return this.signals.get(semaphore) ?? 0;
  }

  /** Until `isDone`, looked at after each signal. */
  async until(isDone: () => boolean): Promise<void> {
    while (!isDone()) await new Promise<void>((resolve) => this.waiters.push(resolve));
  }
}
