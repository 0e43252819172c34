// What people want to know of compiled code: why some is not made, why some was discarded, whose text a script is. Noted
// where code comes and goes; code that runs knows nothing of it.
import { instructionsOf } from '../bytecodes/decoder';
import { Op, operandShift } from '../bytecodes/instructions';
import type { SendSite } from '../bytecodes/sendSite';
import type { Context } from '../object-memory/context';
import type { Method } from '../object-memory/method';
import type { Value } from '../object-memory/objects';
import type { Assumption } from './siteDescription';

export type Discard =
  /** An instruction met operands of other classes than the code was made for. */
  | {
      readonly kind: 'refuted';
      readonly code: Method;
      readonly pc: number;
      readonly selector: string;
      readonly expected: string;
      readonly met: readonly string[];
    }
  /** Messages are sent where none had been when it was made. */
  | { readonly kind: 'unmet' }
  /** Methods of that selector are others now, and one of them was part of the code. */
  | { readonly kind: 'redefined'; readonly selector: string }
  /** The method itself is another, or its breakpoints came or went. */
  | { readonly kind: 'changed' };

/** Discards of one kind, at one place. */
export interface DiscardCount {
  readonly discard: Discard;
  count: number;
}

/** Kinds of discards that are told apart for one code; more are not looked at by anybody. */
const mostKinds = 16;

export class CodeStatistics {
  private readonly discards = new WeakMap<Method, Map<string, DiscardCount>>();
  private readonly refusals = new WeakMap<Method, string>();
  private readonly scripts = new Map<number, WeakRef<Method>>();
  private lastScript = -1;
  /** How many scripts there may be before those of garbage are looked for. */
  private mostScripts = 1024;

  /** The name of a new script made of `code`: the profiler of the host knows its functions by that. */
  scriptName(code: Method): string {
    if (this.scripts.size >= this.mostScripts) this.sweepScripts();
    const id = ++this.lastScript;
    this.scripts.set(id, new WeakRef(code));
    return `${scheme}${id}/${encodeURIComponent(code.printName)}`;
  }

  /** What the script of that name was made of; undefined if it is none of compiled code, or gone. */
  codeOfScript(name: string): Method | undefined {
    if (!name.startsWith(scheme)) return undefined;
    return this.scripts.get(parseInt(name.slice(scheme.length), 10))?.deref();
  }

  private sweepScripts(): void {
    for (const [id, script] of this.scripts) if (script.deref() === undefined) this.scripts.delete(id);
    this.mostScripts = Math.max(1024, 2 * this.scripts.size);
  }

  /** All code of which some was compiled, and that is still there. */
  *compiledCodes(): Iterable<Method> {
    const seen = new Set<Method>();
    for (const script of this.scripts.values()) {
      const code = script.deref();
      if (!code || seen.has(code)) continue;
      seen.add(code);
      yield code;
    }
  }

  noteRefused(code: Method, why: string): void {
    const name = `${code.printName}: `;
    this.refusals.set(code, why.startsWith(name) ? why.slice(name.length) : why);
  }

  /** Why it can't be compiled; undefined if that is not known of it. */
  refusalOf(code: Method): string | undefined {
    return this.refusals.get(code);
  }

  /** `context` stands before the instruction, its operands on top; it is called before the site learns of them. */
  noteRefuted(
    code: Method,
    assumption: Assumption,
    context: Context | null,
    classNameOf: (v: Value) => string,
  ): void {
    const { original, sites } = instructionsOf(assumption.code);
    const word = original[assumption.pc];
    const site = sites[word >> operandShift] as SendSite | undefined;
    const { selector = '', argc = 0 } = site ?? {};
    const operands =
      context === null ? [] : context.stack.slice(Math.max(0, context.sp - argc - 1), context.sp);
    this.note(code, {
      kind: 'refuted',
      code: assumption.code,
      pc: assumption.pc,
      selector,
      expected: expectation(word & 0xff, site),
      met: operands.map(classNameOf),
    });
  }

  note(code: Method, discard: Discard): void {
    let counts = this.discards.get(code);
    if (!counts) this.discards.set(code, (counts = new Map()));
    const key =
      discard.kind === 'refuted'
        ? `${discard.code.printName} ${discard.pc} ${discard.expected} ${discard.met.join()}`
        : discard.kind === 'redefined'
          ? discard.selector
          : '';
    const known = counts.get(key);
    if (known) known.count++;
    else if (counts.size < mostKinds) counts.set(key, { discard, count: 1 });
  }

  /** Most frequent first. */
  discardsOf(code: Method): DiscardCount[] {
    return [...(this.discards.get(code)?.values() ?? [])].sort((a, b) => b.count - a.count);
  }
}

const scheme = 'smalltalk:///';

/** What the code was made for: the words stand behind "expected". */
function expectation(op: Op, site: SendSite | undefined): string {
  switch (op) {
    case Op.Send:
    case Op.SuperSend:
      return site?.class0 ? `the class ${site.class0.printName}` : 'another class';
    case Op.At:
    case Op.AtPut:
      return site?.metFloats === true
        ? 'a String, and an index within it'
        : 'an Array, and an index within it';
    case Op.Size:
      return 'an Array';
    default:
      return site?.metFloats === true ? 'Floats' : 'Integers that stay small';
  }
}

/** Of all code in the thread. */
export const codeStatistics = new CodeStatistics();
