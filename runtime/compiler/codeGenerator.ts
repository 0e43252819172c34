import type { Analysis } from './analysis';
import {
  outerRange,
  type AssignmentNode,
  type BlockNode,
  type BraceNode,
  type CascadeNode,
  type Expression,
  type MessageNode,
  type MessagePart,
  type MethodNode,
  type ReturnNode,
  type SequenceNode,
  type Statement,
  type VariableNode,
} from './ast';
import { BytecodeAssembler } from './bytecodeAssembler';
import type { CompiledCode, CompiledPragma } from './compiledCode';
import { describeTemps } from './frameDescription';
import { InlinedMessageGenerator } from './inlinedMessageGenerator';
import { LiteralFrame, namedPrimitiveLiteral } from './literalFrame';
import type { LiteralValue } from './literals';
import {
  frameCells,
  isInLoop,
  type Cell,
  type CodeUnit,
  type Resolution,
  type Scope,
  type Variable,
} from './scopes';
import * as sista from './sistaBytecodes';
import type { SourceRange } from './sourceRange';

/** Room in the operands of the array bytecode. */
const largestArrayOnStack = 127;

/** The code of an analysed method that has no errors. */
export function generateMethod(method: MethodNode, analysis: Analysis): CompiledCode {
  return new CodeGenerator(method.selector, analysis, analysis.unit, false).method(method);
}

/** Generates the code of one unit; blocks inside get generators of their own. */
export class CodeGenerator {
  readonly assembler = new BytecodeAssembler();
  private readonly frame = new LiteralFrame();
  private readonly cellIndices: ReadonlyMap<Cell, number>;
  private readonly inlinedMessages = new InlinedMessageGenerator(this);
  private sendsToSuper = false;

  constructor(
    private readonly selector: string,
    readonly analysis: Analysis,
    private readonly unit: CodeUnit,
    private readonly isBlock: boolean,
  ) {
    this.cellIndices = new Map(frameCells(unit).map((cell, index) => [cell, index]));
  }

  method(node: MethodNode): CompiledCode {
    const { primitive } = this.analysis;
    if (primitive) {
      if (primitive.name) {
        this.frame.indexOf(namedPrimitiveLiteral(primitive.name.name, primitive.name.module));
      }
      this.assembler.emit(sista.callPrimitive(primitive.number), 0);
      if (primitive.errorCode) this.storeErrorCode(primitive.errorCode);
    }
    this.enterScope(this.analysis.scopes.get(node) as Scope);
    this.effects(node.body);
    if (this.assembler.isReachable) {
      this.assembler.mark('return', { start: node.body.stop, stop: node.body.stop });
      this.assembler.emitReturn(node.isDoIt ? sista.returnNil : sista.returnReceiver);
    }
    return this.finish(node.pragmas.map(compiledPragma));
  }

  block(node: BlockNode): CompiledCode {
    this.assembler.mark('block-entry', node);
    this.enterScope(this.analysis.scopes.get(node) as Scope);
    if (node.body.statements.length === 0) {
      this.assembler.mark('return', { start: node.stop - 1, stop: node.stop });
      this.assembler.emitReturn(sista.blockReturnNil);
    } else {
      this.values(node.body);
      const last = node.body.statements.at(-1) as Statement;
      this.assembler.mark('return', outerRange(last));
      this.assembler.emitReturn(sista.blockReturnTop);
    }
    return this.finish([]);
  }

  private finish(pragmas: readonly CompiledPragma[]): CompiledCode {
    const { unit, frame } = this;
    if (this.sendsToSuper) frame.indexOf({ kind: 'thisClassBinding' });
    const numTemps = this.cellIndices.size;
    const { bytes, sourceMap, maxDepth } = this.assembler.assemble();
    const primitive = this.isBlock ? undefined : this.analysis.primitive;
    return {
      selector: this.selector,
      numArgs: unit.parameters.length,
      numTemps,
      frameSize: numTemps + maxDepth,
      numCopied: unit.copied.length,
      literals: frame.literals,
      bytes,
      primitive: primitive?.number ?? 0,
      ...(primitive?.name && { primitiveName: primitive.name }),
      pragmas,
      sourceMap,
      temps: describeTemps(unit, this.cellIndices),
      start: unit.start,
      stop: unit.stop,
      isBlock: this.isBlock,
      usesSelf: unit.usesSelf,
      usesInstanceVariables: unit.usesInstanceVariables,
      usesThisContext: unit.usesThisContext,
      hasNonLocalReturn: unit.hasNonLocalReturn,
    };
  }

  /** The VM puts the code on top of the stack, which is the last temporary, if 245 follows the primitive call. */
  private storeErrorCode(errorCode: Variable): void {
    this.assembler.emit(sista.storeTemporary(this.cellIndex(errorCode)), 0);
  }

