// Generates the code of a method as an image's own compiler would: Squeak's ParseNodes emit theirs (emitCodeForValue:,
// emitCodeForEffect:), Pharo's translator its intermediate code, and a dialect says where they differ.
import {
  outerRange,
  type AssignmentNode,
  type BlockNode,
  type BraceNode,
  type CascadeNode,
  type Expression,
  type MessagePart,
  type MethodNode,
  type NamedRange,
  type ReturnNode,
  type SequenceNode,
  type Statement,
} from '../ast';
import { BytecodeAssembler } from '../bytecodeAssembler';
import type { CompiledPragma } from '../compiledCode';
import { namedPrimitiveLiteral } from '../literalFrame';
import type { LiteralValue } from '../literals';
import type { SourceRange } from '../sourceRange';
import type { EmbeddedCode, ImageCode } from './imageCode';
import type { ImageDialect } from './imageDialect';
import type { ImageEncoder } from './imageEncoder';
import { describeImageTemps } from './imageFrame';
import { ImageInlinedGenerator } from './imageInlinedGenerator';
import { ImageLiteralFrame } from './imageLiteralFrame';
import { needsNil } from './readBeforeWritten';
import {
  imageFrame,
  type ImageAnalysis,
  type ImageCell,
  type ImageResolution,
  type ImageScope,
  type ImageUnit,
  type ImageVariable,
} from './imageScopes';
import { directedSuperSend, pushFullClosure } from '../sistaBytecodes';
import { sistaEncoder } from './sistaEncoder';
import { v3Encoder } from './v3Encoder';

/** The code of a method that analysis found no errors in. Throws JumpTooLong. */
export function generateForImage(
  method: MethodNode,
  analysis: ImageAnalysis,
  dialect: ImageDialect,
): ImageCode {
  const frame = new ImageLiteralFrame();
  return new ImageCodeGenerator(method.selector, analysis, analysis.unit, dialect, frame).method(method);
}

export class ImageCodeGenerator {
  readonly assembler: BytecodeAssembler;
  readonly encoder: ImageEncoder;
  private readonly places: ReadonlyMap<ImageCell, number>;
  private readonly embedded: { readonly item: number; readonly inside: number; readonly code: ImageCode }[] =
    [];
  private readonly inlined = new ImageInlinedGenerator(this);
  private sendsToSuper = false;

  constructor(
    private readonly selector: string,
    readonly analysis: ImageAnalysis,
    private readonly unit: ImageUnit,
    readonly dialect: ImageDialect,
    private readonly frame: ImageLiteralFrame,
  ) {
    this.encoder = dialect.bytecodes === 'v3' ? v3Encoder : sistaEncoder;
    this.assembler = new BytecodeAssembler(this.encoder.jumps);
    this.places = new Map(imageFrame(unit).map((cell, index) => [cell, index]));
  }

  private get isBlock(): boolean {
    return this.unit.outer !== undefined;
  }

  method(node: MethodNode): ImageCode {
    const { assembler, encoder, dialect } = this;
    const { primitive, errorCode } = this.analysis;
    if (primitive) {
      if (primitive.name)
        this.frame.indexOf(namedPrimitiveLiteral(primitive.name.name, primitive.name.module));
      if (dialect.callsPrimitive) assembler.emit(encoder.callPrimitive(primitive.number), 0);
      if (errorCode) assembler.emit(encoder.storeErrorCode(this.place(errorCode.cell)), 0);
    }
    this.enter(node);
    if (errorCode?.remote) {
      assembler.emit(encoder.pushTemporary(this.place(errorCode.cell)), 1);
      this.popInto(errorCode);
    }
    const { statements } = node.body;
    const last = statements.at(-1);
    this.effects(
      dialect.keepsValueBeforeReturn && last?.kind !== 'return' ? statements.slice(0, -1) : statements,
    );
    if (dialect.keepsValueBeforeReturn && last && last.kind !== 'return') this.beforeReturn(last);
    if (assembler.isReachable) {
      assembler.mark('return', { start: node.body.stop, stop: node.body.stop });
      assembler.emitReturn(encoder.pseudoReturns.self!);
    }
    return this.finish(node.pragmas.map(compiledPragma));
  }

