// The reference tier: a bytecode interpreter on heap Contexts (Blue Book ch. 28–29). One per worker; it runs one
// image at a time. Suspension is data: `run` answers why it stopped. Over 600 lines because of the dispatch switch.
import type { Behavior } from '../object-memory/behavior';
import type { BlockContext } from '../object-memory/blockContext';
import { Context, newStack } from '../object-memory/context';
import type { Kernel } from '../object-memory/kernel';
import { Method, SBlock } from '../object-memory/method';
import type { ObjectMemory } from '../object-memory/objectMemory';
import type { Fields, SArray, SBytes, SClass, SFloat, SObject, Value } from '../object-memory/objects';
import { released } from '../object-memory/ownFloats';
import { resolveEntry } from '../object-memory/trampoline';
import { Trampoline } from '../object-memory/trampoline';
import { instructionsOf } from '../bytecodes/decoder';
import {
  NonLocal,
  Op,
  Quick,
  closureCopiedMask,
  closureCopiedShift,
  closureNoOuterContext,
  closureReceiverOnStack,
  operandShift,
  remoteMask,
  remoteShift,
  steppingCode,
  type Instructions,
} from '../bytecodes/instructions';
import type { SendSite } from '../bytecodes/sendSite';
import { FAIL, SWITCHED, type Fail, type Switched } from '../primitives/primitive';
import { fieldOf, setFieldOf } from './fields';
import type { DebugHook, InterpreterHost, RunResult, TurnObserver } from './host';
import { retryContext } from './retryContext';
import { floorModulo, floorQuotient } from './flooring';
import type { Tier } from './tier';
import { type ProcessScheduler } from './processScheduler';

export class Interpreter {
  image!: ObjectMemory;
  kernel!: Kernel;
  scheduler!: ProcessScheduler;
  /** The active Process's Context while primitives run; null once the image has nothing to run. */
  context: Context | null = null;
  /** Activations and backward jumps left until `run` returns to its caller. */
  fuel = 0;
  /** Set to leave `run` at the next safepoint, with what it then answers. */
  pendingResult: RunResult | null = null;
  /** Consulted at breakpoints and steps only. */
  debugHook: DebugHook | null = null;
  /** The active Process is being stepped: its methods run in their stepping code. */
  stepping = false;
  /** Runs what has become hot; null to interpret all. */
  tier: Tier | null = null;
  /** Cleared where what is called has to be activated, because compiled code has just been unwound for it. */
  entersCompiled = true;
  /** Told of turns while somebody wants a profile. */
  observer: TurnObserver | null = null;
  /** Asked when fuel is used up within a turn: how much more there is. */
  refuel: () => number = () => 0;
  /** Error code of the last failed primitive that gave one; read by `error:` temporaries. */
  primitiveErrorCode: Value | null = null;

  /** The method whose primitive `invoke` runs, and where its operands stand; null for those that sends run in place. */
  invoked: Method | null = null;
  invokedStack: Value[] | null = null;
  invokedBase = 0;

  constructor(readonly host: InterpreterHost) {}

  /** Makes `image` the one that runs. Its scheduler's state is in the image's own objects. */
  switchTo(image: ObjectMemory, scheduler: ProcessScheduler): void {
    this.image = image;
    this.kernel = image.kernel;
    this.scheduler = scheduler;
  }

  classOf(v: Value): Behavior {
    return typeof v === 'object' ? v.$b : this.kernel.known.SmallInteger;
  }

  /** What `class` answers: for a purged object its class when resident. */
  classObjectOf(v: Value): SClass {
    const behavior = this.classOf(v);
    if (behavior !== this.kernel.leaf) return this.image.classObject(behavior);
    return this.image.classObject(this.host.classOfAbsent(v as SObject) ?? behavior);
  }

  /** Loads the purged objects among the arguments of a failed primitive; false if there was none. */
  faultArguments(stack: Value[], base: number, argc: number): boolean {
    let faulted = false;
    for (let i = base + 1; i <= base + argc; i++) {
      const v = stack[i];
      if (typeof v === 'object' && v.$b === this.kernel.leaf && this.host.fault(v)) faulted = true;
    }
    return faulted;
  }

  /** Runs the image's active Process until it has used `fuel`, nothing is runnable, or something stops it. */
  run(fuel: number): RunResult {
    this.fuel = this.observer === null ? fuel : this.observer.portion(fuel);
    this.pendingResult = null;
    this.tier?.serve(this);
    this.context = this.scheduler.resumeActive(this);
    if (this.context === null) return { kind: 'idle' };
    this.observer?.atTurn(this);
    this.interpret();
    this.observer?.atTurn(this);
    const result: RunResult =
      this.pendingResult ?? (this.context === null ? { kind: 'idle' } : { kind: 'preempted' });
    if (this.context !== null) this.scheduler.suspendActive(this.context);
    this.context = null;
    return result;
  }

  /** Leaves `run` at the next safepoint. */
  stopWith(result: RunResult): void {
    this.pendingResult = result;
    this.fuel = 0;
    this.tier?.interrupt();
  }

