import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { DisplayDevice, DisplayForm } from '../../../runtime/devices/displayDevice';
import { deviceOperations, type Operation } from '../../../runtime/devices/deviceOperations';
import { SentDisplay } from '../../../runtime/devices/sentDisplay';

/** Keeps what it is shown, word by word of each part. */
class Keeper implements DisplayDevice {
  width = 0;
  height = 0;
  shown: DisplayForm | undefined;
  log: string[] = [];

  show(form: DisplayForm, left: number, top: number, right: number, bottom: number): void {
    this.shown = form;
    this.log.push(`${left} ${top} ${right} ${bottom}`);
  }

  setCursor({ width, height, depth, bits, mask, hotSpotX }: Parameters<DisplayDevice['setCursor']>[0]): void {
    this.log.push(`cursor ${width} ${height} ${depth} ${bits[0]} ${mask?.[0]} ${hotSpotX}`);
  }

  setFullScreen(isFull: boolean): void {
    this.log.push(`full ${isFull}`);
  }

  beep(): void {
    this.log.push('beep');
  }
}

function sentTo(keeper: Keeper): SentDisplay {
  return new SentDisplay(0, 0, (selector, args) => {
    const operation = deviceOperations.display[selector] as Operation<DisplayDevice>;
    assert.equal(operation(keeper, args), true, selector);
  });
}

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
        const sent = sentTo(keeper);
        const rowWords = one.bits.length / one.height;
        const expected = new Uint32Array(one.bits.length);
        for (const [x1, y1, x2, y2] of areas) {
          const [left, right] = [Math.min(x1, x2, one.width), Math.min(Math.max(x1, x2), one.width)];
          const [top, bottom] = [Math.min(y1, y2, one.height), Math.min(Math.max(y1, y2), one.height)];
          sent.show(one, left, top, right, bottom);
          sent.flush();
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

test('damage is sent once, together; the rest as it comes', () => {
  const keeper = new Keeper();
  const sent = sentTo(keeper);
  const form = { width: 40, height: 20, depth: 8, bits: new Uint32Array(200) };
  sent.show(form, 1, 2, 3, 4);
  sent.show(form, 10, 1, 12, 3);
  assert.deepEqual(keeper.log, []);
  sent.flush();
  sent.flush();
  sent.beep();
  sent.setFullScreen(true);
  const cursor = {
    width: 16,
    height: 16,
    depth: 1,
    bits: new Uint32Array(16).fill(7),
    hotSpotX: 3,
    hotSpotY: 4,
  };
  sent.setCursor(cursor);
  sent.setCursor({ ...cursor, mask: new Uint32Array(16).fill(9) });
  assert.deepEqual(keeper.log, [
    '1 1 12 4',
    'beep',
    'full true',
    'cursor 16 16 1 7 undefined 3',
    'cursor 16 16 1 7 9 3',
  ]);
});

test('parts that are none are refused', () => {
  const show = deviceOperations.display[
    'show:depth:left:top:right:bottom:of:by:'
  ] as Operation<DisplayDevice>;
  const keeper = new Keeper();
  const bytes = new Uint8Array(4);
  for (const args of [
    [bytes, 3, 0, 0, 1, 1, 1, 1],
    [bytes, 1, 0, 0, 2, 1, 1, 1],
    [bytes, 1, -1, 0, 1, 1, 1, 1],
    [bytes, 1, 0, 0, 1, 2, 1, 2],
    [bytes, 32, 0, 0, 1, 1, 1e9, 1e9],
  ])
    assert.equal(show(keeper, args), false);
  assert.equal(show(keeper, [bytes, 1, 0, 0, 1, 1, 1]), undefined);
  assert.equal(show(keeper, [bytes, 1, 0, 0, 1, 1, 1, 1]), true);
});
