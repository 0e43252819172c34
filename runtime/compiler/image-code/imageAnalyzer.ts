// Resolves the names of a method for an unmodified image, and decides where its variables live as the dialect's compiler
// would.
import type {
  BlockNode,
  Expression,
  MessageNode,
  MethodNode,
  NamedRange,
  SequenceNode,
  Statement,
  VariableNode,
} from '../ast';
import { pseudoVariables } from '../characters';
import type { DiagnosticList } from '../diagnostics';
import { declarePrimitive } from '../primitivePragma';
import type { ImageDialect } from './imageDialect';
import { imageInlining } from './imageInlining';
import {
  findVariable,
  type ImageAccess,
  type ImageAnalysis,
  type ImageCell,
  type ImageNameScope,
  type ImageResolution,
  type ImageScope,
  type ImageUnit,
  type ImageVariable,
  type ImageVariableKind,
  type InlinedImageMessage,
} from './imageScopes';
import { shareVariables } from './imageSharing';

/** Errors go to `diagnostics`; code can be generated if there are none. */
export function analyzeForImage(
  method: MethodNode,
  names: ImageNameScope,
  dialect: ImageDialect,
  diagnostics: DiagnosticList,
): ImageAnalysis {
  return new ImageAnalyzer(names, dialect, diagnostics).method(method);
}

class ImageAnalyzer {
  private readonly units = new Map<BlockNode, ImageUnit>();
  private readonly scopes = new Map<MethodNode | BlockNode, ImageScope>();
  private readonly resolutions = new Map<VariableNode, ImageResolution>();
  private readonly declarations = new Map<NamedRange, ImageVariable>();
  private readonly inlined = new Map<MessageNode, InlinedImageMessage>();
  private readonly accesses: ImageAccess[] = [];
  private readonly placesByName = new Map<ImageUnit, Map<string, ImageCell>>();
  private location = 0;

  constructor(
    private readonly names: ImageNameScope,
    private readonly dialect: ImageDialect,
    private readonly diagnostics: DiagnosticList,
  ) {}

  method(node: MethodNode): ImageAnalysis {
    const unit = newUnit(node, undefined);
    const scope = newScope(node, undefined, unit, false);
    this.scopes.set(node, scope);
    for (const each of node.parameters) this.parameter(scope, each, 'argument');
    const primitive = declarePrimitive(node.pragmas, this.diagnostics);
    const errorName = primitive?.errorName;
    const errorCode = errorName && this.variable(scope, errorName, 'errorCode', { unit });
    if (errorCode && errorName) this.declarations.set(errorName, errorCode);
    this.sequence(node.body, scope);
    if (this.dialect.blocks !== 'contexts') shareVariables(this.accesses, this.dialect.sharing);
    for (const each of [unit, ...this.units.values()]) this.layOut(each);
    // The machine puts the error code where the last temporary is.
    if (errorCode && !errorCode.remote) unit.locals.push(errorCode.cell);
    const { names, units, scopes, resolutions, declarations, inlined } = this;
    return { names, unit, units, scopes, resolutions, declarations, inlined, primitive, errorCode };
  }

  /** Shared variables live in their vectors. */
  private layOut(unit: ImageUnit): void {
    const shared = new Set<ImageCell>();
    for (const variable of this.allVariables()) if (variable.remote) shared.add(variable.cell);
    for (const variable of this.allVariables()) if (!variable.remote) shared.delete(variable.cell);
    const own = unit.locals.filter((cell) => !shared.has(cell));
    unit.locals.splice(0, unit.locals.length, ...own);
  }

  private *allVariables(): Iterable<ImageVariable> {
    for (const scope of new Set(this.scopes.values())) yield* scope.variables;
  }

  private sequence(node: SequenceNode, scope: ImageScope): void {
    for (const each of node.temporaries) {
      if (scope.variables.some((known) => known.kind === 'errorCode' && known.name === each.name)) continue;
      this.local(scope, each, 'temporary');
    }
    for (const statement of node.statements) this.statement(statement, scope);
  }

  private statement(node: Statement, scope: ImageScope): void {
    this.expression(node.kind === 'return' ? node.value : node, scope);
  }

