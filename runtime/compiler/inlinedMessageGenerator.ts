import type { InlinedMessage } from './analysis';
import type { BlockNode, Expression, MessageNode } from './ast';
import type { Label } from './bytecodeAssembler';
import type { CodeGenerator } from './codeGenerator';
import type { InlinedForm } from './inlining';
import type { Scope, Variable } from './scopes';
import * as sista from './sistaBytecodes';

type Form<Kind extends InlinedForm['kind']> = Extract<InlinedForm, { kind: Kind }>;

/** Expands control messages in place. Each expansion leaves its value, or nothing, as it is asked. */
export class InlinedMessageGenerator {
  constructor(private readonly generator: CodeGenerator) {}

  generate(node: MessageNode, inlined: InlinedMessage, leavesValue: boolean): void {
    const { form } = inlined;
    switch (form.kind) {
      case 'if':
        return this.conditional(node, form, leavesValue);
      case 'ifNil':
        return this.nilTest(node, form, leavesValue);
      case 'and':
      case 'or':
        return this.logical(node, form, leavesValue);
      case 'while':
        return this.whileLoop(node, form, leavesValue);
      case 'repeat':
        return this.repeatLoop(form);
      case 'toDo':
        return this.toDoLoop(node, form, inlined, leavesValue);
      case 'timesRepeat':
        return this.timesRepeatLoop(node, form, inlined, leavesValue);
    }
  }

  private get assembler(): CodeGenerator['assembler'] {
    return this.generator.assembler;
  }

  private conditional(node: MessageNode, form: Form<'if'>, leavesValue: boolean): void {
    const { assembler } = this;
    const other = assembler.newLabel();
    const end = assembler.newLabel();
    // The first branch in the text comes first in the code.
    const falseFirst = node.selector.startsWith('ifFalse:');
    const [first, second] = falseFirst ? [form.whenFalse, form.whenTrue] : [form.whenTrue, form.whenFalse];
    this.branch(node.receiver, falseFirst, other, node);
    this.arm(first, leavesValue);
    if (second || leavesValue) {
      assembler.jump(end);
      assembler.place(other);
      this.arm(second, leavesValue);
      assembler.place(end);
    } else {
      assembler.place(other);
    }
  }

  private nilTest(node: MessageNode, form: Form<'ifNil'>, leavesValue: boolean): void {
    const { assembler, generator } = this;
    const { whenNil, whenNotNil } = form;
    const takesReceiver = whenNotNil?.body !== undefined && whenNotNil.parameters.length === 1;
    const keepsReceiver = takesReceiver || (leavesValue && !(whenNil && whenNotNil));
    generator.value(node.receiver);
    if (keepsReceiver) assembler.emit(sista.duplicate, 1);
    assembler.emit(sista.pushNil, 1);
    this.markCondition(node);
    assembler.emit(sista.specialSend('==') as number[], -1);
    const notNil = assembler.newLabel();
    const end = assembler.newLabel();
    if (whenNil) {
      assembler.jumpIf(false, notNil);
      if (keepsReceiver) assembler.emit(sista.pop, -1);
      this.arm(whenNil, leavesValue);
      if (whenNotNil) {
        assembler.jump(end);
        assembler.place(notNil);
        this.notNilArm(whenNotNil, keepsReceiver, leavesValue);
      } else {
        assembler.place(notNil);
      }
      assembler.place(end);
    } else if (whenNotNil) {
      const isNil = assembler.newLabel();
      assembler.jumpIf(true, isNil);
      this.notNilArm(whenNotNil, keepsReceiver, leavesValue);
      if (keepsReceiver && !leavesValue) {
        // The nil that was kept for the block's argument is still there.
        assembler.jump(end);
        assembler.place(isNil);
        assembler.emit(sista.pop, -1);
      } else {
        assembler.place(isNil);
      }
      assembler.place(end);
    }
  }

  private notNilArm(block: BlockNode, keepsReceiver: boolean, leavesValue: boolean): void {
    const [parameter] = block.parameters;
    if (parameter) {
      this.generator.popIntoVariable(this.generator.analysis.declarations.get(parameter) as Variable);
    } else if (keepsReceiver) {
      this.assembler.emit(sista.pop, -1);
    }
    this.arm(block, leavesValue);
  }

  private logical(node: MessageNode, form: Form<'and' | 'or'>, leavesValue: boolean): void {
    const { assembler } = this;
    const decided = assembler.newLabel();
    const end = assembler.newLabel();
    const decidingValue = form.kind === 'or';
    this.branch(node.receiver, decidingValue, decided, node);
    this.arm(form.argument, leavesValue);
    if (leavesValue) assembler.jump(end);
    assembler.place(decided);
    if (leavesValue) assembler.emit(decidingValue ? sista.pushTrue : sista.pushFalse, 1);
    assembler.place(end);
  }

  private whileLoop(node: MessageNode, form: Form<'while'>, leavesValue: boolean): void {
    const { assembler, generator } = this;
    const head = assembler.newLabel();
    const exit = assembler.newLabel();
    assembler.place(head);
    generator.enterScope(this.scopeOf(form.condition));
    this.branchOnBlock(form.condition, form.until, exit, node);
    if (form.body) this.arm(form.body, false);
    assembler.jump(head);
    assembler.place(exit);
    if (leavesValue) assembler.emit(sista.pushNil, 1);
  }