  /** What comes with a value, an argument or an error code, moves to the vector if closures share it. */
  private parameterIntoVector(variable: Variable): void {
    if (!variable.remote || variable.kind === 'frame' || variable.kind === 'temporary') return;
    this.assembler.emit(sista.pushTemporary(this.cellIndex(variable)), 1);
    this.popIntoVariable(variable);
  }

  /** Makes the scope's vector; in a loop, each time round, and nils what an earlier round may have left. */
  enterScope(scope: Scope): void {
    if (scope.vector) {
      this.assembler.emit(sista.pushNewArray(scope.vector.variables.length), 1);
      this.assembler.emit(sista.popIntoTemporary(this.cellIndex(scope.vector)), -1);
    }
    for (const variable of scope.variables) this.parameterIntoVector(variable);
    if (!isInLoop(scope)) return;
    for (const variable of scope.variables) {
      if (variable.kind !== 'temporary' || variable.remote || variable.assignedFirst) continue;
      if (variable.readCount + variable.writeCount === 0) continue;
      this.assembler.emit(sista.pushNil, 1);
      this.assembler.emit(sista.popIntoTemporary(this.cellIndex(variable)), -1);
    }
  }

  /** Runs the statements and leaves nothing. */
  effects({ statements }: SequenceNode): void {
    for (const statement of statements) this.statement(statement);
  }