  block(node: BlockNode): ImageCode {
    const { assembler, encoder } = this;
    assembler.mark('block-entry', node);
    if (this.dialect.blocks === 'embedded')
      for (let i = 0; i < this.unit.locals.length; i++) assembler.emit(encoder.pseudoVariables.nil!, 0);
    this.blockBody(node);
    return this.finish([]);
  }

  /** The statements of a block and its return. */
  blockBody(node: BlockNode): void {
    const { assembler, encoder } = this;
    this.enter(node);
    this.values(node.body);
    const last = node.body.statements.at(-1);
    assembler.mark('return', last ? outerRange(last) : { start: node.stop - 1, stop: node.stop });
    assembler.emitReturn(encoder.blockReturnTop);
  }

  private finish(pragmas: readonly CompiledPragma[]): ImageCode {
    const { unit, assembler } = this;
    const { bytes, sourceMap, maxDepth, offsets } = assembler.assemble();
    const numTemps = this.places.size;
    return {
      selector: this.selector,
      numArgs: unit.parameters.length,
      numTemps,
      frameSize: numTemps + maxDepth,
      numCopied: unit.copied.length,
      literals: this.frame.literals,
      bytes,
      isSista: this.dialect.bytecodes === 'sista',
      sendsToSuper: this.sendsToSuper,
      primitive: this.isBlock ? undefined : this.analysis.primitive,
      pragmas,
      sourceMap,
      temps: describeImageTemps(unit, this.analysis, this.places),
      embedded: this.embedded.map(({ item, inside, code }): EmbeddedCode => ({
        offset: offsets[item]! + inside,
        code,
      })),
      start: unit.start,
      stop: unit.stop,
      isBlock: this.isBlock,
    };
  }

  /** Makes the scope's vector, and nils what an earlier round of a loop may have left. */
  enter(node: MethodNode | BlockNode): void {
    const { assembler, encoder, dialect } = this;
    const scope = this.analysis.scopes.get(node) as ImageScope;
    if (scope.vector) {
      assembler.emit(encoder.newArray(scope.vector.variables.length), 1);
      assembler.emit(encoder.popIntoTemporary(this.place(scope.vector)), -1);
    }
    if (!scope.isLoop || dialect.loopTemporaries === 'kept') return;
    const first = dialect.loopTemporaries === 'niled' ? undefined : needsNil(node.body, this.analysis);
    for (const variable of scope.variables) {
      if (variable.kind !== 'temporary' || variable.remote || first?.has(variable) === false) continue;
      assembler.emit(encoder.pseudoVariables.nil!, 1);
      assembler.emit(encoder.popIntoTemporary(this.place(variable.cell)), -1);
    }
  }

  /** Runs statements and leaves nothing. */
  effects(statements: readonly Statement[]): void {
    for (const [index, statement] of statements.entries()) {
      const isBeforeReturn = this.dialect.keepsValueBeforeReturn && statements[index + 1]?.kind === 'return';
      if (isBeforeReturn) this.beforeReturn(statement);
      else this.statement(statement);
    }
  }

  /** Runs statements and leaves the value of the last, nil if there is none. */
  values({ statements }: SequenceNode): void {
    const last = statements.at(-1);
    if (last?.kind === 'return') return this.effects(statements);
    this.effects(statements.slice(0, -1));
    if (!last) this.assembler.emit(this.encoder.pseudoVariables.nil!, 1);
    else {
      this.assembler.mark('statement', outerRange(last));
      this.value(last);
    }
  }

  private statement(node: Statement): void {
    if (node.kind === 'return') return this.return(node);
    this.assembler.mark('statement', outerRange(node));
    this.effect(node);
  }

  /** Some compilers don't pop what a return drops anyway. */
  private beforeReturn(node: Statement): void {
    if (node.kind === 'return' || (node.kind === 'message' && !this.inlined.isTwoArmed(node)))
      return this.statement(node);
    this.assembler.mark('statement', outerRange(node));
    this.value(node);
  }

  private return(node: ReturnNode): void {
    const { assembler, encoder } = this;
    assembler.mark('statement', node);
    const { value } = node;
    const constant = value.kind === 'variable' ? encoder.pseudoReturns[value.name] : undefined;
    if (!constant) this.value(value);
    assembler.mark('return', node);
    assembler.emitReturn(constant ?? encoder.returnTop);
  }