  private repeatLoop(form: Form<'repeat'>): void {
    const { assembler } = this;
    const head = assembler.newLabel();
    assembler.place(head);
    this.arm(form.body, false);
    assembler.jump(head);
  }

  private toDoLoop(
    node: MessageNode,
    form: Form<'toDo'>,
    { limit }: InlinedMessage,
    leavesValue: boolean,
  ): void {
    const { assembler, generator } = this;
    const [parameter] = form.body.parameters;
    const index = generator.analysis.declarations.get(parameter as NonNullable<typeof parameter>) as Variable;
    generator.value(node.receiver);
    if (leavesValue) assembler.emit(sista.duplicate, 1);
    if (limit) {
      generator.value(form.limit);
      generator.popIntoVariable(limit);
    }
    generator.popIntoVariable(index);
    this.countingLoop(
      node,
      index,
      () => {
        if (limit) this.push(limit);
        else generator.value(form.limit);
        return form.step > 0 ? '<=' : '>=';
      },
      form.body,
      () => {
        if (form.stepNode) generator.value(form.stepNode);
        else generator.pushLiteral(1);
      },
    );
  }

  private timesRepeatLoop(
    node: MessageNode,
    form: Form<'timesRepeat'>,
    inlined: InlinedMessage,
    leavesValue: boolean,
  ): void {
    const { assembler, generator } = this;
    const limit = inlined.limit as Variable;
    const counter = inlined.counter as Variable;
    generator.value(node.receiver);
    if (leavesValue) assembler.emit(sista.duplicate, 1);
    generator.popIntoVariable(limit);
    generator.pushLiteral(1);
    generator.popIntoVariable(counter);
    this.countingLoop(
      node,
      counter,
      () => {
        this.push(limit);
        return '<=';
      },
      form.body,
      () => generator.pushLiteral(1),
    );
  }

  /** Loops while the counter compares with what `pushLimit` pushes; it answers the comparison's selector. */
  private countingLoop(
    node: MessageNode,
    counter: Variable,
    pushLimit: () => string,
    body: BlockNode,
    pushStep: () => void,
  ): void {
    const { assembler, generator } = this;
    const head = assembler.newLabel();
    const exit = assembler.newLabel();
    assembler.place(head);
    this.markCondition(node);
    this.push(counter);
    const comparison = pushLimit();
    assembler.emit(sista.specialSend(comparison) as number[], -1);
    assembler.jumpIf(false, exit);
    this.arm(body, false);
    this.markCondition(node);
    this.push(counter);
    pushStep();
    assembler.emit(sista.specialSend('+') as number[], -1);
    generator.popIntoVariable(counter);
    assembler.jump(head);
    assembler.place(exit);
  }

  /** The statements of an inlined block; of a missing one, its nil. */
  private arm(block: BlockNode | undefined, leavesValue: boolean): void {
    const { assembler, generator } = this;
    if (!block) {
      if (leavesValue) assembler.emit(sista.pushNil, 1);
      return;
    }
    generator.enterScope(this.scopeOf(block));
    if (leavesValue) generator.values(block.body);
    else generator.effects(block.body);
  }

  /** Evaluates a condition and jumps if it is `on`; goes on if it is the opposite. */
  private branch(condition: Expression, on: boolean, label: Label, node: MessageNode): void {
    const { assembler, generator } = this;
    const inlined = condition.kind === 'message' ? generator.analysis.inlined.get(condition) : undefined;
    const form = inlined?.form;
    if (condition.kind === 'message' && (form?.kind === 'and' || form?.kind === 'or')) {
      const decidingValue = form.kind === 'or';
      const skip = assembler.newLabel();
      this.branch(condition.receiver, decidingValue, decidingValue === on ? label : skip, condition);
      generator.enterScope(this.scopeOf(form.argument));
      this.branchOnBlock(form.argument, on, label, node);
      assembler.place(skip);
      return;
    }
    const constant = booleanConstant(condition);
    if (constant !== undefined) {
      if (constant === on) assembler.jump(label);
      return;
    }
    generator.value(condition);
    this.markCondition(node);
    assembler.jumpIf(on, label);
  }

  /** `branch` on the last value of a block whose scope has been entered. */
  private branchOnBlock(block: BlockNode, on: boolean, label: Label, node: MessageNode): void {
    const { assembler, generator } = this;
    const { statements } = block.body;
    const last = statements.at(-1);
    if (!last || last.kind === 'return') {
      generator.values(block.body);
      assembler.jumpIf(on, label);
      return;
    }
    generator.effects({ ...block.body, statements: statements.slice(0, -1) });
    assembler.mark('statement', last.outer ?? last);
    this.branch(last, on, label, node);
  }

  private markCondition(node: MessageNode): void {
    this.assembler.mark('condition', node, node.selector, node.selectorParts[0]?.start);
  }

  private push(variable: Variable): void {
    this.generator.pushVariable({ kind: 'variable', variable });
  }

  private scopeOf(block: BlockNode): Scope {
    return this.generator.analysis.scopes.get(block) as Scope;
  }
}

function booleanConstant(node: Expression): boolean | undefined {
  if (node.kind !== 'variable') return undefined;
  return node.name === 'true' ? true : node.name === 'false' ? false : undefined;
}
