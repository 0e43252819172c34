// Instructions to a tree: runs the code on a stack of expressions, and reads jumps as the messages that compilers expand
// in place. Code that no compiler of Smalltalk makes is refused with an UnstructuredCode.
import {
  NonLocal,
  Op,
  closureCopiedMask,
  closureCopiedShift,
  closureReceiverOnStack,
  remoteMask,
  remoteShift,
} from '../bytecodes/instructions';
import { Method } from '../object-memory/method';
import { CodeReader } from './codeReader';
import { depthAtEnd, isSend, operandsOf } from './stackEffects';
import {
  isPseudo,
  pseudo,
  type Arm,
  type Assignment,
  type Body,
  type Cases,
  type Inlined,
  type Loop,
  type Message,
  type MethodTree,
  type Place,
  type PseudoRead,
  type TreeNode,
  type TreeVariable,
  type TreeVector,
  type VariableRead,
} from './tree';

export class UnstructuredCode extends Error {}

/** Reads the code of a method and its blocks. Throws UnstructuredCode. */
export function readTree(method: Method): MethodTree {
  return new UnitStructurer(new CodeReader(method), []).method();
}

type Cell = TreeVariable | TreeVector;

/** A value that is on the stack twice: the receiver of a cascade, or what `ifNil:` and `caseOf:` look at. */
interface Shared {
  readonly kind: 'shared';
  readonly node: TreeNode;
  readonly messages: Message[];
}

type Item =
  | TreeNode
  | Shared
  | { readonly kind: 'duplicate'; readonly of: Shared }
  | { readonly kind: 'part'; readonly of: Shared; readonly message: Message }
  /** `== nil` or `= case` of a shared value, before a jump. */
  | { readonly kind: 'test'; readonly of: Shared; readonly selector: string; readonly arg: TreeNode }
  | { readonly kind: 'vector'; readonly vector: TreeVector };

type Exit =
  | { readonly kind: 'end' }
  | { readonly kind: 'return' }
  /** A block's end: its value is on the stack. */
  | { readonly kind: 'blockReturn' }
  /** A jump out of the region, if the value is `on`. */
  | { readonly kind: 'condition'; readonly on: boolean; readonly value: TreeNode; readonly at: Place }
  /** The next instruction takes something from below the region's own stack. */
  | { readonly kind: 'underflow' }
  /** The test of a case of `caseOf:`. */
  | { readonly kind: 'case'; readonly value: TreeNode; readonly isLast: boolean };

/** What a stretch of code does. */
interface Flow {
  readonly statements: TreeNode[];
  readonly temporaries: TreeVariable[];
  readonly stack: Item[];
  exit: Exit;
  next: number;
}

interface Limits {
  /** Where the loop leads whose condition the region is. */
  readonly loopExit?: number;
  readonly stopsAtUnderflow?: boolean;
  /** The value whose next case is read. */
  readonly caseOf?: Shared;
}

class UnitStructurer {
  private readonly cells: Cell[];
  private readonly openLoops = new Set<number>();
  private readonly unit: Method;

  constructor(
    private readonly code: CodeReader,
    copied: readonly Cell[],
  ) {
    this.unit = code.method;
    const { numArgs } = this.unit;
    const { numTemps, embeddedAt } = this.unit.body;
    const count = embeddedAt === undefined ? numTemps : numArgs + copied.length + this.pushedTemps();
    this.cells = Array.from({ length: count }, (_, index) =>
      index >= numArgs && index < numArgs + copied.length
        ? copied[index - numArgs]!
        : this.variable(index, index < numArgs ? 'argument' : 'temporary'),
    );
  }

  private variable(
    index: number,
    kind: TreeVariable['kind'],
    vector: TreeVector | null = null,
  ): TreeVariable {
    return { kind, unit: this.unit, index, vector, name: '' };
  }

  private get parameters(): TreeVariable[] {
    return this.cells.slice(0, this.unit.numArgs) as TreeVariable[];
  }

