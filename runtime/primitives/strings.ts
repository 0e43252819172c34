// Primitives of String: characters by index, comparing, searching, concatenating.
import type { Interpreter } from '../interpreter/interpreter';
import { byteAt, writableBytes } from '../object-memory/bytesOf';
import type { SBytes, SCharacter, SObject, SWords, Value } from '../object-memory/objects';
import { upperCase } from './caseMapping';
import { indexableSize, isObject } from './operands';
import { FAIL, type Fail, type Primitive, type PrimitiveFamily } from './primitive';
import {
  charactersOf,
  codeAt,
  codePointOf,
  compareCharacters,
  equalCharacters,
  hashOfCharacters,
  indexOfCharacters,
  isSymbolOf,
  sliceCharacters,
  stringOf,
  wideString,
  words,
  type Characters,
} from './textOperands';

/** 63: the Character at an index of bytes or words. */
const stringAt: Primitive = (vm, stack, rcvr) => {
  const o = stack[rcvr];
  const index = stack[rcvr + 1];
  if (!isObject(o) || typeof index !== 'number') return FAIL;
  const size = indexableSize(o);
  if (size === undefined || index < 1 || index > size) return FAIL;
  if (o.$b.format === 'bytes') return vm.kernel.character(byteAt(o as SBytes, index - 1));
  return o.$b.format === 'words' ? vm.kernel.character((o as SWords).w[index - 1]) : FAIL;
};

/** 64: fails where the Character doesn't fit, and for Symbols. */
const stringAtPut: Primitive = (vm, stack, rcvr) => {
  const o = stack[rcvr];
  const index = stack[rcvr + 1];
  const code = codePointOf(vm, stack[rcvr + 2]);
  if (!isObject(o) || typeof index !== 'number' || code < 0 || isSymbolOf(vm, o)) return FAIL;
  const size = indexableSize(o);
  if (size === undefined || index < 1 || index > size) return FAIL;
  if (o.$b.format === 'bytes') {
    if (code > 255) return FAIL;
    writableBytes(o as SBytes)[index - 1] = code;
  } else if (o.$b.format === 'words') (o as SWords).w[index - 1] = code;
  else return FAIL;
  return stack[rcvr + 2];
};

/** A primitive of two strings. */
function ofTwo(answer: (vm: Interpreter, a: Characters, b: Characters) => Value): Primitive {
  return (vm, stack, rcvr) => {
    const a = charactersOf(vm, stack[rcvr]);
    const b = charactersOf(vm, stack[rcvr + 1]);
    return a === null || b === null ? FAIL : answer(vm, a, b);
  };
}

const equal: Primitive = (vm, stack, rcvr) => {
  const a = stack[rcvr];
  const b = stack[rcvr + 1];
  if (a === b) return vm.kernel.true_;
  // Symbols are unique: two of them that are not the same differ.
  if (isSymbolOf(vm, a) && isSymbolOf(vm, b)) return vm.kernel.false_;
  const left = charactersOf(vm, a);
  const right = charactersOf(vm, b);
  return left === null || right === null ? FAIL : vm.kernel.boolean(equalCharacters(left, right));
};

/** What case-insensitive comparing looks at: ASCII letters as small ones, others as capitals. */
export function foldedCode(code: number): number {
  if (code < 128) return code >= 65 && code <= 90 ? code + 32 : code;
  return upperCase(code);
}

export function folded(text: Characters): Uint32Array {
  return words(text).map(foldedCode);
}

function compareIgnoringCase(a: Characters, b: Characters): number {
  return compareCharacters(folded(a), folded(b));
}

const find: Primitive = (vm, stack, rcvr) => {
  const body = charactersOf(vm, stack[rcvr]);
  const key = charactersOf(vm, stack[rcvr + 1]);
  const start = stack[rcvr + 2];
  if (body === null || key === null || typeof start !== 'number') return FAIL;
  if (key.length === 0) return 0;
  const from = Math.max(start, 1) - 1;
  return stack[rcvr + 3] === vm.kernel.true_
    ? indexOfCharacters(body, key, from) + 1
    : indexOfCharacters(folded(body), folded(key), from) + 1;
};

const indexOf: Primitive = (vm, stack, rcvr) => {
  const text = charactersOf(vm, stack[rcvr]);
  const code = codePointOf(vm, stack[rcvr + 1]);
  const start = stack[rcvr + 2];
  if (text === null || code < 0 || typeof start !== 'number') return FAIL;
  const from = Math.max(start, 1) - 1;
  if (typeof text !== 'string') return text.indexOf(code, from) + 1;
  return code > 255 ? 0 : text.indexOf(String.fromCharCode(code), from) + 1;
};

