import type {
  BlockNode,
  CommentNode,
  Expression,
  LiteralNode,
  MessagePart,
  MethodNode,
  PragmaNode,
  SequenceNode,
  Statement,
} from './ast';
import { CommentPlacement } from './commentPlacement';
import { printLiteral } from './literalPrinter';
import type { SourceRange } from './sourceRange';

/** Longer lines are broken where a message or a block allows it. */
const lineWidth = 100;

/**
 * Prints a method, comments included, so that parsing the result gives the same tree. With the `source` the
 * tree was read from, literals keep their spelling (`16rFF`) and remarks at the end of a line stay there.
 * A tree with errors can't be printed: throws RangeError.
 */
export function printMethod(method: MethodNode, source?: string): string {
  return new Printer(new CommentPlacement(method, source), source).method(method);
}

/** Prints one expression on one line, without comments. */
export function printExpression(node: Expression): string {
  return new Printer(undefined, undefined).flatExpression(node, 0);
}

/** How tightly an expression binds; an operand that binds less tightly than its place needs parentheses. */
const enum Precedence {
  Cascade,
  Keyword,
  Binary,
  Unary,
  Primary,
}

class Printer {
  constructor(
    private readonly comments: CommentPlacement | undefined,
    private readonly source: string | undefined,
  ) {}

  method(node: MethodNode): string {
    const lines: string[] = [];
    const indent = node.isDoIt ? '' : '\t';
    if (!node.isDoIt) lines.push(pattern(node));
    for (const comment of this.comments?.head ?? []) lines.push(indent + commentText(comment));
    for (const pragma of node.pragmas) lines.push(indent + this.pragma(pragma));
    for (const comment of this.comments?.afterPragmas ?? []) lines.push(indent + commentText(comment));
    lines.push(...this.sequence(node.body, node.isDoIt ? 0 : 1));
    return lines.join('\n');
  }

  private pragma(node: PragmaNode): string {
    if (this.source !== undefined) return sourceText(this.source, node);
    const { selectorParts, args } = node;
    if (args.length === 0) return `<${selectorParts.map(({ name }) => name).join(' ')}>`;
    const parts = selectorParts.map(({ name }, index) => {
      const argument = args[index]!;
      return `${name} ${argument.kind === 'variable' ? argument.name : this.literal(argument)}`;
    });
    return `<${parts.join(' ')}>`;
  }

  private sequence(node: SequenceNode, depth: number): string[] {
    const indent = '\t'.repeat(depth);
    const lines: string[] = [];
    const { temporaries, statements } = node;
    if (temporaries.length > 0) lines.push(`${indent}| ${temporaries.map(({ name }) => name).join(' ')} |`);
    for (const [index, statement] of statements.entries()) {
      for (const comment of this.comments?.before(statement) ?? []) lines.push(indent + commentText(comment));
      const end = index === statements.length - 1 ? '' : '.';
      const after = (this.comments?.after(statement) ?? [])
        .map((comment) => ` ${commentText(comment)}`)
        .join('');
      lines.push(indent + this.statement(statement, depth) + end + after);
    }
    for (const comment of this.comments?.atEnd(node) ?? []) lines.push(indent + commentText(comment));
    return lines;
  }

  private statement(node: Statement, depth: number): string {
    if (node.kind !== 'return') return this.expression(node, depth);
    return `${node.implicit ? '' : '^'}${this.expression(node.value, depth)}`;
  }

  /** On one line if it fits and needs no more, else broken. */
  private expression(node: Expression, depth: number): string {
    if (!this.hasSeveralLines(node)) {
      const flat = this.flatExpression(node, depth);
      if (flat.length + depth * 4 <= lineWidth && !flat.includes('\n')) return flat;
    }
    return this.brokenExpression(node, depth);
  }

  private brokenExpression(node: Expression, depth: number): string {
    switch (node.kind) {
      case 'assignment':
        return `${node.variable.name} := ${this.expression(node.value, depth)}`;
      case 'block':
        return this.block(node, depth);
      case 'cascade': {
        const indent = '\t'.repeat(depth + 1);
        const receiver = this.operand(node.receiver, receiverPrecedence(node.messages[0]!), depth);
        const messages = node.messages.map((message) => indent + this.part(message, depth + 1));
        return `${receiver}\n${messages.join(';\n')}`;
      }
      case 'message': {
        const receiver = this.operand(node.receiver, receiverPrecedence(node), depth);
        if (node.args.length < 2) return `${receiver} ${this.part(node, depth)}`;
        const indent = '\t'.repeat(depth + 1);
        const parts = node.selectorParts.map(
          ({ name }, index) =>
            `${indent}${name} ${this.operand(node.args[index]!, Precedence.Binary, depth + 1)}`,
        );
        return `${receiver}\n${parts.join('\n')}`;
      }
      case 'brace': {
        const indent = '\t'.repeat(depth + 1);
        const elements = node.elements.map((element) => indent + this.expression(element, depth + 1));
        return `{\n${elements.join('.\n')}\n${'\t'.repeat(depth)}}`;
      }
      default:
        return this.flatExpression(node, depth);
    }
  }

