import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  DesktopKeys,
  isForEditor,
  isForLeaving,
  mayPaste,
  strokesOf,
  type KeyInput,
} from '../../../extension/panels/view/desktopKeys';
import { macRomanOf } from '../../../extension/panels/view/macRoman';

const none = {
  shiftKey: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  isAltGraph: false,
  repeat: false,
};
const key = (name: string, more: Partial<KeyInput> = {}): KeyInput => ({
  ...none,
  key: name,
  code: name,
  ...more,
});

const stroke = 0;
const down = 1;
const up = 2;

/** The stroke of a key on a Linux machine: code, modifiers, code point. */
function check(input: KeyInput, code: number, modifiers: number, codePoint = code, isMac = false): void {
  const events = new DesktopKeys(isMac).down(input);
  assert.deepEqual(
    events,
    [down, stroke].map((action) => [2, code, action, modifiers, codePoint]),
    input.key,
  );
}

test('Letters have their code in Mac OS Roman and their code point', () => {
  check(key('a'), 97, 0);
  check(key('A', { shiftKey: true }), 65, 1);
  check(key('ä'), 138, 0, 0xe4);
  check(key('€'), 219, 0, 0x20ac);
  check(key('я'), 0, 0, 0x44f);
  check(key('😀'), 0, 0, 0x1f600);
});

test('Keys that type nothing have the codes that Smalltalk knows', () => {
  const codes = { Home: 1, End: 4, Insert: 5, Backspace: 8, Tab: 9, PageUp: 11, PageDown: 12, Enter: 13 };
  for (const [name, code] of Object.entries(codes)) check(key(name), code, 0);
  const others = { Escape: 27, ArrowLeft: 28, ArrowRight: 29, ArrowUp: 30, ArrowDown: 31, Delete: 127 };
  for (const [name, code] of Object.entries(others)) check(key(name), code, 0);
});

test('Control makes a control character, Alt is Command', () => {
  check(key('c', { ctrlKey: true }), 3, 2, 99);
  check(key('1', { ctrlKey: true }), 49, 2);
  check(key('p', { altKey: true }), 112, 8);
  check(key('p', { metaKey: true }), 112, 8, 112, true);
  check(key('π', { altKey: true }), 185, 4, 0x3c0, true);
});

test('A character that AltGr types has no modifiers of it', () => {
  check(key('@', { ctrlKey: true, altKey: true, isAltGraph: true }), 64, 0);
});

test('A key that repeats is stroked again, and goes up once, as what it went down as', () => {
  const keys = new DesktopKeys(false);
  keys.down(key('a', { code: 'KeyA' }));
  assert.deepEqual(keys.down(key('a', { code: 'KeyA', repeat: true })), [[2, 97, stroke, 0, 97]]);
  assert.deepEqual(keys.up(key('A', { code: 'KeyA', shiftKey: true })), [[2, 97, up, 1, 97]]);
  assert.deepEqual(keys.up(key('a', { code: 'KeyA' })), []);
});

test('Keys that are down go up when the user goes elsewhere', () => {
  const keys = new DesktopKeys(false);
  keys.down(key('a', { code: 'KeyA' }));
  assert.deepEqual(keys.releaseAll(), [[2, 97, up, 0, 97]]);
  assert.deepEqual(keys.releaseAll(), []);
});

test('Keys that are none for an image are left alone', () => {
  for (const name of ['F13', 'Shift', 'CapsLock', 'AudioVolumeUp', 'Unidentified'])
    assert.deepEqual(new DesktopKeys(false).down(key(name)), []);
  assert.ok(isForEditor(key('F10')) && isForEditor(key('F12')));
  assert.ok(!isForEditor(key('F')) && !isForEditor(key('Escape')));
  assert.ok(isForLeaving(key('F6', { shiftKey: true })) && !isForLeaving(key('F6')));
});

test('What was composed is stroked character by character', () => {
  assert.deepEqual(strokesOf('é語\r\n'), [
    [2, 142, stroke, 0, 0xe9],
    [2, 0, stroke, 0, 0x8a9e],
    [2, 13, stroke, 0, 13],
  ]);
});

test('Keys that may paste are known beforehand', () => {
  assert.ok(mayPaste(key('v', { ctrlKey: true })));
  assert.ok(mayPaste(key('V', { altKey: true, shiftKey: true })));
  assert.ok(mayPaste(key('Insert', { shiftKey: true })));
  assert.ok(!mayPaste(key('v')));
  assert.ok(!mayPaste(key('c', { ctrlKey: true })));
});

test('Mac OS Roman has 128 characters beyond those of ASCII, each once', () => {
  const codes = new Set<number>();
  for (let codePoint = 128; codePoint < 0x10000; codePoint++) codes.add(macRomanOf(codePoint));
  codes.delete(0);
  assert.deepEqual([codes.size, Math.min(...codes), Math.max(...codes)], [128, 128, 255]);
  assert.equal(macRomanOf('ˇ'.codePointAt(0)!), 255);
});
