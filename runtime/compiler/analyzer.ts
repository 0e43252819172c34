import type { Analysis, InlinedMessage, PrimitiveDeclaration } from './analysis';
import {
  outerRange,
  type AssignmentNode,
  type BlockNode,
  type Expression,
  type MessageNode,
  type MethodNode,
  type NamedRange,
  type SequenceNode,
  type Statement,
  type VariableNode,
} from './ast';
import { assignedNames } from './assignedNames';
import { pseudoVariables } from './characters';
import type { DiagnosticList } from './diagnostics';
import { inlinedForm } from './inlining';
import { declarePrimitive } from './primitivePragma';
import {
  lookupVariable,
  newScope,
  newUnit,
  type Cell,
  type CodeUnit,
  type NameScope,
  type Resolution,
  type Scope,
  type Variable,
  type VariableKind,
  type Vector,
} from './scopes';
import { decideSharing, type Access } from './sharing';

/** See CompileOptions and DoItOptions. */
export interface AnalysisOptions {
  readonly assignableArguments?: boolean;
  readonly doItVariables?: readonly string[];
}

/**
 * Resolves every name of a method, finds the blocks that get code of their own, and decides where each
 * variable lives.
 */
export function analyze(
  method: MethodNode,
  names: NameScope,
  diagnostics: DiagnosticList,
  options: AnalysisOptions = {},
): Analysis {
  return new Analyzer(names, diagnostics, options.assignableArguments ?? false).method(
    method,
    options.doItVariables ?? [],
  );
}

class Analyzer {
  private readonly units = new Map<BlockNode, CodeUnit>();
  private readonly scopes = new Map<MethodNode | BlockNode, Scope>();
  private readonly closureScopes = new Map<CodeUnit, Scope>();
  private readonly resolutions = new Map<VariableNode, Resolution>();
  private readonly declarations = new Map<NamedRange, Variable>();
  private readonly inlined = new Map<MessageNode, InlinedMessage>();
  private readonly undeclared = new Set<string>();
  private readonly accesses: Access[] = [];
  private readonly allVariables: Variable[] = [];

  constructor(
    private readonly names: NameScope,
    private readonly diagnostics: DiagnosticList,
    private readonly assignableArguments: boolean,
  ) {}

  method(node: MethodNode, frameVariables: readonly string[]): Analysis {
    const unit = newUnit(node, undefined);
    const frameScope = newScope(undefined, unit, node);
    if (frameVariables.length > 0) this.declareFrame(frameScope, frameVariables);
    const scope = newScope(frameScope, unit, node);
    this.scopes.set(node, scope);
    for (const each of node.parameters) this.parameter(scope, each, 'argument');
    const primitive = this.primitive(node, scope);
    this.sequence(node.body, scope);
    decideSharing(this.accesses, this.closureScopes);
    this.layOut(unit, primitive);
    for (const each of this.units.values()) this.layOut(each, undefined);
    this.warnOfUnused();
    return {
      unit,
      units: this.units,
      scopes: this.scopes,
      resolutions: this.resolutions,
      declarations: this.declarations,
      inlined: this.inlined,
      primitive,
      undeclared: [...this.undeclared],
    };
  }

  private declareFrame(scope: Scope, frameVariables: readonly string[]): void {
    const vector: Vector = { unit: scope.unit, scope, variables: [] };
    scope.unit.parameters.push(vector);
    for (const [slot, name] of frameVariables.entries()) {
      const variable = this.newVariable(scope, { name, start: scope.start, stop: scope.start }, 'frame');
      variable.remote = { vector, slot };
      vector.variables.push(variable);
    }
  }

  private primitive(node: MethodNode, scope: Scope): PrimitiveDeclaration | undefined {
    const found = declarePrimitive(node.pragmas, this.diagnostics);
    if (!found) return undefined;
    const { number, name, errorName } = found;
    if (!errorName) return { number, name, errorCode: undefined };
    const errorCode = this.declare(scope, errorName, 'errorCode');
    scope.unit.locals.push(errorCode);
    return { number, name, errorCode };
  }

  /** Shared variables live in their vectors, not in the frame; an error code comes last, where the VM puts it. */
  private layOut(unit: CodeUnit, primitive: PrimitiveDeclaration | undefined): void {
    const errorCode = primitive?.errorCode;
    const locals = unit.locals.filter((cell) => cell !== errorCode && !(isVariable(cell) && cell.remote));
    unit.locals = errorCode ? [...locals, errorCode] : locals;
  }