  private interpret(): void {
    const { kernel, image } = this;
    const { nil, true_, false_, maxSmallInteger: maxSafe } = kernel;
    const smallInteger = kernel.known.SmallInteger;
    const arrayClass = kernel.known.Array;
    const stringClass = kernel.known.ByteString;
    const floatClass = kernel.known.BoxedFloat64;
    const slots = image.slots;
    const { tier } = this;
    const heatLimit = tier === null ? Infinity : tier.heatLimit;
    const loopHeatMask = tier === null ? 0 : tier.loopHeatMask;
    let fuel = this.fuel;
    let ctx = this.context!;

    activation: for (;;) {
      let method = ctx.method;
      let instructions: Instructions = method.instructions ?? instructionsOf(method);
      let code = this.stepping ? steppingCode(instructions) : instructions.code;
      let sites = instructions.sites;
      let literals = instructions.literals;
      let stack = ctx.stack;
      let receiver = ctx.receiver;
      let pc = ctx.pc;
      let sp = ctx.sp;
      // A safepoint: at activations here, at backward jumps below.
      if (--fuel < 0 || this.pendingResult !== null) {
        this.context = ctx;
        return;
      }

      next: for (;;) {
        let word = code[pc++];
        for (;;) {
          switch (word & 0xff) {
            case Op.PushTemp:
              stack[sp++] = stack[word >> operandShift];
              continue next;
            case Op.PushField:
              stack[sp++] = fieldOf(receiver as SObject, word >> operandShift);
              continue next;
            case Op.PushFloatField:
              stack[sp++] = released(kernel, fieldOf(receiver as SObject, word >> operandShift));
              continue next;
            case Op.PushLiteral:
              stack[sp++] = literals[word >> operandShift] as Value;
              continue next;
            case Op.PushMutableLiteral:
              stack[sp++] = image.literalCopy(literals[word >> operandShift] as SObject);
              continue next;
            case Op.PushSlot: {
              const slot = word >> operandShift;
              stack[sp++] = slots[slot] ?? image.materialise(slot);
              continue next;
            }
            case Op.PushBinding:
              stack[sp++] = (literals[word >> operandShift] as Fields).f1;
              continue next;
            case Op.PushSelf:
              stack[sp++] = receiver;
              continue next;
            case Op.PushTrue:
              stack[sp++] = true_;
              continue next;
            case Op.PushFalse:
              stack[sp++] = false_;
              continue next;
            case Op.PushNil:
              stack[sp++] = nil;
              continue next;
            case Op.PushInteger:
              stack[sp++] = word >> operandShift;
              continue next;
            case Op.PushContext:
              stack[sp++] = ctx;
              continue next;
            case Op.PushProcess:
              stack[sp++] = this.scheduler.active;
              continue next;
            case Op.Dup:
              stack[sp] = stack[sp - 1];
              sp++;
              continue next;
            case Op.Pop:
              sp--;
              continue next;
            case Op.Nop:
              continue next;

            case Op.ReturnTop:
            case Op.BlockReturnTop: {
              const value = stack[sp - 1];
              const sender = ctx.sender;
              if (sender === null) {
                ctx.markDead();
                this.context = null;
                const resumed = this.bottomReturn(value);
                if (resumed === null) return;
                ctx = resumed;
                continue activation;
              }
              ctx.pc = -1;
              ctx.sender = null;
              ctx = sender;
              break;
            }
            case Op.ReturnSelf:
              stack[sp++] = receiver;
              word = Op.ReturnTop;
              continue;
            case Op.ReturnTrue:
              stack[sp++] = true_;
              word = Op.ReturnTop;
              continue;
            case Op.ReturnFalse:
              stack[sp++] = false_;
              word = Op.ReturnTop;
              continue;
            case Op.ReturnNil:
            case Op.BlockReturnNil:
              stack[sp++] = nil;
              word = Op.ReturnTop;
              continue;
            case Op.NonLocalReturn: {
              const kind: NonLocal = word >> operandShift;
              let value: Value;
              if (kind === NonLocal.Top) value = stack[--sp];
              else if (kind === NonLocal.Self) value = receiver;
              else value = kind === NonLocal.True ? true_ : kind === NonLocal.False ? false_ : nil;
              ctx.pc = pc;
              ctx.sp = sp;
              this.fuel = fuel;
              this.context = ctx;
              this.returnFromBlock(ctx, value);
              fuel = this.fuel;
              if (this.context === null) return;
              ctx = this.context;
              continue activation;
            }

            case Op.Send: {
              const site = sites[word >> operandShift];
              const argc = site.argc;
              const base = sp - argc - 1;
              const rcvr = stack[base];
              const behavior = typeof rcvr === 'object' ? rcvr.$b : smallInteger;
              let target: Method | null;
              if (site.epoch === kernel.epoch && site.class0 === behavior) target = site.method0;
              else if (site.epoch === kernel.epoch && site.class1 === behavior) target = site.method1;
              else target = this.link(site, behavior);
              if (target === null) {
                ctx.pc = pc;
                this.fuel = fuel;
                this.context = ctx;
                ctx.sp = sp;
                const result = this.notUnderstood(site.selector, stack, base, argc, behavior);
                if (result === SWITCHED) {
                  fuel = this.fuel;
                  if (this.context === null) return;
                  ctx = this.context;
                  continue activation;
                }
                stack[base] = result;
                sp = base + 1;
                continue next;
              }
              const primitive = target.primitiveFunction;
              if (primitive !== null) {
                ctx.pc = pc;
                ctx.sp = sp;
                this.context = ctx;
                this.fuel = fuel;
                const result = primitive(this, stack, base, argc);
                if (result === SWITCHED) {
                  fuel = this.fuel;
                  // TypeScript can't see that primitives change it.
                  const now = this.context as Context | null;
                  if (now === null) return;
                  ctx = now;
                  continue activation;
                }
                if (result !== FAIL) {
                  stack[base] = result;
                  sp = base + 1;
                  continue next;
                }
                if (argc > 0 && this.faultArguments(stack, base, argc)) continue;
              }
              const callee = target.instructions ?? instructionsOf(target);
              if (target.compiled !== null && tier !== null && !this.stepping) {
                ctx.pc = pc;
                ctx.sp = base;
                this.context = ctx;
                this.fuel = fuel;
                const result = tier.run(this, target.compiled, stack, base, argc);
                fuel = this.fuel;
                if (result === SWITCHED) {
                  const now = this.context as Context | null;
                  if (now === null) return;
                  ctx = now;
                  continue activation;
                }
                stack[base] = result;
                sp = base + 1;
                continue next;
              }
              if (callee.quick !== Quick.No && !this.stepping) {
                if (callee.quick === Quick.Field) stack[base] = fieldOf(rcvr as SObject, callee.quickOperand);
                else if (callee.quick === Quick.Literal)
                  stack[base] = callee.literals[callee.quickOperand] as Value;
                sp = base + 1;
                continue next;
              }
              if (++callee.heat >= heatLimit) tier!.heated(this, target);
              const frame = newStack(callee.frameSize, nil);
              for (let i = 0; i < argc; i++) frame[i] = stack[base + 1 + i];
              ctx.pc = pc;
              ctx.sp = base;
              ctx = new Context(ctx, target, rcvr, null, frame);
              ctx.sp = callee.numTemps;
              if (primitive !== null && callee.errorCodeTemp >= 0) this.startWithErrorCode(ctx, callee);
              // Entering in place saves a round of the outer loop's set-up.
              if (--fuel < 0 || this.stepping) {
                fuel++;
                continue activation;
              }
              method = target;
              instructions = callee;
              code = callee.code;
              sites = callee.sites;
              literals = callee.literals;
              stack = frame;
              receiver = rcvr;
              pc = ctx.pc;
              sp = ctx.sp;
              continue next;
            }
            case Op.SuperSend: {
              const site = sites[word >> operandShift];
              const base = sp - site.argc - 1;
              ctx.pc = pc;
              ctx.sp = sp;
              this.context = ctx;
              this.fuel = fuel;
              const above = site.superOf!.superclass;
              const target =
                site.epoch === kernel.epoch && site.method0 !== null
                  ? site.method0
                  : this.linkSuper(site, above);
              const result =
                target === null
                  ? this.notUnderstood(
                      site.selector,
                      stack,
                      base,
                      site.argc,
                      above ?? this.classOf(stack[base]),
                    )
                  : this.invoke(target, stack, base, site.argc);
              if (result === SWITCHED) {
                fuel = this.fuel;
                // TypeScript can't see that primitives change it.
                const now = this.context as Context | null;
                if (now === null) return;
                ctx = now;
                continue activation;
              }
              stack[base] = result;
              sp = base + 1;
              continue next;
            }

            case Op.Jump:
              pc = word >> operandShift;
              continue next;
            case Op.JumpBack:
              pc = word >> operandShift;
              if (--fuel < 0) {
                ctx.pc = pc;
                ctx.sp = sp;
                this.context = ctx;
                return;
              }
              if (
                (instructions.continuations !== null || (++instructions.heat & loopHeatMask) === 0) &&
                tier !== null
              ) {
                word = Op.EnterLoop;
                continue;
              }
              continue next;
            case Op.EnterLoop: {
              ctx.pc = pc;
              ctx.sp = sp;
              const entry = this.stepping ? undefined : tier!.continuation(this, ctx);
              if (entry === undefined) continue next;
              this.context = ctx;
              this.fuel = fuel;
              const result = tier!.runContinuation(this, ctx, entry);
              fuel = this.fuel;
              if (result === SWITCHED) {
                const now = this.context as Context | null;
                if (now === null) return;
                ctx = now;
                continue activation;
              }
              stack[sp++] = result;
              word = Op.ReturnTop;
              continue;
            }
            case Op.JumpTrue: {
              const value = stack[--sp];
              if (value === true_) pc = word >> operandShift;
              else if (value !== false_) {
                this.mustBeBoolean(ctx, value, pc, sp);
                if (this.context === null) return;
                ctx = this.context;
                continue activation;
              }
              continue next;
            }
            case Op.JumpFalse: {
              const value = stack[--sp];
              if (value === false_) pc = word >> operandShift;
              else if (value !== true_) {
                this.mustBeBoolean(ctx, value, pc, sp);
                if (this.context === null) return;
                ctx = this.context;
                continue activation;
              }
              continue next;
            }

            case Op.StoreField:
              setFieldOf(receiver as SObject, word >> operandShift, stack[sp - 1]);
              continue next;
            case Op.PopStoreField:
              setFieldOf(receiver as SObject, word >> operandShift, stack[--sp]);
              continue next;
            case Op.StoreSlot:
              slots[word >> operandShift] = stack[sp - 1];
              continue next;
            case Op.PopStoreSlot:
              slots[word >> operandShift] = stack[--sp];
              continue next;
            case Op.StoreBinding:
              (literals[word >> operandShift] as Fields).f1 = stack[sp - 1];
              continue next;
            case Op.PopStoreBinding:
              (literals[word >> operandShift] as Fields).f1 = stack[--sp];
              continue next;
            case Op.StoreTemp:
              stack[word >> operandShift] = stack[sp - 1];
              continue next;
            case Op.PopStoreTemp:
              stack[word >> operandShift] = stack[--sp];
              continue next;
            case Op.PushRemoteTemp: {
              const operand = word >> operandShift;
              stack[sp++] = (stack[operand >> remoteShift] as SArray).a[operand & remoteMask];
              continue next;
            }
            case Op.StoreRemoteTemp: {
              const operand = word >> operandShift;
              (stack[operand >> remoteShift] as SArray).a[operand & remoteMask] = stack[sp - 1];
              continue next;
            }
            case Op.PopStoreRemoteTemp: {
              const operand = word >> operandShift;
              (stack[operand >> remoteShift] as SArray).a[operand & remoteMask] = stack[--sp];
              continue next;
            }
            case Op.PushHomeTemp:
              stack[sp++] = (ctx as BlockContext).homeContext!.stack[word >> operandShift];
              continue next;
            case Op.StoreHomeTemp:
              (ctx as BlockContext).homeContext!.stack[word >> operandShift] = stack[sp - 1];
              continue next;
            case Op.PopStoreHomeTemp:
              (ctx as BlockContext).homeContext!.stack[word >> operandShift] = stack[--sp];
              continue next;
            case Op.NewArray:
              stack[sp++] = arrayClass.instantiate(word >> operandShift);
              continue next;
            case Op.NewArrayOf: {
              const size = word >> operandShift;
              sp -= size;
              stack[sp] = kernel.array(stack.slice(sp, sp + size));
              sp++;
              continue next;
            }
            case Op.PushClosure: {
              const operand = word >> operandShift;
              const copiedCount = (operand >> closureCopiedShift) & closureCopiedMask;
              const block = literals[operand & 0xfff] as Method;
              let blockReceiver = receiver;
              if (operand & closureReceiverOnStack) blockReceiver = stack[--sp];
              sp -= copiedCount;
              const copied = copiedCount === 0 ? [] : stack.slice(sp, sp + copiedCount);
              const outer = operand & closureNoOuterContext ? nil : ctx;
              stack[sp++] = new SBlock(block, outer, blockReceiver, copied);
              continue next;
            }

            case Op.Add: {
              const x = stack[sp - 2];
              const y = stack[sp - 1];
              if (typeof x === 'number' && typeof y === 'number') {
                const sum = x + y;
                if (sum <= maxSafe && sum >= -maxSafe) {
                  stack[--sp - 1] = sum;
                  continue next;
                }
              } else if (isFloat(x, floatClass) && isFloat(y, floatClass)) {
                sites[word >> operandShift].metFloats = true;
                stack[--sp - 1] = kernel.float(x.v + y.v);
                continue next;
              }
              word = (word & ~0xff) | Op.Send;
              continue;
            }
            case Op.Subtract: {
              const x = stack[sp - 2];
              const y = stack[sp - 1];
              if (typeof x === 'number' && typeof y === 'number') {
                const difference = x - y;
                if (difference <= maxSafe && difference >= -maxSafe) {
                  stack[--sp - 1] = difference;
                  continue next;
                }
              } else if (isFloat(x, floatClass) && isFloat(y, floatClass)) {
                sites[word >> operandShift].metFloats = true;
                stack[--sp - 1] = kernel.float(x.v - y.v);
                continue next;
              }
              word = (word & ~0xff) | Op.Send;
              continue;
            }
            case Op.Multiply: {
              const x = stack[sp - 2];
              const y = stack[sp - 1];
              if (typeof x === 'number' && typeof y === 'number') {
                const product = x * y;
                if (product <= maxSafe && product >= -maxSafe) {
                  // 0 * -5 is -0 in JavaScript.
                  stack[--sp - 1] = product === 0 ? 0 : product;
                  continue next;
                }
              } else if (isFloat(x, floatClass) && isFloat(y, floatClass)) {
                sites[word >> operandShift].metFloats = true;
                stack[--sp - 1] = kernel.float(x.v * y.v);
                continue next;
              }
              word = (word & ~0xff) | Op.Send;
              continue;
            }
            case Op.Divide: {
              const x = stack[sp - 2];
              const y = stack[sp - 1];
              if (typeof x === 'number' && typeof y === 'number') {
                if (y !== 0 && x % y === 0) {
                  const quotient = x / y;
                  stack[--sp - 1] = quotient === 0 ? 0 : quotient;
                  continue next;
                }
              } else if (isFloat(x, floatClass) && isFloat(y, floatClass) && y.v !== 0) {
                sites[word >> operandShift].metFloats = true;
                stack[--sp - 1] = kernel.float(x.v / y.v);
                continue next;
              }
              word = (word & ~0xff) | Op.Send;
              continue;
            }
            case Op.Modulo: {
              const x = stack[sp - 2];
              const y = stack[sp - 1];
              if (typeof x === 'number' && typeof y === 'number' && y !== 0) {
                stack[--sp - 1] = floorModulo(x, y);
                continue next;
              }
              word = (word & ~0xff) | Op.Send;
              continue;
            }
            case Op.IntegerDivide: {
              const x = stack[sp - 2];
              const y = stack[sp - 1];
              if (typeof x === 'number' && typeof y === 'number' && y !== 0) {
                const quotient = floorQuotient(x, y);
                if (quotient <= maxSafe && quotient >= -maxSafe) {
                  stack[--sp - 1] = quotient;
                  continue next;
                }
              }
              word = (word & ~0xff) | Op.Send;
              continue;
            }
            case Op.BitAnd: {
              const x = stack[sp - 2];
              const y = stack[sp - 1];
              if (typeof x === 'number' && typeof y === 'number' && (x | 0) === x && (y | 0) === y) {
                stack[--sp - 1] = x & y;
                continue next;
              }
              word = (word & ~0xff) | Op.Send;
              continue;
            }
            case Op.BitOr: {
              const x = stack[sp - 2];
              const y = stack[sp - 1];
              if (typeof x === 'number' && typeof y === 'number' && (x | 0) === x && (y | 0) === y) {
                stack[--sp - 1] = x | y;
                continue next;
              }
              word = (word & ~0xff) | Op.Send;
              continue;
            }
            case Op.BitShift: {
              const x = stack[sp - 2];
              const y = stack[sp - 1];
              if (typeof x === 'number' && typeof y === 'number' && y > -32 && y < 31) {
                if (y >= 0) {
                  const shifted = x * (1 << y);
                  if (shifted <= maxSafe && shifted >= -maxSafe) {
                    stack[--sp - 1] = shifted;
                    continue next;
                  }
                } else if ((x | 0) === x) {
                  stack[--sp - 1] = x >> -y;
                  continue next;
                }
              }
              word = (word & ~0xff) | Op.Send;
              continue;
            }

            case Op.Less: {
              const x = stack[sp - 2];
              const y = stack[sp - 1];
              let answer: boolean;
              if (typeof x === 'number' && typeof y === 'number') answer = x < y;
              else if (isFloat(x, floatClass) && isFloat(y, floatClass)) {
                sites[word >> operandShift].metFloats = true;
                answer = x.v < y.v;
              } else {
                word = (word & ~0xff) | Op.Send;
                continue;
              }
              const jump = code[pc];
              if ((jump & 0xff) === Op.JumpFalse) {
                sp -= 2;
                pc = answer ? pc + 1 : jump >> operandShift;
              } else stack[--sp - 1] = answer ? true_ : false_;
              continue next;
            }
            case Op.Greater: {
              const x = stack[sp - 2];
              const y = stack[sp - 1];
              let answer: boolean;
              if (typeof x === 'number' && typeof y === 'number') answer = x > y;
              else if (isFloat(x, floatClass) && isFloat(y, floatClass)) {
                sites[word >> operandShift].metFloats = true;
                answer = x.v > y.v;
              } else {
                word = (word & ~0xff) | Op.Send;
                continue;
              }
              const jump = code[pc];
              if ((jump & 0xff) === Op.JumpFalse) {
                sp -= 2;
                pc = answer ? pc + 1 : jump >> operandShift;
              } else stack[--sp - 1] = answer ? true_ : false_;
              continue next;
            }
            case Op.LessOrEqual: {
              const x = stack[sp - 2];
              const y = stack[sp - 1];
              let answer: boolean;
              if (typeof x === 'number' && typeof y === 'number') answer = x <= y;
              else if (isFloat(x, floatClass) && isFloat(y, floatClass)) {
                sites[word >> operandShift].metFloats = true;
                answer = x.v <= y.v;
              } else {
                word = (word & ~0xff) | Op.Send;
                continue;
              }
              const jump = code[pc];
              if ((jump & 0xff) === Op.JumpFalse) {
                sp -= 2;
                pc = answer ? pc + 1 : jump >> operandShift;
              } else stack[--sp - 1] = answer ? true_ : false_;
              continue next;
            }
            case Op.GreaterOrEqual: {
              const x = stack[sp - 2];
              const y = stack[sp - 1];
              let answer: boolean;
              if (typeof x === 'number' && typeof y === 'number') answer = x >= y;
              else if (isFloat(x, floatClass) && isFloat(y, floatClass)) {
                sites[word >> operandShift].metFloats = true;
                answer = x.v >= y.v;
              } else {
                word = (word & ~0xff) | Op.Send;
                continue;
              }
              const jump = code[pc];
              if ((jump & 0xff) === Op.JumpFalse) {
                sp -= 2;
                pc = answer ? pc + 1 : jump >> operandShift;
              } else stack[--sp - 1] = answer ? true_ : false_;
              continue next;
            }
            case Op.Equal: {
              const x = stack[sp - 2];
              const y = stack[sp - 1];
              let answer: boolean;
              if (typeof x === 'number' && typeof y === 'number') answer = x === y;
              else if (isFloat(x, floatClass) && isFloat(y, floatClass)) {
                sites[word >> operandShift].metFloats = true;
                answer = x.v === y.v;
              } else {
                word = (word & ~0xff) | Op.Send;
                continue;
              }
              const jump = code[pc];
              if ((jump & 0xff) === Op.JumpFalse) {
                sp -= 2;
                pc = answer ? pc + 1 : jump >> operandShift;
              } else stack[--sp - 1] = answer ? true_ : false_;
              continue next;
            }
            case Op.NotEqual: {
              const x = stack[sp - 2];
              const y = stack[sp - 1];
              if (typeof x === 'number' && typeof y === 'number') {
                stack[--sp - 1] = x !== y ? true_ : false_;
                continue next;
              }
              word = (word & ~0xff) | Op.Send;
              continue;
            }

            case Op.At: {
              const rcvr = stack[sp - 2];
              const index = stack[sp - 1];
              if (typeof rcvr === 'object' && typeof index === 'number') {
                if (rcvr.$b === arrayClass) {
                  const element = (rcvr as SArray).a[index - 1] as Value | undefined;
                  if (element !== undefined) {
                    stack[--sp - 1] = element;
                    continue next;
                  }
                } else if (rcvr.$b === stringClass) {
                  const { s, b } = rcvr as SBytes;
                  const byte = s !== null ? s.charCodeAt(index - 1) : b![index - 1];
                  if (byte >= 0) {
                    sites[word >> operandShift].metFloats = true;
                    stack[--sp - 1] = kernel.character(byte);
                    continue next;
                  }
                }
              }
              word = (word & ~0xff) | Op.Send;
              continue;
            }
            case Op.AtPut: {
              const rcvr = stack[sp - 3];
              const index = stack[sp - 2];
              if (typeof rcvr === 'object' && rcvr.$b === arrayClass && typeof index === 'number') {
                const { a } = rcvr as SArray;
                if (index >= 1 && index <= a.length) {
                  const value = stack[sp - 1];
                  a[index - 1] = value;
                  sp -= 2;
                  stack[sp - 1] = value;
                  continue next;
                }
              }
              word = (word & ~0xff) | Op.Send;
              continue;
            }
            case Op.Size: {
              const rcvr = stack[sp - 1];
              if (typeof rcvr === 'object' && rcvr.$b === arrayClass) {
                stack[sp - 1] = (rcvr as SArray).a.length;
                continue next;
              }
              word = (word & ~0xff) | Op.Send;
              continue;
            }
            case Op.Identical: {
              const y = stack[--sp];
              const x = stack[sp - 1];
              const answer = x === y || isSameValue(x, y);
              const jump = code[pc];
              if ((jump & 0xff) === Op.JumpFalse) {
                sp--;
                pc = answer ? pc + 1 : jump >> operandShift;
              } else stack[sp - 1] = answer ? true_ : false_;
              continue next;
            }
            case Op.NotIdentical: {
              const y = stack[--sp];
              const x = stack[sp - 1];
              stack[sp - 1] = x === y || isSameValue(x, y) ? false_ : true_;
              continue next;
            }
            case Op.Class:
              stack[sp - 1] = this.classObjectOf(stack[sp - 1]);
              continue next;
            case Op.Value0: {
              const rcvr = stack[sp - 1];
              if (rcvr instanceof SBlock && rcvr.code.numArgs === 0) {
                ctx.pc = pc;
                ctx.sp = sp - 1;
                const entry = rcvr.code.compiled;
                if (entry !== null && tier !== null && !this.stepping) {
                  this.context = ctx;
                  this.fuel = fuel;
                  const result = tier.runBlock(this, rcvr, entry, stack, sp);
                  fuel = this.fuel;
                  if (result === SWITCHED) {
                    const now = this.context as Context | null;
                    if (now === null) return;
                    ctx = now;
                    continue activation;
                  }
                  sp = ctx.sp;
                  stack[sp++] = result;
                  continue next;
                }
                ctx = this.blockContext(rcvr, ctx);
                continue activation;
              }
              word = (word & ~0xff) | Op.Send;
              continue;
            }
            case Op.Value1: {
              const rcvr = stack[sp - 2];
              if (rcvr instanceof SBlock && rcvr.code.numArgs === 1) {
                ctx.pc = pc;
                ctx.sp = sp - 2;
                const entry = rcvr.code.compiled;
                if (entry !== null && tier !== null && !this.stepping) {
                  this.context = ctx;
                  this.fuel = fuel;
                  const result = tier.runBlock(this, rcvr, entry, stack, sp - 1);
                  fuel = this.fuel;
                  if (result === SWITCHED) {
                    const now = this.context as Context | null;
                    if (now === null) return;
                    ctx = now;
                    continue activation;
                  }
                  sp = ctx.sp;
                  stack[sp++] = result;
                  continue next;
                }
                ctx = this.blockContext(rcvr, ctx);
                ctx.stack[0] = stack[sp - 1];
                continue activation;
              }
              word = (word & ~0xff) | Op.Send;
              continue;
            }

            // Fused instructions: the fast case, or else their first instruction by itself.
            case Op.PushTemps:
              stack[sp] = stack[word >> operandShift];
              stack[sp + 1] = stack[code[pc++] >> operandShift];
              sp += 2;
              continue next;
            case Op.CompareTemps:
            case Op.CompareTempInteger: {
              const x = stack[word >> operandShift];
              const operand = code[pc] >> operandShift;
              const y = (word & 0xff) === Op.CompareTemps ? stack[operand] : operand;
              if (typeof x !== 'number' || typeof y !== 'number') {
                word = (word & ~0xff) | Op.PushTemp;
                continue;
              }
              const comparison: Op = code[pc + 1] & 0xff;
              let answer: boolean;
              if (comparison === Op.LessOrEqual) answer = x <= y;
              else if (comparison === Op.Less) answer = x < y;
              else if (comparison === Op.Greater) answer = x > y;
              else answer = x >= y;
              pc = answer ? pc + 3 : code[pc + 2] >> operandShift;
              continue next;
            }
            case Op.AddTempInteger: {
              const x = stack[word >> operandShift];
              if (typeof x === 'number') {
                const y = code[pc] >> operandShift;
                const result = (code[pc + 1] & 0xff) === Op.Add ? x + y : x - y;
                if (result <= maxSafe && result >= -maxSafe) {
                  const store = code[pc + 2];
                  const storeOp: Op = store & 0xff;
                  if (storeOp === Op.PopStoreTempJumpBack) {
                    stack[store >> operandShift] = result;
                    pc = code[pc + 3] >> operandShift;
                    if (--fuel < 0) {
                      ctx.pc = pc;
                      ctx.sp = sp;
                      this.context = ctx;
                      return;
                    }
                    if (
                      (instructions.continuations !== null || (++instructions.heat & loopHeatMask) === 0) &&
                      tier !== null
                    ) {
                      word = Op.EnterLoop;
                      continue;
                    }
                  } else if (storeOp === Op.PopStoreTemp) {
                    stack[store >> operandShift] = result;
                    pc += 3;
                  } else {
                    stack[sp++] = result;
                    pc += 2;
                  }
                  continue next;
                }
              }
              word = (word & ~0xff) | Op.PushTemp;
              continue;
            }
            case Op.FieldAtTemp:
            case Op.TempAtTemp:
            case Op.SelfAtTemp: {
              const operand = word >> operandShift;
              const fused: Op = word & 0xff;
              const rcvr =
                fused === Op.SelfAtTemp
                  ? receiver
                  : fused === Op.TempAtTemp
                    ? stack[operand]
                    : fieldOf(receiver as SObject, operand);
              const index = stack[code[pc] >> operandShift];
              if (typeof rcvr === 'object' && rcvr.$b === arrayClass && typeof index === 'number') {
                const element = (rcvr as SArray).a[index - 1] as Value | undefined;
                if (element !== undefined) {
                  stack[sp++] = element;
                  pc += 2;
                  continue next;
                }
              }
              stack[sp++] = rcvr;
              continue next;
            }
            case Op.PushFields:
              stack[sp] = fieldOf(receiver as SObject, word >> operandShift);
              stack[sp + 1] = fieldOf(receiver as SObject, code[pc++] >> operandShift);
              sp += 2;
              continue next;
            case Op.PopStoreTempJumpBack:
              stack[word >> operandShift] = stack[--sp];
              pc = code[pc] >> operandShift;
              if (--fuel < 0) {
                ctx.pc = pc;
                ctx.sp = sp;
                this.context = ctx;
                return;
              }
              if (
                (instructions.continuations !== null || (++instructions.heat & loopHeatMask) === 0) &&
                tier !== null
              ) {
                word = Op.EnterLoop;
                continue;
              }
              continue next;

            case Op.Break:
            case Op.Step: {
              const hook = this.debugHook;
              ctx.pc = pc - 1;
              ctx.sp = sp;
              this.context = ctx;
              if (hook !== null) {
                this.fuel = fuel;
                const stop = (word & 0xff) === Op.Step ? hook.atStep(this, ctx) : hook.atBreak(this, ctx);
                if (stop !== null) {
                  this.pendingResult = stop;
                  return;
                }
                // The hook ran the method's primitive in place of its activation.
                const now = this.context as Context | null;
                if (now !== ctx) {
                  fuel = this.fuel;
                  if (now === null) return;
                  ctx = now;
                  continue activation;
                }
                // The hook began or ended stepping: go on in the other code.
                if (this.stepping !== (code === instructions.stepping)) continue activation;
              }
              word = instructions.original[pc - 1];
              continue;
            }
            default:
              throw new Error(
                `${method.printName}: the instruction at ${pc - 1} is not known to the interpreter`,
              );
          }
          break;
        }
        // Only returns come here: the sender continues with the answer.
        const answer = stack[sp - 1];
        method = ctx.method;
        instructions = method.instructions!;
        if (this.stepping) {
          ctx.stack[ctx.sp++] = answer;
          continue activation;
        }
        code = instructions.code;
        sites = instructions.sites;
        literals = instructions.literals;
        stack = ctx.stack;
        receiver = ctx.receiver;
        pc = ctx.pc;
        sp = ctx.sp;
        stack[sp++] = answer;
      }
    }
  }

