// A device that an object of another image has: each operation is a message to it, and the primitive that asked waits
// for the answer as any Process waits for a far one. It is then run again, and finds the answer.
import type { Plain } from '../devices/plain';
import type { Interpreter } from '../interpreter/interpreter';
import type { SObject, Value } from '../object-memory/objects';
import type { Ref } from '../object-memory/ref';
import type { DeviceCall, DeviceMediator } from '../primitives/deviceCalls';
import { plainOfValue, valueOfPlain } from '../primitives/plainValues';
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
    const values = args.map((plain) => valueOfPlain(this.vat.memory.kernel, plain));
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
    return values instanceof PassingError ? undefined : plainOfValue(this.vat.memory.kernel, values[0]);
  }
}
