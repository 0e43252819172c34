// Strings and Symbols of either width as operands: their characters, and new strings from characters.
import { byteText } from '../object-memory/bytesOf';
import type { Interpreter } from '../interpreter/interpreter';
import type { SBytes, SCharacter, SObject, SWords, Value } from '../object-memory/objects';

/** One code point per character, in order: a Latin-1 text or the words of a wide string. Read only. */
export type Characters = string | Uint32Array;

/** The characters of a String or Symbol, null for anything else. */
export function charactersOf(vm: Interpreter, v: Value): Characters | null {
  if (typeof v !== 'object') return null;
  const { ByteString, ByteSymbol, WideString, WideSymbol } = vm.kernel.known;
  const b = v.$b;
  if (b === ByteString || b === ByteSymbol) return byteText(v as SBytes);
  return b === WideString || b === WideSymbol ? (v as SWords).w : null;
}

export function isSymbolOf(vm: Interpreter, v: Value): boolean {
  const { ByteSymbol, WideSymbol } = vm.kernel.known;
  return typeof v === 'object' && (v.$b === ByteSymbol || v.$b === WideSymbol);
}

export function codeAt(text: Characters, index: number): number {
  return typeof text === 'string' ? text.charCodeAt(index) : text[index];
}

/** The code point of a Character, -1 for anything else. */
export function codePointOf(vm: Interpreter, v: Value): number {
  return typeof v === 'object' && v.$b === vm.kernel.known.Character ? (v as SCharacter).value : -1;
}

/** As a JavaScript string; code points above 65535 become surrogate pairs. */
export function javaScriptText(text: Characters): string {
  if (typeof text === 'string') return text;
  let result = '';
  for (const code of text) result += String.fromCodePoint(code);
  return result;
}

export function words(text: Characters): Uint32Array {
  return typeof text === 'string' ? Uint32Array.from(text, (c) => c.charCodeAt(0)) : text;
}

/** A new WideString that owns `codes`. */
export function wideString(vm: Interpreter, codes: Uint32Array): SWords {
  const wide = vm.kernel.known.WideString.instantiate(0) as SWords;
  wide.w = codes;
  return wide;
}

/** A new ByteString where all characters fit, else a WideString, which then owns `text`. */
export function stringOf(vm: Interpreter, text: Characters): SObject {
  if (typeof text === 'string') return vm.kernel.latin1String(text);
  return text.every((code) => code < 256)
    ? vm.kernel.latin1String(javaScriptText(text))
    : wideString(vm, text);
}

/** Less than, equal to or greater than 0 as `a` sorts before, with or after `b` by code points. */
export function compareCharacters(a: Characters, b: Characters): number {
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = codeAt(a, i) - codeAt(b, i);
    if (difference !== 0) return difference < 0 ? -1 : 1;
  }
  return Math.sign(a.length - b.length);
}

export function equalCharacters(a: Characters, b: Characters): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a === b;
  return a.length === b.length && compareCharacters(a, b) === 0;
}

/** The hash of a String or Symbol, of 28 bits: the same for equal characters, whatever the width. */
export function hashOfCharacters(text: Characters): number {
  let hash = text.length;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + codeAt(text, i)) | 0;
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 12)) & 0xfffffff;
}

/** Base 0 index at `from` or later where `key` begins in `body`, -1 if nowhere. Both are not empty. */
export function indexOfCharacters(body: Characters, key: Characters, from: number): number {
  if (typeof body === 'string' && typeof key === 'string') return body.indexOf(key, from);
  const first = codeAt(key, 0);
  for (let i = from; i + key.length <= body.length; i++) {
    if (codeAt(body, i) !== first) continue;
    let j = 1;
    while (j < key.length && codeAt(body, i + j) === codeAt(key, j)) j++;
    if (j === key.length) return i;
  }
  return -1;
}

/** Characters `from` (base 0) up to `to`, which is not included. */
export function sliceCharacters(text: Characters, from: number, to: number): Characters {
  return typeof text === 'string' ? text.slice(from, to) : text.slice(from, to);
}
