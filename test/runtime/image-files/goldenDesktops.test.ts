// The desktops of unmodified images, pixel by pixel as a stock VM draws them.
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { PNG } from 'pngjs';
import { hostClock } from '../../../runtime/devices/clockDevice';
import { EventType } from '../../../runtime/devices/inputDevice';
import { InputQueue } from '../../../runtime/devices/inputQueue';
import { MemoryFiles } from '../../../runtime/devices/memoryFiles';
import { OpenFiles, closedStreams } from '../../../runtime/devices/openFiles';
import { SilentSound } from '../../../runtime/devices/silentSound';
import type { FileTree } from '../../../runtime/devices/fileTree';
import type { PixelRectangle } from '../../../runtime/graphics/pixelForm';
import { MemoryDisplay } from '../../../runtime/graphics/memoryDisplay';
import { ImageRun, addGuestPrimitives } from '../../../runtime/image-files/imageRun';
import { bytesSource } from '../../../runtime/image-files/imageSource';
import { loadImage } from '../../../runtime/image-files/loadImage';
import { readImage } from '../../../runtime/image-files/readImage';
import { DiskFiles } from '../../../runtime/node/diskFiles';
import type { ImageId } from '../../../runtime/object-memory/objectMemory';
import { imageBytes, imageNames, imagePath } from './images';

addGuestPrimitives();

/** How long a desktop may take until it is as in the picture. */
const limitMs = 120_000;
const lookEveryMs = 250;
/** Where pictures of what is different go. */
const resultFolder = path.resolve('test-results');

interface Desktop {
  readonly bytes: Uint8Array;
  /** Of the image in its files; these are those of the folder that it is in. */
  readonly name: string;
  readonly files: FileTree;
  readonly golden: string;
  readonly width: number;
  readonly height: number;
  /** What is different at each look: clocks, carets. Inclusive. */
  readonly masks: readonly PixelRectangle[];
  readonly pointer?: readonly [number, number];
}

/** Both corners belong to it. */
function mask(left: number, right: number, top: number, bottom: number): PixelRectangle {
  return { left, top, right: right + 1, bottom: bottom + 1 };
}

function differences(display: MemoryDisplay, golden: PNG, masks: readonly PixelRectangle[]): number[] {
  const { width, bytes } = display.picture();
  const { data } = golden;
  const places: number[] = [];
  for (let y = 0; y < golden.height; y++)
    for (let x = 0; x < golden.width; x++) {
      if (masks.some((m) => x >= m.left && x < m.right && y >= m.top && y < m.bottom)) continue;
      const to = (y * golden.width + x) * 4;
      const from = (y * width + x) * 4;
      // Beside the window the golden screen is black.
      const isInside = x < width && y < display.height;
      const isSame = [0, 1, 2].every((i) => data[to + i] === (isInside ? bytes[from + i] : 0));
      if (!isSame) places.push(y * golden.width + x);
    }
  return places;
}

async function checkDesktop(desktop: Desktop): Promise<void> {
  const golden = PNG.sync.read(readFileSync(imagePath(path.join('golden', desktop.golden))));
  const memory = loadImage(
    await readImage(bytesSource(desktop.name, desktop.bytes)),
    1 as ImageId,
    desktop.name,
  );
  const display = new MemoryDisplay(desktop.width, desktop.height);
  const input = new InputQueue();
  const files = new OpenFiles(desktop.files, closedStreams);
  memory.devices = { display, input, files, clock: hostClock, sound: new SilentSound() };
  memory.fileName = desktop.name;
  const run = new ImageRun(memory, () => undefined);
  if (desktop.pointer) input.push([EventType.Mouse, 0, ...desktop.pointer, 0, 0, 0, 0]);
  const untilMs = performance.now() + limitMs;
  let places: number[];
  do {
    await run.untilOver(performance.now() + lookEveryMs);
    places = differences(display, golden, desktop.masks);
  } while (places.length > 0 && performance.now() < untilMs && !run.isOver);
  run.end();
  files.closeAll();
  if (places.length > 0) showDifference(desktop, display, golden, places);
}

function showDifference(
  { golden: name }: Desktop,
  display: MemoryDisplay,
  golden: PNG,
  places: number[],
): never {
  const { width, height, bytes } = display.picture();
  const picture = new PNG({ width, height });
  picture.data = Buffer.from(bytes);
  mkdirSync(resultFolder, { recursive: true });
  const file = path.join(resultFolder, `drawn-${name}`);
  writeFileSync(file, PNG.sync.write(picture));
  const first = `${places[0]! % golden.width}@${Math.floor(places[0]! / golden.width)}`;
  assert.fail(`${places.length} pixels are not as in ${name}, the first at ${first}: see ${file}`);
}

const caret = mask(379, 382, 123, 137);

/** Cuis with another window size in its header. */
function cuisAt(width: number, height: number): Uint8Array {
  const bytes = imageBytes('cuis5-spur32.image');
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(24, width * 65536 + height, true);
  return bytes;
}

if (imageNames.includes('cuis5-spur32.image')) {
  const cuis = { name: '/image/cuis.image', files: new MemoryFiles(['/image']) };
  test('Cuis draws its desktop', () =>
    checkDesktop({
      ...cuis,
      bytes: cuisAt(1024, 768),
      golden: 'cuis-desktop.png',
      width: 1024,
      height: 768,
      masks: [mask(0, 150, 731, 767), caret],
    }));

  test('Cuis draws its desktop in the window that it was saved with', () =>
    checkDesktop({
      ...cuis,
      bytes: imageBytes('cuis5-spur32.image'),
      golden: 'cuis-desktop-1008x532.png',
      width: 1008,
      height: 532,
      masks: [mask(0, 150, 494, 531), caret],
    }));
}

if (imageNames.includes('mini.image'))
  test('the image of Squeak 2.2 draws its desktop', () =>
    checkDesktop({
      bytes: imageBytes('mini.image'),
      name: '/image/mini.image',
      files: new MemoryFiles(['/image']),
      golden: 'mini-desktop.png',
      width: 640,
      height: 480,
      masks: [],
    }));

/** Where Debian's package `scratch` puts it. */
const scratchFolder = '/usr/share/scratch';

if (imageNames.length > 0)
  test('Scratch 1.4 draws its desktop', async () => {
    const image = path.join(scratchFolder, 'Scratch.image');
    assert.ok(existsSync(image), `${image} is not there: install Debian's package "scratch" (.ci/run does)`);
    // Scratch looks at its folder as its own to write in.
    const folder = mkdtempSync(path.join(os.tmpdir(), 'scratch-'));
    cpSync(scratchFolder, folder, { recursive: true, dereference: true });
    try {
      await checkDesktop({
        bytes: new Uint8Array(readFileSync(image)),
        name: path.join(folder, 'Scratch.image'),
        files: new DiskFiles(folder, { isReadOnly: false, mountedAt: folder }),
        golden: 'scratch-desktop.png',
        width: 1024,
        height: 767,
        masks: [mask(938, 1005, 441, 447)],
        pointer: [512, 700],
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
