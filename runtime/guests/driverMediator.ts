// A device that an object of another image has: each operation is a message to it, and the primitive that asked waits
// for the answer as any Process waits for a far one. It is then run again, and finds the answer.
import type { Plain } from '../devices/plain';
import type { Interpreter } from '../interpreter/interpreter';
import { textIfString } from '../object-memory/literals';
import { readableBytes } from '../object-memory/bytesOf';
import type { SArray, SBytes, SLargeInt, SObject, Value } from '../object-memory/objects';
import type { Ref } from '../object-memory/ref';
import type { DeviceCall, DeviceMediator } from '../primitives/deviceCalls';
import { FAIL, SWITCHED, type Fail, type Switched } from '../primitives/primitive';
import { PassingError } from '../remote/argumentPassing';
import type { Vat } from '../remote/vat';
import type { AnswerFrame } from '../remote/wire';

/** undefined: the operation was refused, or could not be asked for. */
type DeviceAnswer = { readonly plain: Plain | undefined };

export class DriverMediator implements DeviceMediator {
  /** Answers that Processes are about to take. */
  private readonly answers = new WeakMap<SObject, DeviceAnswer>();

  constructor(
    private readonly vat: Vat,
    private readonly driver: Ref,
  ) {}

  perform(vm: Interpreter, { selector, args, answer }: DeviceCall): Value | Fail | Switched {
    const process = vm.scheduler.active as SObject;
    const known = this.answers.get(process);
    if (known) {
      this.answers.delete(process);
      return known.plain === undefined ? FAIL : answer(known.plain);
    }
    const values = args.map((plain) => valueOf(this.vat, plain));
    const resumeAt = vm.retryPrimitive();
    const isSent = this.vat.askFor(vm, this.driver, selector, values, resumeAt, (outcome) =>
      this.answers.set(process, { plain: this.plainOf(outcome) }),
    );
    if (isSent) return SWITCHED;
    // The retry has to take place: the caller stands before its send.
    this.answers.set(process, { plain: undefined });
    vm.context = resumeAt;
    return SWITCHED;
  }

  private plainOf(outcome: AnswerFrame['outcome']): Plain | undefined {
    if (!('value' in outcome)) return undefined;
    const values = this.vat.references.readAll([outcome.value]);
    return values instanceof PassingError ? undefined : plainOf(this.vat, values[0]);
  }
}

function valueOf({ memory: { kernel } }: Vat, plain: Plain): Value {
  if (plain === null) return kernel.nil;
  if (typeof plain === 'boolean') return kernel.boolean(plain);
  if (typeof plain === 'string') return kernel.string(plain);
  if (typeof plain === 'number' || typeof plain === 'bigint') return kernel.integer(plain);
  if (plain instanceof Uint8Array) return kernel.bytes(plain);
  throw new Error('No operation of a device takes an array');
}

/** undefined for what no device answers. */
function plainOf(vat: Vat, value: Value): Plain | undefined {
  const { kernel } = vat.memory;
  if (typeof value !== 'object') return value;
  if (value === kernel.nil) return null;
  if (value === kernel.true_ || value === kernel.false_) return value === kernel.true_;
  const text = textIfString(value);
  if (text !== undefined) return text;
  if (value.$b.format === 'bytes') return readableBytes(value as SBytes).slice();
  if (value.$b.format === 'largeInt') return (value as SLargeInt).big;
  if (value.$b !== kernel.known.Array) return undefined;
  const parts = (value as SArray).a.map((part) => plainOf(vat, part));
  return parts.includes(undefined) ? undefined : (parts as Plain[]);
}
