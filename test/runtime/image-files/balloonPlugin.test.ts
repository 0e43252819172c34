import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { balloonPlugin } from '../../../runtime/image-files/balloonPlugin';
import type { Fields, SWords, Value } from '../../../runtime/object-memory/objects';
import { GuestObjects } from '../primitives/guestObjects';

const size = 16;
const red = 0xffff0000;
const blue = 0xff0000ff;
const store = 3;

class Canvas {
  readonly guest = new GuestObjects();
  readonly pixels = this.guest.words(new Array<number>(size * size).fill(0));
  readonly span = this.guest.words(new Array<number>(size + 1).fill(0));
  readonly buffer = this.guest.words(new Array<number>(256).fill(0));
  readonly engine: Fields;
  readonly data: readonly Value[];

  constructor(forms: readonly Value[] = []) {
    const { guest } = this;
    const { nil } = guest.kernel;
    const form = guest.fields(this.pixels, size, size, 32, nil);
    const spanForm = guest.fields(this.span, size + 1, 1, 32, nil);
    const bitBlt = guest.fields(form, spanForm, nil, store, 0, 0, size, 1, 0, 0, 0, 0, size, size, nil);
    this.engine = guest.fields(
      this.buffer,
      this.span,
      bitBlt,
      guest.array(forms),
      ...new Array<Value>(8).fill(nil),
    );
    this.data = [guest.fields(1, 2, 3, 4, 5, 6), guest.fields(1, 2, 3, 4, 5, 6)];
    assert.deepEqual(this.callOn(nil, 'InitializeBuffer', this.buffer), guest.plain(this.buffer));
    this.call('SetAALevel', 1);
    this.call('SetClipRect', this.rectangle(0, 0, size, size));
  }

  callOn(receiver: Value, name: string, ...args: Value[]): unknown {
    return this.guest.call(balloonPlugin, `B2DPlugin.primitive${name}`, receiver, ...args);
  }

  call(name: string, ...args: Value[]): unknown {
    return this.callOn(this.engine, name, ...args);
  }

  point(x: number, y: number): Value {
    return this.guest.point(x, y);
  }

  color(color: number): Value {
    return this.guest.kernel.integer(color);
  }

  rectangle(left: number, top: number, right: number, bottom: number): Value {
    return this.guest.fields(this.point(left, top), this.point(right, bottom));
  }

  /** The pixel at a place. */
  at(x: number, y: number): number {
    return this.pixels.w[y * size + x];
  }

  fillRectangle(left: number, top: number, right: number, bottom: number, fill: Value): unknown {
    return this.call('AddRect', this.point(left, top), this.point(right, bottom), fill, 0, 0);
  }
}

