// Primitives that turn strings into symbols, bytes and other cases, and those of Character.
import type { Interpreter } from '../interpreter/interpreter';
import { readableBytes } from '../object-memory/bytesOf';
import type { SBytes, Value } from '../object-memory/objects';
import { baseLetter, capital, decimalDigitValue, generalCategory, lowerCase } from './caseMapping';
import { FAIL, type Primitive, type PrimitiveFamily } from './primitive';
import {
  charactersOf,
  codePointOf,
  isSymbolOf,
  javaScriptText,
  stringOf,
  words,
  type Characters,
} from './textOperands';

const identifier = '[\\p{L}_][\\p{L}\\p{N}_]*';
const unaryPattern = new RegExp(`^${identifier}$`, 'u');
const keywordPattern = new RegExp(`^(?:${identifier}:)+$`, 'u');
const binaryPattern = /^[-+*/\\~<>=&@%,|?!·÷±×«»¬§¶°£¥¢¤©®]+$/u;

/** How many arguments a message with this selector takes, -1 if it is no selector. */
export function argumentCount(selector: string): number {
  if (unaryPattern.test(selector)) return 0;
  if (binaryPattern.test(selector)) return 1;
  return keywordPattern.test(selector) ? selector.split(':').length - 1 : -1;
}

/** A primitive of one string. */
function ofText(answer: (vm: Interpreter, text: Characters) => Value): Primitive {
  return (vm, stack, rcvr) => {
    const text = charactersOf(vm, stack[rcvr]);
    return text === null ? FAIL : answer(vm, text);
  };
}

const mapped = (map: (code: number) => number): Primitive =>
  ofText((vm, text) => stringOf(vm, words(text).map(map)));

/** A primitive of one Character. */
function ofCharacter(answer: (vm: Interpreter, code: number) => Value): Primitive {
  return (vm, stack, rcvr) => {
    const code = codePointOf(vm, stack[rcvr]);
    return code < 0 ? FAIL : answer(vm, code);
  };
}

/** The one Symbol with these characters. */
const asSymbol: Primitive = (vm, stack, rcvr) => {
  const text = charactersOf(vm, stack[rcvr]);
  if (text === null) return FAIL;
  return isSymbolOf(vm, stack[rcvr]) ? stack[rcvr] : vm.kernel.symbol(javaScriptText(text));
};

/** Whether `text` names a global or a method: such names are Symbols, made when first asked for. */
function isKnownName(vm: Interpreter, text: string): boolean {
  if (vm.kernel.globals.has(text) || vm.image.classNamed(text) !== undefined) return true;
  for (const behavior of vm.kernel.behaviors.values())
    if (behavior.methods.has(text) || behavior.counterpart.methods.has(text)) return true;
  return false;
}

/** All Symbols, those of globals and of the kernel's methods included that nobody asked for yet. */
const allSymbols: Primitive = (vm) => {
  for (const name of vm.kernel.globals.keys()) vm.kernel.symbol(name);
  for (const behavior of vm.kernel.behaviors.values())
    for (const { methods } of [behavior, behavior.counterpart])
      for (const selector of methods.keys()) vm.kernel.symbol(selector);
  return vm.kernel.array([...vm.kernel.allSymbols()]);
};

/** Argument: a string. Answers nil where no such Symbol exists. */
const findSymbol: Primitive = (vm, stack, rcvr) => {
  const characters = charactersOf(vm, stack[rcvr + 1]);
  if (characters === null) return FAIL;
  const text = javaScriptText(characters);
  return vm.kernel.existingSymbol(text) ?? (isKnownName(vm, text) ? vm.kernel.symbol(text) : vm.kernel.nil);
};

/** The code points that UTF-8 bytes encode, null if they are malformed (RFC 3629). */
export function decodeUtf8(bytes: Uint8Array): Uint32Array | null {
  const codes: number[] = [];
  for (let i = 0; i < bytes.length;) {
    const lead = bytes[i++];
    const length = lead < 0x80 ? 0 : lead >= 0xc2 && lead < 0xe0 ? 1 : lead >= 0xe0 && lead < 0xf0 ? 2 : 3;
    if ((lead >= 0x80 && lead < 0xc2) || lead > 0xf4 || i + length > bytes.length) return null;
    let code = length === 0 ? lead : lead & (0x3f >> length);
    for (let k = 0; k < length; k++) {
      const next = bytes[i++];
      if ((next & 0xc0) !== 0x80) return null;
      code = (code << 6) | (next & 0x3f);
    }
    const least = [0, 0x80, 0x800, 0x10000][length];
    if (code < least || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return null;
    codes.push(code);
  }
  return Uint32Array.from(codes);
}

/** The UTF-8 bytes of code points (RFC 3629). */
export function encodeUtf8(codes: Iterable<number>): Uint8Array {
  const bytes: number[] = [];
  for (const code of codes) {
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 0x3f));
    else if (code < 0x10000)
      bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
    else
      bytes.push(
        0xf0 | (code >> 18),
        0x80 | ((code >> 12) & 0x3f),
        0x80 | ((code >> 6) & 0x3f),
        0x80 | (code & 0x3f),
      );
  }
  return Uint8Array.from(bytes);
}

const utf8Decode: Primitive = (vm, stack, rcvr) => {
  const o = stack[rcvr];
  if (typeof o !== 'object' || o.$b.format !== 'bytes') return FAIL;
  const codes = decodeUtf8(readableBytes(o as SBytes));
  return codes === null ? FAIL : stringOf(vm, codes);
};

export const stringConversionPrimitives: PrimitiveFamily = {
  named: {
    'Archipelago.stringAsUppercase': mapped(capital),
    'Archipelago.stringAsLowercase': mapped(lowerCase),
    'Archipelago.stringAsSymbol': asSymbol,
    'Archipelago.symbolFind': findSymbol,
    'Archipelago.symbolAll': allSymbols,
    'Archipelago.symbolAsString': ofText((vm, text) =>
      stringOf(vm, typeof text === 'string' ? text : text.slice()),
    ),
    'Archipelago.stringNumArgs': ofText((_vm, text) => argumentCount(javaScriptText(text))),
    'Archipelago.stringIsPlainSymbol': ofText((vm, text) =>
      vm.kernel.boolean(argumentCount(javaScriptText(text)) >= 0),
    ),
    'Archipelago.utf8Encode': ofText((vm, text) => vm.kernel.bytes(encodeUtf8(words(text)))),
    'Archipelago.utf8Decode': utf8Decode,
    'Archipelago.characterCategory': ofCharacter((_vm, code) => generalCategory(code)),
    'Archipelago.characterUppercase': ofCharacter((vm, code) => vm.kernel.character(capital(code))),
    'Archipelago.characterLowercase': ofCharacter((vm, code) => vm.kernel.character(lowerCase(code))),
    'Archipelago.characterDigitValue': ofCharacter((_vm, code) => decimalDigitValue(code)),
    'Archipelago.characterBase': ofCharacter((vm, code) => vm.kernel.character(baseLetter(code))),
  },
};
