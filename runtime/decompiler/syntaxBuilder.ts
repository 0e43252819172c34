// A method's tree to the syntax tree that the compiler's parser would answer for its source; ranges come when the text
// is read back (decompiledText.ts).
import type {
  BlockNode,
  CascadeMessage,
  Expression,
  MessageNode,
  MessagePart,
  MethodNode,
  NamedRange,
  PragmaNode,
  SequenceNode,
  Statement,
  VariableNode,
} from '../compiler/ast';
import type { LiteralValue } from '../compiler/literals';
import { letterLength, selectorArgumentCount } from '../compiler/characters';
import type { Method, MethodLiteral } from '../object-memory/method';
import type {
  Arm,
  Body,
  Cases,
  CountedLoop,
  Loop,
  Message,
  MethodTree,
  Place,
  TreeNode,
  TreeVariable,
} from './tree';

/** What the text calls things that the method only numbers. */
export interface TextNames {
  field(index: number): string;
  binding(binding: MethodLiteral): string;
  /** What no literal syntax makes. */
  constant(literal: MethodLiteral): string;
  literal(literal: MethodLiteral): LiteralValue | undefined;
}

/** The selector of the method's pattern: one that no class has is called by anything. */
function patternSelector({ selector, numArgs }: Method): string {
  if (selectorArgumentCount(selector) === numArgs) return selector;
  return numArgs === 0 ? 'unbound' : `unbound:${'with:'.repeat(numArgs - 1)}`;
}

export interface BuiltSyntax {
  readonly method: MethodNode;
  /** Where messages, assignments and returns came from. */
  readonly places: ReadonlyMap<object, Place>;
}

const nowhere = { start: 0, stop: 0 };
const named = (name: string): NamedRange => ({ name, ...nowhere });

/** The parts of a selector: `at:`, `put:`. */
export function selectorParts(selector: string): NamedRange[] {
  return (selector.match(/[^:]+:|[^:]+$/g) ?? [selector]).map(named);
}

/** Variables have their names already. `inlinesRepeat` tells how an endless loop is written. */
export function buildSyntax(
  tree: MethodTree,
  names: TextNames,
  pragmas: readonly PragmaNode[],
  inlined: { has(selector: string): boolean },
): BuiltSyntax {
  return new SyntaxBuilder(names, inlined).method(tree, pragmas);
}

class SyntaxBuilder {
  private readonly places = new Map<object, Place>();

  constructor(
    private readonly names: TextNames,
    private readonly inlined: { has(selector: string): boolean },
  ) {}

  method(tree: MethodTree, pragmas: readonly PragmaNode[]): BuiltSyntax {
    const selector = patternSelector(tree.method);
    const method: MethodNode = {
      kind: 'method',
      ...nowhere,
      selector,
      selectorParts: selectorParts(selector),
      parameters: tree.parameters.map(({ name }) => named(name)),
      pragmas,
      body: this.sequence(tree.body),
      comments: [],
      isDoIt: false,
    };
    return { method, places: this.places };
  }

  private at<T extends object>(node: T, place: Place): T {
    this.places.set(node, place);
    return node;
  }

  private sequence({ temporaries, statements }: Body): SequenceNode {
    const built: Statement[] = [];
    for (const statement of statements) {
      if (statement.kind === 'return' && statement.isImplicit) continue;
      if (statement.kind === 'loop' && statement.counted) built.length -= statement.counted.prefix;
      built.push(this.statement(statement));
    }
    return {
      kind: 'sequence',
      ...nowhere,
      temporaries: temporaries.map(({ name }) => named(name)),
      statements: built,
    };
  }

  private statement(node: TreeNode): Statement {
    if (node.kind !== 'return') return this.expression(node);
    return this.at(
      { kind: 'return', ...nowhere, value: this.expression(node.value), implicit: false },
      node.at,
    );
  }