  /** Fills the site's cache for `behavior`; null means that the message is not understood. */
  private link(site: SendSite, behavior: Behavior): Method | null {
    if (site.epoch === this.kernel.epoch) {
      if (site.class2 === behavior) return site.method2;
      if (site.class3 === behavior) return site.method3;
    } else {
      site.epoch = this.kernel.epoch;
      site.class0 = site.class1 = site.class2 = site.class3 = null;
    }
    const entry = behavior.lookup(site.selector);
    if (entry instanceof Trampoline) return entry.resolve(this.image);
    // That there is none is remembered, too: absent objects understand next to nothing.
    if (site.class0 === null) {
      site.class0 = behavior;
      site.method0 = entry;
    } else if (site.class1 === null) {
      site.class1 = behavior;
      site.method1 = entry;
    } else {
      if (site.class3 !== null) site.isMegamorphic = true;
      site.class3 = site.class2;
      site.method3 = site.method2;
      site.class2 = behavior;
      site.method2 = entry;
    }
    return entry;
  }

  private linkSuper(site: SendSite, above: Behavior | null): Method | null {
    const entry = above === null ? null : above.lookup(site.selector);
    if (entry instanceof Method) {
      site.epoch = this.kernel.epoch;
      site.method0 = entry;
      return entry;
    }
    site.method0 = null;
    return resolveEntry(entry, this.image);
  }

