// What of the host an image of ours is granted, and what it makes of it for an unmodified one.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { hostClock } from '../../../runtime/devices/clockDevice';
import { RunningSystem } from '../../support/images/runningSystem';
import { imageNames, imagePath } from '../image-files/images';

const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'archipelago-grants-')));
fs.writeFileSync(path.join(folder, 'note.txt'), 'hello');
fs.writeFileSync(path.join(folder, 'private.txt'), 'secret');
after(() => fs.rmSync(folder, { recursive: true, force: true }));

const careful = `"Files of the host, but not all of them."
Class { #name : #CarefulFiles, #superclass : #FileDriver, #instVars : [ 'log' ], #category : #Drivers }

CarefulFiles >> log [
	^ log ifNil: [ log := OrderedCollection new ]
]

CarefulFiles >> open: path writable: isWritable [
	self log add: path.
	('*private*' match: path) ifTrue: [ ^ nil ].
	^ super open: path writable: isWritable
]
`;

const backwards = `"A hundred years ago."
Class { #name : #OldClock, #superclass : #ClockDriver, #instVars : [ 'readings' ], #category : #Drivers }

OldClock >> readings [
	^ readings ifNil: [ 0 ]
]

OldClock >> back [
	readings := self readings + 1.
	^ 36525 * 24 * 60 * 60 * 1000000
]

OldClock >> utcMicroseconds [
	^ super utcMicroseconds - self back
]

OldClock >> localMicroseconds [
	^ super localMicroseconds - self back
]

OldClock >> utcAndOffset [
	| both |
	both := super utcAndOffset.
	^ { both first - self back. both second }
]
`;

describe('files of the host', () => {
  let s: RunningSystem;
  const cuis = 'cuis5-spur32.image';
  const hasCuis = imageNames.includes(cuis);

  before(async () => {
    s = await RunningSystem.start(
      {
        images: [
          {
            name: 'driver',
            sources: ['Careful.st', 'OldClock.st'],
            grants: {
              files: { from: 'host', root: folder },
              clipboard: { from: 'host' },
              clock: { from: 'host' },
            },
          },
          { name: 'poor' },
          ...(hasCuis
            ? [{ name: 'alone', image: imagePath(cuis), grants: { clock: { from: 'host' } } } as const]
            : []),
          ...(hasCuis
            ? [
                {
                  name: 'cuis',
                  image: imagePath(cuis),
                  grants: { files: { from: 'driver', as: 'Files' }, clock: { from: 'driver', as: 'Clock' } },
                },
              ]
            : []),
        ],
        wiring: [
          { to: 'driver', as: 'Files', from: 'driver', expression: 'CarefulFiles new' },
          { to: 'driver', as: 'Clock', from: 'driver', expression: 'OldClock new' },
        ],
        workers: 1,
      },
      { 'Careful.st': careful, 'OldClock.st': backwards },
    );
    await s.begin();
  });

  after(() => s.end());

  function check(name: string, image: string, expression: string, expected: string): void {
    test(name, async () => assert.equal(await s.evaluate(image, expression), expected));
  }

  check('are read', 'driver', `FileDriver new textOf: '${folder}/note.txt'`, "'hello'");
  check('are written', 'driver', `FileDriver new textOf: '${folder}/new.txt' put: 'written'`, 'true');
  test('lie on the disk', () =>
    assert.equal(fs.readFileSync(path.join(folder, 'new.txt'), 'utf8'), 'written'));
  check('end at their folder', 'driver', `FileDriver new textOf: '${folder}/../passwd'`, 'nil');
  check(
    'belong to nobody else',
    'poor',
    `[FileDriver new textOf: '${folder}/note.txt'] on: DeviceError do: [:e | 0]`,
    '0',
  );
  check('are not all', 'driver', '[SoundDriver new volume] on: DeviceError do: [:e | 0]', '0');
  check('leave room for a clipboard', 'driver', "ClipboardDriver new write: 'x'; read", "'x'");
  if (!hasCuis) return;
  const reading = (name: string): string =>
    `['${folder}/${name}' asFileEntry readStream upToEnd] on: Error do: [:e | e return: 'none']`;
  test('are an empty disk for an unmodified image without a grant, which starts all the same', async () => {
    // Set when it has started.
    const ticks = '(DateAndTime classPool at: #LastTick) isNil';
    for (let tries = 0; tries < 400 && (await s.evaluate('alone', ticks)) === 'true'; tries++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(await s.evaluate('alone', ticks), 'false');
    assert.equal(await s.evaluate('alone', "'/image' asDirectoryEntry fileNames size"), '0');
    assert.equal(await s.evaluate('alone', `('${folder}/note.txt' asFileEntry) exists`), 'false');
  });
  check('reach an unmodified image through a driver', 'cuis', reading('note.txt'), "'hello'");
  check('unless the driver refuses', 'cuis', reading('private.txt'), "'none'");
  check('of which it knows', 'driver', 'Files log last', `'${folder}/private.txt'`);
  const hundredYears = 36525 * 24 * 60 * 60 * 1e6;
  test('a clock goes as its driver says', async () => {
    const before = Number(hostClock.utcMicroseconds()) - hundredYears;
    const told = Number(await s.evaluate('cuis', 'Time primUtcMicrosecondClock'));
    assert.ok(
      told >= before && told <= Number(hostClock.utcMicroseconds()) - hundredYears,
      `${told}, not ${before}`,
    );
  });
  check('which was asked', 'driver', 'Clock readings > 0', 'true');
});

test('files without a root are an error that says what to write', async () => {
  await assert.rejects(
    RunningSystem.start({ images: [{ name: 'vague', grants: { files: { from: 'host' } } }] }),
    /Image vague is granted files: say which, as in "files": \{"from": "host", "root": "data"\}/,
  );
});