  /** Runs the statements and leaves the value of the last, nil if there is none. */
  values({ statements }: SequenceNode): void {
    for (const statement of statements.slice(0, -1)) this.statement(statement);
    const last = statements.at(-1);
    if (!last) this.assembler.emit(sista.pushNil, 1);
    else if (last.kind === 'return') this.return(last);
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

  private return(node: ReturnNode): void {
    const { assembler, isBlock } = this;
    assembler.mark('statement', node);
    const constant = isBlock ? undefined : returnBytecode(node.value);
    if (!constant) this.value(node.value);
    assembler.mark('return', node);
    assembler.emitReturn(constant ?? sista.returnTop);
  }

  /** Runs an expression and leaves nothing. */
  effect(node: Expression): void {
    switch (node.kind) {
      case 'literal':
      case 'variable':
      case 'block':
      case 'error':
        return;
      case 'assignment':
        return this.assignment(node, false);
      case 'message': {
        const inlined = this.analysis.inlined.get(node);
        if (inlined) return this.inlinedMessages.generate(node, inlined, false);
        break;
      }
      default:
    }
    this.value(node);
    this.assembler.emit(sista.pop, -1);
  }

  /** Runs an expression and leaves its value. */
  value(node: Expression): void {
    switch (node.kind) {
      case 'literal':
        return this.pushLiteral(node.value);
      case 'variable':
        return this.pushVariable(this.resolution(node));
      case 'assignment':
        return this.assignment(node, true);
      case 'message':
        return this.message(node);
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
    const { assembler } = this;
    if (typeof value === 'number' && value >= -32768 && value <= 32767) {
      return assembler.emit(sista.pushInteger(value), 1);
    }
    if (typeof value === 'object') {
      switch (value.kind) {
        case 'nil':
          return assembler.emit(sista.pushNil, 1);
        case 'true':
          return assembler.emit(sista.pushTrue, 1);
        case 'false':
          return assembler.emit(sista.pushFalse, 1);
        case 'character':
          if (value.codePoint <= 32767) return assembler.emit(sista.pushCharacter(value.codePoint), 1);
      }
    }
    assembler.emit(sista.pushLiteral(this.frame.indexOf(value)), 1);
  }

  pushVariable(resolution: Resolution): void {
    const { assembler } = this;
    switch (resolution.kind) {
      case 'variable': {
        const { variable } = resolution;
        const { remote } = variable;
        return assembler.emit(
          remote
            ? sista.pushRemoteTemporary(remote.slot, this.cellIndex(remote.vector))
            : sista.pushTemporary(this.cellIndex(variable)),
          1,
        );
      }
      case 'instance':
        return assembler.emit(sista.pushInstanceVariable(resolution.index), 1);
      case 'binding':
        return assembler.emit(sista.pushLiteralVariable(this.frame.indexOf(resolution)), 1);
      case 'pseudo':
        return assembler.emit(sista.pushPseudoVariable(resolution.name), 1);
    }
  }

  popIntoVariable(variable: Variable): void {
    const { remote } = variable;
    this.assembler.emit(
      remote
        ? sista.popIntoRemoteTemporary(remote.slot, this.cellIndex(remote.vector))
        : sista.popIntoTemporary(this.cellIndex(variable)),
      -1,
    );
  }

  private assignment(node: AssignmentNode, leavesValue: boolean): void {
    const { assembler } = this;
    this.value(node.value);
    const resolution = this.resolution(node.variable);
    switch (resolution.kind) {
      case 'variable': {
        const { variable } = resolution;
        if (!leavesValue) return this.popIntoVariable(variable);
        const { remote } = variable;
        return assembler.emit(
          remote
            ? sista.storeRemoteTemporary(remote.slot, this.cellIndex(remote.vector))
            : sista.storeTemporary(this.cellIndex(variable)),
          0,
        );
      }
      case 'instance': {
        const { index } = resolution;
        if (leavesValue) return assembler.emit(sista.storeInstanceVariable(index), 0);
        return assembler.emit(sista.popIntoInstanceVariable(index), -1);
      }
      case 'binding': {
        const index = this.frame.indexOf(resolution);
        if (leavesValue) return assembler.emit(sista.storeLiteralVariable(index), 0);
        return assembler.emit(sista.popIntoLiteralVariable(index), -1);
      }
      case 'pseudo':
        throw new Error('The analyzer reports assignments to pseudo-variables');
    }
  }

  private message(node: MessageNode): void {
    const inlined = this.analysis.inlined.get(node);
    if (inlined) return this.inlinedMessages.generate(node, inlined, true);
    this.value(node.receiver);
    for (const each of node.args) this.value(each);
    this.send(node, node, isSuper(node.receiver));
  }

  private cascade(node: CascadeNode): void {
    const { assembler } = this;
    this.value(node.receiver);
    const toSuper = isSuper(node.receiver);
    for (const [index, message] of node.messages.entries()) {
      const isLast = index === node.messages.length - 1;
      if (!isLast) assembler.emit(sista.duplicate, 1);
      for (const each of message.args) this.value(each);
      // The first message's range includes the receiver; the others stand alone.
      this.send(message, index === 0 ? { start: node.start, stop: message.stop } : message, toSuper);
      if (!isLast) assembler.emit(sista.pop, -1);
    }
  }

  private send(part: MessagePart, range: SourceRange, toSuper: boolean): void {
    const { assembler, frame } = this;
    const { selector, selectorParts } = part;
    const numArgs = part.args.length;
    assembler.mark('send', range, selector, selectorParts[0]?.start);
    if (!assembler.isReachable) return;
    if (toSuper) {
      this.sendsToSuper = true;
      if (this.isBlock && this.analysis.directedSupers) {
        assembler.emit(sista.pushLiteralVariable(frame.indexOf({ kind: 'thisClassBinding' })), 1);
        return assembler.emit(sista.directedSuperSend(frame.indexOfSymbol(selector), numArgs), -numArgs - 1);
      }
      return assembler.emit(sista.superSend(frame.indexOfSymbol(selector), numArgs), -numArgs);
    }
    const special = sista.specialSend(selector);
    assembler.emit(special ?? sista.send(frame.indexOfSymbol(selector), numArgs), -numArgs);
  }

  private brace(node: BraceNode): void {
    const { assembler } = this;
    const size = node.elements.length;
    if (size <= largestArrayOnStack) {
      for (const each of node.elements) this.value(each);
      return assembler.emit(sista.popIntoNewArray(size), 1 - size);
    }
    this.pushVariable({ kind: 'binding', name: 'Array' });
    this.pushLiteral(size);
    assembler.mark('send', node, 'new:', node.start);
    assembler.emit(sista.specialSend('new:') as number[], -1);
    for (const [index, each] of node.elements.entries()) {
      assembler.emit(sista.duplicate, 1);
      this.pushLiteral(index + 1);
      this.value(each);
      assembler.mark('send', node, 'at:put:', node.start);
      assembler.emit(sista.specialSend('at:put:') as number[], -2);
      assembler.emit(sista.pop, -1);
    }
  }

  private closure(node: BlockNode): void {
    const { assembler } = this;
    if (!assembler.isReachable) return;
    const unit = this.analysis.units.get(node) as CodeUnit;
    const generator = new CodeGenerator(this.selector, this.analysis, unit, true);
    const code = generator.block(node);
    if (generator.sendsToSuper) this.sendsToSuper = true;
    for (const cell of unit.copied) assembler.emit(sista.pushTemporary(this.cellIndex(cell)), 1);
    const index = this.frame.indexOf({ kind: 'block', code });
    assembler.emit(sista.pushFullClosure(index, unit.copied.length), 1 - unit.copied.length);
  }

  resolution(node: VariableNode): Resolution {
    return this.analysis.resolutions.get(node) as Resolution;
  }

  private cellIndex(cell: Cell): number {
    return this.cellIndices.get(cell) as number;
  }
}

function returnBytecode(node: Expression): readonly number[] | undefined {
  return node.kind === 'variable' ? sista.returnOfPseudoVariable(node.name) : undefined;
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
