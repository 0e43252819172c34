// Against zlib: blocks with fixed codes, whose tables are built here as Smalltalk builds them.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { constants, crc32 as zlibCrc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { adler32, crc32 } from '../../../runtime/primitives/checksums';
import {
  deflateBlock,
  sendBlock,
  windowSize,
  type Deflation,
  type Tree,
} from '../../../runtime/primitives/deflate';
import {
  distanceBase,
  distanceExtraBits,
  lengthBase,
  lengthExtraBits,
} from '../../../runtime/primitives/deflateCodes';
import { inflateBlock, type Inflation } from '../../../runtime/primitives/inflate';
import { zipPlugin } from '../../../runtime/primitives/zipPlugin';
import { GuestObjects } from './guestObjects';

/** Bit lengths of the fixed codes, RFC 1951 section 3.2.6. */
const literalLengths = Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8));
const distanceLengths = new Array<number>(30).fill(5);

/** Codes with their first bit lowest. */
function treeOf(lengths: readonly number[]): Tree {
  const codes = new Uint32Array(lengths.length);
  let code = 0;
  for (let bits = 1; bits <= 15; bits++, code <<= 1)
    lengths.forEach((length, symbol) => {
      if (length !== bits) return;
      codes[symbol] = parseInt([...code.toString(2).padStart(bits, '0')].reverse().join(''), 2);
      code++;
    });
  return { bitLengths: Uint32Array.from(lengths), codes };
}

/** A table whose first part is indexed with the shortest length, each further one with one bit. */
function tableOf(lengths: readonly number[], values: readonly number[]): Uint32Array {
  const { codes } = treeOf(lengths);
  const first = Math.min(...lengths);
  const table: number[] = [first << 24, ...new Array<number>(1 << first).fill(0)];
  lengths.forEach((length, symbol) => {
    let at = 1 + (codes[symbol] & ((1 << first) - 1));
    for (let bit = first; bit < length; bit++) {
      if (table[at] === 0) {
        table[at] = (1 << 24) | (table.length + 1);
        table.push(0, 0);
      }
      at = (table[at] & 0xffff) - 1 + ((codes[symbol] >> bit) & 1);
    }
    table[at] = values[symbol];
  });
  return Uint32Array.from(table);
}

const literalTable = tableOf(
  literalLengths,
  // The last two codes stand for nothing.
  Array.from({ length: 288 }, (_, i) =>
    i <= 256 || i > 285 ? i : ((lengthExtraBits[i - 257] + 1) << 16) | (lengthBase[i - 257] + 3),
  ),
);
const distanceTable = tableOf(
  distanceLengths,
  distanceBase.map((base, i) => (distanceExtraBits[i] << 16) | (base + 1)),
);

const fixedBlockHeader = 3;

function inflation(source: Uint8Array, room: number): Inflation {
  const state: Inflation = {
    source,
    sourceLimit: source.length - 1,
    sourcePosition: -1,
    bitBuffer: 0,
    bitCount: 0,
    target: new Uint8Array(room),
    targetPosition: -1,
  };
  state.bitBuffer = source[++state.sourcePosition] >> fixedBlockHeader;
  state.bitCount = 8 - fixedBlockHeader;
  return state;
}

const texts = fc.oneof(
  fc.uint8Array({ maxLength: 2000 }),
  fc
    .array(fc.constantFrom('abc', 'the cat ', 'sat on ', 'x', '0123456789'), { maxLength: 400 })
    .map((words) => new Uint8Array(Buffer.from(words.join('')))),
);

function deflation(data: Uint8Array): Deflation {
  const collection = new Uint8Array(data.length + 600);
  collection.set(data);
  return {
    collection,
    size: data.length,
    hashHead: new Uint32Array(windowSize),
    hashTail: new Uint32Array(windowSize),
    hashValue: ((data[0] << 5) ^ data[1]) & (windowSize - 1),
    blockPosition: 0,
    literals: new Uint8Array(data.length + 10),
    distances: new Uint32Array(data.length + 10),
    literalFrequencies: new Uint32Array(286),
    distanceFrequencies: new Uint32Array(30),
    literalCount: 0,
    matchCount: 0,
  };
}

