import {
  outerRange,
  type BlockNode,
  type BraceNode,
  type CascadeMessage,
  type ErrorNode,
  type Expression,
  type MessageNode,
  type NamedRange,
  type SequenceNode,
  type Statement,
  type VariableNode,
} from './ast';
import { parseLiteral } from './literalParser';
import type { TokenKind } from './scanner';
import type { TokenStream } from './tokenStream';

/** Deeper nesting, or longer chains of messages, would exhaust the stack of those that walk the tree. */
const deepestNesting = 200;
const longestChain = 1_500;

/** Expressions, blocks and statements. Never throws; after an error goes on at the next statement. */
export class ExpressionParser {
  private depth = 0;
  /** The closing tokens that the brackets open here wait for, outermost first. */
  private readonly openBrackets: TokenKind[] = [];

  constructor(protected readonly tokens: TokenStream) {}

  /** Statements up to a closing token or the end; the caller reads the closing token. */
  protected parseStatements(): Statement[] {
    const { tokens } = this;
    const statements: Statement[] = [];
    for (;;) {
      while (tokens.match('period'));
      if (this.skipStrayCloser()) continue;
      if (this.atSequenceEnd()) return statements;
      const before = tokens.current.start;
      statements.push(this.parseStatement());
      if (!tokens.is('period') && !this.atSequenceEnd()) {
        tokens.errorHere('unexpected-token', 'a period or the end of the statement');
        // A caret can only begin a statement: the period before it is missing.
        if (!tokens.is('caret')) tokens.skipToStatementEnd();
      }
      if (tokens.current.start === before && !tokens.is('period')) tokens.advance();
    }
  }

  /** Temporaries: `| a b |`, several times if need be, and `||` for none. */
  protected parseTemporaries(into: NamedRange[]): void {
    const { tokens } = this;
    while (tokens.startsWith('|')) {
      tokens.splitFirst();
      while (tokens.isName()) into.push(this.name());
      if (tokens.startsWith('|')) tokens.splitFirst();
      else tokens.errorHere('expected-token', 'a variable name or | to close the temporaries');
    }
  }

  private parseStatement(): Statement {
    const { tokens } = this;
    const { start } = tokens.current;
    if (!tokens.match('caret')) return this.parseExpression();
    const value = this.parseExpression();
    return { kind: 'return', start, stop: outerRange(value).stop, value, implicit: false };
  }

  protected parseExpression(): Expression {
    const { tokens } = this;
    if (this.depth >= deepestNesting) return this.tooDeep();
    this.depth++;
    try {
      if (tokens.isName() && tokens.peek().kind === 'assign') {
        const variable = this.variable();
        tokens.advance();
        const value = this.parseExpression();
        return { kind: 'assignment', start: variable.start, stop: outerRange(value).stop, variable, value };
      }
      return this.parseCascade();
    } finally {
      this.depth--;
    }
  }

  private parseCascade(): Expression {
    const { tokens } = this;
    const first = this.parseKeywordMessage();
    if (!tokens.is('semicolon')) return first;
    if (first.kind !== 'message' || first.outer) {
      tokens.errorHere('bad-cascade', 'a message before ;');
      return first;
    }
    const firstPart = first.selectorParts[0] as NamedRange;
    const messages: CascadeMessage[] = [
      {
        selector: first.selector,
        selectorParts: first.selectorParts,
        args: first.args,
        start: firstPart.start,
        stop: first.stop,
      },
    ];
    while (tokens.match('semicolon')) {
      // An extra semicolon (`;;`) is an error, but hides nothing after it.
      const message = this.parseCascadeMessage();
      if (message) messages.push(message);
      else if (!tokens.is('semicolon')) break;
    }
    return {
      kind: 'cascade',
      start: first.start,
      stop: tokens.previousStop,
      receiver: first.receiver,
      messages,
    };
  }

