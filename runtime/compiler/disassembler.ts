import type { CompiledCode } from './compiledCode';
import type { Literal } from './literals';
import { specialSelectors } from './sistaBytecodes';

/** One bytecode with its extensions. */
export interface DisassembledBytecode {
  readonly pc: number;
  /** Offset of the next bytecode. */
  readonly nextPc: number;
  /** Readable, with literals and jump targets resolved: `send: foo:`, `jumpFalse: 12`. */
  readonly text: string;
  /** The effect on the depth of the operand stack. */
  readonly effect: number;
  /** Where it may jump to. */
  readonly target?: number;
  /** False if execution never goes on to the next bytecode. */
  readonly fallsThrough: boolean;
}

/** All bytecodes of `code`, in order; throws RangeError for an encoding that the compiler never makes. */
export function disassemble(code: CompiledCode): DisassembledBytecode[] {
  const result: DisassembledBytecode[] = [];
  for (let pc = 0; pc < code.bytes.length;) {
    const bytecode = disassembleAt(code, pc);
    result.push(bytecode);
    pc = bytecode.nextPc;
  }
  return result;
}

/** The bytecodes a line each, blocks indented below the bytecode that makes their closures. */
export function disassemblyText(code: CompiledCode, indent = ''): string {
  const lines: string[] = [];
  for (const { pc, text } of disassemble(code)) {
    lines.push(`${indent}${pc} ${text}`);
    const block = /^closure: (\d+)/.exec(text);
    const literal = block ? code.literals[Number(block[1])] : undefined;
    if (typeof literal === 'object' && literal.kind === 'block') {
      lines.push(disassemblyText(literal.code, `${indent}  `));
    }
  }
  return lines.join('\n');
}

interface Operation {
  readonly text: string;
  readonly effect: number;
  readonly jump?: number;
  readonly ends?: boolean;
}

function disassembleAt(code: CompiledCode, pc: number): DisassembledBytecode {
  const { bytes } = code;
  let at = pc;
  let extensionA = 0;
  let extensionB = 0;
  let countB = 0;
  for (; bytes[at] === 224 || bytes[at] === 225; at += 2) {
    const operand = byteAt(bytes, at + 1);
    if (bytes[at] === 224) extensionA = (extensionA << 8) | operand;
    else extensionB = countB++ === 0 && operand > 127 ? operand - 256 : (extensionB << 8) | operand;
  }
  const byte = byteAt(bytes, at);
  const length = byte < 224 ? 1 : byte < 248 ? 2 : 3;
  const nextPc = at + length;
  const operation =
    length === 1
      ? shortOperation(code, byte, extensionB)
      : longOperation(
          code,
          byte,
          byteAt(bytes, at + 1),
          length === 3 ? byteAt(bytes, at + 2) : 0,
          extensionA,
          extensionB,
        );
  const { text, effect, jump, ends = false } = operation;
  if (jump === undefined) return { pc, nextPc, text, effect, fallsThrough: !ends };
  const target = nextPc + jump;
  return { pc, nextPc, text: `${text}: ${target}`, effect, target, fallsThrough: !ends };
}

function shortOperation(code: CompiledCode, byte: number, extensionB: number): Operation {
  if (byte === 82 && extensionB === 1) return { text: 'thisProcess', effect: 1 };
  if (byte < 16) return { text: `pushInstance: ${byte}`, effect: 1 };
  if (byte < 32) return { text: `pushBinding: ${literalText(code.literals[byte - 16])}`, effect: 1 };
  if (byte < 64) return { text: `push: ${literalText(code.literals[byte - 32])}`, effect: 1 };
  if (byte < 76) return { text: `pushTemp: ${byte - 64}`, effect: 1 };
  if (byte >= 96 && byte < 128) return sendOperation('send', specialSelectors[byte - 96] as string);
  if (byte >= 128 && byte < 176) return sendOperation('send', selectorAt(code, byte & 15));
  if (byte >= 176 && byte < 184) return { text: 'jump', effect: 0, jump: byte - 175, ends: true };
  if (byte >= 184 && byte < 192) return { text: 'jumpTrue', effect: -1, jump: byte - 183 };
  if (byte >= 192 && byte < 200) return { text: 'jumpFalse', effect: -1, jump: byte - 191 };
  if (byte >= 200 && byte < 208) return { text: `popIntoInstance: ${byte - 200}`, effect: -1 };
  if (byte >= 208 && byte < 216) return { text: `popIntoTemp: ${byte - 208}`, effect: -1 };
  const simple = simpleOperations[byte];
  if (simple) return simple;
  throw new RangeError(`${byte} is no bytecode that the compiler makes`);
}