  /** Runs a method on receiver and arguments at `stack[base]`; what primitives and reflective sends use. */
  invoke(method: Method, stack: Value[], base: number, argc: number): Value | Switched {
    if (method.primitiveFunction !== null) {
      this.invoked = method;
      this.invokedStack = stack;
      this.invokedBase = base;
      const result = method.primitiveFunction(this, stack, base, argc);
      this.invoked = null;
      if (result !== FAIL) return result;
      if (this.faultArguments(stack, base, argc)) return this.invoke(method, stack, base, argc);
    }
    if (method.compiled !== null && this.entersCompiled && this.tier !== null && !this.stepping) {
      this.dropOperands(stack, base);
      return this.tier.run(this, method.compiled, stack, base, argc);
    }
    this.activate(method, stack, base, argc);
    return SWITCHED;
  }

  /**
   * Lets the primitive that runs be run again when the active Process goes on: it can't have its answer yet. Answers the
   * Context to go on with.
   */
  retryPrimitive(): Context {
    const caller = this.context!;
    const { invoked, invokedStack, invokedBase } = this;
    if (invoked === null || invokedStack === caller.stack) {
      caller.pc--;
      return caller;
    }
    // The operands of a perform are nowhere in the Context any more.
    const args = invokedStack!.slice(invokedBase + 1, invokedBase + 1 + invoked.numArgs);
    return retryContext(caller, invoked, invokedStack![invokedBase], args);
  }

