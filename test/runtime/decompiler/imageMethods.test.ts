// Every method of every image that is there: decoded, decompiled, parsed again, compiled again, compared.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { reportMethods } from '../../../runtime/decompiler/methodReport';
import { bytesSource } from '../../../runtime/image-files/imageSource';
import { loadImage } from '../../../runtime/image-files/loadImage';
import type { RawImage } from '../../../runtime/image-files/rawImage';
import { readImage } from '../../../runtime/image-files/readImage';
import type { ImageId } from '../../../runtime/object-memory/objectMemory';
import { imageNames, openImage } from '../image-files/images';

/** Debian's package `scratch`. */
const scratch = '/usr/share/scratch/Scratch.image';

function check(name: string, open: () => Promise<RawImage>): void {
  test(`the methods of ${name} recompile to equivalent code`, async () => {
    const report = reportMethods(loadImage(await open(), 1 as ImageId, name));
    const { methods, byOwnDialect, exact, exceptions } = report;
    console.log(
      `${name}: ${methods} methods, ${byOwnDialect} by its own dialect, ${exact} with variables in place`,
    );
    assert.deepEqual(exceptions, []);
    const { decoded, decompiled, parsed, recompiled } = report;
    assert.deepEqual([decoded, decompiled, parsed, recompiled], [methods, methods, methods, methods]);
    assert.ok(methods > 500, 'and there are methods at all');
  });
}

describe('methods of images', () => {
  for (const name of imageNames) check(name, () => openImage(name));
  if (existsSync(scratch))
    check('Scratch.image', () => readImage(bytesSource(scratch, new Uint8Array(readFileSync(scratch)))));
});