  method(): MethodTree {
    const { parameters } = this;
    const { errorCodeTemp } = this.code.instructions;
    const errorCell = errorCodeTemp < 0 ? undefined : this.cells[errorCodeTemp];
    const errorCode = errorCell && !isVector(errorCell) ? errorCell : undefined;
    let from = 0;
    if (this.code.op(0) === Op.Nop) from = errorCode ? 2 : 1;
    const own = this.ownTemporaries();
    const flow = this.run(from, this.code.length);
    this.expect(flow.exit.kind === 'return' || flow.exit.kind === 'end', 'a method that ends');
    const body = this.body(
      flow,
      own.filter((variable) => variable !== errorCode),
    );
    const last = body.statements.at(-1);
    if (
      last?.kind === 'return' &&
      isPseudo(last.value, 'self') &&
      last.at.pc === this.code.pc(this.code.length - 1)
    )
      body.statements[body.statements.length - 1] = { ...last, isImplicit: true };
    return { method: this.unit, parameters, errorCode, body };
  }

  /** Of an own block; `null` as parent for full blocks too. */
  block(): { parameters: TreeVariable[]; body: Body } {
    const own = this.ownTemporaries();
    const flow = this.run(this.unit.body.embeddedAt === undefined ? 0 : this.pushedTemps(), this.code.length);
    return { parameters: this.parameters, body: this.blockBody(flow, own) };
  }

  private blockBody(flow: Flow, own: readonly TreeVariable[]): Body {
    this.expect(flow.exit.kind !== 'condition', 'a block that ends');
    const isEmpty =
      flow.statements.length === 0 && flow.stack.length === 1 && isPseudo(node(flow.stack[0]!), 'nil');
    return this.body(isEmpty ? { ...flow, stack: [] } : flow, own);
  }

  /** All of the frame's cells behind arguments and copied values: some turn out to be vectors. */
  private ownTemporaries(): TreeVariable[] {
    return this.cells.filter(
      (cell): cell is TreeVariable => !isVector(cell) && cell.kind === 'temporary' && cell.unit === this.unit,
    );
  }

  private body({ statements, temporaries, stack }: Flow, own: readonly TreeVariable[] = []): Body {
    const all = [...statements];
    this.expect(stack.length <= 1, 'one value at most');
    if (stack.length === 1) all.push(this.valueOfReturning(node(stack[0]!), all));
    return {
      temporaries: [...own.filter((variable) => this.cells[variable.index] === variable), ...temporaries],
      statements: all,
    };
  }

  private expect(condition: boolean, what: string): asserts condition {
    if (!condition) throw new UnstructuredCode(`${this.unit.printName}: expected ${what}`);
  }

  private place(index: number): Place {
    return { unit: this.unit, pc: this.code.pc(index) };
  }

  /** The block's first bytecodes push nil for each of its temporaries; how many are no more than that? */
  private pushedTemps(): number {
    const { code } = this;
    let pushes = 0;
    while (code.op(pushes) === Op.PushNil) pushes++;
    if (pushes === 0) return 0;
    const depth = depthAtEnd(code);
    if (depth !== undefined) return Math.max(0, Math.min(pushes, depth - 1));
    return pushes;
  }