  private expression(node: Expression, scope: ImageScope): void {
    switch (node.kind) {
      case 'literal':
      case 'error':
        return;
      case 'variable':
        return this.access(node, scope, false);
      case 'assignment':
        this.expression(node.value, scope);
        return this.access(node.variable, scope, true);
      case 'message':
        return this.message(node, scope);
      case 'cascade':
        this.expression(node.receiver, scope);
        for (const message of node.messages) for (const each of message.args) this.expression(each, scope);
        return;
      case 'brace':
        for (const each of node.elements) this.expression(each, scope);
        return;
      case 'block':
        return this.block(node, scope);
    }
  }

  private block(node: BlockNode, outer: ImageScope): void {
    if (this.dialect.blocks === 'contexts') {
      // Its variables are in the method's frame.
      this.inlinedBlock(node, outer, false, 'blockArgument');
      return;
    }
    const unit = newUnit(node, outer);
    this.units.set(node, unit);
    const scope = newScope(node, outer, unit, false);
    this.scopes.set(node, scope);
    for (const each of node.parameters) this.parameter(scope, each, 'blockArgument');
    this.location++;
    this.sequence(node.body, scope);
    this.location++;
  }

  private message(node: MessageNode, scope: ImageScope): void {
    const form = imageInlining(node, this.dialect);
    if (form === undefined) {
      this.expression(node.receiver, scope);
      for (const each of node.args) this.expression(each, scope);
      return;
    }
    let limit: ImageVariable | undefined;
    let counter: ImageVariable | undefined;
    const firstAccess = this.accesses.length;
    switch (form.kind) {
      case 'while':
        this.inlinedBlock(form.condition, scope, true);
        if (form.body) this.inlinedBlock(form.body, scope, true);
        break;
      case 'repeat':
        this.inlinedBlock(form.body, scope, true);
        break;
      case 'toDo':
        this.expression(node.receiver, scope);
        this.expression(form.limit, scope);
        this.inlinedBlock(form.body, scope, true, 'loopArgument');
        if (this.copiesLimit(form.limit, scope))
          limit = this.hidden(scope, node, `${form.body.parameters[0]!.name} limit`);
        break;
      case 'timesRepeat':
        this.expression(node.receiver, scope);
        if (this.copiesRepetitions(node.receiver)) limit = this.hidden(scope, node, 'limit');
        counter = this.hidden(scope, node, 'counter');
        this.inlinedBlock(form.body, scope, true);
        break;
      case 'case':
        this.expression(node.receiver, scope);
        for (const { value, branch } of form.cases)
          for (const each of [value, branch]) this.inlinedBlock(each, scope, this.dialect.sharing === 'opal');
        if (form.otherwise) this.inlinedBlock(form.otherwise, scope, this.dialect.sharing === 'opal');
        break;
      default: {
        this.expression(node.receiver, scope);
        for (const each of node.args) this.inlinedBlock(each as BlockNode, scope, false, 'loopArgument');
      }
    }
    if (form.kind === 'while' || form.kind === 'toDo') this.noteLoopWrites(scope, firstAccess);
    this.inlined.set(node, { form, limit, counter });
  }

  /** What a loop assigns is assigned again, after all that its body does. */
  private noteLoopWrites(scope: ImageScope, firstAccess: number): void {
    const written = new Set<ImageVariable>();
    for (const { variable, isWrite } of this.accesses.slice(firstAccess))
      if (isWrite && variable.scope.unit === scope.unit) written.add(variable);
    if (this.dialect.sharing !== 'squeak') return;
    for (const variable of written)
      this.accesses.push({ variable, scope, isWrite: true, location: this.location });
  }

  private copiesLimit(limit: Expression, scope: ImageScope): boolean {
    if (limit.kind === 'literal')
      return (
        this.dialect.uncopiedLimits === 'variables' &&
        typeof limit.value === 'object' &&
        limit.value.kind !== 'float'
      );
    if (limit.kind !== 'variable') return true;
    if (this.dialect.uncopiedLimits === 'variables') return false;
    const resolution = this.resolve(limit, scope);
    if (resolution.kind === 'pseudo') return resolution.name !== 'self' && resolution.name !== 'super';
    if (resolution.kind !== 'variable') return true;
    return resolution.variable.kind === 'temporary' || resolution.variable.kind === 'errorCode';
  }

  private copiesRepetitions(count: Expression): boolean {
    return (
      count.kind !== 'literal' &&
      !(count.kind === 'variable' && (count.name === 'self' || count.name === 'super'))
    );
  }

