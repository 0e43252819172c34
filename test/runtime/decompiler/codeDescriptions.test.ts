// Positions from the decompiler alone, for code that no dialect makes again, beside those of the compiler.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { describeDecompiled, describeRecompiled } from '../../../runtime/decompiler/codeDescriptions';
import { methodsOf, Recompiler } from '../../../runtime/decompiler/recompiler';
import { loadImage } from '../../../runtime/image-files/loadImage';
import type { SourcePosition } from '../../../runtime/object-memory/method';
import type { ImageId } from '../../../runtime/object-memory/objectMemory';
import { imageNames, openImage } from '../image-files/images';

/** Where each message is sent. Conditions of inlined messages are the compiler's alone. */
function sends(map: readonly SourcePosition[] | undefined): string[] {
  return (map ?? [])
    .filter(({ kind }) => kind === 'send')
    .map(({ pc, start, stop, selector }) => `${pc} ${selector} ${start}-${stop}`);
}

describe('positions of decompiled code', () => {
  for (const name of ['headless-spur32.image', 'cpnode-sista.image'].filter((each) =>
    imageNames.includes(each),
  ))
    test(`every message of ${name} that the compiler places is placed the same`, async () => {
      const memory = loadImage(await openImage(name), 1 as ImageId, name);
      const recompiler = new Recompiler(memory);
      let count = 0;
      for (const method of methodsOf(memory)) {
        const { decompiled, recompiled } = recompiler.recompile(method);
        assert.ok(recompiled, method.printName);
        const alone = describeDecompiled(decompiled);
        for (const [code, { sourceMap }] of describeRecompiled(recompiled)) {
          const own = new Set(sends(alone.get(code)?.sourceMap));
          for (const each of sends(sourceMap)) {
            assert.ok(
              own.has(each),
              `${code.printName}: ${each}, not ${[...own].join(', ')}\n${decompiled.text}`,
            );
            count++;
          }
        }
      }
      assert.ok(count > 1000);
    });
});