  private block(node: BlockNode, depth: number): string {
    const { statements, temporaries } = node.body;
    const head =
      node.parameters.map(({ name }) => `:${name} `).join('') + (node.parameters.length > 0 ? '|' : '');
    const isEmpty = statements.length === 0 && temporaries.length === 0;
    if (isEmpty && !this.comments?.isCommented(node.body)) return head === '' ? '[]' : `[${head}]`;
    const lines = this.sequence(node.body, depth + 1);
    return `[${head}\n${lines.join('\n')}]`;
  }

  /** On one line, whatever its length; blocks that hold several statements are still broken. */
  flatExpression(node: Expression, depth: number): string {
    switch (node.kind) {
      case 'variable':
        return node.name;
      case 'literal':
        return this.literal(node);
      case 'assignment':
        return `${node.variable.name} := ${this.flatExpression(node.value, depth)}`;
      case 'message':
        return `${this.flatOperand(node.receiver, receiverPrecedence(node), depth)} ${this.flatPart(node, depth)}`;
      case 'cascade': {
        const receiver = this.flatOperand(node.receiver, receiverPrecedence(node.messages[0]!), depth);
        return `${receiver} ${node.messages.map((message) => this.flatPart(message, depth)).join('; ')}`;
      }
      case 'brace':
        return `{${node.elements.map((element) => this.flatExpression(element, depth)).join('. ')}}`;
      case 'block':
        return this.hasSeveralLines(node) ? this.block(node, depth) : this.flatBlock(node, depth);
      case 'error':
        throw new RangeError('A tree with errors has no source text');
    }
  }

  private flatBlock({ parameters, body }: BlockNode, depth: number): string {
    const head = parameters.map(({ name }) => `:${name} `).join('') + (parameters.length > 0 ? '|' : '');
    const temporaries =
      body.temporaries.length > 0 ? `| ${body.temporaries.map(({ name }) => name).join(' ')} |` : '';
    const statements = body.statements.map((statement) =>
      statement.kind === 'return'
        ? `^${this.flatExpression(statement.value, depth)}`
        : this.flatExpression(statement, depth),
    );
    return `[${[head, temporaries, statements.join('. ')].filter((text) => text !== '').join(' ')}]`;
  }

  private part({ selectorParts, args }: MessagePart, depth: number): string {
    if (args.length === 0) return selectorParts[0]!.name;
    const isBinary = !selectorParts[0]!.name.endsWith(':');
    const precedence = isBinary ? Precedence.Unary : Precedence.Binary;
    return selectorParts
      .map(({ name }, index) => `${name} ${this.operand(args[index]!, precedence, depth)}`)
      .join(' ');
  }

  private flatPart({ selectorParts, args }: MessagePart, depth: number): string {
    if (args.length === 0) return selectorParts[0]!.name;
    const isBinary = !selectorParts[0]!.name.endsWith(':');
    const precedence = isBinary ? Precedence.Unary : Precedence.Binary;
    return selectorParts
      .map(({ name }, index) => `${name} ${this.flatOperand(args[index]!, precedence, depth)}`)
      .join(' ');
  }

  private operand(node: Expression, least: Precedence, depth: number): string {
    const text = this.expression(node, depth);
    return precedenceOf(node) < least ? `(${text})` : text;
  }

  private flatOperand(node: Expression, least: Precedence, depth: number): string {
    const text = this.flatExpression(node, depth);
    return precedenceOf(node) < least ? `(${text})` : text;
  }

  private literal(node: LiteralNode): string {
    return this.source === undefined ? printLiteral(node.value) : sourceText(this.source, node);
  }

  /** True if a block in it holds comments, or several statements: then it takes several lines. */
  private hasSeveralLines(node: Expression): boolean {
    switch (node.kind) {
      case 'block': {
        const { body } = node;
        if (this.comments?.isCommented(body)) return true;
        if (body.statements.length > 1) return this.comments !== undefined;
        return body.statements.some((each) =>
          this.hasSeveralLines(each.kind === 'return' ? each.value : each),
        );
      }
      case 'assignment':
        return this.hasSeveralLines(node.value);
      case 'message':
        return this.hasSeveralLines(node.receiver) || node.args.some((each) => this.hasSeveralLines(each));
      case 'cascade':
        return (
          this.comments !== undefined ||
          this.hasSeveralLines(node.receiver) ||
          node.messages.some((message) => message.args.some((each) => this.hasSeveralLines(each)))
        );
      case 'brace':
        return node.elements.some((each) => this.hasSeveralLines(each));
      default:
        return false;
    }
  }
}

function pattern({ selectorParts, parameters }: MethodNode): string {
  return selectorParts
    .map(({ name }, index) => (parameters[index] ? `${name} ${parameters[index].name}` : name))
    .join(' ');
}

function receiverPrecedence({ args }: MessagePart): Precedence {
  return args.length === 0 ? Precedence.Unary : Precedence.Binary;
}

function precedenceOf(node: Expression): Precedence {
  switch (node.kind) {
    case 'cascade':
    case 'assignment':
      return Precedence.Cascade;
    case 'message':
      if (node.args.length === 0) return Precedence.Unary;
      return node.selectorParts[0]!.name.endsWith(':') ? Precedence.Keyword : Precedence.Binary;
    default:
      return Precedence.Primary;
  }
}

function commentText({ text }: CommentNode): string {
  return `"${text}"`;
}

function sourceText(source: string, { start, stop }: SourceRange): string {
  return source.slice(start, stop);
}
