import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CursorForm, DisplayDevice } from '../../../runtime/devices/displayDevice';
import { bitBltPlugin } from '../../../runtime/image-files/bitBltPlugin';
import { displayPrimitives } from '../../../runtime/image-files/displayPrimitives';
import type { Fields, SObject, SWords, Value } from '../../../runtime/object-memory/objects';
import { GuestObjects } from '../primitives/guestObjects';

const guest = new GuestObjects();
const { nil, true_, false_ } = guest.kernel;

function form(width: number, height: number, depth: number, words?: readonly number[]): Fields {
  const count = Math.ceil((width * Math.abs(depth)) / 32) * height;
  return guest.fields(guest.words(words ?? new Array<number>(count).fill(0)), width, height, depth, nil);
}

function bitsOf(o: Fields): number[] {
  return [...(o.f0 as SWords).w];
}

/** The fields of a BitBlt in their order; those of a WarpBlt may follow. */
function bitBlt(
  fields: Partial<Record<string, Value>> & { readonly dest: Value },
  warp: readonly Value[] = [],
): Fields {
  const names = [
    ...['dest', 'source', 'halftone', 'rule', 'destX', 'destY', 'width', 'height'],
    ...['sourceX', 'sourceY', 'clipX', 'clipY', 'clipWidth', 'clipHeight', 'colorMap'],
  ];
  const values = names.map((name) => fields[name] ?? (name === 'rule' ? 3 : nil));
  return guest.fields(...values, ...warp);
}

const copyBits = (blt: SObject, ...args: Value[]): unknown => guest.run(bitBltPlugin, 96, blt, ...args);

test('what is nil is all of the destination', () => {
  const dest = form(2, 2, 32);
  const source = form(2, 2, 32, [1, 2, 3, 4]);
  const blt = bitBlt({ dest, source });
  assert.equal(copyBits(blt), blt);
  assert.deepEqual(bitsOf(dest), [1, 2, 3, 4]);
});

test('Floats are places, too, without their fractions', () => {
  const dest = form(4, 1, 32);
  copyBits(bitBlt({ dest, destX: guest.float(1.9), width: guest.float(2.5) }));
  assert.deepEqual(bitsOf(dest), [0, 0xffffffff, 0xffffffff, 0]);
  assert.equal(guest.call(bitBltPlugin, 96, bitBlt({ dest, destX: guest.float(1e12) })), 'fails');
});

test('what is not as it should be fails, and changes nothing', () => {
  const check = (why: string, blt: SObject, ...args: Value[]): void =>
    assert.equal(guest.call(bitBltPlugin, 96, blt, ...args), 'fails', why);
  const dest = form(2, 2, 32);
  const source = form(2, 2, 32);
  check('no BitBlt', guest.fields(dest, source));
  check('no Form', bitBlt({ dest: guest.array([nil, nil, nil, nil]) }));
  check('rule 16 of old', bitBlt({ dest, source, rule: 16 }));
  check('a rule that there is not', bitBlt({ dest, source, rule: 42 }));
  check('bits that are too few', bitBlt({ dest: guest.fields(guest.words([1]), 2, 2, 32) }));
  check('a depth that there is not', bitBlt({ dest: guest.fields(guest.words([1, 1, 1, 1]), 2, 2, 24) }));
  check('a width that is text', bitBlt({ dest, width: guest.string('2') }));
  check('a table that is no power of two', bitBlt({ dest, source, colorMap: guest.words([1, 2, 3]) }));
  check('blending without alpha', bitBlt({ dest, source, rule: 30 }));
  check('more alpha than there is', bitBlt({ dest, source, rule: 30 }), 256);
  check('component alpha without a colour', bitBlt({ dest, source, rule: 41 }));
  assert.deepEqual(bitsOf(dest), [0, 0, 0, 0]);
});

test('outside of the clipping rectangle nothing is asked', () => {
  const dest = form(2, 2, 32);
  const blt = bitBlt({ dest, source: form(2, 2, 32), rule: 30, clipWidth: 0 });
  assert.equal(copyBits(blt), blt);
});

test('rules that compare answer what differs', () => {
  const dest = form(2, 1, 32, [0x010203, 0]);
  const source = form(2, 1, 32, [0, 0x050000]);
  assert.equal(copyBits(bitBlt({ dest, source, rule: 32 })), 11);
});