  private warnOfUnused(): void {
    for (const variable of this.allVariables) {
      if (variable.kind !== 'temporary' || variable.readCount + variable.writeCount > 0) continue;
      this.diagnostics.warning('unused-temporary', variable, `The temporary ${variable.name} is never used`);
    }
  }

  private sequence(node: SequenceNode, scope: Scope): void {
    for (const each of node.temporaries) {
      // Some sources declare a primitive's error code again among the temporaries.
      if (scope.variables.some((known) => known.kind === 'errorCode' && known.name === each.name)) continue;
      scope.unit.locals.push(this.declare(scope, each, 'temporary'));
    }
    let returned = false;
    let warned = false;
    for (const statement of node.statements) {
      if (returned && !warned) {
        warned = true;
        this.diagnostics.warning('unreachable', outerRange(statement), 'This statement is never reached');
      }
      this.statement(statement, scope);
      if (statement.kind === 'return') returned = true;
    }
  }

  private statement(node: Statement, scope: Scope): void {
    if (node.kind === 'return') {
      this.expression(node.value, scope);
      if (scope.unit.outer) forEachUnit(scope.unit, (unit) => (unit.hasNonLocalReturn = true));
      return;
    }
    if (node.kind === 'assignment' && !node.outer) this.assignment(node, scope, true);
    else this.expression(node, scope);
  }

  private expression(node: Expression, scope: Scope): void {
    switch (node.kind) {
      case 'literal':
      case 'error':
        return;
      case 'variable':
        this.read(node, scope);
        return;
      case 'assignment':
        this.assignment(node, scope, false);
        return;
      case 'message':
        this.message(node, scope);
        return;
      case 'cascade':
        this.expression(node.receiver, scope);
        for (const message of node.messages) for (const each of message.args) this.expression(each, scope);
        return;
      case 'brace':
        for (const each of node.elements) this.expression(each, scope);
        return;
      case 'block':
        this.block(node, scope);
    }
  }

  private block(node: BlockNode, outer: Scope): void {
    const unit = newUnit(node, outer.unit);
    this.units.set(node, unit);
    this.closureScopes.set(unit, outer);
    const scope = newScope(outer, unit, node);
    this.scopes.set(node, scope);
    for (const each of node.parameters) this.parameter(scope, each, 'blockArgument');
    this.sequence(node.body, scope);
  }

  private message(node: MessageNode, scope: Scope): void {
    const form = inlinedForm(node);
    if (!form || (this.assignableArguments && assignsOwnParameter(node))) {
      this.expression(node.receiver, scope);
      for (const each of node.args) this.expression(each, scope);
      return;
    }
    let limit: Variable | undefined;
    let counter: Variable | undefined;
    switch (form.kind) {
      case 'while':
        this.inlinedBlock(form.condition, scope, node);
        if (form.body) this.inlinedBlock(form.body, scope, node);
        break;
      case 'repeat':
        this.inlinedBlock(form.body, scope, node);
        break;
      case 'toDo':
        this.expression(node.receiver, scope);
        this.expression(form.limit, scope);
        if (!isNumberLiteral(form.limit)) limit = this.hidden(scope, node, 'limit');
        this.inlinedBlock(form.body, scope, node);
        break;
      case 'timesRepeat':
        this.expression(node.receiver, scope);
        limit = this.hidden(scope, node, 'limit');
        counter = this.hidden(scope, node, 'counter');
        this.inlinedBlock(form.body, scope, node);
        break;
      default:
        this.expression(node.receiver, scope);
        for (const each of node.args) this.inlinedBlock(each as BlockNode, scope, undefined);
    }
    this.inlined.set(node, { form, limit, counter });
  }

  private inlinedBlock(node: BlockNode, outer: Scope, loop: MessageNode | undefined): void {
    const scope: Scope = { ...newScope(outer, outer.unit, node), loop };
    this.scopes.set(node, scope);
    for (const each of node.parameters) {
      scope.unit.locals.push(this.declare(scope, each, 'blockArgument'));
    }
    this.sequence(node.body, scope);
  }

  private read(node: VariableNode, scope: Scope): void {
    const resolution = this.resolve(node, scope);
    if (resolution.kind !== 'variable') return;
    resolution.variable.readCount++;
    this.accesses.push({ variable: resolution.variable, scope, offset: node.start, isWrite: false });
  }

