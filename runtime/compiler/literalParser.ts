import type { LiteralNode } from './ast';
import { negateLiteral, type LiteralValue } from './literals';
import type { TokenStream } from './tokenStream';

/** Deeper literal arrays would exhaust the stack of those that walk them. */
const deepestArray = 200;

/**
 * A literal at the current token, or undefined if none stands there. `true`, `false` and `nil` are
 * literals only inside arrays and pragmas: elsewhere they are pseudo-variables.
 */
export function parseLiteral(tokens: TokenStream, depth = 0): LiteralNode | undefined {
  const { start } = tokens.current;
  switch (tokens.current.kind) {
    case 'literal': {
      const token = tokens.advance();
      return { kind: 'literal', start, stop: token.stop, value: token.value as LiteralValue };
    }
    case 'literalArray':
      tokens.advance();
      return parseArray(tokens, start, depth + 1);
    case 'byteArray':
      tokens.advance();
      return parseByteArray(tokens, start);
    case 'binary':
      return tokens.isMinusOfNumber() ? parseNegativeNumber(tokens) : undefined;
    default:
      return undefined;
  }
}

/** The literal that a word stands for inside an array or a pragma. */
export function wordLiteral(word: string): LiteralValue {
  if (word === 'nil' || word === 'true' || word === 'false') return { kind: word };
  return { kind: 'symbol', value: word };
}

function parseNegativeNumber(tokens: TokenStream): LiteralNode {
  const { start } = tokens.advance();
  const number = tokens.advance();
  return { kind: 'literal', start, stop: number.stop, value: negateLiteral(number.value as LiteralValue) };
}

/** The elements of `#( … )`, after the opening. Inside, `(` and `[` open arrays, and words are symbols. */
function parseArray(tokens: TokenStream, start: number, depth: number): LiteralNode {
  const elements: LiteralNode[] = [];
  for (;;) {
    const { kind } = tokens.current;
    if (kind === 'rightParen') {
      tokens.advance();
      break;
    }
    if (kind === 'end' || kind === 'rightBracket' || kind === 'rightBrace') {
      tokens.errorHere(
        'expected-token',
        `) to close the array opened by ${tokens.source.slice(start, start + 2)}`,
      );
      break;
    }
    if (depth > deepestArray) {
      tokens.diagnostics.error('nesting-too-deep', tokens.current, 'This array is nested too deeply');
      while (!tokens.is('end')) tokens.advance();
      break;
    }
    elements.push(parseElement(tokens, depth));
  }
  return arrayNode(start, tokens.previousStop, elements);
}

function parseElement(tokens: TokenStream, depth: number): LiteralNode {
  const { start, kind } = tokens.current;
  const literal = parseLiteral(tokens, depth);
  if (literal) return literal;
  switch (kind) {
    case 'leftParen':
      tokens.advance();
      return parseArray(tokens, start, depth + 1);
    case 'leftBracket':
      tokens.advance();
      return parseByteArray(tokens, start);
    case 'identifier': {
      const word = tokens.advance();
      return { kind: 'literal', start, stop: word.stop, value: wordLiteral(word.text) };
    }
    case 'keyword':
      return parseKeywordSymbol(tokens);
    case 'leftBrace':
      tokens.errorHere('expected-literal', 'a literal');
      tokens.advance();
      tokens.skipToStatementEnd();
      tokens.match('rightBrace');
      return { kind: 'literal', start, stop: tokens.previousStop, value: { kind: 'nil' } };
    default: {
      // Operators, and what else stands there (`^ ; . := :`), are symbols, as in Squeak.
      const token = tokens.advance();
      return { kind: 'literal', start, stop: token.stop, value: { kind: 'symbol', value: token.text } };
    }
  }
}

/** `at:put:` without spaces is one symbol. */
function parseKeywordSymbol(tokens: TokenStream): LiteralNode {
  const { start } = tokens.current;
  let value = '';
  do value += tokens.advance().text;
  while (
    tokens.current.start === tokens.previousStop &&
    (tokens.is('keyword') || (tokens.is('identifier') && value.endsWith(':')))
  );
  return { kind: 'literal', start, stop: tokens.previousStop, value: { kind: 'symbol', value } };
}

function parseByteArray(tokens: TokenStream, start: number): LiteralNode {
  const bytes: number[] = [];
  while (!tokens.is('rightBracket')) {
    const { value } = tokens.current;
    const isByte = typeof value === 'number' && value >= 0 && value <= 255;
    if (isByte) bytes.push(value);
    else tokens.errorHere('expected-literal', 'an integer from 0 to 255, or ] to close the byte array');
    if (isByte || tokens.is('literal')) tokens.advance();
    else {
      tokens.skipToStatementEnd();
      break;
    }
  }
  tokens.match('rightBracket');
  const value: LiteralValue = { kind: 'byteArray', bytes: Uint8Array.from(bytes) };
  return { kind: 'literal', start, stop: tokens.previousStop, value };
}

function arrayNode(start: number, stop: number, elements: readonly LiteralNode[]): LiteralNode {
  const value: LiteralValue = { kind: 'array', elements: elements.map((element) => element.value) };
  return { kind: 'literal', start, stop, value, elements };
}
