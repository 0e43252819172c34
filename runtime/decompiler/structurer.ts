// Instructions to a tree: runs the code on a stack of expressions, and reads jumps as the messages that compilers expand
// in place. Code that no compiler of Smalltalk makes is refused with an UnstructuredCode.
import {
  NonLocal,
  Op,
  closureCopiedMask,
  closureCopiedShift,
  closureReceiverOnStack,
} from '../bytecodes/instructions';
import { Method, type MethodLiteral } from '../object-memory/method';
import { CodeReader } from './codeReader';
import { BranchReader, type RegionReader } from './branchReader';
import {
  isVector,
  node,
  UnstructuredCode,
  type Cell,
  type Exit,
  type Flow,
  type Item,
  type Limits,
  type Shared,
} from './flows';
import { blockOfLiteral } from './normalForm';
import { otherArm, valueOfReturning } from './returningBranches';
import { isSend, operandsOf } from './stackEffects';
import { UnitFrame } from './unitFrame';
import {
  isPseudo,
  pseudo,
  type Body,
  type Message,
  type MethodTree,
  type Place,
  type PseudoRead,
  type TreeNode,
  type TreeVariable,
} from './tree';

/** Reads the code of a method and its blocks. Throws UnstructuredCode. */
export function readTree(method: Method): MethodTree {
  return new UnitStructurer(new CodeReader(method), []).method();
}

class UnitStructurer implements RegionReader {
  private readonly frame: UnitFrame;
  private readonly branches: BranchReader;
  private readonly unit: Method;

  constructor(
    readonly code: CodeReader,
    copied: readonly Cell[],
  ) {
    this.unit = code.method;
    this.frame = new UnitFrame(code, copied);
    this.branches = new BranchReader(this);
  }

  get cells(): readonly Cell[] {
    return this.frame.cells;
  }

  method(): MethodTree {
    const { parameters } = this.frame;
    const { errorCodeTemp } = this.code.instructions;
    const errorCell = errorCodeTemp < 0 ? undefined : this.cells[errorCodeTemp];
    const errorCode = errorCell && !isVector(errorCell) ? errorCell : undefined;
    let from = 0;
    if (this.code.op(0) === Op.Nop) from = errorCode ? 2 : 1;
    const own = this.frame.ownTemporaries();
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
    const own = this.frame.ownTemporaries();
    const flow = this.run(
      this.unit.body.embeddedAt === undefined ? 0 : this.frame.pushedTemps(),
      this.code.length,
    );
    return { parameters: this.frame.parameters, body: this.blockBody(flow, own) };
  }

  blockBody(flow: Flow, own: readonly TreeVariable[] = []): Body {
    this.expect(flow.exit.kind !== 'condition', 'a block that ends');
    const isEmpty =
      flow.statements.length === 0 && flow.stack.length === 1 && isPseudo(node(flow.stack[0]!), 'nil');
    return this.body(isEmpty ? { ...flow, stack: [] } : flow, own);
  }

  body({ statements, temporaries, stack }: Flow, own: readonly TreeVariable[] = []): Body {
    const all = [...statements];
    this.expect(stack.length <= 1, 'one value at most');
    if (stack.length === 1) all.push(valueOfReturning(node(stack[0]!), all));
    return {
      temporaries: [...own.filter((variable) => this.cells[variable.index] === variable), ...temporaries],
      statements: all,
    };
  }

  private expect(condition: boolean, what: string): asserts condition {
    if (!condition) throw new UnstructuredCode(`${this.unit.printName}: expected ${what}`);
  }

  place(index: number): Place {
    return { unit: this.unit, pc: this.code.pc(index) };
  }

  /** Reads the code from `from` up to `to`. */
  run(from: number, to: number, limits: Limits = {}): Flow {
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
      for (const each of popMany(stack.length)) if (!otherArm(each, flow, true)) statements.push(each);
      statements.push({ kind: 'return', value, at, isImplicit: false });
      return leave({ kind: 'return' }, next);
    };
    if (limits.caseOf) stack.push(limits.caseOf);
    let i = from;
    while (i < to) {
      if (limits.stopsAtUnderflow && operandsOf(code, i) > stack.length)
        return leave({ kind: 'underflow' }, i);
      const end = code.loopEnd(i, to, this.branches.openLoops);
      if (end !== undefined) {
        i = this.branches.loop(i, end, flow, to);
        continue;
      }
      const op = code.op(i);
      const operand = code.operand(i);
      const at = this.place(i);
      switch (op) {
        case Op.Nop:
          break;
        case Op.PushTemp:
          stack.push(this.frame.readCell(operand));
          break;
        case Op.PushRemoteTemp:
          stack.push(this.frame.remote(operand));
          break;
        case Op.PushField:
        case Op.PushFloatField:
          stack.push({ kind: 'field', index: operand });
          break;
        case Op.PushLiteral:
        case Op.PushMutableLiteral:
          stack.push(this.literal(code.instructions.literals[operand]!, at));
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
          else if (!otherArm(top, flow)) statements.push(node(top));
          break;
        }
        case Op.NewArray:
          if (code.op(i + 1) === Op.PopStoreTemp) {
            this.frame.newVector(code.operand(i + 1), operand, flow);
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
          stack.push({ kind: 'assignment', target: this.frame.target(op, operand), value: pop(), at });
          break;
        case Op.PopStoreTemp:
        case Op.PopStoreRemoteTemp:
        case Op.PopStoreField:
        case Op.PopStoreBinding:
          statements.push({ kind: 'assignment', target: this.frame.target(op, operand), value: pop(), at });
          break;
        case Op.PushClosure: {
          if (operand & closureReceiverOnStack) pop();
          const count = (operand >> closureCopiedShift) & closureCopiedMask;
          const copied = stack.splice(stack.length - count).map((item) => this.frame.cellOf(item));
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
          return leaveBy(valueOfReturning(pop(), statements), at, i + 1);
        case Op.NonLocalReturn:
          return leaveBy(
            operand === NonLocal.Top
              ? valueOfReturning(pop(), statements)
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
          i = this.branches.branch(i, operand, on, test, flow, to);
          continue;
        }
        default: {
          const site = code.instructions.sites[operand];
          this.expect(site !== undefined && isSend(op), `an instruction of a compiler, not ${op}`);
          const { selector, argc } = site;
          if (selector === 'blockCopy:' && isPseudo(stack.at(-2) as TreeNode, 'thisContext')) {
            i = this.branches.blockContext(i, flow);
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

  private literal(value: MethodLiteral, at: Place): TreeNode {
    const block = blockOfLiteral(value);
    if (!block) return { kind: 'literal', value };
    return { kind: 'block', ...new UnitStructurer(new CodeReader(block), []).block(), at };
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
