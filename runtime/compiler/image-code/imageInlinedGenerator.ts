// Messages expanded in place, each for its value or for its effect alone.
import type { BlockNode, BraceNode, Expression, MessageNode } from '../ast';
import type { Label } from '../bytecodeAssembler';
import type { ImageCodeGenerator } from './imageCodeGenerator';
import type { ImageInlining } from './imageInlining';
import type { ImageVariable, InlinedImageMessage } from './imageScopes';

type Form<Kind extends ImageInlining['kind']> = Extract<ImageInlining, { kind: Kind }>;

export class ImageInlinedGenerator {
  constructor(private readonly generator: ImageCodeGenerator) {}

  private get assembler(): ImageCodeGenerator['assembler'] {
    return this.generator.assembler;
  }

  private get encoder(): ImageCodeGenerator['encoder'] {
    return this.generator.encoder;
  }

  private get dialect(): ImageCodeGenerator['dialect'] {
    return this.generator.dialect;
  }

  generate(node: MessageNode, message: InlinedImageMessage, leavesValue: boolean): void {
    const { form } = message;
    switch (form.kind) {
      case 'if':
        return this.if(node, form, leavesValue);
      case 'ifNil':
        return this.ifNil(node, form, leavesValue);
      case 'and':
      case 'or':
        return this.logical(node, form, leavesValue);
      case 'while':
        return this.while(node, form, leavesValue);
      case 'repeat':
        return this.repeat(form, leavesValue);
      case 'toDo':
        return this.toDo(node, form, message, leavesValue);
      case 'timesRepeat':
        return this.timesRepeat(node, form, message, leavesValue);
      case 'case':
        return this.case(node, form, leavesValue);
    }
  }

  /** True of `ifTrue:ifFalse:` with two arms that do something, unless both return. */
  isTwoArmed(node: MessageNode): boolean {
    const form = this.generator.analysis.inlined.get(node)?.form;
    if (form?.kind !== 'if' || !form.whenTrue || !form.whenFalse) return false;
    return !(returns(form.whenTrue) && returns(form.whenFalse));
  }

  private if(node: MessageNode, { whenTrue, whenFalse }: Form<'if'>, leavesValue: boolean): void {
    this.generator.value(node.receiver);
    const isSwapped = !this.dialect.swapsArms && node.selector === 'ifFalse:ifTrue:';
    this.decide(
      node,
      isSwapped,
      isSwapped ? whenFalse : whenTrue,
      isSwapped ? whenTrue : whenFalse,
      leavesValue,
    );
  }

  /** Jumps over `one` if the value on the stack is `on`; `other` is what stands at the jump's end. */
  private decide(
    node: MessageNode,
    on: boolean,
    one: BlockNode | undefined,
    other: BlockNode | undefined,
    leavesValue: boolean,
  ): void {
    const { assembler } = this;
    if (leavesValue) return this.twoArms(node, on, one, other, true);
    const { armsLeaveValues } = this.dialect;
    const does = (arm: BlockNode | undefined): arm is BlockNode =>
      arm !== undefined && !(armsLeaveValues ? isJustNil(arm) : false);
    if (does(one) && does(other)) {
      this.twoArms(node, on, one, other, armsLeaveValues);
      if (armsLeaveValues) assembler.emit(this.encoder.pop, -1);
      return;
    }
    const end = assembler.newLabel();
    const isOne = does(one);
    this.jumpIf(node, isOne ? on : !on, end);
    const arm = isOne ? one : other;
    if (arm) this.arm(arm, false);
    assembler.place(end);
  }

  private twoArms(
    node: MessageNode,
    on: boolean,
    one: BlockNode | undefined,
    other: BlockNode | undefined,
    leavesValue: boolean,
  ): void {
    const { assembler } = this;
    const otherwise = assembler.newLabel();
    const end = assembler.newLabel();
    this.jumpIf(node, on, otherwise);
    this.arm(one, leavesValue);
    assembler.jump(end);
    assembler.place(otherwise);
    this.arm(other, leavesValue);
    assembler.place(end);
  }