  /** Reads the code from `from` up to `to`. */
  private run(from: number, to: number, limits: Limits = {}): Flow {
    const { code } = this;
    const flow: Flow = { statements: [], temporaries: [], stack: [], exit: { kind: 'end' }, next: to };
    const { stack, statements } = flow;
    const pop = (): TreeNode => {
      const item = stack.pop();
      this.expect(item !== undefined, 'a value on the stack');
      return node(item);
    };
    const popMany = (count: number): TreeNode[] => {
      this.expect(stack.length >= count, `${count} values on the stack`);
      return stack.splice(stack.length - count).map(node);
    };
    const leave = (exit: Exit, next: number): Flow => {
      flow.exit = exit;
      flow.next = next;
      return flow;
    };
    const leaveBy = (value: TreeNode, at: Place, next: number): Flow => {
      // Old compilers leave the value of the statement before a return on the stack.
      for (const each of popMany(stack.length)) if (!this.otherArm(each, flow, true)) statements.push(each);
      statements.push({ kind: 'return', value, at, isImplicit: false });
      return leave({ kind: 'return' }, next);
    };
    if (limits.caseOf) stack.push(limits.caseOf);
    let i = from;
    while (i < to) {
      if (limits.stopsAtUnderflow && operandsOf(code, i) > stack.length)
        return leave({ kind: 'underflow' }, i);
      const end = code.loopEnd(i, to, this.openLoops);
      if (end !== undefined) {
        i = this.loop(i, end, flow, to);
        continue;
      }
      const op = code.op(i);
      const operand = code.operand(i);
      const at = this.place(i);
      switch (op) {
        case Op.Nop:
          break;
        case Op.PushTemp:
          stack.push(this.readCell(operand));
          break;
        case Op.PushRemoteTemp:
          stack.push(this.remote(operand));
          break;
        case Op.PushField:
          stack.push({ kind: 'field', index: operand });
          break;
        case Op.PushLiteral:
        case Op.PushMutableLiteral:
          stack.push({ kind: 'literal', value: code.instructions.literals[operand]! });
          break;
        case Op.PushInteger:
          stack.push({ kind: 'literal', value: operand });
          break;
        case Op.PushBinding:
          stack.push({ kind: 'binding', binding: code.instructions.literals[operand]! });
          break;
        case Op.PushSelf:
          stack.push(pseudo('self'));
          break;
        case Op.PushTrue:
          stack.push(pseudo('true'));
          break;
        case Op.PushFalse:
          stack.push(pseudo('false'));
          break;
        case Op.PushNil:
          stack.push(pseudo('nil'));
          break;
        case Op.PushContext:
          stack.push(pseudo('thisContext'));
          break;
        case Op.PushProcess:
          stack.push(pseudo('thisProcess'));
          break;
        case Op.Dup: {
          const top = stack.pop();
          this.expect(top !== undefined, 'a value to duplicate');
          const shared: Shared =
            top.kind === 'shared' ? top : { kind: 'shared', node: node(top), messages: [] };
          stack.push(shared, { kind: 'duplicate', of: shared });
          break;
        }
        case Op.Pop: {
          const top = stack.pop();
          this.expect(top !== undefined, 'a value to pop');
          // The class that a directed super send starts above: always the method's own.
          if (code.op(i + 1) === Op.SuperSend && code.pc(i + 1) === code.pc(i)) break;
          if (top.kind === 'part') top.of.messages.push(top.message);
          else if (!this.otherArm(top, flow)) statements.push(node(top));
          break;
        }
        case Op.NewArray:
          if (code.op(i + 1) === Op.PopStoreTemp) {
            this.newVector(code.operand(i + 1), operand, flow);
            i++;
          } else stack.push({ kind: 'brace', elements: [], at });
          break;
        case Op.NewArrayOf:
          stack.push({ kind: 'brace', elements: popMany(operand), at });
          break;
        case Op.StoreTemp:
        case Op.StoreRemoteTemp:
        case Op.StoreField:
        case Op.StoreBinding:
          stack.push({ kind: 'assignment', target: this.target(op, operand), value: pop(), at });
          break;
        case Op.PopStoreTemp:
        case Op.PopStoreRemoteTemp:
        case Op.PopStoreField:
        case Op.PopStoreBinding:
          statements.push({ kind: 'assignment', target: this.target(op, operand), value: pop(), at });
          break;
        case Op.PushClosure: {
          if (operand & closureReceiverOnStack) pop();
          const count = (operand >> closureCopiedShift) & closureCopiedMask;
          const copied = stack.splice(stack.length - count).map((item) => this.cellOf(item));
          const block = code.instructions.literals[operand & ((1 << closureCopiedShift) - 1)];
          this.expect(block instanceof Method, 'the code of a block');
          const { parameters, body } = new UnitStructurer(new CodeReader(block), copied).block();
          stack.push({ kind: 'block', parameters, body, at });
          break;
        }
        case Op.ReturnSelf:
        case Op.ReturnTrue:
        case Op.ReturnFalse:
        case Op.ReturnNil:
          return leaveBy(pseudo(returned[op]), at, i + 1);
        case Op.ReturnTop:
          return leaveBy(this.valueOfReturning(pop(), statements), at, i + 1);
        case Op.NonLocalReturn:
          return leaveBy(
            operand === NonLocal.Top
              ? this.valueOfReturning(pop(), statements)
              : pseudo(nonLocal[operand as 1 | 2 | 3 | 4]),
            at,
            i + 1,
          );
        case Op.BlockReturnNil:
          stack.push(pseudo('nil'));
          return leave({ kind: 'blockReturn' }, i + 1);
        case Op.BlockReturnTop:
          return leave({ kind: 'blockReturn' }, i + 1);
        case Op.Jump:
        case Op.JumpBack:
          // To where the region leads anyway.
          this.expect(i === to - 1 && code.follow(i) === code.follow(to), 'a jump to the end of a branch');
          break;
        case Op.JumpTrue:
        case Op.JumpFalse: {
          const test = stack.pop();
          this.expect(test !== undefined, 'a condition');
          const on = op === Op.JumpTrue;
          const { loopExit } = limits;
          if (
            loopExit !== undefined &&
            (operand === loopExit || (operand > to && code.follow(operand) === code.follow(loopExit)))
          )
            return leave({ kind: 'condition', on, value: node(test), at }, i + 1);
          if (limits.caseOf && stack.length <= 1) {
            if (test.kind === 'test' && test.of === limits.caseOf)
              return leave({ kind: 'case', value: test.arg, isLast: false }, i);
            if (test.kind === 'send' && test.selector === '=' && test.receiver === limits.caseOf.node)
              return leave({ kind: 'case', value: test.args[0]!, isLast: true }, i);
          }
          i = this.branch(i, operand, on, test, flow, to);
          continue;
        }
        default: {
          const site = code.instructions.sites[operand];
          this.expect(site !== undefined && isSend(op), `an instruction of a compiler, not ${op}`);
          const { selector, argc } = site;
          if (selector === 'blockCopy:' && isPseudo(stack.at(-2) as TreeNode, 'thisContext')) {
            i = this.blockContext(i, flow);
            continue;
          }
          const args = popMany(argc);
          const receiver = stack.pop();
          this.expect(receiver !== undefined, 'a receiver');
          stack.push(this.send(receiver, { selector, args, at }, op === Op.SuperSend, i));
        }
      }
      i++;
    }
    return flow;
  }