  private inlinedBlock(
    node: BlockNode,
    outer: ImageScope,
    isLoop: boolean,
    kind: ImageVariableKind = 'loopArgument',
  ): void {
    const scope = newScope(node, outer, outer.unit, isLoop);
    this.scopes.set(node, scope);
    for (const each of node.parameters) this.local(scope, each, kind);
    this.sequence(node.body, scope);
  }

  private access(node: VariableNode, scope: ImageScope, isWrite: boolean): void {
    const resolution = this.resolve(node, scope);
    this.resolutions.set(node, resolution);
    if (resolution.kind === 'pseudo' || resolution.kind === 'constant') {
      if (isWrite) this.diagnostics.error('not-assignable', node, `${node.name} can't be assigned to`);
      return;
    }
    if (resolution.kind !== 'variable') return;
    const { variable } = resolution;
    if (
      isWrite &&
      (variable.kind === 'argument' ||
        (variable.kind === 'blockArgument' && this.dialect.blocks !== 'contexts'))
    )
      this.diagnostics.error('not-assignable', node, `The argument ${variable.name} can't be assigned to`);
    this.accesses.push({ variable, scope, isWrite, location: this.location });
  }

  private resolve(node: VariableNode, scope: ImageScope): ImageResolution {
    const { name } = node;
    if (pseudoVariables.has(name)) return { kind: 'pseudo', name };
    const variable = findVariable(scope, name);
    if (variable) return { kind: 'variable', variable };
    const index = this.names.instanceVariableIndex(name);
    if (index !== undefined) return { kind: 'instance', index };
    const value = this.names.constant?.(name);
    if (value !== undefined) return { kind: 'constant', value };
    const binding = this.names.binding(name);
    if (binding !== undefined) return { kind: 'binding', binding };
    if (name === 'thisProcess' && this.dialect.bytecodes === 'sista') return { kind: 'pseudo', name };
    this.diagnostics.error('undeclared', node, `${name} is not declared in this image`);
    return { kind: 'pseudo', name: 'nil' };
  }

  private parameter(scope: ImageScope, name: NamedRange, kind: ImageVariableKind): void {
    const cell: ImageCell = { unit: scope.unit };
    scope.unit.parameters.push(cell);
    this.placesOf(scope.unit).set(name.name, cell);
    this.declarations.set(name, this.variable(scope, name, kind, cell));
  }

  private local(scope: ImageScope, name: NamedRange, kind: ImageVariableKind): void {
    if (scope.variables.some((each) => each.name === name.name && each.kind !== 'hidden'))
      this.diagnostics.error('duplicate-variable', name, `${name.name} is declared twice`);
    if (pseudoVariables.has(name.name))
      this.diagnostics.error(
        'reserved-name',
        name,
        `${name.name} is a reserved name: no variable can have it`,
      );
    this.declarations.set(name, this.variable(scope, name, kind, this.place(scope.unit, name.name)));
  }

  private hidden(scope: ImageScope, { start, stop }: MessageNode, name: string): ImageVariable {
    return this.variable(scope, { name, start, stop }, 'hidden', this.place(scope.unit, name));
  }

  /** A place among the temporaries of `unit`. */
  private place(unit: ImageUnit, name: string): ImageCell {
    const places = this.placesOf(unit);
    const known = this.dialect.sharesPlacesByName ? places.get(name) : undefined;
    if (known) return known;
    const cell: ImageCell = { unit };
    unit.locals.push(cell);
    places.set(name, cell);
    return cell;
  }

  private placesOf(unit: ImageUnit): Map<string, ImageCell> {
    let places = this.placesByName.get(unit);
    if (!places) this.placesByName.set(unit, (places = new Map()));
    return places;
  }

  private variable(
    scope: ImageScope,
    { name, start, stop }: NamedRange,
    kind: ImageVariableKind,
    cell: ImageCell,
  ): ImageVariable {
    const variable: ImageVariable = { name, start, stop, kind, scope, cell };
    scope.variables.push(variable);
    return variable;
  }
}

function newUnit(node: MethodNode | BlockNode, place: ImageScope | undefined): ImageUnit {
  const { start, stop } = node;
  return { node, outer: place?.unit, place, start, stop, parameters: [], copied: [], locals: [] };
}

function newScope(
  { start, stop }: MethodNode | BlockNode,
  outer: ImageScope | undefined,
  unit: ImageUnit,
  isLoop: boolean,
): ImageScope {
  return { outer, unit, start, stop, isLoop, variables: [], vector: undefined };
}
