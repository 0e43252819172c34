import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { CursorForm, DisplayDevice, DisplayForm } from '../../../runtime/devices/displayDevice';
import { deviceOperations, type Operation } from '../../../runtime/devices/deviceOperations';
import { partBytes } from '../../../runtime/devices/displayParts';
import type { Plain } from '../../../runtime/devices/plain';

/** Keeps what it is shown. */
class Keeper implements DisplayDevice {
  width = 0;
  height = 0;
  shown: DisplayForm | undefined;
  log: string[] = [];

  show(form: DisplayForm, left: number, top: number, right: number, bottom: number): void {
    this.shown = form;
    this.log.push(`${left} ${top} ${right} ${bottom}`);
  }

  setCursor({ width, height, depth, bits, mask, hotSpotX }: CursorForm): void {
    this.log.push(`cursor ${width} ${height} ${depth} ${bits[0]} ${mask?.[0]} ${hotSpotX}`);
  }

  setFullScreen(isFull: boolean): void {
    this.log.push(`full ${isFull}`);
  }

  beep(): void {
    this.log.push('beep');
  }
}

function perform(keeper: Keeper, selector: string, args: readonly Plain[]): Plain | undefined {
  return (deviceOperations.display[selector] as Operation<DisplayDevice>)(keeper, args);
}
const show = 'show:depth:left:top:right:bottom:of:by:';

test('what is sent part by part is what was shown', () => {
  const form = fc
    .record({
      width: fc.integer({ min: 1, max: 70 }),
      height: fc.integer({ min: 1, max: 9 }),
      depth: fc.constantFrom(1, 2, 4, 8, 16, 32),
    })
    .chain(({ width, height, depth }) => {
      const words = Math.ceil((width * depth) / 32) * height;
      return fc
        .array(fc.integer({ min: 0, max: 0xffffffff }), { minLength: words, maxLength: words })
        .map((bits) => ({ width, height, depth, bits: Uint32Array.from(bits) }));
    });
  fc.assert(
    fc.property(
      form,
      fc.array(fc.tuple(fc.nat(70), fc.nat(9), fc.nat(70), fc.nat(9)), { minLength: 1 }),
      (one, areas) => {
        const keeper = new Keeper();
        const rowWords = one.bits.length / one.height;
        const expected = new Uint32Array(one.bits.length);
        for (const [x1, y1, x2, y2] of areas) {
          const [left, right] = [Math.min(x1, x2, one.width), Math.min(Math.max(x1, x2), one.width)];
          const [top, bottom] = [Math.min(y1, y2, one.height), Math.min(Math.max(y1, y2), one.height)];
          const bytes = partBytes(one, { left, top, right, bottom });
          assert.equal(
            perform(keeper, show, [bytes, one.depth, left, top, right, bottom, one.width, one.height]),
            true,
          );
          for (let y = top; y < bottom; y++)
            for (
              let word = Math.floor((left * one.depth) / 32);
              word < Math.ceil((right * one.depth) / 32);
              word++
            )
              expected[y * rowWords + word] = one.bits[y * rowWords + word]!;
        }
        assert.deepEqual(keeper.shown!.bits, expected);
      },
    ),
  );
});

test('a cursor, and the rest', () => {
  const keeper = new Keeper();
  const bytes = new Uint8Array(64).fill(1);
  const cursor = 'setCursor:width:height:depth:mask:hotSpotX:y:';
  assert.equal(perform(keeper, cursor, [bytes, 16, 16, 1, null, 3, 4]), true);
  assert.equal(perform(keeper, cursor, [bytes, 16, 16, 1, bytes, 3, 4]), true);
  assert.equal(perform(keeper, cursor, [bytes, 16, 17, 1, null, 3, 4]), false);
  assert.deepEqual([perform(keeper, 'beep', []), perform(keeper, 'setFullScreen:', [true])], [true, true]);
  assert.deepEqual(keeper.log, [
    'cursor 16 16 1 16843009 undefined 3',
    'cursor 16 16 1 16843009 16843009 3',
    'beep',
    'full true',
  ]);
});

test('parts that are none are refused', () => {
  const keeper = new Keeper();
  const bytes = new Uint8Array(4);
  for (const args of [
    [bytes, 3, 0, 0, 1, 1, 1, 1],
    [bytes, 1, 0, 0, 2, 1, 1, 1],
    [bytes, 1, -1, 0, 1, 1, 1, 1],
    [bytes, 1, 0, 0, 1, 2, 1, 2],
    [bytes, 32, 0, 0, 1, 1, 1e9, 1e9],
  ])
    assert.equal(perform(keeper, show, args as Plain[]), false);
  assert.equal(perform(keeper, show, [bytes, 1, 0, 0, 1, 1, 1]), undefined);
  assert.equal(perform(keeper, show, [bytes, 1, 0, 0, 1, 1, 1, 1]), true);
});