  /** Sends `selector` to what stands at `stack[base]`. */
  send(selector: string, stack: Value[], base: number, argc: number): Value | Switched {
    const behavior = this.classOf(stack[base]);
    const method = this.image.lookup(behavior, selector);
    return method === null
      ? this.notUnderstood(selector, stack, base, argc, behavior)
      : this.invoke(method, stack, base, argc);
  }

  /** Starts a block in the running Context, whose stack the operands have left. */
  runBlock(block: SBlock, args: readonly Value[], from: number, argc: number): Value | Switched {
    const entry = block.code.compiled;
    if (entry !== null && this.entersCompiled && this.tier !== null && !this.stepping)
      return this.tier.runBlock(this, block, entry, args, from);
    const context = this.blockContext(block, this.context);
    for (let i = 0; i < argc; i++) context.stack[i] = args[from + i];
    this.context = context;
    return SWITCHED;
  }

  /** Makes the method's Context the running one; receiver and arguments leave the current one's stack. */
  activate(method: Method, stack: Value[], base: number, argc: number): void {
    const instructions = method.instructions ?? instructionsOf(method);
    instructions.heat++;
    const frame = newStack(instructions.frameSize, this.kernel.nil);
    for (let i = 0; i < argc; i++) frame[i] = stack[base + 1 + i];
    this.dropOperands(stack, base);
    this.context = new Context(this.context, method, stack[base], null, frame);
    this.context.sp = instructions.numTemps;
    if (method.primitiveFunction !== null && instructions.errorCodeTemp >= 0)
      this.startWithErrorCode(this.context, instructions);
  }