const simpleOperations: Readonly<Record<number, Operation>> = {
  76: { text: 'self', effect: 1 },
  77: { text: 'push: true', effect: 1 },
  78: { text: 'push: false', effect: 1 },
  79: { text: 'push: nil', effect: 1 },
  80: { text: 'push: 0', effect: 1 },
  81: { text: 'push: 1', effect: 1 },
  82: { text: 'thisContext', effect: 1 },
  83: { text: 'dup', effect: 1 },
  88: { text: 'returnSelf', effect: 0, ends: true },
  89: { text: 'return: true', effect: 0, ends: true },
  90: { text: 'return: false', effect: 0, ends: true },
  91: { text: 'return: nil', effect: 0, ends: true },
  92: { text: 'returnTop', effect: -1, ends: true },
  93: { text: 'blockReturn: nil', effect: 0, ends: true },
  94: { text: 'blockReturnTop', effect: -1, ends: true },
  216: { text: 'pop', effect: -1 },
};

function longOperation(
  code: CompiledCode,
  byte: number,
  first: number,
  second: number,
  extensionA: number,
  extensionB: number,
): Operation {
  const index = first + (extensionA << 8);
  const signed = first + (extensionB << 8);
  const sendIndex = (first >> 3) + (extensionA << 5);
  switch (byte) {
    case 226:
      return { text: `pushInstance: ${index}`, effect: 1 };
    case 227:
      return { text: `pushBinding: ${literalText(code.literals[index])}`, effect: 1 };
    case 228:
      return { text: `push: ${literalText(code.literals[index])}`, effect: 1 };
    case 229:
      return { text: `pushTemp: ${first}`, effect: 1 };
    case 231:
      return first < 128
        ? { text: `newArray: ${first}`, effect: 1 }
        : { text: `arrayFromStack: ${first - 128}`, effect: 1 - (first - 128) };
    case 232:
      return { text: `push: ${signed}`, effect: 1 };
    case 233:
      return { text: `push: ${literalText({ kind: 'character', codePoint: signed })}`, effect: 1 };
    case 234:
      return sendOperation('send', selectorAt(code, sendIndex), (first & 7) + (extensionB << 3));
    case 235:
      return sendOperation('super', selectorAt(code, sendIndex), (first & 7) + (extensionB << 3));
    case 237:
      return { text: 'jump', effect: 0, jump: signed, ends: true };
    case 238:
      return { text: 'jumpTrue', effect: -1, jump: signed };
    case 239:
      return { text: 'jumpFalse', effect: -1, jump: signed };
    case 240:
      return { text: `popIntoInstance: ${index}`, effect: -1 };
    case 241:
      return { text: `popIntoBinding: ${literalText(code.literals[index])}`, effect: -1 };
    case 242:
      return { text: `popIntoTemp: ${first}`, effect: -1 };
    case 243:
      return { text: `storeInstance: ${index}`, effect: 0 };
    case 244:
      return { text: `storeBinding: ${literalText(code.literals[index])}`, effect: 0 };
    case 245:
      return { text: `storeTemp: ${first}`, effect: 0 };
    case 248:
      return { text: `primitive: ${first + (second << 8)}`, effect: 0 };
    case 249:
      return { text: `closure: ${index} copied: ${second}`, effect: 1 - second };
    case 251:
      return { text: `pushTemp: ${second} slot: ${first}`, effect: 1 };
    case 252:
      return { text: `storeTemp: ${second} slot: ${first}`, effect: 0 };
    case 253:
      return { text: `popIntoTemp: ${second} slot: ${first}`, effect: -1 };
    default:
      throw new RangeError(`${byte} is no bytecode that the compiler makes`);
  }
}

function sendOperation(verb: string, selector: string, numArgs = argumentCount(selector)): Operation {
  return { text: `${verb}: ${selector}`, effect: -numArgs };
}

function argumentCount(selector: string): number {
  return /^\w/.test(selector) ? selector.split(':').length - 1 : 1;
}

function selectorAt(code: CompiledCode, index: number): string {
  const literal = code.literals[index];
  if (typeof literal === 'object' && literal.kind === 'symbol') return literal.value;
  throw new RangeError(`Literal ${index} is no selector`);
}

function byteAt(bytes: Uint8Array, offset: number): number {
  const byte = bytes[offset];
  if (byte === undefined) throw new RangeError('The bytecodes end in the middle of one');
  return byte;
}

/** A literal as source text would write it, bindings by their name. */
export function literalText(literal: Literal | undefined): string {
  if (literal === undefined) throw new RangeError('There is no such literal');
  if (typeof literal !== 'object') return String(literal);
  switch (literal.kind) {
    case 'float':
      return Number.isInteger(literal.value) ? literal.value.toFixed(1) : String(literal.value);
    case 'fraction':
      return `${literal.numerator}/${literal.denominator}`;
    case 'scaledDecimal':
      return `${literal.numerator}/${literal.denominator}s${literal.scale}`;
    case 'character':
      return `$${String.fromCodePoint(literal.codePoint)}`;
    case 'string':
      return `'${literal.value.replaceAll("'", "''")}'`;
    case 'symbol':
      return `#${literal.value}`;
    case 'array':
      return `#(${literal.elements.map(literalText).join(' ')})`;
    case 'byteArray':
      return `#[${literal.bytes.join(' ')}]`;
    case 'binding':
      return literal.name;
    case 'block':
      return 'block';
    default:
      return literal.kind;
  }
}
