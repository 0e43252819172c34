// Methods whose primitives run others, or switch, and yet often need no Context of their caller: what they do then is
// done between compiled functions.
import { Context } from '../object-memory/context';
import type { Entry, Method } from '../object-memory/method';
import type { SArray, Value } from '../object-memory/objects';
import type { SList } from '../interpreter/processScheduler';
import { performedMethod } from '../primitives/blocks';
import type { Machine } from './machine';

/** Of perform: and its like on JavaScript's stack, in units of 64 bytes. */
const frameUnits = 4;

// A class, because what is called on numbers has to be strict code.
export class DirectEntries {
  constructor(
    private readonly machine: Machine,
    private readonly prepare: (method: Method) => Entry,
  ) {}

  /** The method's entry if it is one of those; `otherwise` leaves the call to the interpreter. */
  entryOf(method: Method, otherwise: Entry): Entry | null {
    if (method.isBlock || method.primitiveName !== null || method.primitiveFunction === null) return null;
    const { machine, prepare } = this;
    const direct = this;
    switch (method.primitive) {
      case 83:
        return function (depth, selector, ...args) {
          const target = direct.performed(this, selector, args.length);
          if (target === null) return otherwise.call(this, depth, selector, ...args);
          return prepare(target).call(this, depth + frameUnits, ...args);
        };
      case 84:
        return function (depth, selector, array) {
          const { a } = array as Partial<SArray>;
          const target = a === undefined ? null : direct.performed(this, selector, a.length);
          if (target === null) return otherwise.call(this, depth, selector, array);
          return prepare(target).call(this, depth + frameUnits, ...a!);
        };
      case 85:
        return function (depth) {
          const { scheduler, kernel } = machine.vm;
          const semaphore = this as SList;
          if (semaphore.f0 !== kernel.nil) return otherwise.call(this, depth);
          scheduler.signal(semaphore);
          return this;
        };
      case 86:
        return function (depth) {
          const semaphore = this as SList;
          if (!(typeof semaphore.f2 === 'number' && semaphore.f2 > 0)) return otherwise.call(this, depth);
          semaphore.f2 -= 1;
          return this;
        };
      default:
        return null;
    }
  }

  /** The method that a perform runs; null where it is the interpreter's. */
  private performed(receiver: unknown, selector: unknown, argc: number): Method | null {
    // The state of a Context that runs is not in it.
    if (receiver instanceof Context) return null;
    return performedMethod(this.machine.vm, receiver as Value, selector as Value, argc);
  }
}
