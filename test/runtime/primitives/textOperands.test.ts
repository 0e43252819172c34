import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  baseLetter,
  capital,
  decimalDigitValue,
  generalCategory,
  lowerCase,
  upperCase,
} from '../../../runtime/primitives/caseMapping';
import { argumentCount, decodeUtf8, encodeUtf8 } from '../../../runtime/primitives/stringConversions';
import { foldedCode, tokens } from '../../../runtime/primitives/strings';
import {
  compareCharacters,
  equalCharacters,
  hashOfCharacters,
  indexOfCharacters,
  javaScriptText,
  words,
} from '../../../runtime/primitives/textOperands';

const latin1 = fc.array(fc.integer({ min: 0, max: 255 })).map((codes) => String.fromCharCode(...codes));

test('a string is the same in bytes and in words', () => {
  fc.assert(
    fc.property(latin1, latin1, (a, b) => {
      assert.equal(hashOfCharacters(a), hashOfCharacters(words(a)));
      assert.equal(equalCharacters(a, words(b)), a === b);
      assert.equal(Math.sign(compareCharacters(a, b)), Math.sign(compareCharacters(words(a), words(b))));
      assert.equal(javaScriptText(words(a)), a);
    }),
  );
});

test('searching in words finds what searching in bytes finds', () => {
  const few = fc.array(fc.constantFrom('a', 'b'), { maxLength: 12 }).map((letters) => letters.join(''));
  fc.assert(
    fc.property(few, few, fc.nat(12), (body, key, from) => {
      if (key === '') return;
      assert.equal(indexOfCharacters(words(body), words(key), from), body.indexOf(key, from));
    }),
  );
});

test('hashes differ where strings hardly do', () => {
  const hashes = new Set(Array.from({ length: 10_000 }, (_, i) => hashOfCharacters(`name${i}`)));
  assert.ok(hashes.size > 9_990, `only ${hashes.size} hashes`);
});

test('UTF-8 goes there and back, and bad bytes are refused', () => {
  const code = fc.oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }));
  fc.assert(
    fc.property(fc.array(code), (codes) => {
      const bytes = encodeUtf8(codes);
      assert.deepEqual(bytes, new TextEncoder().encode(String.fromCodePoint(...codes)));
      assert.deepEqual([...decodeUtf8(bytes)!], codes);
    }),
  );
  for (const bad of [
    [0x80],
    [0xc0, 0x80],
    [0xe2, 0x82],
    [0xed, 0xa0, 0x80],
    [0xf5, 0x80, 0x80, 0x80],
    [0xe0, 0x80, 0x80],
  ])
    assert.equal(decodeUtf8(Uint8Array.from(bad)), null, bad.join(' '));
});

test('what is a selector, and how many arguments it takes', () => {
  const cases: [string, number][] = [
    ['size', 0],
    ['_x1', 0],
    ['+', 1],
    ['->>', 1],
    ['at:put:', 2],
    ['_:_:', 2],
    ['', -1],
    ['at:put', -1],
    ['x::', -1],
    ['0x', -1],
    ['a b', -1],
    ['+a', -1],
  ];
  for (const [selector, count] of cases) assert.equal(argumentCount(selector), count, selector);
});

test('cases map one character to one', () => {
  const e = 0xe9;
  const E = 0xc9;
  assert.equal(upperCase(e), E);
  assert.equal(lowerCase(E), e);
  // The uppercase of the sharp s is two letters, so it has none; its capital is a letter of its own.
  assert.equal(upperCase(0xdf), 0xdf);
  assert.equal(capital(0xdf), 0x1e9e);
  assert.equal(foldedCode(0x41), foldedCode(0x61));
  assert.equal(foldedCode(e), foldedCode(E));
  assert.equal(baseLetter(e), 0x65);
});

test('categories and digits', () => {
  const cases: [number, number][] = [
    [0x41, 1],
    [0x61, 2],
    [0x35, 9],
    [0x28, 14],
    [0x2b, 19],
    [0x20, 23],
    [0x0a, 26],
    [0x10fffe, 30],
  ];
  for (const [code, category] of cases) assert.equal(generalCategory(code), category, code.toString(16));
  assert.equal(decimalDigitValue(0x665), 5);
  assert.equal(decimalDigitValue(0x1d7cf), 1);
  assert.equal(decimalDigitValue(0x41), -1);
});

test('tokens are what stands between delimiters', () => {
  assert.deepEqual(tokens(' a  bc ', ' '), ['a', 'bc']);
  assert.deepEqual(tokens('', ' '), []);
  assert.deepEqual(tokens(',;', ';,'), []);
  assert.deepEqual(tokens(words('a,b'), ',').map(javaScriptText), ['a', 'b']);
});
