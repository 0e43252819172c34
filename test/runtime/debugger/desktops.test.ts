import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DesktopEvent, UserInput } from '../../../runtime/debugger/desktop';
import { Desktops, type DesktopGrant } from '../../../runtime/debugger/desktops';
import type { DisplayForm } from '../../../runtime/devices/displayDevice';

type DisplayEvent = Extract<DesktopEvent, { kind: 'display' }>;

const image = 7;
const frameMs = 1000 / 60;
const red = 0xffff0000;
const blue = 0xff0000ff;

const form = (width: number, height: number, pixel = red): DisplayForm => ({
  bits: new Uint32Array(width * height).fill(pixel),
  width,
  height,
  depth: 32,
});

/** One image's desktop and what it tells. */
function newDesktop(grant: Partial<DesktopGrant> = {}) {
  const events: DesktopEvent[] = [];
  const desktops = new Desktops((event) => events.push(event));
  const devices = desktops.add({
    image,
    name: 'cuis',
    width: 100,
    height: 50,
    takesInput: true,
    sharesClipboard: true,
    knowsWheel: true,
    milliseconds: () => 0x2000_0005,
    isStopped: () => false,
    ...grant,
  });
  const display = devices.display!;
  const showAll = (shown: DisplayForm): void => display.show(shown, 0, 0, shown.width, shown.height);
  const frames = (): DisplayEvent[] => events.filter((event) => event.kind === 'display');
  return { desktops, devices, display, events, showAll, frames };
}

test('An image without a panel goes on, and all of its Display is sent when one opens', () => {
  const { desktops, showAll, frames } = newDesktop();
  showAll(form(4, 2));
  desktops.poll(1000);
  assert.equal(frames().length, 0);
  desktops.open(image);
  desktops.poll(2000);
  const [{ width, height, areas, pixels }] = frames();
  assert.deepEqual({ width, height, areas }, { width: 4, height: 2, areas: [areaOf(0, 0, 4, 2)] });
  assert.deepEqual([...pixels.subarray(0, 4)], [255, 0, 0, 255]);
  assert.equal(pixels.length, 4 * 2 * 4);
});

test('Only what changed is sent, as it was when it was shown', () => {
  const { desktops, display, showAll, frames } = newDesktop();
  const shown = form(10, 10);
  showAll(shown);
  desktops.open(image);
  desktops.poll(1000);
  shown.bits.fill(blue);
  display.show(shown, 2, 3, 4, 5);
  shown.bits.fill(0);
  desktops.poll(2000);
  const frame = frames()[1];
  assert.deepEqual(frame.areas, [areaOf(2, 3, 2, 2)]);
  assert.deepEqual(
    [...frame.pixels],
    [...Array(4).keys()].flatMap(() => [0, 0, 255, 255]),
  );
});

test('Changes within a frame are sent together', () => {
  const { desktops, display, showAll, frames } = newDesktop();
  const shown = form(100, 100);
  showAll(shown);
  desktops.open(image);
  desktops.poll(1000);
  shown.bits.fill(blue);
  display.show(shown, 0, 0, 5, 5);
  desktops.poll(1000 + frameMs / 2);
  assert.equal(frames().length, 1);
  display.show(shown, 90, 90, 95, 95);
  assert.equal(desktops.frameDueMs, 1000 + frameMs);
  desktops.poll(1000 + frameMs);
  assert.deepEqual(frames()[1].areas, [areaOf(0, 0, 5, 5), areaOf(90, 90, 5, 5)]);
});

test('No more frames are under way than the panel has taken', () => {
  const { desktops, showAll, frames } = newDesktop();
  const shown = form(4, 4);
  const change = (n: number): void => {
    shown.bits.fill(n);
    showAll(shown);
  };
  change(0);
  desktops.open(image);
  for (let n = 1; n <= 5; n++) {
    change(n);
    desktops.poll(n * 100);
  }
  assert.deepEqual(
    frames().map(({ frame }) => frame),
    [1, 2],
  );
  assert.equal(desktops.frameDueMs, Infinity);
  desktops.acknowledge(image, 2);
  desktops.poll(1000);
  assert.equal(frames().length, 3);
  // What nobody sent can't be taken.
  desktops.acknowledge(image, 99);
  for (let n = 11; n < 20; n++) {
    change(n);
    desktops.poll(n * 100);
  }
  assert.equal(frames().length, 5);
});

test('A panel that is opened anew gets everything, whatever the last one had not taken', () => {
  const { desktops, showAll, frames } = newDesktop();
  showAll(form(4, 4));
  desktops.open(image);
  for (let n = 1; n <= 3; n++) {
    showAll(form(4, 4, n));
    desktops.poll(n * 100);
  }
  desktops.close(image);
  showAll(form(6, 6));
  desktops.open(image);
  desktops.poll(1000);
  assert.deepEqual(frames().at(-1)!.areas, [areaOf(0, 0, 6, 6)]);
});

test('What is drawn again as it was is not sent', () => {
  const { desktops, showAll, frames } = newDesktop();
  const shown = form(200, 100);
  showAll(shown);
  desktops.open(image);
  desktops.poll(1000);
  showAll(shown);
  desktops.poll(2000);
  assert.equal(frames().length, 1);
  shown.bits[150] = blue;
  showAll(shown);
  desktops.poll(3000);
  assert.deepEqual(frames()[1].areas, [areaOf(128, 0, 64, 32)]);
});