  private readCell(index: number): Item {
    const cell = this.cells[index];
    this.expect(cell !== undefined, `a temporary ${index}`);
    return isVector(cell) ? { kind: 'vector', vector: cell } : { kind: 'variable', variable: cell };
  }

  private remote(operand: number): VariableRead {
    const cell = this.cells[operand >> remoteShift];
    this.expect(cell !== undefined && isVector(cell), 'a temp vector');
    const variable = cell.slots[operand & remoteMask];
    this.expect(variable !== undefined, 'a slot of a temp vector');
    return { kind: 'variable', variable };
  }

  private target(op: Op, operand: number): Assignment['target'] {
    switch (op) {
      case Op.StoreField:
      case Op.PopStoreField:
        return { kind: 'field', index: operand };
      case Op.StoreBinding:
      case Op.PopStoreBinding:
        return { kind: 'binding', binding: this.code.instructions.literals[operand]! };
      case Op.StoreRemoteTemp:
      case Op.PopStoreRemoteTemp:
        return this.remote(operand);
      default: {
        const cell = this.cells[operand];
        this.expect(cell !== undefined && !isVector(cell), `a temporary ${operand}`);
        return { kind: 'variable', variable: cell };
      }
    }
  }

  private newVector(index: number, size: number, flow: Flow): void {
    const slots: TreeVariable[] = [];
    const vector: TreeVector = { slots };
    for (let slot = 0; slot < size; slot++) slots.push(this.variable(slot, 'shared', vector));
    this.cells[index] = vector;
    flow.temporaries.push(...slots);
  }