  private ifNil(node: MessageNode, { whenNil, whenNotNil }: Form<'ifNil'>, leavesValue: boolean): void {
    const { generator, assembler, encoder } = this;
    generator.value(node.receiver);
    const parameter = whenNotNil?.parameters[0];
    if (parameter) generator.storeInto(generator.declared(parameter));
    const keeps =
      leavesValue && (whenNotNil === undefined || (whenNil === undefined && this.dialect.keepsNil));
    if (keeps) assembler.emit(encoder.duplicate, 1);
    generator.pushNil();
    generator.sendSelector('==', 1);
    if (keeps) {
      const end = assembler.newLabel();
      this.jumpIf(node, whenNil === undefined, end);
      assembler.emit(encoder.pop, -1);
      this.arm(whenNil ?? whenNotNil, true);
      return assembler.place(end);
    }
    const isSwapped = !this.dialect.swapsArms && node.selector === 'ifNotNil:ifNil:';
    this.decide(
      node,
      isSwapped,
      isSwapped ? whenNotNil : whenNil,
      isSwapped ? whenNil : whenNotNil,
      leavesValue,
    );
  }

  private logical(node: MessageNode, form: Form<'and' | 'or'>, leavesValue: boolean): void {
    const { assembler, encoder, generator } = this;
    const otherwise = assembler.newLabel();
    const end = assembler.newLabel();
    generator.value(node.receiver);
    this.jumpIf(node, false, otherwise);
    if (form.kind === 'and') this.arm(form.argument, true);
    else assembler.emit(encoder.pseudoVariables.true!, 1);
    assembler.jump(end);
    assembler.place(otherwise);
    if (form.kind === 'or') this.arm(form.argument, true);
    else assembler.emit(encoder.pseudoVariables.false!, 1);
    assembler.place(end);
    if (!leavesValue) assembler.emit(encoder.pop, -1);
  }

  private while(node: MessageNode, form: Form<'while'>, leavesValue: boolean): void {
    const { assembler, generator } = this;
    const head = assembler.newLabel();
    const exit = assembler.newLabel();
    assembler.place(head);
    generator.enter(form.condition);
    generator.values(form.condition.body);
    this.jumpIf(node, form.until, exit);
    if (form.body) this.arm(form.body, false);
    assembler.jump(head);
    assembler.place(exit);
    if (leavesValue) generator.pushNil();
  }

  private repeat({ body }: Form<'repeat'>, leavesValue: boolean): void {
    const { assembler, generator } = this;
    const head = assembler.newLabel();
    assembler.place(head);
    this.arm(body, false);
    assembler.jump(head);
    if (leavesValue) generator.pushNil();
  }

  private toDo(
    node: MessageNode,
    form: Form<'toDo'>,
    { limit }: InlinedImageMessage,
    leavesValue: boolean,
  ): void {
    const { generator, dialect } = this;
    const index = generator.declared(form.body.parameters[0]!);
    const initLimit = (): void => {
      if (!limit) return;
      generator.value(form.limit);
      generator.popInto(limit);
    };
    if (!dialect.startsFirst) initLimit();
    generator.value(node.receiver);
    if (leavesValue && !dialect.loopsAnswerNil) generator.storeInto(index);
    else generator.popInto(index);
    if (dialect.startsFirst) initLimit();
    const pushLimit = (): void => (limit ? generator.pushVariable(limit) : generator.value(form.limit));
    const pushStep = (): void => (form.stepNode ? generator.value(form.stepNode) : generator.pushLiteral(1));
    this.count(node, index, pushLimit, form.step > 0, form.body, pushStep);
    if (leavesValue && dialect.loopsAnswerNil) generator.pushNil();
  }

  private timesRepeat(
    node: MessageNode,
    form: Form<'timesRepeat'>,
    { limit, counter }: InlinedImageMessage,
    leavesValue: boolean,
  ): void {
    const { generator } = this;
    const index = counter as ImageVariable;
    if (limit) {
      generator.value(node.receiver);
      generator.popInto(limit);
    }
    const pushLimit = (): void => (limit ? generator.pushVariable(limit) : generator.value(node.receiver));
    if (leavesValue) pushLimit();
    generator.pushLiteral(1);
    generator.popInto(index);
    this.count(node, index, pushLimit, true, form.body, () => generator.pushLiteral(1));
  }

  private count(
    node: MessageNode,
    index: ImageVariable,
    pushLimit: () => void,
    upwards: boolean,
    body: BlockNode,
    pushStep: () => void,
  ): void {
    const { assembler, generator } = this;
    const head = assembler.newLabel();
    const exit = assembler.newLabel();
    assembler.place(head);
    this.markCondition(node);
    generator.pushVariable(index);
    pushLimit();
    generator.sendSelector(upwards ? '<=' : '>=', 1);
    assembler.jumpIf(false, exit);
    this.arm(body, false);
    this.markCondition(node);
    generator.pushVariable(index);
    pushStep();
    generator.sendSelector('+', 1);
    generator.popInto(index);
    assembler.jump(head);
    assembler.place(exit);
  }