test('halftones are Forms or words; ByteArrays are bits in the order of the host', () => {
  const dest = form(1, 3, 32);
  copyBits(bitBlt({ dest, halftone: guest.words([5, 6]) }));
  assert.deepEqual(bitsOf(dest), [5, 6, 5]);
  copyBits(bitBlt({ dest, halftone: form(32, 1, 1, [9]) }));
  assert.deepEqual(bitsOf(dest), [9, 9, 9]);
  const source = guest.fields(guest.bytes([4, 3, 2, 1]), 1, 1, 32);
  copyBits(bitBlt({ dest, source }));
  assert.deepEqual(bitsOf(dest), [0x01020304, 9, 9]);
});

test('ColorMaps have shifts, masks and colours, any of them nil', () => {
  const dest = form(1, 1, 32);
  const source = form(1, 1, 32, [0x00112233]);
  const shifts = guest.words([-16 >>> 0, 0, 16, 0]);
  const masks = guest.words([0xff0000, 0xff00, 0xff, 0]);
  copyBits(bitBlt({ dest, source, colorMap: guest.fields(shifts, masks, nil) }));
  assert.deepEqual(bitsOf(dest), [0x332211]);
  const colors = guest.words(Array.from({ length: 256 }, (_, i) => i + 1000));
  copyBits(bitBlt({ dest, source, colorMap: guest.fields(nil, nil, colors) }));
  assert.deepEqual(bitsOf(dest), [0x33 + 1000]);
});

test('lines leave the BitBlt at their end', () => {
  const dest = form(8, 1, 32);
  const blt = bitBlt({ dest, destX: 0, destY: 0, width: 1, height: 1 });
  assert.equal(guest.run(bitBltPlugin, 104, blt, 5, 0), blt);
  assert.deepEqual(
    bitsOf(dest).map((pixel) => pixel >>> 31),
    [0, 1, 1, 1, 1, 0, 0, 0],
  );
  assert.deepEqual([blt.f4, blt.f5], [5, 0]);
  assert.equal(guest.call(bitBltPlugin, 104, blt, 2 ** 29, 0), 'fails');
});

test('WarpBlt takes smoothing and the colours of its source, or neither', () => {
  const corner = (x: number, y: number): Value[] => [x * 16384, y * 16384, nil];
  const corners = [...corner(1, 0), ...corner(1, 1), ...corner(0, 1), ...corner(0, 0)];
  const dest = form(2, 2, 32);
  const source = form(2, 2, 32, [1, 2, 3, 4]);
  const blt = bitBlt({ dest, source }, corners);
  assert.equal(guest.run(bitBltPlugin, 147, blt), blt);
  assert.deepEqual(bitsOf(dest), [2, 1, 4, 3]);
  const indexed = bitBlt({ dest, source: form(2, 2, 8, [0, 0]) }, corners);
  assert.equal(guest.call(bitBltPlugin, 147, indexed, 2, nil), 'fails');
  for (const smoothing of [0, 1000])
    assert.equal(guest.call(bitBltPlugin, 147, blt, smoothing, nil), 'fails');
  assert.equal(guest.call(bitBltPlugin, 147, bitBlt({ dest, source })), 'fails');
});

test('one pixel of a Form, 0 outside of it', () => {
  const at = (o: SObject, x: number, y: number): unknown =>
    guest.call(bitBltPlugin, 'BitBltPlugin.primitivePixelValueAt', o, x, y);
  const bytes = form(4, 2, 8, [0x01020304, 0x05060708]);
  assert.deepEqual([at(bytes, 0, 0), at(bytes, 3, 1), at(bytes, 4, 0), at(bytes, 0, -1)], [1, 8, 0, 0]);
  assert.equal(at(form(1, 1, 32, [0xffffffff]), 0, 0), 0xffffffffn);
  assert.equal(at(form(4, 1, -8), 0, 0), 'fails');
});

/** Glyphs 2, 3 and 1 pixels wide for a, b and all others. */
const xTable = guest.array([0, 2, 5, 6]);
const glyphMap = guest.array(
  Array.from({ length: 256 }, (_, code) => (code === 97 ? 0 : code === 98 ? 1 : 2)),
);

test('a string is drawn glyph by glyph', () => {
  const dest = form(32, 1, 1);
  const source = form(6, 1, 1, [0b10_111_1 << 26]);
  const blt = bitBlt({ dest, source, height: 1, destX: 4, colorMap: guest.words([0, 1]) });
  const name = 'BitBltPlugin.primitiveDisplayString';
  guest.run(bitBltPlugin, name, blt, guest.string('xaba'), 2, 4, glyphMap, xTable, 1);
  assert.equal(bitsOf(dest)[0]!.toString(2).padStart(32, '0').slice(0, 16), '0000100111010000');
  assert.equal(blt.f4, 4 + 3 + 4 + 3);
  assert.equal(guest.call(bitBltPlugin, name, blt, guest.string('a'), 1, 2, glyphMap, xTable, 1), 'fails');
});

