// One instruction after another: what each does to the values that are known, and the statements it needs.
import { NonLocal, Op, operandShift, remoteMask, remoteShift } from '../bytecodes/instructions';
import type { SendSite } from '../bytecodes/sendSite';
import { Behavior } from '../object-memory/behavior';
import type { Method } from '../object-memory/method';
import type { SFloat } from '../object-memory/objects';
import type { Frame, FrameState } from './frame';
import { constant, heapRead, isConstant, isSimple, variable, type Kind, type Operand } from './operand';
import { NotCompilable } from './refusals';
import { lookUp } from './safepoints';
import type { CodeBuilder } from './codeBuilder';

export class InstructionWriter {
  constructor(private readonly code: CodeBuilder) {}

  private get isUnwindMarked(): boolean {
    return this.code.code.isUnwindMarked && this.code.loopHead === null;
  }

  /** `value` is what the frame's code answers. */
  private returnFrom(frame: Frame, value: Operand): 'end' | number {
    if (frame.caller === null) {
      if (this.isUnwindMarked) this.code.emit('M.ensures--;');
      const js = this.code.tagged(value);
      const kill = this.code.root.contextVariable !== null && this.code.loopHead === null;
      if (!kill) this.code.emit(`return ${js};`);
      else {
        const result = isSimple(value) && value.form === 'tagged' ? js : this.code.assign('r', js).js;
        this.code.emit(`if (context !== null) context.pc = -1;`);
        this.code.emit(`return ${result};`);
      }
      this.code.block.exit = { kind: 'end' };
      return 'end';
    }
    let state: FrameState = this.code.state;
    while (state.frame !== frame) state = state.caller!;
    const caller = state.caller!;
    this.code.state = caller.copy();
    this.code.slots.push(this.code.settled(value, this.code.slots.length));
    if (!this.code.isForcedMerge(caller.frame, frame.returnPc)) return frame.returnPc;
    this.code.jump(frame.returnPc);
    return 'end';
  }

  // --- Instructions ---