test('A Display of another size is shown as a whole', () => {
  const { desktops, display, frames } = newDesktop();
  desktops.open(image);
  display.show(form(8, 8), 1, 1, 2, 2);
  desktops.poll(1000);
  assert.deepEqual(frames()[0].areas, [areaOf(0, 0, 8, 8)]);
});

test('The cursor is told when a panel opens, and when it changes', () => {
  const { desktops, display, events } = newDesktop();
  const bits = new Uint32Array(16);
  const mask = new Uint32Array(16);
  bits[0] = 0x8000_0000;
  mask[0] = 0xc000_0000;
  display.setCursor({ bits, mask, width: 16, height: 16, depth: 1, hotSpotX: 1, hotSpotY: 2 });
  assert.equal(events.length, 0);
  bits.fill(0);
  desktops.open(image);
  const [cursor] = events as Extract<DesktopEvent, { kind: 'cursor' }>[];
  assert.deepEqual([...cursor.pixels.subarray(0, 12)], [0, 0, 0, 255, 255, 255, 255, 255, 0, 0, 0, 0]);
  assert.deepEqual([cursor.hotSpotX, cursor.hotSpotY], [1, 2]);
});

test('Events get the time of the image, in as many bits as its clock has', () => {
  const { desktops, devices } = newDesktop();
  desktops.input(image, [[1, 10, 20, 4, 1]]);
  assert.deepEqual(devices.input!.nextEvent(), [1, 5, 10, 20, 4, 1, 0, 0]);
});

test('A wheel is an event for images that know it, and keys for others', () => {
  const inputOf = (knowsWheel: boolean, events: readonly UserInput[]): number[][] => {
    const { desktops, devices } = newDesktop({ knowsWheel });
    desktops.input(image, events);
    const taken: number[][] = [];
    for (let event = devices.input!.nextEvent(); event; event = devices.input!.nextEvent())
      taken.push([...event].filter((_, i) => i !== 1));
    return taken;
  };
  assert.deepEqual(inputOf(true, [[7, 0, 120, 0, 0]]), [[7, 0, 120, 0, 0, 0, 0]]);
  const key = (code: number): number[][] => [1, 0, 2].map((action) => [2, code, action, 2, code, 0, 0]);
  assert.deepEqual(inputOf(false, [[7, 0, 120, 0, 0]]), key(30));
  assert.deepEqual(inputOf(false, [[7, 0, -240, 0, 0]]), [...key(31), ...key(31)]);
  // Small movements count together.
  assert.deepEqual(
    inputOf(false, [
      [7, 0, 80, 0, 0],
      [7, 0, 80, 0, 0],
    ]),
    key(30),
  );
});

test('What the user does while an image is stopped waits until it goes on', () => {
  let isStopped = true;
  const { desktops, devices } = newDesktop({ isStopped: () => isStopped });
  let signals = 0;
  devices.input!.onEvent = () => signals++;
  desktops.input(image, [[2, 97, 0, 0, 97]]);
  desktops.poll(100);
  assert.equal(signals, 0);
  isStopped = false;
  desktops.poll(200);
  assert.equal(signals, 1);
  assert.equal(devices.input!.nextKey(), 97);
});

test('The image is told of another size of its window', () => {
  const { desktops, devices, display } = newDesktop();
  desktops.resize(image, 300, 200);
  assert.deepEqual([display.width, display.height], [300, 200]);
  assert.deepEqual(devices.input!.nextEvent(), [5, 5, 1, 0, 0, 300, 200, 0]);
  desktops.resize(image, 300, 200);
  assert.equal(devices.input!.nextEvent(), undefined);
  assert.throws(() => desktops.resize(image, 0, 1e9), /can't be 0 × 1000000000/);
});

test('The clipboard goes both ways', () => {
  const { desktops, devices, events } = newDesktop();
  desktops.offerClipboard(image, 'from outside');
  assert.equal(devices.clipboard!.read(), 'from outside');
  devices.clipboard!.write('from inside');
  assert.deepEqual(events, [{ kind: 'clipboard', image, text: 'from inside' }]);
});

test('What was not granted is not there', () => {
  const { desktops, devices } = newDesktop({ takesInput: false, sharesClipboard: false });
  assert.deepEqual(Object.keys(devices), ['display']);
  desktops.input(image, [[1, 0, 0, 4, 0]]);
  desktops.offerClipboard(image, 'secret');
  assert.deepEqual(desktops.list(), [
    { image, name: 'cuis', width: 100, height: 50, takesInput: false, sharesClipboard: false },
  ]);
});

test('An image without a desktop is named, with what to do', () => {
  const { desktops } = newDesktop();
  desktops.remove(image);
  assert.throws(() => desktops.open(image), /Image 7 has no desktop: grant it one/);
  assert.throws(() => newDesktop().desktops.input(image, [[1.5]]), /list of up to seven integers/);
});

function areaOf(left: number, top: number, width: number, height: number) {
  return { left, top, width, height };
}