  private expression(node: TreeNode): Expression {
    switch (node.kind) {
      case 'variable':
        return variable(node.variable.name);
      case 'field':
        return variable(this.names.field(node.index));
      case 'binding':
        return variable(this.names.binding(node.binding));
      case 'pseudo':
        return variable(node.name);
      case 'literal': {
        const value = this.names.literal(node.value);
        if (value === undefined) return variable(this.names.constant(node.value));
        return { kind: 'literal', ...nowhere, value };
      }
      case 'assignment':
        return this.at(
          {
            kind: 'assignment',
            ...nowhere,
            variable: this.expression(node.target) as VariableNode,
            value: this.expression(node.value),
          },
          node.at,
        );
      case 'send':
        return this.at(
          this.message(
            this.expression(node.receiver),
            node.selector,
            node.args.map((arg) => this.expression(arg)),
          ),
          node.at,
        );
      case 'cascade':
        return {
          kind: 'cascade',
          ...nowhere,
          receiver: this.expression(node.receiver),
          messages: node.messages.map((message) => this.cascaded(message)),
        };
      case 'brace':
        return this.at(
          { kind: 'brace', ...nowhere, elements: node.elements.map((each) => this.expression(each)) },
          node.at,
        );
      case 'block':
        return this.block(node.parameters, node.body);
      case 'inlined':
        return this.at(
          this.message(
            this.expression(node.receiver),
            node.selector,
            node.args.map((arg) => this.argument(arg)),
          ),
          node.at,
        );
      case 'loop':
        return this.loop(node);
      case 'return':
        throw new RangeError('A return is no expression');
    }
  }

  private argument(node: TreeNode | Arm | Cases): Expression {
    if (node.kind === 'arm') return this.block(node.parameters, node.body);
    if (node.kind !== 'cases') return this.expression(node);
    const elements = node.pairs.map(([value, branch]) =>
      this.message(this.argument(value), '->', [this.argument(branch)]),
    );
    return { kind: 'brace', ...nowhere, elements };
  }

  private message(receiver: Expression, selector: string, args: readonly Expression[]): MessageNode {
    return { kind: 'message', ...nowhere, receiver, ...part(selector, args) };
  }

  private cascaded({ selector, args, at }: Message): CascadeMessage {
    return this.at(
      {
        ...nowhere,
        ...part(
          selector,
          args.map((arg) => this.expression(arg)),
        ),
      },
      at,
    );
  }

  private block(parameters: readonly TreeVariable[], body: Body): BlockNode {
    return {
      kind: 'block',
      ...nowhere,
      parameters: parameters.map(({ name }) => named(name)),
      body: this.sequence(body),
    };
  }

  private arm({ parameters, body }: Arm): BlockNode {
    return this.block(parameters, body);
  }

  private loop(node: Loop): Expression {
    if (node.counted) return this.countedLoop(node, node.counted);
    const { condition, body, until } = node;
    if (condition === undefined) {
      const repeated = this.arm(body!);
      if (this.inlined.has('repeat')) return this.at(this.message(repeated, 'repeat', []), node.at);
      return this.at(this.message(this.arm(justTrue), 'whileTrue:', [repeated]), node.at);
    }
    const selector = `while${until ? 'False' : 'True'}`;
    const receiver = this.arm(condition);
    if (body === undefined) return this.at(this.message(receiver, selector, []), node.at);
    return this.at(this.message(receiver, `${selector}:`, [this.arm(body)]), node.at);
  }

  /** The last statement of its body counts on. */
  private countedLoop(
    { body, at }: Loop,
    { start, limit, step, index, isRepetition }: CountedLoop,
  ): Expression {
    const { temporaries, statements } = body!.body;
    const parameters = isRepetition ? [] : [index];
    const block = this.block(parameters, { temporaries, statements: statements.slice(0, -1) });
    if (isRepetition) return this.at(this.message(this.expression(limit), 'timesRepeat:', [block]), at);
    const by = this.expression(step);
    const isOne = by.kind === 'literal' && by.value === 1;
    const args = isOne ? [this.expression(limit), block] : [this.expression(limit), by, block];
    return this.at(this.message(this.expression(start), isOne ? 'to:do:' : 'to:by:do:', args), at);
  }
}

const justTrue: Arm = {
  kind: 'arm',
  parameters: [],
  body: { temporaries: [], statements: [{ kind: 'pseudo', name: 'true' }] },
};

function variable(name: string): VariableNode {
  return { kind: 'variable', ...nowhere, name };
}

function part(selector: string, args: readonly Expression[]): MessagePart {
  const isKeyword = letterLength(selector, 0) > 0 || selector.includes(':');
  return { selector, selectorParts: isKeyword ? selectorParts(selector) : [named(selector)], args };
}
