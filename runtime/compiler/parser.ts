import {
  outerRange,
  type CommentNode,
  type LiteralNode,
  type MethodNode,
  type NamedRange,
  type PragmaNode,
  type SequenceNode,
  type Statement,
  type VariableNode,
} from './ast';
import { DiagnosticList, type Diagnostic } from './diagnostics';
import { ExpressionParser } from './expressionParser';
import { parseLiteral, wordLiteral } from './literalParser';
import { Scanner } from './scanner';
import { TokenStream } from './tokenStream';

/** A tree, always, and what was wrong with the text. */
export interface ParseResult {
  readonly method: MethodNode;
  readonly diagnostics: readonly Diagnostic[];
}

/** Parses a whole method: pattern, pragmas, temporaries, statements. Never throws. */
export function parseMethod(source: string): ParseResult {
  return parse(source, (parser, comments) => parser.method(comments));
}

/** Parses a sequence of expressions as a method named DoIt that answers the last one's value. Never throws. */
export function parseDoIt(source: string): ParseResult {
  return parse(source, (parser, comments) => parser.doIt(comments));
}

function parse(
  source: string,
  read: (parser: MethodParser, comments: readonly CommentNode[]) => MethodNode,
): ParseResult {
  const diagnostics = new DiagnosticList();
  const scanner = new Scanner(source, diagnostics);
  const parser = new MethodParser(new TokenStream(scanner, diagnostics));
  const method = read(parser, scanner.comments);
  return { method, diagnostics: diagnostics.items };
}

class MethodParser extends ExpressionParser {
  method(comments: readonly CommentNode[]): MethodNode {
    const { selectorParts, parameters } = this.pattern();
    const { pragmas, body } = this.body();
    const selector = selectorParts.map((part) => part.name).join('');
    const stop = this.tokens.source.length;
    return {
      kind: 'method',
      start: 0,
      stop,
      selector,
      selectorParts,
      parameters,
      pragmas,
      body,
      comments,
      isDoIt: false,
    };
  }

  doIt(comments: readonly CommentNode[]): MethodNode {
    const { pragmas, body } = this.body();
    return {
      kind: 'method',
      start: 0,
      stop: this.tokens.source.length,
      selector: 'DoIt',
      selectorParts: [],
      parameters: [],
      pragmas,
      body: { ...body, statements: answeringLast(body.statements) },
      comments,
      isDoIt: true,
    };
  }

  private pattern(): { selectorParts: NamedRange[]; parameters: NamedRange[] } {
    const { tokens } = this;
    const selectorParts: NamedRange[] = [];
    const parameters: NamedRange[] = [];
    if (tokens.is('identifier')) {
      selectorParts.push(this.name());
    } else if (tokens.is('binary')) {
      selectorParts.push(this.name());
      this.parameter(parameters);
    } else if (tokens.is('keyword')) {
      while (tokens.is('keyword')) {
        selectorParts.push(this.name());
        this.parameter(parameters);
      }
    } else {
      tokens.errorHere('expected-selector', 'a method pattern (a selector with names for its arguments)');
    }
    return { selectorParts, parameters };
  }

  private parameter(into: NamedRange[]): void {
    if (this.tokens.isName()) into.push(this.name());
    else this.tokens.errorHere('expected-variable', 'a name for the argument');
  }

  private body(): { pragmas: PragmaNode[]; body: SequenceNode } {
    const { tokens } = this;
    const pragmas: PragmaNode[] = [];
    const temporaries: NamedRange[] = [];
    const { start } = tokens.current;
    for (;;) {
      if (tokens.startsWith('<')) pragmas.push(this.pragma());
      else if (tokens.startsWith('|')) this.parseTemporaries(temporaries);
      else break;
    }
    const statements = this.parseStatements();
    const body: SequenceNode = {
      kind: 'sequence',
      start: Math.min(start, tokens.previousStop),
      stop: tokens.previousStop,
      temporaries,
      statements,
    };
    return { pragmas, body };
  }

  /** `<name>`, `<key: literal …>`. What else stands between the angle brackets is skipped with an error. */
  private pragma(): PragmaNode {
    const { tokens } = this;
    const { start } = tokens.splitFirst();
    const selectorParts: NamedRange[] = [];
    const args: (LiteralNode | VariableNode)[] = [];
    if (tokens.is('identifier')) {
      selectorParts.push(this.name());
    } else {
      while (tokens.is('keyword')) {
        const part = this.name();
        selectorParts.push(part);
        const argument = this.pragmaArgument();
        if (argument) args.push(argument);
        // A foreign call (`<cdecl: void 'f' (long) module: 'm'>`) has a grammar of its own, kept as text.
        if (foreignCalls.has(part.name)) this.skipForeignCall();
      }
    }
    if (selectorParts.length === 0) tokens.errorHere('bad-pragma', 'a pragma such as primitive: 60');
    if (tokens.startsWith('>')) {
      tokens.splitFirst();
    } else {
      tokens.errorHere('bad-pragma', '> to close the pragma');
      const line = /[^>\r\n]*>?/y;
      line.lastIndex = tokens.current.start;
      const stop = tokens.current.start + (line.exec(tokens.source)?.[0].length ?? 0);
      while (tokens.current.start < stop && !tokens.is('end')) tokens.advance();
    }
    const selector = selectorParts.map((part) => part.name).join('');
    return { kind: 'pragma', start, stop: tokens.previousStop, selector, selectorParts, args };
  }

  private pragmaArgument(): LiteralNode | VariableNode | undefined {
    const { tokens } = this;
    const literal = parseLiteral(tokens);
    if (literal) return literal;
    if (tokens.is('identifier')) {
      const { start, stop, text } = tokens.advance();
      const value = wordLiteral(text);
      if (typeof value === 'object' && value.kind !== 'symbol')
        return { kind: 'literal', start, stop, value };
      return { kind: 'variable', start, stop, name: text };
    }
    tokens.errorHere('expected-literal', 'a literal as the argument of the pragma');
    return undefined;
  }

  private skipForeignCall(): void {
    const { tokens } = this;
    while (!tokens.is('end') && !tokens.startsWith('>')) tokens.advance();
  }
}

const foreignCalls: ReadonlySet<string> = new Set(['cdecl:', 'apicall:', 'ccall:', 'callback:']);

function answeringLast(statements: readonly Statement[]): Statement[] {
  const last = statements.at(-1);
  if (!last || last.kind === 'return') return [...statements];
  const { start, stop } = outerRange(last);
  return [...statements.slice(0, -1), { kind: 'return', start, stop, value: last, implicit: true }];
}