  /** A Context for the block, its arguments still nil. */
  blockContext(block: SBlock, sender: Context | null): Context {
    const { code, copied } = block;
    const instructions = code.instructions ?? instructionsOf(code);
    if (this.tier !== null && ++instructions.heat >= this.tier.heatLimit) this.tier.heated(this, code);
    const { numTemps } = instructions;
    const frame = newStack(instructions.frameSize, this.kernel.nil);
    const argc = code.numArgs;
    for (let i = 0; i < copied.length; i++) frame[argc + i] = copied[i];
    const context = new Context(sender, code, block.receiver, block, frame);
    context.sp = numTemps;
    return context;
  }

  private startWithErrorCode(context: Context, instructions: Instructions): void {
    context.stack[instructions.errorCodeTemp] = this.primitiveErrorCode ?? this.kernel.nil;
    this.primitiveErrorCode = null;
    // The first two instructions are the primitive call and the store of the code, which is done now.
    context.pc = 2;
  }

  /** An absent receiver traps; anything else gets `doesNotUnderstand:`. */
  notUnderstood(
    selector: string,
    stack: Value[],
    base: number,
    argc: number,
    behavior: Behavior,
  ): Value | Switched {
    const trapped: Value | Switched | Fail = this.host.absent(this, selector, stack, base, argc, behavior);
    if (trapped !== FAIL) return trapped;
    const message = this.kernel.known.Message.instantiate(0) as Fields;
    message.f0 = this.kernel.symbol(selector);
    message.f1 = this.kernel.array(stack.slice(base + 1, base + 1 + argc));
    message.f2 = this.image.classObject(behavior);
    const method = this.image.lookup(behavior, 'doesNotUnderstand:');
    if (method === null) throw new Error(`${behavior.printName} does not understand doesNotUnderstand:`);
    const receiver = stack[base];
    this.dropOperands(stack, base);
    this.activate(method, [receiver, message], 0, 1);
    return SWITCHED;
  }

