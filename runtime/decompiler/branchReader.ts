// Jumps as the messages that compilers expand in place: loops, conditions, tests for nil, cases.
import { Op } from '../bytecodes/instructions';
import type { CodeReader } from './codeReader';
import {
  isJust,
  isVector,
  node,
  UnstructuredCode,
  type Cell,
  type Flow,
  type Item,
  type Limits,
} from './flows';
import {
  isPseudo,
  type Arm,
  type Body,
  type Cases,
  type Loop,
  type Place,
  type TreeNode,
  type TreeVariable,
} from './tree';

/** Reads stretches of the same code. */
export interface RegionReader {
  readonly code: CodeReader;
  readonly cells: readonly Cell[];
  run(from: number, to: number, limits?: Limits): Flow;
  place(index: number): Place;
  body(flow: Flow): Body;
  blockBody(flow: Flow): Body;
}

export class BranchReader {
  /** Jumps back of the loops that are being read. */
  readonly openLoops = new Set<number>();
  private readonly code: CodeReader;

  constructor(private readonly reader: RegionReader) {
    this.code = reader.code;
  }

  private expect(condition: boolean, what: string): asserts condition {
    if (!condition) throw new UnstructuredCode(`${this.code.method.printName}: expected ${what}`);
  }

  private run(from: number, to: number, limits?: Limits): Flow {
    return this.reader.run(from, to, limits);
  }

  private arm(flow: Flow, parameters: readonly TreeVariable[] = []): Arm {
    return { kind: 'arm', parameters, body: this.reader.body(flow) };
  }

  /** `thisContext blockCopy: numArgs`, a jump over the block's code, that code. */
  blockContext(index: number, flow: Flow): number {
    const { code } = this;
    const count = flow.stack.pop();
    flow.stack.pop();
    this.expect(
      count?.kind === 'literal' && typeof count.value === 'number',
      'the number of arguments of a block',
    );
    this.expect(code.op(index + 1) === Op.Jump, 'a jump over the code of a block');
    const end = code.operand(index + 1);
    this.expect(end > index + 1, 'a jump over the code of a block');
    let start = index + 2;
    const parameters: TreeVariable[] = [];
    for (let arg = 0; arg < count.value; arg++, start++) {
      const cell = code.op(start) === Op.PopStoreTemp ? this.reader.cells[code.operand(start)] : undefined;
      this.expect(cell !== undefined && !isVector(cell), 'the arguments of a block to be stored');
      parameters.unshift(cell);
    }
    const body = this.reader.blockBody(this.run(start, end));
    flow.stack.push({ kind: 'block', parameters, body, at: this.reader.place(index) });
    return end;
  }

  loop(head: number, end: number, flow: Flow, to: number): number {
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
        at: this.reader.place(end),
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

  /** A conditional jump over an arm, perhaps with another arm behind it. Answers where to go on. */
  branch(index: number, target: number, on: boolean, test: Item, flow: Flow, to: number): number {
    const { code } = this;
    const { stack, statements } = flow;
    const at = this.reader.place(index);
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
    this.expect(entry === test.of && target > index + 1 && target <= to, 'a test of the value below');
    const receiver = test.of.node;
    const at = this.reader.place(index);
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
      this.expect(next > jump + 1, 'a jump to the next case');
      pairs.push([tested, branch(jump + 2, next)]);
      const more = this.run(next, to, { caseOf: test.of });
      const { exit } = more;
      this.expect(exit.kind === 'case', 'another case');
      tested = this.arm({ ...more, stack: [exit.value] });
      jump = more.next;
      if (exit.isLast) break;
    }
    const otherwiseAt = code.operand(jump);
    this.expect(otherwiseAt > jump, 'a jump behind the cases');
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
      at: this.reader.place(index),
      isValue,
    };
    if (isValue) flow.stack.push(inlined);
    else flow.statements.push(inlined);
    if (goesOn) return end;
    flow.exit = { kind: 'return' };
    return to;
  }
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
