// Which sends have the called method's code in their place: those that hand a block over, so that the block runs there
// too, and those that make instances of a known class.
import { instructionsOf } from '../bytecodes/decoder';
import { Op, Quick, operandShift } from '../bytecodes/instructions';
import type { SendSite } from '../bytecodes/sendSite';
import { Behavior } from '../object-memory/behavior';
import type { Kernel } from '../object-memory/kernel';
import { Method } from '../object-memory/method';
import type { Feedback } from './feedback';
import type { Frame } from './frame';
import type { Operand } from './operand';

const maxDepth = 8;
/** Instructions in one method or block, and in all that a function takes in. */
const maxWithBlock = 90;
const maxOfClass = 14;
/** In a method that calls itself, and in all its copies: V8 never puts a function into itself. */
const maxRecursion = 24;
const maxUnrolled = 160;
const maxUnrolledDepth = 1;
const maxWithoutBlock = 7;
/** With a number among the arguments that would have to become a Float for the call. */
const maxWithDouble = 60;
const maxBlock = 160;
const maxTotal = 700;

export interface InliningTarget {
  readonly method: Method;
  readonly behavior: Behavior;
}

/** All that an accessor does. */
export type Access =
  | { readonly kind: 'self' }
  | { readonly kind: 'field'; readonly index: number }
  | { readonly kind: 'setter'; readonly index: number }
  | { readonly kind: 'literal'; readonly literal: unknown };

export interface AccessorTarget extends InliningTarget {
  readonly access: Access;
}

export class InliningPolicy {
  private readonly refused = new Set<string>();
  private total = 0;

  constructor(
    private readonly kernel: Kernel,
    private readonly feedback: Feedback,
  ) {}

  begin(): void {
    this.total = 0;
  }

  /** The send before that place of that frame is to stay one. */
  refuse(key: string): void {
    this.refused.add(key);
  }

  target(frame: Frame, site: SendSite, operands: readonly Operand[], pc: number): InliningTarget | null {
    const behavior = this.receiverClass(site, operands[0]);
    return behavior === null ? null : this.targetIn(behavior, frame, site, operands, pc);
  }

  private targetIn(
    behavior: Behavior,
    frame: Frame,
    site: SendSite,
    operands: readonly Operand[],
    pc: number,
  ): InliningTarget | null {
    if (frame.depth >= maxDepth || this.refused.has(`${frame.id}:${pc + 1}`)) return null;
    if (behavior === this.kernel.known.FarReference || behavior.format === 'virtual') return null;
    const hasBlock = operands.some((operand) => operand.closure);
    const method = this.feedback.lookup(behavior, site.selector);
    if (!(method instanceof Method) || !this.feedback.mayInline(method)) return null;
    const size = instructionsOf(method).original.length;
    const hasDouble = operands.some(({ form }) => form === 'double');
    const isRecursion = isRunning(frame, method);
    const limit = isRecursion
      ? limitOfRecursion(frame, method, site)
      : hasBlock
        ? maxWithBlock
        : hasDouble
          ? maxWithDouble
          : behavior.isMeta
            ? maxOfClass
            : maxWithoutBlock;
    if (size > limit || this.total + size > (isRecursion ? maxUnrolled : maxTotal)) return null;
    if (!canRunInPlace(method)) return null;
    this.total += size;
    return { method, behavior };
  }

  /** Small methods of the classes that were met, where those were several, and whether these are all. */
  targets(
    frame: Frame,
    site: SendSite,
    operands: readonly Operand[],
    pc: number,
  ): { readonly targets: readonly InliningTarget[]; readonly areAll: boolean } {
    const [receiver] = operands;
    const met = [site.class0, site.class1, site.class2, site.class3].filter((behavior) => behavior !== null);
    // Whether it is nil is found out quickest.
    met.sort((a, b) => Number(b === this.kernel.nil.$b) - Number(a === this.kernel.nil.$b));
    const isSmall = met.length > 1 && !site.isMegamorphic && receiver.kind === 'any' && !receiver.closure;
    const targets = isSmall
      ? met
          .map((behavior) => this.targetIn(behavior, frame, site, operands, pc))
          .filter((target) => target !== null)
      : [];
    return { targets, areAll: targets.length === met.length };
  }

  /** What the send does if its method only accesses a field or answers a constant; null for others. */
  accessor(frame: Frame, site: SendSite, receiver: Operand): AccessorTarget | null {
    if (receiver.closure || site.metOthers || frame.depth >= maxDepth) return null;
    const behavior = this.receiverClass(site, receiver);
    if (behavior === null || behavior === this.kernel.known.FarReference || behavior.format === 'virtual')
      return null;
    const method = this.feedback.lookup(behavior, site.selector);
    if (!(method instanceof Method) || !this.feedback.mayInline(method) || method.primitiveFunction !== null)
      return null;
    const access = accessOf(method);
    return access === null ? null : { method, behavior, access };
  }

  allowsBlock(frame: Frame, code: Method): boolean {
    if (frame.depth >= maxDepth || isRunning(frame, code)) return false;
    const size = instructionsOf(code).original.length;
    if (size > maxBlock || this.total + size > maxTotal || !this.feedback.mayInline(code)) return false;
    if (!canRunInPlace(code)) return false;
    this.total += size;
    return true;
  }

  receiverClass(site: SendSite, receiver: Operand): Behavior | null {
    const { kind, closure } = receiver;
    const { known } = this.kernel;
    if (closure) return closure.code.blockClass;
    if (kind instanceof Behavior) return kind;
    if (kind === 'integer') return known.SmallInteger;
    if (kind === 'float') return known.BoxedFloat64;
    if (kind !== 'any') return null;
    return site.class1 === null ? site.class0 : null;
  }
}

function accessOf(method: Method): Access | null {
  const { original, literals, quick, quickOperand } = instructionsOf(method);
  switch (quick) {
    case Quick.Self:
      return { kind: 'self' };
    case Quick.Field:
      return { kind: 'field', index: quickOperand };
    case Quick.Literal:
      return { kind: 'literal', literal: literals[quickOperand] };
    case Quick.No:
      break;
  }
  if (
    original.length === 2 &&
    (original[0] & 0xff) === (Op.PushFloatField as number) &&
    original[1] === (Op.ReturnTop as number)
  )
    return { kind: 'field', index: original[0] >> operandShift };
  if (method.numArgs !== 1 || original.length !== 3) return null;
  const [push, store, answer] = original;
  const isSetter =
    push === (Op.PushTemp as number) &&
    (store & 0xff) === (Op.PopStoreField as number) &&
    (answer & 0xff) === (Op.ReturnSelf as number);
  return isSetter ? { kind: 'setter', index: store >> operandShift } : null;
}

function isRunning(frame: Frame, code: Method): boolean {
  for (let f: Frame | null = frame; f !== null; f = f.caller) if (f.code === code) return true;
  return false;
}

/** Only calls of the method itself, which is not on its way through blocks, and of one class. */
function limitOfRecursion({ code, depth }: Frame, method: Method, site: SendSite): number {
  return code === method && site.class1 === null && depth <= maxUnrolledDepth ? maxRecursion : 0;
}

/** Unwinding and exceptions look for the frames of marked methods; others want their own Context. */
function canRunInPlace(code: Method): boolean {
  if (code.primitiveFunction !== null || code.isUnwindMarked || code.isHandlerMarked) return false;
  return instructionsOf(code).original.every((word) => {
    const op: Op = word & 0xff;
    return op !== Op.PushContext && op !== Op.PushHomeTemp && op !== Op.Trap;
  });
}