  private parseCascadeMessage(): CascadeMessage | undefined {
    const { tokens } = this;
    const { start } = tokens.current;
    const part = (selectorParts: NamedRange[], args: Expression[]): CascadeMessage => ({
      selector: selectorParts.map((each) => each.name).join(''),
      selectorParts,
      args,
      start,
      stop: tokens.previousStop,
    });
    if (tokens.is('identifier')) return part([this.name()], []);
    if (tokens.is('binary')) {
      const operator = this.name();
      const argument = this.parseUnaryChain(this.parsePrimary());
      return part([operator], [argument]);
    }
    if (tokens.is('keyword')) {
      const { parts, args } = this.keywordParts();
      return part(parts, args);
    }
    tokens.errorHere('expected-selector', 'a message after ;');
    return undefined;
  }

  private parseKeywordMessage(): Expression {
    let expression = this.parseMessagesTo(this.parsePrimary());
    for (let chained = 0; this.matchChaining(); chained++) {
      if (chained >= longestChain) return this.tooDeep();
      expression = this.parseMessagesTo(expression);
    }
    return expression;
  }

  /** `a foo: 1 :: bar` is `(a foo: 1) bar`, as Cuis writes it. */
  private matchChaining(): boolean {
    const { tokens } = this;
    const { current } = tokens;
    const next = tokens.peek();
    if (current.kind !== 'colon' || next.kind !== 'colon' || next.start !== current.stop) return false;
    tokens.advance();
    tokens.advance();
    return true;
  }

  private parseMessagesTo(first: Expression): Expression {
    const { tokens } = this;
    const receiver = this.parseBinaryChain(this.parseUnaryChain(first));
    if (!tokens.is('keyword') || receiver.kind === 'error') return receiver;
    const { parts, args } = this.keywordParts();
    return this.message(receiver, parts, args);
  }

  private keywordParts(): { parts: NamedRange[]; args: Expression[] } {
    const { tokens } = this;
    const parts: NamedRange[] = [];
    const args: Expression[] = [];
    while (tokens.is('keyword')) {
      parts.push(this.name());
      args.push(this.parseBinaryChain(this.parseUnaryChain(this.parsePrimary())));
    }
    return { parts, args };
  }

  private parseBinaryChain(first: Expression): Expression {
    const { tokens } = this;
    let receiver = first;
    for (let length = 0; tokens.is('binary') && receiver.kind !== 'error'; length++) {
      if (length === longestChain) return this.tooDeep();
      const operator = this.name();
      const argument = this.parseUnaryChain(this.parsePrimary());
      receiver = this.message(receiver, [operator], [argument]);
    }
    return receiver;
  }

  private parseUnaryChain(first: Expression): Expression {
    const { tokens } = this;
    let receiver = first;
    for (let length = 0; tokens.is('identifier') && receiver.kind !== 'error'; length++) {
      if (length === longestChain) return this.tooDeep();
      receiver = this.message(receiver, [this.name()], []);
    }
    return receiver;
  }

  private parsePrimary(): Expression {
    const { tokens } = this;
    const literal = parseLiteral(tokens);
    if (literal) return literal;
    switch (tokens.current.kind) {
      case 'identifier':
        return this.variable();
      case 'leftParen':
        return this.parseParenthesised('rightParen', ') to close the parenthesis');
      case 'backquote':
        // Cuis evaluates what stands between backquotes once, at compile time; here it is a parenthesis.
        return this.parseParenthesised('backquote', '` to close the constant');
      case 'leftBracket':
        return this.parseBlock();
      case 'leftBrace':
        return this.parseBrace();
      default: {
        if (tokens.isName()) return this.variable();
        tokens.errorHere('expected-expression', 'an expression');
        const { start } = tokens.current;
        return { kind: 'error', start, stop: start };
      }
    }
  }

  private parseParenthesised(closer: TokenKind, what: string): Expression {
    const { tokens } = this;
    const { start } = tokens.advance();
    if (this.depth >= deepestNesting) return this.tooDeep();
    const inner = this.enclosed(closer, what, () => this.parseExpression());
    return { ...inner, outer: { start, stop: tokens.previousStop } };
  }