  /** Runs an expression and leaves nothing. */
  effect(node: Expression): void {
    const { dialect } = this;
    switch (node.kind) {
      case 'literal':
      case 'variable':
        if (dialect.dropsConstants && !dialect.popsEffects) return;
        break;
      case 'block':
        if (dialect.dropsBlocks && !dialect.popsEffects) return;
        break;
      case 'assignment':
        return this.assignment(node, false);
      case 'message': {
        const inlined = this.analysis.inlined.get(node);
        if (inlined && !dialect.popsEffects) return this.inlined.generate(node, inlined, false);
        break;
      }
      default:
    }
    this.value(node);
    this.assembler.emit(this.encoder.pop, -1);
  }

  /** Runs an expression and leaves its value. */
  value(node: Expression): void {
    switch (node.kind) {
      case 'literal':
        return this.pushLiteral(node.value);
      case 'variable':
        return this.push(this.analysis.resolutions.get(node) as ImageResolution);
      case 'assignment':
        return this.assignment(node, true);
      case 'message': {
        const inlined = this.analysis.inlined.get(node);
        if (inlined) return this.inlined.generate(node, inlined, true);
        this.value(node.receiver);
        for (const each of node.args) this.value(each);
        return this.send(node, node, isSuper(node.receiver));
      }
      case 'cascade':
        return this.cascade(node);
      case 'brace':
        return this.brace(node);
      case 'block':
        return this.closure(node);
      case 'error':
        throw new Error('Code is generated only for methods without errors');
    }
  }

  pushLiteral(value: LiteralValue): void {
    const { assembler, encoder } = this;
    const constant =
      typeof value === 'number'
        ? encoder.pushInteger(value)
        : typeof value === 'object'
          ? value.kind === 'character'
            ? encoder.pushCharacter(value.codePoint)
            : encoder.pseudoVariables[value.kind]
          : undefined;
    assembler.emit(constant ?? encoder.pushLiteral(this.frame.indexOf(value)), 1);
  }

  pushNil(): void {
    this.assembler.emit(this.encoder.pseudoVariables.nil!, 1);
  }

  push(resolution: ImageResolution): void {
    const { assembler, encoder, frame } = this;
    switch (resolution.kind) {
      case 'variable': {
        const { remote, cell } = resolution.variable;
        const bytes = remote
          ? encoder.pushRemote(remote.slot, this.place(remote.vector))
          : encoder.pushTemporary(this.place(cell));
        return assembler.emit(bytes, 1);
      }
      case 'instance':
        return assembler.emit(encoder.pushField(resolution.index), 1);
      case 'binding':
        return assembler.emit(
          encoder.pushBinding(frame.indexOf({ kind: 'object', object: resolution.binding })),
          1,
        );
      case 'constant':
        return assembler.emit(
          encoder.pushLiteral(frame.indexOf({ kind: 'object', object: resolution.value })),
          1,
        );
      case 'pseudo':
        return assembler.emit(encoder.pseudoVariables[resolution.name]!, 1);
    }
  }

  pushVariable(variable: ImageVariable): void {
    this.push({ kind: 'variable', variable });
  }

  popInto(variable: ImageVariable): void {
    this.store({ kind: 'variable', variable }, false);
  }

  storeInto(variable: ImageVariable): void {
    this.store({ kind: 'variable', variable }, true);
  }

  private assignment(node: AssignmentNode, leavesValue: boolean): void {
    this.value(node.value);
    this.store(this.analysis.resolutions.get(node.variable) as ImageResolution, leavesValue);
  }

  private store(resolution: ImageResolution, leavesValue: boolean): void {
    const { assembler, encoder, frame } = this;
    const emit = (store: readonly number[], popInto: readonly number[]): void =>
      assembler.emit(leavesValue ? store : popInto, leavesValue ? 0 : -1);
    switch (resolution.kind) {
      case 'variable': {
        const { remote, cell } = resolution.variable;
        if (!remote) {
          const place = this.place(cell);
          return emit(encoder.storeTemporary(place), encoder.popIntoTemporary(place));
        }
        const vector = this.place(remote.vector);
        return emit(encoder.storeRemote(remote.slot, vector), encoder.popIntoRemote(remote.slot, vector));
      }
      case 'instance':
        return emit(encoder.storeField(resolution.index), encoder.popIntoField(resolution.index));
      case 'binding': {
        const literal = frame.indexOf({ kind: 'object', object: resolution.binding });
        return emit(encoder.storeBinding(literal), encoder.popIntoBinding(literal));
      }
      default:
        throw new Error('The analyzer reports assignments to what is no variable');
    }
  }