  private cellOf(item: Item): Cell {
    if (item.kind === 'vector') return item.vector;
    this.expect(item.kind === 'variable', 'a variable that a block copies');
    return item.variable;
  }

  private send(receiver: Item, message: Message, toSuper: boolean, index: number): Item {
    if (receiver.kind === 'duplicate') {
      const { of } = receiver;
      const next = this.code.op(index + 1);
      const [arg] = message.args;
      if (arg && (next === Op.JumpTrue || next === Op.JumpFalse) && this.code.op(index + 2) === Op.Pop)
        if ((message.selector === '==' && isPseudo(arg, 'nil')) || message.selector === '=')
          return { kind: 'test', of, selector: message.selector, arg };
      return { kind: 'part', of, message };
    }
    if (receiver.kind === 'shared' && receiver.messages.length > 0)
      return {
        kind: 'cascade',
        receiver: toSuper ? pseudo('super') : receiver.node,
        messages: [...receiver.messages, message],
      };
    return { kind: 'send', receiver: toSuper ? pseudo('super') : node(receiver), ...message };
  }

  /** `thisContext blockCopy: numArgs`, a jump over the block's code, that code. */
  private blockContext(index: number, flow: Flow): number {
    const { code } = this;
    const count = flow.stack.pop();
    flow.stack.pop();
    this.expect(
      count?.kind === 'literal' && typeof count.value === 'number',
      'the number of arguments of a block',
    );
    this.expect(code.op(index + 1) === Op.Jump, 'a jump over the code of a block');
    const end = code.operand(index + 1);
    let start = index + 2;
    const parameters: TreeVariable[] = [];
    for (let arg = 0; arg < count.value; arg++, start++) {
      const cell = code.op(start) === Op.PopStoreTemp ? this.cells[code.operand(start)] : undefined;
      this.expect(cell !== undefined && !isVector(cell), 'the arguments of a block to be stored');
      parameters.unshift(cell);
    }
    const body = this.blockBody(this.run(start, end), []);
    flow.stack.push({ kind: 'block', parameters, body, at: this.place(index) });
    return end;
  }

  private loop(head: number, end: number, flow: Flow, to: number): number {
    this.openLoops.add(end);
    const loopExit = end + 1;
    const first = this.run(head, end, { loopExit });
    const { exit } = first;
    let loop: Loop;
    if (exit.kind === 'condition') {
      const condition = this.arm({ ...first, stack: [exit.value] });
      const rest = this.run(first.next, end);
      this.expect(rest.stack.length === 0, 'a loop that leaves nothing');
      loop = {
        kind: 'loop',
        condition,
        until: exit.on,
        body: first.next === end ? undefined : this.arm(rest),
        at: exit.at,
        ...this.countedValue(condition, flow),
        counted: undefined,
      };
    } else {
      this.expect(first.stack.length === 0, 'a loop that leaves nothing');
      loop = {
        kind: 'loop',
        condition: undefined,
        until: false,
        body: this.arm(first),
        at: this.place(end),
        start: undefined,
        limit: undefined,
        counted: undefined,
      };
    }
    this.openLoops.delete(end);
    // Its value is the nil behind it: where that is no statement's own beginning.
    const { code } = this;
    if (
      code.op(loopExit) === Op.PushNil &&
      loopExit < to &&
      (flow.stack.length > 0 || isValueEnd(code, loopExit + 1, to))
    ) {
      flow.stack.push(loop);
      return loopExit + 1;
    }
    (loop.start ? flow.stack : flow.statements).push(loop);
    return loopExit;
  }