  private parseBlock(): BlockNode | ErrorNode {
    const { tokens } = this;
    const { start } = tokens.advance();
    if (this.depth >= deepestNesting) return this.tooDeep();
    const parameters: NamedRange[] = [];
    while (tokens.match('colon')) {
      if (tokens.isName()) parameters.push(this.name());
      else tokens.errorHere('expected-variable', 'a name for the block argument');
    }
    if (parameters.length > 0) {
      if (tokens.startsWith('|')) tokens.splitFirst();
      else if (!tokens.is('rightBracket')) tokens.errorHere('expected-token', '| after the block arguments');
    }
    const body = this.enclosed('rightBracket', '] to close the block', () => this.parseSequence());
    return { kind: 'block', start, stop: tokens.previousStop, parameters, body };
  }

  private parseSequence(): SequenceNode {
    const { tokens } = this;
    const start = tokens.is('end') ? tokens.previousStop : tokens.current.start;
    const temporaries: NamedRange[] = [];
    this.parseTemporaries(temporaries);
    const statements = this.parseStatements();
    const stop = Math.max(start, tokens.previousStop);
    return { kind: 'sequence', start, stop, temporaries, statements };
  }

  private parseBrace(): BraceNode | ErrorNode {
    const { tokens } = this;
    const { start } = tokens.advance();
    if (this.depth >= deepestNesting) return this.tooDeep();
    const elements = this.enclosed('rightBrace', '} to close the brace array', () => {
      const statements = this.parseStatements();
      return statements.map((statement) => {
        if (statement.kind !== 'return') return statement;
        tokens.diagnostics.error(
          'unexpected-token',
          statement,
          'A brace array holds expressions, not returns',
        );
        return statement.value;
      });
    });
    return { kind: 'brace', start, stop: tokens.previousStop, elements };
  }

  private atSequenceEnd(): boolean {
    const { kind } = this.tokens.current;
    return kind === 'end' || kind === 'rightBracket' || kind === 'rightParen' || kind === 'rightBrace';
  }

  /** Skips a closing token that no open bracket waits for. */
  private skipStrayCloser(): boolean {
    const { tokens } = this;
    const { kind, text } = tokens.current;
    if (kind === 'end' || !this.atSequenceEnd() || this.openBrackets.includes(kind)) return false;
    tokens.diagnostics.error('unexpected-token', tokens.current, `This ${text} closes nothing that is open`);
    tokens.advance();
    return true;
  }

  /** Reads what stands between brackets, and the closing one if it is there. */
  private enclosed<T>(closer: TokenKind, what: string, read: () => T): T {
    const { tokens } = this;
    this.openBrackets.push(closer);
    this.depth++;
    const result = read();
    if (!tokens.is(closer)) {
      tokens.errorHere('expected-token', what);
      if (!this.atSequenceEnd()) tokens.skipToStatementEnd();
    }
    tokens.match(closer);
    this.depth--;
    this.openBrackets.pop();
    return result;
  }

  private tooDeep(): ErrorNode {
    const { tokens } = this;
    const { start, stop } = tokens.current;
    tokens.diagnostics.error('nesting-too-deep', { start, stop }, 'This expression is nested too deeply');
    while (!tokens.is('end')) tokens.advance();
    return { kind: 'error', start, stop: start };
  }

  private message(receiver: Expression, selectorParts: NamedRange[], args: Expression[]): MessageNode {
    const selector = selectorParts.map((part) => part.name).join('');
    const { start } = outerRange(receiver);
    return {
      kind: 'message',
      start,
      stop: this.tokens.previousStop,
      receiver,
      selector,
      selectorParts,
      args,
    };
  }

  private variable(): VariableNode {
    const { start, stop, text } = this.tokens.advance();
    return { kind: 'variable', start, stop, name: text };
  }

  /** The current token as a name with its place. */
  protected name(): NamedRange {
    const { start, stop, text } = this.tokens.advance();
    return { start, stop, name: text };
  }
}