  private cascade(node: CascadeNode): void {
    const { assembler, encoder } = this;
    this.value(node.receiver);
    const toSuper = isSuper(node.receiver);
    for (const [index, message] of node.messages.entries()) {
      const isLast = index === node.messages.length - 1;
      if (!isLast) assembler.emit(encoder.duplicate, 1);
      for (const each of message.args) this.value(each);
      this.send(message, index === 0 ? { start: node.start, stop: message.stop } : message, toSuper);
      if (!isLast) assembler.emit(encoder.pop, -1);
    }
  }

  private send({ selector, selectorParts, args }: MessagePart, range: SourceRange, toSuper: boolean): void {
    const { assembler } = this;
    assembler.mark('send', range, selector, selectorParts[0]?.start);
    if (!assembler.isReachable) return;
    if (toSuper) {
      this.sendsToSuper = true;
      const { classBinding } = this.analysis.names;
      if (this.isBlock && this.dialect.blocks === 'full' && classBinding) {
        this.push({ kind: 'binding', binding: classBinding });
        const directed = directedSuperSend(this.frame.symbol(selector), args.length);
        return assembler.emit(directed, -args.length - 1);
      }
      return assembler.emit(this.encoder.superSend(this.frame.symbol(selector), args.length), -args.length);
    }
    this.sendSelector(selector, args.length);
  }

  sendSelector(selector: string, numArgs: number): void {
    const special = this.dialect.specialSelectors.indexOf(selector);
    const bytes =
      special >= 0
        ? this.encoder.specialSend(special)
        : this.encoder.send(this.frame.symbol(selector), numArgs);
    this.assembler.emit(bytes, -numArgs);
  }

  private brace(node: BraceNode): void {
    const { assembler, encoder, dialect } = this;
    const { elements } = node;
    if (elements.length <= dialect.largestBrace) {
      for (const each of elements) this.value(each);
      return assembler.emit(encoder.newArrayOf(elements.length), 1 - elements.length);
    }
    this.inlined.largeBrace(node);
  }

  private closure(node: BlockNode): void {
    const { assembler, encoder, dialect } = this;
    if (!assembler.isReachable) return;
    if (dialect.blocks === 'contexts') return this.inlined.blockContext(node);
    const unit = this.analysis.units.get(node) as ImageUnit;
    for (const cell of unit.copied) assembler.emit(encoder.pushTemporary(this.place(cell)), 1);
    const isEmbedded = dialect.blocks === 'embedded';
    const frame = isEmbedded ? this.frame : new ImageLiteralFrame();
    const generator = new ImageCodeGenerator(this.selector, this.analysis, unit, dialect, frame);
    const code = generator.block(node);
    this.sendsToSuper ||= code.sendsToSuper;
    const effect = 1 - unit.copied.length;
    if (!isEmbedded) {
      const index = this.frame.indexOf({ kind: 'block', code });
      return assembler.emit(pushFullClosure(index, unit.copied.length), effect);
    }
    const counts = (unit.copied.length << 4) | code.numArgs;
    const head = [143, counts, code.bytes.length >> 8, code.bytes.length & 255];
    this.embedded.push({ item: assembler.nextItem, inside: head.length, code });
    assembler.emit([...head, ...code.bytes], effect);
  }

  place(cell: ImageCell): number {
    return this.places.get(cell) as number;
  }

  declared(name: NamedRange): ImageVariable {
    return this.analysis.declarations.get(name) as ImageVariable;
  }

  /** A binding that the compiler itself needs, such as Array's. */
  global(name: string): object | undefined {
    return this.analysis.names.binding(name);
  }
}

function isSuper(node: Expression): boolean {
  return node.kind === 'variable' && node.name === 'super';
}

function compiledPragma(pragma: MethodNode['pragmas'][number]): CompiledPragma {
  const args = pragma.args.map((each): LiteralValue =>
    each.kind === 'literal' ? each.value : { kind: 'symbol', value: each.name },
  );
  return { selector: pragma.selector, args };
}
