import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryClipboard } from '../../../runtime/devices/clipboardDevice';
import { epochSeconds, ShiftedClock } from '../../../runtime/devices/clockDevice';
import { deviceOperations } from '../../../runtime/devices/deviceOperations';
import { InputQueue } from '../../../runtime/devices/inputQueue';
import { MemoryFiles } from '../../../runtime/devices/memoryFiles';
import { OpenFiles } from '../../../runtime/devices/openFiles';
import { SilentSound } from '../../../runtime/devices/silentSound';
import { MemoryDisplay } from '../../../runtime/graphics/memoryDisplay';
import { LocalSystem, type TestImage } from '../../support/images/localSystem';

function imageWithAll(): TestImage & { readonly input: InputQueue; readonly display: MemoryDisplay } {
  const image = new LocalSystem().image('all');
  const input = new InputQueue();
  const display = new MemoryDisplay(64, 16);
  image.vat.memory.devices = {
    files: new OpenFiles(new MemoryFiles(['/home'])),
    clock: new ShiftedClock(BigInt(epochSeconds) * 1_000_000n, 3600, 0),
    clipboard: new MemoryClipboard(),
    input,
    display,
    sound: new SilentSound(),
  };
  return Object.assign(image, { input, display });
}

/** What an image with all devices prints of an expression. */
function check(source: string, expected: string): void {
  test(source, () => assert.equal(imageWithAll().plain(`(${source}) printString`), expected));
}

check("FileDriver new textOf: '/home/a' put: 'äb'; textOf: '/home/a'", "'äb'");
check("FileDriver new textOf: '/home/a' put: 'x'; namesIn: '/home'", "#('a')");
check("(FileDriver new textOf: '/home/a' put: 'x'; entry: '/home/a') third", '1');
check("FileDriver new entry: '/home/none'", 'nil');
check("FileDriver new open: '/none/a' writable: true", 'nil');
check("FileDriver new create: '/home/a'; create: '/home/a'", 'nil');
check('FileDriver new read: 77 at: 0 count: 3', 'nil');
check(
  "FileDriver new createDirectory: '/home/b'; rename: '/home/b' to: '/home/c'; namesIn: '/home'",
  "#('c')",
);
check('FileDriver new standardStreams', '#(1 2 3)');
check('[FileDriver new open: 3 writable: true] on: DeviceError do: [:e | e class]', 'DeviceError');
check('ClockDriver new utcMicroseconds', String(epochSeconds * 1_000_000));
check('ClockDriver new utcAndOffset second', '3600');
check("ClipboardDriver new write: 'cut'; read", "'cut'");
check('InputDriver new nextEvent', 'nil');
check('DisplayDriver new extent', '#(64 16)');
check('SoundDriver new availableBytes', 'nil');
check('SoundDriver new start: 100 rate: 8000 stereo: true; play: 400 samples: (ByteArray new: 1600)', '100');
check('SoundDriver new setVolume: 500 right: 250; volume', '#(500 250)');

test('an input driver sends on what the user does', () => {
  const image = imageWithAll();
  image.define(
    'Class { #name : #Port, #superclass : #Object, #instVars : [ "last" ], #category : #T }'.replaceAll(
      '"',
      "'",
    ),
    'Extension { #name : #Port }\n{ #category : #x }\nPort >> event: t time: m with: a with: b with: c with: d with: e with: f [ last := {t. m. a. b. c. d. e. f} ]\n{ #category : #x }\nPort >> last [ ^last ]',
  );
  image.value('Smalltalk at: #P put: Port new. Smalltalk at: #I put: InputDriver new. I attach: P; start');
  image.input.push([1, 5, 10, 20, 4, 0, 0, 0]);
  image.input.push([2, 6, 97, 0, 0, 97, 0, 0]);
  assert.equal(image.plain('P last printString'), '#(2 6 97 0 0 97 0 0)');
  // Who comes later hears where the mouse is.
  image.value('Smalltalk at: #Q put: Port new. I attach: Q');
  assert.equal(image.plain('Q last printString'), '#(1 5 10 20 4 0 0 0)');
  image.value('I stop');
  assert.equal(image.input.onEvent, undefined);
});

test('a display driver shows parts of a Display', () => {
  const image = imageWithAll();
  image.value(
    'DisplayDriver new show: #[0 0 0 255 255 0 0 0] depth: 1 left: 0 top: 2 right: 32 bottom: 4 of: 64 by: 16',
  );
  const { bytes, width } = image.display.picture();
  const isBlack = (x: number, y: number): boolean => bytes[(y * width + x) * 4] === 0;
  assert.deepEqual(
    [isBlack(24, 2), isBlack(23, 2), isBlack(0, 3), isBlack(8, 3)],
    [true, false, true, false],
  );
});

test('the driver classes have each operation', () => {
  const image = imageWithAll();
  for (const [device, operations] of Object.entries(deviceOperations)) {
    const name = `${device[0]!.toUpperCase()}${device.slice(1).replace(/s$/, '')}Driver`;
    for (const selector of Object.keys(operations))
      assert.equal(image.plain(`${name} includesSelector: #${selector}`), true, `${name} ${selector}`);
  }
});