  /** An instance of any class, in this image. */
  instantiate(behavior: Behavior, size: number): SObject {
    return behavior.instantiate(size);
  }

  /**
   * What primitives that switch call first: receiver and arguments leave the current Context's stack. Operands that
   * stand in an array of their own (a perform's) have left it already.
   */
  dropOperands(stack: Value[], base: number): void {
    const caller = this.context!;
    if (stack === caller.stack) caller.sp = base;
  }

  /** Sends `mustBeBoolean` to the value, whose answer takes the value's place. */
  private mustBeBoolean(ctx: Context, value: Value, pc: number, sp: number): void {
    ctx.pc = this.kernel.jumpsOnceMore ? pc - 1 : pc;
    ctx.sp = sp;
    this.context = ctx;
    const result = this.send('mustBeBoolean', [value], 0, 0);
    if (result !== SWITCHED) ctx.stack[ctx.sp++] = result;
  }

  /** `^` in a block: unwinds to the home Context's sender, stopping at `ensure:` on the way. */
  returnFromBlock(ctx: Context, value: Value): void {
    const home = ctx.home;
    let unwind: Context | null = null;
    let current: Context | null = ctx.sender;
    while (current !== null && current !== home) {
      if (unwind === null && current.method.isUnwindMarked) unwind = current;
      current = current.sender;
    }
    if (current === null || home.isDead) {
      if (this.host.returnElsewhere(this, ctx, home, value)) return;
      this.sendTo(ctx, 'cannotReturn:', [value]);
    } else if (unwind !== null) this.sendTo(ctx, 'aboutToReturn:through:', [value, unwind]);
    else this.returnTo(home.sender, value, ctx);
  }