suite('B2DPlugin', () => {
  test('renders an image at once', () => {
    const canvas = new Canvas();
    assert.equal(canvas.fillRectangle(2, 3, 6, 8, canvas.color(red)), canvas.engine);
    assert.equal(canvas.call('NeedsFlush'), true);
    assert.equal(canvas.call('RenderImage', ...canvas.data), 0);
    assert.equal(canvas.call('FinishedProcessing'), true);
    assert.deepEqual([canvas.at(2, 3), canvas.at(5, 7), canvas.at(6, 7), canvas.at(5, 8)], [red, red, 0, 0]);
  });

  test('renders line by line', () => {
    const canvas = new Canvas();
    canvas.call('SetAALevel', 4);
    canvas.fillRectangle(2, 3, 6, 8, canvas.color(red));
    let lines = 0;
    while (canvas.call('FinishedProcessing') === false && lines < 1000) {
      assert.equal(canvas.call('RenderScanline', ...canvas.data), 0);
      lines++;
    }
    assert.equal(lines, 4 * 5 + 4);
    assert.equal(canvas.at(3, 5) >>> 24, 252);
    assert.equal(canvas.call('RenderScanline', ...canvas.data), 0);
  });

  test('takes shapes of all kinds', () => {
    const shorts = (guest: GuestObjects, ...numbers: number[]): SWords => {
      const words = guest.words(new Array<number>(numbers.length / 2).fill(0));
      new Int16Array(words.w.buffer).set(numbers);
      return words;
    };
    const check = (
      add: (canvas: Canvas) => unknown,
      inside: readonly (readonly [number, number])[],
    ): void => {
      const canvas = new Canvas();
      assert.notEqual(add(canvas), 'fails');
      assert.equal(canvas.call('RenderImage', ...canvas.data), 0);
      for (const [x, y] of inside) assert.equal(canvas.at(x, y), red, `${x}@${y}`);
      assert.equal(canvas.at(15, 15), 0);
    };
    const squares = [2, 2, 10, 2, 10, 10, 2, 10, 2, 2];
    const middle = [[5, 5]] as const;
    const polygon = (points: (c: Canvas) => Value) => (c: Canvas) =>
      c.call('AddPolygon', points(c), 5, c.color(red), 0, 0);
    check(
      polygon((c) => shorts(c.guest, ...squares)),
      middle,
    );
    check(
      polygon((c) => c.guest.words(squares)),
      middle,
    );
    check(
      polygon((c) => c.guest.array([0, 2, 4, 6, 8].map((i) => c.point(squares[i], squares[i + 1])))),
      middle,
    );
    check((c) => c.call('AddOval', c.point(2, 2), c.point(12, 12), c.color(red), 0, 0), [[7, 7]]);
    check((c) => c.call('AddOval', c.point(2, 2), c.point(12, 12), 0, 3, c.color(red)), [[7, 2]]);
    check(
      (c) => {
        c.call('AddBezier', c.point(2, 12), c.point(12, 12), c.point(7, -8), c.color(red), 0);
        return c.call('AddLine', c.point(12, 12), c.point(2, 12), c.color(red), 0);
      },
      [[7, 6]],
    );
    const curves = [2, 2, 6, 2, 10, 2, 10, 2, 11, 6, 10, 10, 10, 10, 6, 10, 2, 10, 2, 10, 1, 6, 2, 2];
    check((c) => c.call('AddBezierShape', shorts(c.guest, ...curves), 4, c.color(red), 0, 0), middle);
    check(
      (c) =>
        c.call(
          'AddCompressedShape',
          c.guest.words(curves),
          4,
          c.guest.words([0x40001]),
          c.guest.words([0x40000]),
          c.guest.words([0x40000]),
          c.guest.words([0x30000, 0x10000]),
          c.guest.words([red]),
        ),
      middle,
    );
  });

  test('fills with gradients and bitmaps', () => {
    const guest = new GuestObjects();
    const bitmap = guest.fields(guest.words([blue, red]), 2, 1, 32, guest.kernel.nil);
    const canvas = new Canvas([bitmap]);
    const { kernel } = canvas.guest;
    const place = [canvas.point(0, 0), canvas.point(2, 0), canvas.point(0, 1)];
    const tiles = canvas.call('AddBitmapFill', bitmap, kernel.nil, kernel.true_, ...place, 1) as number;
    canvas.fillRectangle(0, 0, 16, 4, tiles);
    const ramp = canvas.guest.words([red, blue]);
    const across = [canvas.point(0, 0), canvas.point(16, 0), canvas.point(0, 16)];
    const gradient = canvas.call('AddGradientFill', ramp, ...across, kernel.false_) as number;
    canvas.fillRectangle(0, 8, 16, 12, gradient);
    assert.notEqual(tiles, gradient);
    canvas.call('RenderImage', ...canvas.data);
    assert.deepEqual([canvas.at(0, 1), canvas.at(1, 1), canvas.at(2, 1)], [blue, red, blue]);
    assert.deepEqual([canvas.at(3, 9), canvas.at(12, 9)], [red, blue]);
    assert.equal(canvas.call('AddBitmapFill', bitmap, kernel.nil, kernel.true_, ...place, 1), 'fails');
  });

  test('keeps its settings', () => {
    const canvas = new Canvas();
    assert.equal(canvas.call('GetAALevel'), 1);
    canvas.call('SetAALevel', 9);
    assert.equal(canvas.call('GetAALevel'), 4);
    canvas.call('SetDepth', 7);
    assert.equal(canvas.call('GetDepth'), 7);
    canvas.call('SetOffset', canvas.point(3, 4));
    const offset = canvas.call('GetOffset') as Fields;
    assert.deepEqual([offset.f0, offset.f1], [3, 4]);
    const clip = canvas.call('GetClipRect', canvas.guest.fields(0, 0)) as Fields;
    assert.deepEqual([(clip.f1 as Fields).f0, (clip.f1 as Fields).f1], [size, size]);
    const { nil } = canvas.guest.kernel;
    assert.equal(canvas.call('SetEdgeTransform', canvas.guest.floats([1, 0, 0, 0, 1, 0])), canvas.engine);
    assert.equal(canvas.call('SetEdgeTransform', nil), canvas.engine);
    assert.equal(canvas.call('SetEdgeTransform', canvas.guest.floats([1])), 'fails');
    assert.equal(
      canvas.call('SetColorTransform', canvas.guest.array([1, 0, 1, 0, 1, 0, 1, 0])),
      canvas.engine,
    );
  });

  test('says why it stopped', () => {
    const canvas = new Canvas();
    canvas.fillRectangle(2, 3, 6, 8, canvas.color(red));
    assert.equal(canvas.fillRectangle(2, 3, 6, 8, canvas.color(0x80800000)), 'fails');
    assert.equal(canvas.call('GetFailureReason'), 3);
    canvas.call('RenderImage', ...canvas.data);
    assert.equal(canvas.fillRectangle(2, 3, 6, 8, canvas.color(red)), 'fails');
    assert.equal(canvas.call('GetFailureReason'), 2);
  });

  test('refuses what is no engine, fill or shape', () => {
    const canvas = new Canvas();
    const { guest } = canvas;
    assert.equal(canvas.callOn(guest.fields(1, 2), 'GetDepth'), 'fails');
    assert.equal(canvas.callOn(guest.kernel.nil, 'InitializeBuffer', guest.words([1, 2])), 'fails');
    assert.equal(canvas.fillRectangle(0, 0, 4, 4, 12345), 'fails');
    assert.equal(canvas.fillRectangle(0, 0, 4, 4, -1), 'fails');
    assert.equal(canvas.call('AddPolygon', guest.words([1, 2, 3]), 5, canvas.color(red), 0, 0), 'fails');
    assert.equal(canvas.call('AddRect', 1, 2, canvas.color(red), 0, 0), 'fails');
    assert.equal(canvas.call('RenderImage', guest.fields(1), canvas.data[1]), 'fails');
  });

  test('goes on in a larger buffer', () => {
    const canvas = new Canvas();
    canvas.fillRectangle(2, 3, 6, 8, canvas.color(red));
    const larger = canvas.guest.words(new Array<number>(512).fill(0));
    const { nil } = canvas.guest.kernel;
    assert.equal(canvas.callOn(nil, 'CopyBuffer', canvas.buffer, larger), null);
    assert.equal(canvas.callOn(nil, 'CopyBuffer', larger, canvas.buffer), 'fails');
    canvas.engine.f0 = larger;
    canvas.call('RenderImage', ...canvas.data);
    assert.equal(canvas.at(3, 4), red);
  });
});