  private assignment(node: AssignmentNode, scope: Scope, isStatement: boolean): void {
    this.expression(node.value, scope);
    const resolution = this.resolve(node.variable, scope);
    if (resolution.kind === 'pseudo') {
      this.diagnostics.error('not-assignable', node.variable, `${node.variable.name} can't be assigned to`);
    }
    if (resolution.kind !== 'variable') return;
    const { variable } = resolution;
    if (!this.assignableArguments && (variable.kind === 'argument' || variable.kind === 'blockArgument')) {
      this.diagnostics.error(
        'not-assignable',
        node.variable,
        `The argument ${variable.name} can't be assigned to`,
      );
      return;
    }
    if (isStatement && variable.scope === scope && variable.readCount + variable.writeCount === 0) {
      variable.assignedFirst = true;
    }
    variable.writeCount++;
    this.accesses.push({ variable, scope, offset: node.stop, isWrite: true });
  }

  private resolve(node: VariableNode, scope: Scope): Resolution {
    const resolution = this.resolutionOf(node, scope);
    this.resolutions.set(node, resolution);
    return resolution;
  }

  private resolutionOf(node: VariableNode, scope: Scope): Resolution {
    const { name } = node;
    if (pseudoVariables.has(name)) {
      if (name === 'self' || name === 'super') forEachUnit(scope.unit, (unit) => (unit.usesSelf = true));
      if (name === 'thisContext') forEachUnit(scope.unit, (unit) => (unit.usesThisContext = true));
      return { kind: 'pseudo', name };
    }
    const variable = lookupVariable(scope, name);
    if (variable) return { kind: 'variable', variable };
    const index = this.names.instanceVariableIndex(name);
    if (index !== undefined) {
      forEachUnit(scope.unit, (unit) => {
        unit.usesSelf = true;
        unit.usesInstanceVariables = true;
      });
      return { kind: 'instance', index };
    }
    // Younger than the others: older code has variables of that name.
    if (name === 'thisProcess') return { kind: 'pseudo', name };
    if (!this.names.isBindable(name)) {
      this.undeclared.add(name);
      this.diagnostics.warning(
        'undeclared',
        node,
        `${name} is not declared: it is nil until something defines it`,
      );
    }
    return { kind: 'binding', name };
  }

  private parameter(scope: Scope, name: NamedRange, kind: VariableKind): void {
    scope.unit.parameters.push(this.declare(scope, name, kind));
  }

  private declare(scope: Scope, range: NamedRange, kind: VariableKind): Variable {
    const { name } = range;
    if (pseudoVariables.has(name)) {
      this.diagnostics.error('reserved-name', range, `${name} is a reserved name: no variable can have it`);
    } else if (scope.variables.some((each) => each.name === name)) {
      this.diagnostics.error('duplicate-variable', range, `${name} is declared twice`);
    } else {
      const shadowed = lookupVariable(scope, name);
      if (shadowed && shadowed.kind !== 'frame') {
        this.diagnostics.warning(
          'shadowed',
          range,
          `${name} hides the ${kindWord(shadowed.kind)} of the same name`,
        );
      } else if (this.names.instanceVariableIndex(name) !== undefined) {
        this.diagnostics.warning('shadowed', range, `${name} hides the instance variable of the same name`);
      }
    }
    const variable = this.newVariable(scope, range, kind);
    this.declarations.set(range, variable);
    return variable;
  }

  private hidden(scope: Scope, node: MessageNode, name: string): Variable {
    const variable = this.newVariable(scope, { name, start: node.start, stop: node.stop }, 'hidden');
    scope.unit.locals.push(variable);
    return variable;
  }

  private newVariable(scope: Scope, range: NamedRange, kind: VariableKind): Variable {
    const { name, start, stop } = range;
    const counts = { readCount: 0, writeCount: 0, assignedFirst: false };
    const variable: Variable = { name, start, stop, kind, scope, unit: scope.unit, ...counts };
    // The VM writes an error code before the method's own code runs, wherever that is.
    if (kind === 'errorCode') variable.writeCount = 1;
    scope.variables.push(variable);
    this.allVariables.push(variable);
    return variable;
  }
}

function isVariable(cell: Cell): cell is Variable {
  return 'readCount' in cell;
}

/** True if an argument of the message is a block that assigns to its parameter: expansion would share it. */
function assignsOwnParameter({ args }: MessageNode): boolean {
  return args.some(
    (each) =>
      each.kind === 'block' &&
      each.parameters.some(({ name }) => assignedNames(each.body.statements).includes(name)),
  );
}

function isNumberLiteral(node: Expression): boolean {
  if (node.kind !== 'literal') return false;
  const { value } = node;
  return typeof value !== 'object' || value.kind === 'float';
}

function kindWord(kind: VariableKind): string {
  return kind === 'argument' || kind === 'blockArgument' ? 'argument' : 'temporary';
}

function forEachUnit(unit: CodeUnit, action: (unit: CodeUnit) => void): void {
  for (let each: CodeUnit | undefined = unit; each; each = each.outer) action(each);
}