  /** Writes one; answers where to go on if that is not the next. */
  instruction(pc: number, word: number): 'end' | number | undefined {
    const operand = word >> operandShift;
    const { frame, slots } = this.code;
    const { instructions } = frame;
    const { literals, sites } = instructions;
    switch ((word & 0xff) as Op) {
      case Op.PushTemp: {
        const value = slots[operand];
        this.code.push(
          isSimple(value) || value.closure ? value : (slots[operand] = this.code.simple(value, operand)),
        );
        return undefined;
      }
      case Op.PushField:
      case Op.PushFloatField:
        this.code.closures.refuseClosureSelf();
        this.code.fields.pushField(frame.self, this.classOfSelf, operand);
        return undefined;
      case Op.PushLiteral: {
        this.pushLiteral(literals[operand]);
        return undefined;
      }
      case Op.PushMutableLiteral:
        this.code.pushValue(`M.image.literalCopy(${this.code.embed(literals[operand])})`);
        return undefined;
      case Op.PushSlot:
        this.code.declare('v');
        this.code.push({
          ...heapRead(
            `((v = M.slots[${operand}]) !== undefined ? v : M.image.materialise(${operand}))`,
            null,
          ),
          global: operand,
        });
        return undefined;
      case Op.PushBinding:
        this.code.push(heapRead(`${this.code.embed(literals[operand])}.f1`, null));
        return undefined;
      case Op.PushSelf:
        this.code.push(frame.self);
        return undefined;
      case Op.PushTrue:
        this.code.push(constant('T', 'boolean'));
        return undefined;
      case Op.PushFalse:
        this.code.push(constant('F', 'boolean'));
        return undefined;
      case Op.PushNil:
        this.code.push(this.code.nil);
        return undefined;
      case Op.PushInteger:
        this.code.push(constant(operand < 0 ? `(${operand})` : String(operand), 'integer'));
        return undefined;
      case Op.PushProcess:
        this.code.push(heapRead('M.activeProcess', null));
        return undefined;
      case Op.Dup: {
        const top = slots.length - 1;
        if (!isSimple(slots[top])) slots[top] = this.code.simple(slots[top], top);
        this.code.push(slots[top]);
        return undefined;
      }
      case Op.Pop: {
        // Reading memory has no effect.
        this.code.pop();
        return undefined;
      }
      case Op.Nop:
        return undefined;
      case Op.ReturnSelf:
        return this.returnFrom(frame, frame.self);
      case Op.ReturnTrue:
        return this.returnFrom(frame, constant('T', 'boolean'));
      case Op.ReturnFalse:
        return this.returnFrom(frame, constant('F', 'boolean'));
      case Op.ReturnNil:
      case Op.BlockReturnNil:
        return this.returnFrom(frame, this.code.nil);
      case Op.ReturnTop:
      case Op.BlockReturnTop:
        return this.returnFrom(frame, this.code.pop());
      case Op.NonLocalReturn:
        return this.nonLocalReturn(operand, pc);
      case Op.Send:
        return this.code.sends.anySend(sites[operand], pc);
      case Op.Value0:
      case Op.Value1:
        return this.code.sends.anySend(sites[operand], pc);
      case Op.SuperSend:
        this.code.sends.superSend(sites[operand], pc);
        return undefined;
      case Op.Jump:
        if (operand <= pc) this.loopBack(operand);
        this.code.jump(operand);
        return 'end';
      case Op.JumpBack:
        this.loopBack(operand);
        this.code.jump(operand);
        return 'end';
      case Op.JumpTrue:
      case Op.JumpFalse:
        this.conditionalJump(pc, operand, (word & 0xff) === (Op.JumpTrue as number));
        return 'end';
      case Op.StoreField:
      case Op.PopStoreField: {
        this.code.closures.refuseClosureSelf();
        const index = slots.length - 1;
        let value = this.code.pop();
        const isKept = (word & 0xff) === (Op.StoreField as number);
        if (isKept && !isSimple(value)) value = this.code.simpleNumber(value, index);
        value = this.code.fields.storeField(frame.self, this.classOfSelf, operand, value, index);
        if (isKept) this.code.push(value);
        return undefined;
      }
      case Op.StoreSlot:
      case Op.PopStoreSlot:
        this.storeInto(`M.slots[${operand}]`, (word & 0xff) === (Op.StoreSlot as number));
        return undefined;
      case Op.StoreBinding:
      case Op.PopStoreBinding:
        this.storeInto(
          `${this.code.embed(literals[operand])}.f1`,
          (word & 0xff) === (Op.StoreBinding as number),
        );
        return undefined;
      case Op.StoreTemp:
        this.storeTemp(operand);
        this.code.push(slots[operand]);
        return undefined;
      case Op.PopStoreTemp:
        this.storeTemp(operand);
        return undefined;
      case Op.PushRemoteTemp:
        this.code.push(heapRead(this.remote(operand), slots[operand >> remoteShift].variable));
        return undefined;
      case Op.StoreRemoteTemp:
      case Op.PopStoreRemoteTemp:
        this.storeInto(this.remote(operand), (word & 0xff) === (Op.StoreRemoteTemp as number));
        return undefined;
      case Op.NewArray:
        this.code.pushValue(`NA([${new Array(operand).fill('N').join(', ')}])`, this.code.kernel.known.Array);
        return undefined;
      case Op.NewArrayOf: {
        const base = slots.length - operand;
        const elements = slots.splice(base);
        const js = elements.map((element) => this.code.tagged(element));
        if (elements.some((o) => o.closure)) this.code.sends.settleOrder(elements, js, base);
        this.code.pushValue(`NA([${js.join(', ')}])`, this.code.kernel.known.Array);
        return undefined;
      }
      case Op.PushClosure:
        this.code.closures.pushClosure(operand);
        return undefined;
      case Op.Class:
        this.pushClassOf();
        return undefined;
      case Op.Identical:
      case Op.NotIdentical:
        this.identical((word & 0xff) === (Op.Identical as number), slots.length - 2);
        return undefined;
      default:
        // The operand of another is no site.
        if (!isArithmetic(word & 0xff)) throw new NotCompilable(interpretersAlone(frame.code, word & 0xff));
        if (this.code.sends.isOrdinary(word & 0xff, sites[operand] as SendSite | undefined))
          return this.code.sends.anySend(sites[operand], pc);
        if (this.code.arithmetic.write(word & 0xff, sites[operand] as SendSite | undefined, pc))
          return undefined;
        throw new NotCompilable(interpretersAlone(frame.code, word & 0xff));
    }
  }

  pushLiteral(literal: unknown): void {
    if (typeof literal === 'number')
      this.code.push(constant(literal < 0 ? `(${literal})` : String(literal), 'integer'));
    else if (this.kindOfLiteral(literal) === 'float') {
      const { v } = literal as SFloat;
      const js = Object.is(v, -0) ? '(-0)' : v < 0 ? `(${v})` : String(v);
      this.code.push({ ...constant(js, 'float'), form: 'double', literal: this.code.embed(literal) });
    } else this.code.push(constant(this.code.embed(literal), this.kindOfLiteral(literal)));
  }

  private kindOfLiteral(literal: unknown): Kind {
    const behavior = (literal as { $b?: Behavior }).$b;
    if (behavior === undefined) return 'any';
    if (behavior.format === 'float') return 'float';
    return behavior.format === 'character' || behavior.format === 'bytes' ? behavior : 'any';
  }

  private remote(operand: number): string {
    const vector = this.code.slots[operand >> remoteShift];
    return `${vector.js}.a[${operand & remoteMask}]`;
  }

  private storeTemp(index: number): void {
    const value = this.code.pop();
    const { frame, slots } = this.code;
    if (value.form === 'double') {
      const name = frame.doubleSlot(index);
      if (value.js !== name) {
        this.code.saveReadersOf(name);
        this.code.assign(name, value.js);
      }
      slots[index] = variable(name, 'float', 'double');
      return;
    }
    const name = frame.slot(index);
    const kind = value.form === 'condition' ? 'boolean' : value.kind;
    const isLoose = value.form === 'loose';
    const js = isLoose ? value.js : this.code.tagged(value);
    if (js !== name) {
      this.code.saveReadersOf(name);
      this.code.assign(name, js);
    }
    slots[index] = variable(name, kind, isLoose ? 'loose' : 'tagged');
  }