suite('ZipPlugin', () => {
  test('inflates what zlib deflated', () => {
    fc.assert(
      fc.property(texts, (data) => {
        const source = deflateRawSync(data, { strategy: constants.Z_FIXED });
        fc.pre((source[0] & 7) === 3);
        const state = inflation(source, data.length + 300);
        assert.equal(inflateBlock(state, literalTable, distanceTable), 'ended');
        assert.deepEqual(state.target.subarray(0, state.targetPosition + 1), new Uint8Array(data));
      }),
    );
  });

  test('stops before a target that is full, and goes on in a larger one', () => {
    const data = Buffer.from('abcabcabcabcabcabcabcabcabcabc, and more');
    const source = deflateRawSync(data, { strategy: constants.Z_FIXED });
    const state = inflation(source, 20);
    assert.equal(inflateBlock(state, literalTable, distanceTable), 'unfinished');
    const larger = { ...state, target: new Uint8Array(400) };
    larger.target.set(state.target);
    assert.equal(inflateBlock(larger, literalTable, distanceTable), 'ended');
    assert.deepEqual(Buffer.from(larger.target.subarray(0, larger.targetPosition + 1)), data);
  });

  test('random input ends or is refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (source) => {
        const state = inflation(source, 5000);
        inflateBlock(state, literalTable, distanceTable);
        assert.ok(state.targetPosition < 5000);
      }),
    );
  });

  test('zlib inflates what it deflates', () => {
    fc.assert(
      fc.property(
        texts.filter((data) => data.length > 3),
        fc.integer({ min: 1, max: 50 }),
        (data, chain) => {
          const state = deflation(data);
          assert.equal(deflateBlock(state, data.length - 1, chain, 32), false);
          const bytes = new Uint8Array(data.length * 2 + 20);
          const to = { bytes, position: 0, bitBuffer: 3, bitCount: 3 };
          const { literals, distances, literalCount } = state;
          const sent = sendBlock(
            to,
            { literals, distances, from: 0, limit: literalCount },
            treeOf(literalLengths),
            treeOf(distanceLengths),
          );
          assert.equal(sent?.count, data.length);
          bytes[to.position++] = to.bitBuffer & 255;
          // The code of the block's end is seven bits of 0.
          assert.deepEqual(
            new Uint8Array(inflateRawSync(Buffer.concat([bytes.subarray(0, to.position), Buffer.alloc(2)]))),
            new Uint8Array(data),
          );
          const used = state.literalFrequencies.reduce((sum, n) => sum + n, 0);
          assert.equal(used, literalCount);
          assert.equal(
            state.distanceFrequencies.reduce((sum, n) => sum + n, 0),
            state.matchCount,
          );
        },
      ),
    );
  });

  test('repetitions are found', () => {
    const state = deflation(Buffer.from('abcdefgh'.repeat(100)));
    deflateBlock(state, 799, 20, 32);
    assert.ok(state.literalCount < 20, `${state.literalCount} codes`);
  });

  test('checksums are those of zlib and RFC 1950', () => {
    const guest = new GuestObjects();
    const sum = (
      name: string,
      value: number | bigint,
      text: string,
      start = 1,
      stop = text.length,
    ): unknown =>
      guest.call(
        zipPlugin,
        `ZipPlugin.primitive${name}`,
        guest.kernel.nil,
        guest.kernel.integer(value),
        start,
        stop,
        guest.string(text),
      );
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        assert.equal((crc32(0xffffffff, bytes) ^ -1) >>> 0, zlibCrc32(bytes));
      }),
    );
    assert.equal(adler32(1, Buffer.from('Wikipedia')), 0x11e60398);
    assert.equal(sum('UpdateAdler32', 1, 'Wikipedia'), 0x11e60398);
    assert.equal(sum('UpdateGZipCrc32', 0xffffffff, '123456789'), 0x340bc6d9);
    assert.equal(sum('UpdateGZipCrc32', 0xffffffff, 'x123456789', 2, 10), 0x340bc6d9);
    assert.equal(sum('UpdateGZipCrc32', 0xffffffff, 'abc', 0, 3), 'fails');
    assert.equal(sum('UpdateGZipCrc32', 0xffffffff, 'abc', 1, 4), 'fails');
    assert.equal(sum('UpdateGZipCrc32', -1, 'abc'), 'fails');
  });

  test('a stream is found whatever it inherits', () => {
    const guest = new GuestObjects();
    const data = Buffer.from('hello hello hello hello');
    const source = deflateRawSync(data, { strategy: constants.Z_FIXED });
    // collection, position, readLimit; state, bitBuf, bitPos, source, sourcePos, sourceLimit, two more
    const stream = guest.inheriting(
      3,
      guest.bytes(new Uint8Array(300)),
      0,
      0,
      5,
      source[0] >> fixedBlockHeader,
      8 - fixedBlockHeader,
      guest.bytes(source),
      1,
      source.length,
      guest.kernel.nil,
      ...new Array<number>(3).fill(0),
    );
    const name = 'ZipPlugin.primitiveInflateDecompressBlock';
    const tables = [guest.words(literalTable), guest.words(distanceTable)];
    assert.equal(guest.call(zipPlugin, name, stream, ...tables), stream);
    assert.equal(stream.f2, data.length);
    assert.equal(stream.f3, 1);
    assert.equal(guest.call(zipPlugin, name, guest.fields(1, 2, 3), ...tables), 'fails');
    assert.equal(guest.call(zipPlugin, name, stream, guest.words([]), tables[1]), 'fails');
  });
});