  /** A counting loop whose value is used has left its start on the stack; its limit was assigned before or behind it. */
  private countedValue({ body }: Arm, { stack, statements }: Flow): Pick<Loop, 'start' | 'limit'> {
    const [test] = body.statements;
    const top = stack.at(-1);
    const none = { start: undefined, limit: undefined };
    if (test?.kind !== 'send' || test.receiver.kind !== 'variable' || top?.kind !== 'assignment') return none;
    const { target } = top;
    if (target.kind !== 'variable' || target.variable !== test.receiver.variable) return none;
    stack.pop();
    const last = statements.at(-1);
    const [limit] = test.args;
    const isLimit =
      last?.kind === 'assignment' &&
      last.target.kind === 'variable' &&
      limit?.kind === 'variable' &&
      last.target.variable === limit.variable;
    if (isLimit) statements.pop();
    return { start: top, limit: isLimit ? last : undefined };
  }

  /**
   * `a ifTrue: [^b] ifFalse: [c := d]` as a statement leaves the value of its second arm, for one pop; the first needs no
   * jump. A statement of its own would leave none: true if the popped value and what is before it are such an arm.
   */
  private otherArm(top: Item, { statements }: Flow, isLeft = false): boolean {
    if (!isNoStatement(top, isLeft)) return false;
    const value = this.valueOfReturning(node(top), statements);
    const index = statements.findLastIndex(
      (each) => each.kind === 'inlined' && isOneArmed(each) && returnsAtEnd(each.args[0] as Arm),
    );
    const first = statements[index];
    if (first?.kind !== 'inlined') {
      if (value === top) return false;
      statements.push(value);
      return true;
    }
    const other = [...statements.splice(index + 1), value];
    const selector = first.selector === 'ifTrue:' ? 'ifTrue:ifFalse:' : 'ifFalse:ifTrue:';
    const arm: Arm = { kind: 'arm', parameters: [], body: { temporaries: [], statements: other } };
    statements[index] = { ...first, selector, args: [first.args[0]!, arm], isValue: true };
    return true;
  }

  /** `a ifTrue: [^b]` as a value: the nil behind it is what it answers otherwise. */
  private valueOfReturning(value: TreeNode, statements: TreeNode[]): TreeNode {
    const last = statements.at(-1);
    if (!isPseudo(value, 'nil') || last?.kind !== 'inlined' || !isOneArmed(last) || last.isValue)
      return value;
    if (!returnsAtEnd(last.args[0] as Arm)) return value;
    statements.pop();
    return { ...last, isValue: true };
  }

  private arm(flow: Flow, parameters: readonly TreeVariable[] = []): Arm {
    return { kind: 'arm', parameters, body: this.body(flow) };
  }

  /** A conditional jump over an arm, perhaps with another arm behind it. Answers where to go on. */
  private branch(index: number, target: number, on: boolean, test: Item, flow: Flow, to: number): number {
    const { code } = this;
    const { stack, statements } = flow;
    const at = this.place(index);
    if (test.kind === 'test') return this.sharedTest(index, target, on, test, flow, to);
    this.expect(
      target <= to || code.follow(target) === code.follow(to),
      'a branch that ends where its code does',
    );
    const condition = node(test);
    const armEnd = Math.min(target, to);
    const last = armEnd - 1;
    const lastOp = code.op(last);
    let elseEnd: number | undefined;
    if (last > index && target <= to && (lastOp === Op.Jump || lastOp === Op.JumpBack)) {
      const jumped = code.operand(last);
      if (lastOp === Op.Jump && jumped <= to) elseEnd = jumped;
      else if (code.follow(last) === code.follow(to)) elseEnd = to;
    }
    if (elseEnd === undefined) {
      const arm = this.run(index + 1, armEnd);
      const returns = arm.exit.kind === 'return';
      if (returns && stack.length > 0) {
        // In the midst of an expression: what follows is the value of the other arm.
        const other = this.run(target, to, { stopsAtUnderflow: true });
        const [one, two] = [this.arm(arm), this.arm(other)];
        stack.push({
          kind: 'inlined',
          selector: on ? 'ifFalse:ifTrue:' : 'ifTrue:ifFalse:',
          receiver: condition,
          args: [one, two],
          at,
          isValue: true,
        });
        return other.exit.kind === 'underflow' ? other.next : to;
      }
      this.expect(arm.stack.length === 0, 'a branch that leaves nothing');
      statements.push({
        kind: 'inlined',
        selector: on ? 'ifFalse:' : 'ifTrue:',
        receiver: condition,
        args: [this.arm(arm)],
        at,
        isValue: false,
      });
      return armEnd;
    }
    const one = this.run(index + 1, last);
    const two = this.run(target, elseEnd);
    const leaves = (each: Flow): boolean => each.exit.kind === 'end' && each.stack.length > 0;
    const isValue = leaves(one) || leaves(two);
    const inlined = this.twoArmed(condition, on, this.arm(one), this.arm(two), isValue, at);
    if (isValue) stack.push(inlined);
    else statements.push(inlined);
    return elseEnd;
  }

