// The last bytes of methods, as systems of all ages write them, and the chunks that they lead to.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pointerOf, trailerFor } from '../../../runtime/decompiler/changesLog';
import { chunkAt, stampBefore } from '../../../runtime/decompiler/sourceFiles';
import { readTrailer, type SourcePointer } from '../../../runtime/decompiler/sourcePointers';
import { MemoryChanges } from './memoryChanges';

/** Some bytecodes before the trailer. */
const code = [112, 124];

interface Expected {
  readonly pointer?: SourcePointer | undefined;
  readonly embedded?: string;
  readonly tempNames?: string;
}

/** The likeliest pointer, and what else the bytes can mean, as far as it is expected. */
function check(name: string, trailer: readonly number[], expected: Expected): void {
  test(name, () => {
    const found = readTrailer(Uint8Array.of(...code, ...trailer));
    const all: Expected = { ...found, pointer: found.pointers[0] };
    for (const key of Object.keys(expected) as (keyof Expected)[]) assert.deepEqual(all[key], expected[key]);
  });
}

describe('the last bytes of a method', () => {
  check('four bytes: the sources file', [0x56, 0x34, 0x12, 252], {
    pointer: { file: 'sources', position: 0x123456 },
  });
  check('four bytes: the changes file', [0x56, 0x34, 0x12, 253], {
    pointer: { file: 'changes', position: 0x123456 },
  });
  check('beyond sixteen megabytes of sources', [1, 0, 0, 254], {
    pointer: { file: 'sources', position: 0x1000001 },
  });
  check('beyond sixteen megabytes of changes', [1, 0, 0, 255], {
    pointer: { file: 'changes', position: 0x1000001 },
  });
  // 7 bits a byte from the back: 0x2000005, an even multiple of sixteen megabytes.
  check('as many bytes as the number takes', [0x10, 0x80, 0x80, 0x85, 8 << 2], {
    pointer: { file: 'changes', position: 5 },
  });
  check('five bytes, the lowest bit for the file', [0, 0, 0, 1, 1], {
    pointer: { file: 'changes', position: 128 },
  });
  check('no source at all', [0, 0, 0, 0], { pointer: undefined });
  check('names of temporaries', [0x25, 0xea, 0xcd, 0xd2, 0x1a, 0x30, 0x12, 0xad, 0x10, 9], {
    tempNames: 'anObject each ',
  });
  check('the source itself', [0x61, 0x20, 0x5e, 0x31, 4, 11 << 2], {
    embedded: 'a ^1',
  });

  test('what is written is read back, of either kind and at any place', () => {
    for (const kind of ['classic', 'shifted4', 'shifted5'] as const)
      for (const position of [1, 300, 70_000, 20_000_000]) {
        const bytes = Uint8Array.of(...code, ...trailerFor(kind, position));
        const found = readTrailer(bytes).pointers.some(
          (each) => each.file === 'changes' && each.position === position,
        );
        assert.ok(found, `${kind} ${position}`);
        assert.notEqual(pointerOf(bytes, kind), 0);
      }
  });
});

describe('chunks', () => {
  const text = "!Foo methodsFor: 'x' stamp: 'ab 1/2/2003 04:05' prior: 12!\rfoo\r\t^'Oh!!'! !\r";
  const at = text.indexOf('foo');

  test('a chunk ends at a single mark', () => {
    const file = new MemoryChanges();
    file.append(new TextEncoder().encode(text));
    assert.equal(chunkAt(file, at), "foo\r\t^'Oh!'");
    assert.equal(stampBefore(file, at), 'ab 1/2/2003 04:05');
    assert.equal(chunkAt(file, text.length), undefined);
    assert.equal(chunkAt(file, text.length - 1), undefined, 'no end');
  });

  test('two marks that fall on two pages are one', () => {
    for (let fill = 4080; fill < 4100; fill++) {
      const file = new MemoryChanges();
      file.append(new TextEncoder().encode(`${'x'.repeat(fill)}!!y! `));
      assert.equal(chunkAt(file, 0), `${'x'.repeat(fill)}!y`);
    }
  });

  test('text that is not UTF-8 has a character for each byte', () => {
    const file = new MemoryChanges();
    file.append(Uint8Array.of(0x61, 0xe4, 0x62, 0x21));
    assert.equal(chunkAt(file, 0), 'aäb');
  });
});