  private case(node: MessageNode, { cases, otherwise }: Form<'case'>, leavesValue: boolean): void {
    const { assembler, encoder, generator } = this;
    const end = assembler.newLabel();
    const arms = leavesValue || this.dialect.armsLeaveValues || otherwise === undefined;
    generator.value(node.receiver);
    for (const [index, { value, branch }] of cases.entries()) {
      const isLast = index === cases.length - 1;
      const next = assembler.newLabel();
      if (!isLast) assembler.emit(encoder.duplicate, 1);
      generator.enter(value);
      generator.values(value.body);
      generator.sendSelector('=', 1);
      this.jumpIf(node, false, next);
      if (!isLast) assembler.emit(encoder.pop, -1);
      this.arm(branch, arms);
      assembler.jump(end);
      assembler.place(next);
    }
    if (otherwise) this.arm(otherwise, arms);
    else {
      assembler.emit(encoder.pseudoVariables.self!, 1);
      generator.sendSelector('caseError', 0);
    }
    assembler.place(end);
    if (arms && !leavesValue) assembler.emit(encoder.pop, -1);
  }

  /** `thisContext blockCopy: n`, a jump over the block, its code. */
  blockContext(node: BlockNode): void {
    const { assembler, encoder, generator } = this;
    const end = assembler.newLabel();
    assembler.emit(encoder.pseudoVariables.thisContext!, 1);
    generator.pushLiteral(node.parameters.length);
    generator.sendSelector('blockCopy:', 1);
    assembler.jumpOver(end, node.parameters.length);
    for (const parameter of [...node.parameters].reverse()) generator.popInto(generator.declared(parameter));
    generator.blockBody(node);
    assembler.place(end);
  }

  /** More elements than the stack takes. */
  largeBrace(node: BraceNode): void {
    const { assembler, encoder, generator, dialect } = this;
    const { elements } = node;
    const count = elements.length;
    const binding = generator.global('Array');
    if (binding) generator.push({ kind: 'binding', binding });
    else generator.pushNil();
    if (dialect.largeBrace === 'braceWith:' && count <= 4) {
      if (count === 0) return generator.sendSelector('braceWithNone', 0);
      for (const each of elements) generator.value(each);
      return generator.sendSelector('braceWith:' + 'with:'.repeat(count - 1), count);
    }
    generator.pushLiteral(count);
    const isStream = dialect.largeBrace !== 'at:put:';
    generator.sendSelector(isStream ? 'braceStream:' : 'new:', 1);
    for (const [index, each] of elements.entries()) {
      assembler.emit(encoder.duplicate, 1);
      if (!isStream) generator.pushLiteral(index + 1);
      generator.value(each);
      generator.sendSelector(isStream ? 'nextPut:' : 'at:put:', isStream ? 1 : 2);
      assembler.emit(encoder.pop, -1);
    }
    if (isStream) generator.sendSelector('braceArray', 0);
  }

  private arm(block: BlockNode | undefined, leavesValue: boolean): void {
    const { generator } = this;
    if (!block) {
      if (leavesValue) generator.pushNil();
      return;
    }
    generator.enter(block);
    if (leavesValue) generator.values(block.body);
    else if (this.dialect.popsEffects) {
      generator.values(block.body);
      this.assembler.emit(this.encoder.pop, -1);
    } else generator.effects(block.body.statements);
  }

  private jumpIf(node: MessageNode, on: boolean, label: Label): void {
    this.markCondition(node);
    this.assembler.jumpIf(on, label);
  }

  private markCondition(node: MessageNode): void {
    this.assembler.mark('condition', node, node.selector, node.selectorParts[0]?.start);
  }
}

function returns({ body }: BlockNode): boolean {
  return body.statements.at(-1)?.kind === 'return';
}

/** `[]` and `[nil]` are the same. */
function isJustNil({ body, parameters }: BlockNode): boolean {
  if (parameters.length > 0) return false;
  const [only] = body.statements as (Expression | undefined)[];
  return (
    body.statements.length === 0 ||
    (body.statements.length === 1 && only?.kind === 'variable' && only.name === 'nil')
  );
}