test('text is scanned until a stop, the end or the right margin', () => {
  const stops = new Array<Value>(258).fill(nil);
  stops[32] = guest.string('space');
  stops[256] = guest.string('end of run');
  stops[257] = guest.string('crossed');
  const scan = (text: string, rightX: number): unknown[] => {
    const scanner = guest.fields(10, 0, xTable, glyphMap);
    const string = guest.string(text);
    const reason = guest.call(
      bitBltPlugin,
      103,
      scanner,
      1,
      text.length,
      string,
      rightX,
      guest.array(stops),
      1,
    );
    return [reason, scanner.f0, scanner.f1];
  };
  assert.deepEqual(scan('ab', 100), ['end of run', 17, 2]);
  assert.deepEqual(scan('a b', 100), ['space', 13, 2]);
  assert.deepEqual(scan('abab', 16), ['crossed', 17, 3]);
  assert.deepEqual(scan('bb', 12), ['crossed', 10, 1]);
});

interface Shown {
  readonly areas: number[][];
  cursor: CursorForm | undefined;
  isFull: boolean;
}

/** A screen that takes down what it is told. */
function screen(): [DisplayDevice, Shown] {
  const shown: Shown = { areas: [], cursor: undefined, isFull: false };
  const device: DisplayDevice = {
    width: 640,
    height: 480,
    show: (_form, ...area) => shown.areas.push(area),
    setCursor: (cursor) => (shown.cursor = cursor),
    setFullScreen: (isFull) => (shown.isFull = isFull),
    beep: () => undefined,
  };
  return [device, shown];
}

test('what is drawn on the Display is shown, at once or when the image says so', () => {
  const [display, shown] = screen();
  guest.vm.image.devices = { display };
  const dest = form(8, 4, 32);
  const draw = (x: number): unknown => copyBits(bitBlt({ dest, destX: x, destY: 1, width: 2, height: 9 }));
  draw(0);
  assert.deepEqual(shown.areas, []);
  guest.run(displayPrimitives, 102, dest);
  draw(1);
  copyBits(bitBlt({ dest: form(8, 4, 32) }));
  assert.deepEqual(shown.areas, [[1, 1, 3, 4]]);
  guest.run(displayPrimitives, 126, nil, true_);
  draw(3);
  assert.equal(shown.areas.length, 1);
  guest.run(displayPrimitives, 127, dest, -3, 5, 1, 100);
  assert.deepEqual(shown.areas[1], [0, 1, 5, 4]);
  guest.run(displayPrimitives, 126, nil, false_);
  draw(5);
  assert.deepEqual(shown.areas[2], [5, 1, 7, 4]);
  const size = guest.run(displayPrimitives, 106, nil) as Fields;
  assert.deepEqual([size.f0, size.f1], [640, 480]);
  guest.vm.image.devices = {};
});

test('cursors of one bit and of 32, with and without a mask', () => {
  const [display, shown] = screen();
  guest.vm.image.devices = { display };
  const cursor = (size: number, depth: number): Fields => {
    const o = form(size, size, depth);
    o.f4 = guest.point(-3, -5);
    return o;
  };
  guest.run(displayPrimitives, 101, cursor(16, 1));
  assert.deepEqual([shown.cursor!.depth, shown.cursor!.mask], [1, undefined]);
  assert.deepEqual([shown.cursor!.hotSpotX, shown.cursor!.hotSpotY], [3, 5]);
  guest.run(displayPrimitives, 101, cursor(16, 1), cursor(16, 1));
  assert.equal(shown.cursor!.mask!.length, 16);
  guest.run(displayPrimitives, 101, cursor(32, 32));
  assert.equal(shown.cursor!.width, 32);
  assert.equal(guest.call(displayPrimitives, 101, cursor(8, 1)), 'fails');
  assert.equal(guest.call(displayPrimitives, 101, cursor(16, 1), nil), 'fails');
  guest.run(displayPrimitives, 233, nil, true_);
  assert.equal(shown.isFull, true);
  guest.vm.image.devices = {};
});

test('which depths a screen can show', () => {
  const can = (depth: Value): unknown => guest.call(displayPrimitives, 91, nil, depth);
  assert.deepEqual([1, 2, 4, 8, 16, 32].map(can), new Array(6).fill(true));
  assert.deepEqual([24, 0, -8].map(can), [false, false, false]);
  // In old images the number meant something else.
  assert.equal(can(guest.point(1, 1)), 'fails');
});