  private storeInto(place: string, isKept: boolean): void {
    const index = this.code.slots.length - 1;
    let value = this.code.pop();
    if (isKept || !isSimple(value) || value.form !== 'tagged') value = this.code.simple(value, index);
    this.code.settle();
    this.code.emit(`${place} = ${value.js};`);
    if (isKept) this.code.push(value);
  }

  /** The class that the running code knows its receiver's fields by. */
  private get classOfSelf(): Behavior {
    return this.code.frame.code.home.methodClass;
  }

  private pushClassOf(): void {
    const index = this.code.slots.length - 1;
    const value = this.code.simple(this.code.pop(), index);
    this.code.pushValue(`M.classObjectOf(${value.js})`);
  }

  private identical(isSame: boolean, base: number): void {
    const y = this.code.simpleNumber(this.code.slots.pop()!, base + 1);
    const x = this.code.simpleNumber(this.code.slots.pop()!, base);
    let js: string;
    if (x.form === 'loose' && y.kind === 'nil') js = `${x.js} === N`;
    else if (y.form === 'loose' && x.kind === 'nil') js = `${y.js} === N`;
    else if (x.form === 'loose' || y.form === 'loose')
      js = `SV(${this.code.tagged(x)}, ${this.code.tagged(y)})`;
    else if (x.form === 'double' || y.form === 'double' || x.kind === 'float' || y.kind === 'float')
      js = `SV(${this.code.tagged(x)}, ${this.code.tagged(y)})`;
    else if (this.isPlain(x) || this.isPlain(y)) js = `${x.js} === ${y.js}`;
    else js = `(${x.js} === ${y.js} || ${x.js}.v !== undefined && SV(${x.js}, ${y.js}))`;
    if (!isSame) js = `!(${js})`;
    this.code.pushCondition(js);
  }

  /** Equal only to itself. */
  private isPlain({ kind, js }: Operand): boolean {
    if (kind === 'nil' || kind === 'boolean' || kind === 'integer') return true;
    if (kind instanceof Behavior) return kind.format !== 'float';
    const { self, code } = this.code.frame;
    return js === self.js && !this.code.kernel.known.BoxedFloat64.isOrInheritsFrom(code.home.methodClass);
  }

  private loopBack(pc: number): void {
    this.code.hasLoops = true;
    this.code.settle();
    this.code.emit(`${lookUp(this.code.feedback.safepoints)} ${this.code.save(pc)};`);
  }

  private conditionalJump(pc: number, target: number, onTrue: boolean): void {
    const index = this.code.slots.length - 1;
    const value = this.code.pop();
    if (target > pc && (value.form === 'condition' || (isConstant(value) && value.kind === 'boolean'))) {
      this.code.test(value, pc);
      return;
    }
    let condition: string;
    if (value.form === 'condition') condition = value.js;
    else {
      const tested = this.code.simple(value, index);
      if (tested.kind !== 'boolean') {
        this.code.slots.push(tested);
        this.code.emit(`if (${tested.js} !== T && ${tested.js} !== F) return ${this.code.save(pc)};`);
        this.code.slots.pop();
      }
      condition = `${tested.js} === T`;
    }
    this.code.settle();
    if (target <= pc) {
      this.code.hasLoops = true;
      this.code.emit(`${lookUp(this.code.feedback.safepoints)} ${this.saveWithBoolean(pc, condition)};`);
    }
    this.code.branch(condition, onTrue ? target : pc + 1, onTrue ? pc + 1 : target);
  }

  private saveWithBoolean(pc: number, condition: string): string {
    this.code.slots.push({
      js: condition,
      form: 'condition',
      kind: 'boolean',
      variable: null,
      readsHeap: false,
    });
    const text = this.code.save(pc);
    this.code.slots.pop();
    return text;
  }

  private nonLocalReturn(kind: NonLocal, pc: number): 'end' | number {
    const { frame } = this.code;
    let value: Operand;
    if (kind === NonLocal.Top) value = this.code.pop();
    else if (kind === NonLocal.Self) value = frame.self;
    else
      value =
        kind === NonLocal.True
          ? constant('T', 'boolean')
          : kind === NonLocal.False
            ? constant('F', 'boolean')
            : this.code.nil;
    const { home } = frame;
    if (home !== null) return this.returnFrom(home, value);
    const js = this.code.simple(value, this.code.slots.length).js;
    this.code.calls = true;
    this.code.emit(`if (NL(block, ${js})) return U;`);
    this.code.emit(`return ${this.code.save(pc + 1)};`);
    this.code.block.exit = { kind: 'end' };
    return 'end';
  }
}

function interpretersAlone(code: Method, op: number): string {
  return `${code.printName}: operation ${op} is the interpreter's alone`;
}

/** It has a message to send where its operands are no numbers, or no collections. */
function isArithmetic(op: Op): boolean {
  return op >= Op.Add && op <= Op.Size;
}
