import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nameOfOldNumber, nameSinceModules } from '../../../runtime/image-files/oldPrimitives';

interface Use {
  readonly primitive: number;
  readonly numArgs: number;
  readonly hasClosures?: boolean;
  readonly isOfContexts?: boolean;
}

const numbers: readonly (readonly [what: string, use: Use, name: string | undefined])[] = [
  ['copyBits', { primitive: 96, numArgs: 0 }, 'BitBltPlugin.primitiveCopyBits'],
  ['a file is renamed', { primitive: 159, numArgs: 2 }, 'FilePlugin.primitiveFileRename'],
  ['a hash is multiplied', { primitive: 159, numArgs: 0 }, undefined],
  ['sound is played', { primitive: 174, numArgs: 3 }, 'SoundPlugin.primitiveSoundPlaySamples'],
  ['slotAt:put:', { primitive: 174, numArgs: 2 }, undefined],
  ['sound is mixed', { primitive: 177, numArgs: 5 }, 'SoundGenerationPlugin.primitiveFMSoundMix'],
  ['allInstances', { primitive: 177, numArgs: 0 }, undefined],
  ['a socket is made', { primitive: 209, numArgs: 5 }, 'SocketPlugin.primitiveSocketCreate'],
  ['a closure is evaluated', { primitive: 202, numArgs: 1, hasClosures: true }, undefined],
  ['a Context’s elements', { primitive: 210, numArgs: 1, isOfContexts: true }, undefined],
  [
    'strings are translated',
    { primitive: 243, numArgs: 4 },
    'MiscPrimitivePlugin.primitiveTranslateStringWithTable',
  ],
  ['the clock of later VMs', { primitive: 240, numArgs: 0, hasClosures: true }, undefined],
  ['one that has always been a number', { primitive: 60, numArgs: 1 }, undefined],
];

for (const [what, use, name] of numbers)
  test(`${use.primitive}, ${what}`, () => {
    assert.equal(nameOfOldNumber({ hasClosures: false, isOfContexts: false, ...use }), name);
  });

const names: readonly (readonly [string, string])[] = [
  ['.gePrimitiveAddOval', 'B2DPlugin.primitiveAddOval'],
  ['.primitiveFloatArrayAt', 'FloatArrayPlugin.primitiveAt'],
  ['.primitiveFloatArrayHash', 'FloatArrayPlugin.primitiveHashArray'],
  ['.m23PrimitiveIsIdentity', 'Matrix2x3Plugin.primitiveIsIdentity'],
  ['.primitiveDeflateBlock', 'ZipPlugin.primitiveDeflateBlock'],
  ['.primitiveFFTScaleData', 'FFTPlugin.primitiveFFTScaleData'],
  ['.primitiveSnapshot', '.primitiveSnapshot'],
  ['ZipPlugin.primitiveDeflateBlock', 'ZipPlugin.primitiveDeflateBlock'],
];

for (const [before, since] of names)
  test(`${before} is ${since}`, () => assert.equal(nameSinceModules(before), since));