  /** Sends a message on the VM's behalf to `receiver`, with the active Context as sender. */
  sendTo(receiver: Value, selector: string, args: Value[]): void {
    const result = this.send(selector, [receiver, ...args], 0, args.length);
    if (result !== SWITCHED && this.context) this.context.stack[this.context.sp++] = result;
  }

  /** Cuts off the Contexts from `from` up to `target` and continues `target` with `value`. */
  returnTo(target: Context | null, value: Value, from: Context): void {
    let current: Context | null = from;
    while (current !== null && current !== target) {
      const sender: Context | null = current.sender;
      current.markDead();
      current = sender;
    }
    if (target === null) {
      this.context = null;
      this.context = this.bottomReturn(value);
      return;
    }
    target.stack[target.sp++] = value;
    this.context = target;
  }

  /** The active Process's last Context returned: the Process ends, another is taken. */
  private bottomReturn(value: Value): Context | null {
    const process = this.scheduler.active;
    this.scheduler.endActive();
    this.host.processEnded(this, process as SObject, value);
    return this.scheduler.resumeActive(this);
  }
}

function isFloat(v: Value, floatClass: Behavior): v is SFloat {
  return typeof v === 'object' && v.$b === floatClass;
}

/** `==` of values that are not one JavaScript value: equal Floats, as Spur's immediate ones. */
function isSameValue(x: Value, y: Value): boolean {
  return (
    typeof x === 'object' &&
    typeof y === 'object' &&
    (x as SFloat).v !== undefined &&
    Object.is((x as SFloat).v, (y as SFloat).v) &&
    !Number.isNaN((x as SFloat).v)
  );
}