  private twoArmed(
    receiver: TreeNode,
    on: boolean,
    one: Arm,
    two: Arm,
    isValue: boolean,
    at: Place,
  ): TreeNode {
    const result = (selector: string, ...args: Arm[]): TreeNode => ({
      kind: 'inlined',
      selector,
      receiver,
      args,
      at,
      isValue,
    });
    if (isValue && !on) {
      if (isJust(two, 'false')) return result('and:', one);
      if (isJust(one, 'true')) return result('or:', two);
      if (isJust(two, 'nil')) return result('ifTrue:', one);
      if (isJust(one, 'nil')) return result('ifFalse:', two);
    }
    return result(on ? 'ifFalse:ifTrue:' : 'ifTrue:ifFalse:', one, two);
  }

  /** `ifNil:` and `ifNotNil:` that answer their receiver otherwise, and `caseOf:`. */
  private sharedTest(
    index: number,
    target: number,
    on: boolean,
    test: Extract<Item, { kind: 'test' }>,
    flow: Flow,
    to: number,
  ): number {
    const { stack } = flow;
    const entry = stack.pop();
    this.expect(entry === test.of && target <= to, 'a test of the value below');
    const receiver = test.of.node;
    const at = this.place(index);
    if (test.selector === '==') {
      const arm = this.run(index + 2, target);
      stack.push({
        kind: 'inlined',
        selector: on ? 'ifNotNil:' : 'ifNil:',
        receiver,
        args: [this.arm(arm)],
        at,
        isValue: true,
      });
      return target;
    }
    this.expect(!on, 'a case that holds if it is true');
    return this.cases(index, test, flow, to);
  }