const copyFromTo: Primitive = (vm, stack, rcvr) => {
  const text = charactersOf(vm, stack[rcvr]);
  const start = stack[rcvr + 1];
  const stop = stack[rcvr + 2];
  if (text === null || typeof start !== 'number' || typeof stop !== 'number') return FAIL;
  if (stop < start) return vm.kernel.latin1String('');
  return start < 1 || stop > text.length ? FAIL : stringOf(vm, sliceCharacters(text, start - 1, stop));
};

function concatenated(vm: Interpreter, a: Characters, b: Characters): SObject {
  if (typeof a === 'string' && typeof b === 'string') return vm.kernel.latin1String(a + b);
  const codes = new Uint32Array(a.length + b.length);
  codes.set(words(a));
  codes.set(words(b), a.length);
  return wideString(vm, codes);
}

const hash: Primitive = (vm, stack, rcvr) => {
  const text = charactersOf(vm, stack[rcvr]);
  return text === null ? FAIL : hashOfCharacters(text);
};

function replacedAll(vm: Interpreter, text: Characters, old: Characters, by: Characters): SObject {
  if (typeof text === 'string' && typeof old === 'string' && typeof by === 'string')
    return vm.kernel.latin1String(text.split(old).join(by));
  const codes: number[] = [];
  let start = 0;
  for (let at; (at = indexOfCharacters(text, old, start)) >= 0; start = at + old.length) {
    codes.push(...words(sliceCharacters(text, start, at)), ...words(by));
  }
  codes.push(...words(sliceCharacters(text, start, text.length)));
  return stringOf(vm, Uint32Array.from(codes));
}

const replaceAll: Primitive = (vm, stack, rcvr) => {
  const text = charactersOf(vm, stack[rcvr]);
  const old = charactersOf(vm, stack[rcvr + 1]);
  const by = charactersOf(vm, stack[rcvr + 2]);
  if (text === null || old === null || by === null) return FAIL;
  return old.length === 0
    ? stringOf(vm, sliceCharacters(text, 0, text.length))
    : replacedAll(vm, text, old, by);
};

/** The parts of `text` between any of `delimiters`, none of them empty. */
export function tokens(text: Characters, delimiters: Characters): Characters[] {
  const parts: Characters[] = [];
  const separators = new Set(words(delimiters));
  let start = -1;
  for (let i = 0; i < text.length; i++) {
    if (separators.has(codeAt(text, i))) {
      if (start >= 0) parts.push(sliceCharacters(text, start, i));
      start = -1;
    } else if (start < 0) start = i;
  }
  if (start >= 0) parts.push(sliceCharacters(text, start, text.length));
  return parts;
}

function matchesAt(text: Characters, part: Characters, at: number): boolean {
  return at >= 0 && equalCharacters(sliceCharacters(text, at, at + part.length), part);
}

/** 170: class side of Character. */
const characterValue: Primitive = (vm, stack, rcvr): Value | Fail => {
  const code = stack[rcvr + 1];
  return typeof code === 'number' && code >= 0 && code <= 0x10ffff ? vm.kernel.character(code) : FAIL;
};

/** 171: the code point. */
const characterCode: Primitive = (vm, stack, rcvr) => {
  const o = stack[rcvr];
  return codePointOf(vm, o) < 0 ? FAIL : (o as SCharacter).value;
};

export const stringPrimitives: PrimitiveFamily = {
  numbered: { 63: stringAt, 64: stringAtPut, 170: characterValue, 171: characterCode },
  named: {
    'Archipelago.stringEqual': equal,
    'Archipelago.stringHash': hash,
    'Archipelago.stringCompare': ofTwo((_vm, a, b) => compareCharacters(a, b)),
    'Archipelago.stringCompareIgnoringCase': ofTwo((_vm, a, b) => compareIgnoringCase(a, b)),
    'Archipelago.stringConcatenate': ofTwo(concatenated),
    'Archipelago.stringBeginsWith': ofTwo((vm, a, b) => vm.kernel.boolean(matchesAt(a, b, 0))),
    'Archipelago.stringEndsWith': ofTwo((vm, a, b) =>
      vm.kernel.boolean(matchesAt(a, b, a.length - b.length)),
    ),
    'Archipelago.stringTokens': ofTwo((vm, a, b) =>
      vm.kernel.array(tokens(a, b).map((part) => stringOf(vm, part))),
    ),
    'Archipelago.stringFind': find,
    'Archipelago.stringIndexOf': indexOf,
    'Archipelago.stringCopyFromTo': copyFromTo,
    'Archipelago.stringReplaceAll': replaceAll,
  },
};