  /**
   * `caseOf:`, from the jump behind its first case. All cases but the last test a duplicate of the value and pop it
   * before their branch.
   */
  private cases(index: number, test: Extract<Item, { kind: 'test' }>, flow: Flow, to: number): number {
    const { code } = this;
    const pairs: [Arm, Arm][] = [];
    let end = -1;
    let isValue = false;
    let goesOn = false;
    const branch = (from: number, next: number): Arm => {
      const jumps = code.op(next - 1) === Op.Jump;
      if (jumps) end = Math.max(end, code.operand(next - 1));
      const arm = this.run(from, jumps ? next - 1 : next);
      isValue ||= arm.exit.kind === 'end' && arm.stack.length > 0;
      goesOn ||= arm.exit.kind === 'end';
      return this.arm(arm);
    };
    const justValue = (value: TreeNode): Arm => ({
      kind: 'arm',
      parameters: [],
      body: { temporaries: [], statements: [value] },
    });
    let jump = index;
    let tested = justValue(test.arg);
    for (;;) {
      const next = code.operand(jump);
      pairs.push([tested, branch(jump + 2, next)]);
      const more = this.run(next, to, { caseOf: test.of });
      const { exit } = more;
      this.expect(exit.kind === 'case', 'another case');
      tested = this.arm({ ...more, stack: [exit.value] });
      jump = more.next;
      if (exit.isLast) break;
    }
    const otherwiseAt = code.operand(jump);
    pairs.push([tested, branch(jump + 1, otherwiseAt)]);
    if (end < 0) end = to;
    this.expect(end <= to, 'cases that end where their code does');
    const otherwise = this.run(otherwiseAt, end);
    isValue ||= otherwise.exit.kind === 'end' && otherwise.stack.length > 0;
    goesOn ||= otherwise.exit.kind === 'end';
    const [only] = otherwise.stack;
    const isError =
      otherwise.statements.length === 0 &&
      only?.kind === 'send' &&
      only.selector === 'caseError' &&
      isPseudo(only.receiver, 'self');
    const cases: Cases = { kind: 'cases', pairs };
    const inlined: TreeNode = {
      kind: 'inlined',
      selector: isError ? 'caseOf:' : 'caseOf:otherwise:',
      receiver: test.of.node,
      args: isError ? [cases] : [cases, this.arm(otherwise)],
      at: this.place(index),
      isValue,
    };
    if (isValue) flow.stack.push(inlined);
    else flow.statements.push(inlined);
    if (goesOn) return end;
    flow.exit = { kind: 'return' };
    return to;
  }
}

function isVector(cell: Cell): cell is TreeVector {
  return 'slots' in cell;
}

/** Compilers leave no value of it for a pop where it is a statement; for a return they may leave other values. */
function isNoStatement(item: Item, isLeft: boolean): boolean {
  if (isLeft) return item.kind === 'send';
  switch (item.kind) {
    case 'assignment':
    case 'variable':
    case 'field':
    case 'binding':
    case 'pseudo':
    case 'literal':
      return true;
    case 'loop':
      return true;
    case 'inlined':
      return isOneArmed(item) || item.selector === 'ifNil:' || item.selector === 'ifNotNil:';
    default:
      return false;
  }
}

function isOneArmed({ selector }: Inlined): boolean {
  return selector === 'ifTrue:' || selector === 'ifFalse:';
}

function returnsAtEnd({ body }: Arm): boolean {
  return body.statements.at(-1)?.kind === 'return';
}

const returned: Partial<Record<Op, PseudoRead['name']>> &
  Record<Op.ReturnSelf | Op.ReturnTrue | Op.ReturnFalse | Op.ReturnNil, PseudoRead['name']> = {
  [Op.ReturnSelf]: 'self',
  [Op.ReturnTrue]: 'true',
  [Op.ReturnFalse]: 'false',
  [Op.ReturnNil]: 'nil',
};
const nonLocal = {
  [NonLocal.Self]: 'self',
  [NonLocal.True]: 'true',
  [NonLocal.False]: 'false',
  [NonLocal.Nil]: 'nil',
} as const;

function node(item: Item): TreeNode {
  switch (item.kind) {
    case 'shared':
      if (item.messages.length > 0) throw new UnstructuredCode('a cascade has no end');
      return item.node;
    case 'duplicate':
    case 'part':
    case 'test':
    case 'vector':
      throw new UnstructuredCode(`a ${item.kind} is used as a value`);
    default:
      return item;
  }
}

function isJust({ body, parameters }: Arm, name: PseudoRead['name']): boolean {
  return parameters.length === 0 && body.statements.length === 1 && isPseudo(body.statements[0], name);
}

/** True where a value just pushed is used as a whole: at the end of a region, popped, returned or jumped away with. */
function isValueEnd(code: CodeReader, index: number, to: number): boolean {
  if (index >= to) return true;
  const op = code.op(index);
  return (
    op === Op.Pop ||
    op === Op.ReturnTop ||
    op === Op.BlockReturnTop ||
    op === Op.Jump ||
    op === Op.NonLocalReturn
  );
}
