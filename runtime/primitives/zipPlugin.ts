// ZipPlugin: the inner loops of InflateStream, DeflateStream and ZipEncoder on those streams' own instance variables.
// Their places depend on how many a stream of the image inherits; the plugin finds that from the class.
import type { Behavior } from '../object-memory/behavior';
import type { Value } from '../object-memory/objects';
import { adler32, crc32 } from './checksums';
import {
  deflateBlock,
  distanceCodeCount,
  literalCodes,
  sendBlock,
  windowSize,
  type BitTarget,
  type Deflation,
  type Tree,
} from './deflate';
import { inflateBlock, type Inflation } from './inflate';
import {
  bytesToRead,
  bytesToWrite,
  signedWordsOf,
  slotsOf,
  taking,
  uint32Of,
  wordsOf,
  type Slots,
} from './pluginOperands';
import type { Primitive, PrimitiveFamily } from './primitive';

/** Instance variables of what a class inherits: of the first one above with fewer than `own` in all. */
function inheritedSize(stream: Slots, own: number): number | null {
  let behavior: Behavior | null = stream.object.$b;
  while (behavior && behavior.fieldCount >= own) behavior = behavior.superclass;
  return behavior && behavior.fieldCount;
}
const inflateStreamSize = 13;
const deflateStreamSize = 7;

/** A stream and the places of its own instance variables. */
function streamOf(v: Value, own: number, count: number): { slots: Slots; own: number } | null {
  const slots = slotsOf(v, count);
  const inherited = slots && inheritedSize(slots, own);
  return slots === null || inherited === null || slotsOf(v, inherited + count) === null
    ? null
    : { slots, own: inherited };
}

function integers(slots: Slots, ...places: readonly number[]): number[] | null {
  const values = places.map((place) => slots.at(place));
  return values.every((v) => typeof v === 'number') ? values : null;
}

const stateNoMoreData = 1;

const inflate = taking(2, (_vm, [literalTable, distanceTable], receiver) => {
  const [literals, distances] = [wordsOf(literalTable), wordsOf(distanceTable)];
  const stream = streamOf(receiver, inflateStreamSize, 8);
  if (!literals?.length || !distances?.length || !stream) return null;
  const { slots, own } = stream;
  const numbers = integers(slots, 2, own, own + 1, own + 2, own + 4, own + 5);
  const target = bytesToWrite(slots.at(0));
  const source = bytesToRead(slots.at(own + 3));
  if (!numbers || !target || !source) return null;
  const [readLimit, state, bitBuffer, bitCount, sourcePosition, sourceLimit] = numbers;
  const inflation: Inflation = {
    source,
    sourceLimit: sourceLimit - 1,
    sourcePosition: sourcePosition - 1,
    bitBuffer,
    bitCount,
    target,
    targetPosition: readLimit - 1,
  };
  const outcome = inflateBlock(inflation, literals, distances);
  if (outcome === undefined) return null;
  slots.put(2, inflation.targetPosition + 1);
  slots.put(own, outcome === 'ended' ? state & stateNoMoreData : state);
  slots.put(own + 1, inflation.bitBuffer);
  slots.put(own + 2, inflation.bitCount);
  slots.put(own + 4, inflation.sourcePosition + 1);
  return receiver;
});

function wordsOfSize(v: Value, size: number): Uint32Array | null {
  const words = wordsOf(v);
  return words?.length === size ? words : null;
}

function deflationOf(slots: Slots, own: number): Deflation | null {
  const collection = bytesToRead(slots.at(0));
  const hashHead = wordsOfSize(slots.at(own), windowSize);
  const hashTail = wordsOfSize(slots.at(own + 1), windowSize);
  const literals = bytesToWrite(slots.at(own + 5));
  const distances = wordsOf(slots.at(own + 6));
  const literalFrequencies = wordsOfSize(slots.at(own + 7), literalCodes);
  const distanceFrequencies = wordsOfSize(slots.at(own + 8), distanceCodeCount);
  const numbers = integers(slots, 1, own + 2, own + 3, own + 9, own + 10);
  if (!collection || !hashHead || !hashTail || !literals || !distances || !numbers) return null;
  if (!literalFrequencies || !distanceFrequencies || distances.length < literals.length) return null;
  const [size, hashValue, blockPosition, literalCount, matchCount] = numbers;
  return {
    collection,
    size,
    hashHead,
    hashTail,
    hashValue,
    blockPosition,
    literals,
    distances,
    literalFrequencies,
    distanceFrequencies,
    literalCount,
    matchCount,
  };
}

const deflate = taking(3, (vm, [lastIndex, chainLength, goodMatch], receiver) => {
  const stream = streamOf(receiver, deflateStreamSize, 11);
  if (typeof lastIndex !== 'number' || typeof chainLength !== 'number' || typeof goodMatch !== 'number')
    return null;
  const state = stream && deflationOf(stream.slots, stream.own);
  if (!state) return null;
  const isFull = deflateBlock(state, lastIndex, chainLength, goodMatch);
  const { slots, own } = stream;
  slots.put(own + 2, state.hashValue);
  slots.put(own + 3, state.blockPosition);
  slots.put(own + 9, state.literalCount);
  slots.put(own + 10, state.matchCount);
  return vm.kernel.boolean(isFull);
});

/** The window has moved by so many bytes: positions in a hash table move with it. */
const updateHashTable = taking(2, (_vm, [table, delta], receiver) => {
  const entries = signedWordsOf(table);
  if (entries === null || typeof delta !== 'number') return null;
  entries.forEach((entry, i) => (entries[i] = entry >= delta ? entry - delta : 0));
  return receiver;
});

function treeOf(v: Value): Tree | null {
  const slots = slotsOf(v, 2);
  const bitLengths = slots && wordsOf(slots.at(0));
  const codes = slots && wordsOf(slots.at(1));
  return bitLengths && codes?.length === bitLengths.length ? { bitLengths, codes } : null;
}

const send = taking(4, (_vm, [literalStream, distanceStream, literalTree, distanceTree], receiver) => {
  const encoder = streamOf(receiver, deflateStreamSize, 2);
  const [literals, distances] = [slotsOf(literalStream, 3), slotsOf(distanceStream, 3)];
  const [codes, distanceCodes] = [treeOf(literalTree), treeOf(distanceTree)];
  if (!encoder || !literals || !distances || !codes || !distanceCodes) return null;
  const { slots, own } = encoder;
  const numbers = integers(slots, 1, own, own + 1);
  const bytes = bytesToWrite(slots.at(0));
  const literalBytes = bytesToRead(literals.at(0));
  const distanceWords = wordsOf(distances.at(0));
  const limits = integers(literals, 1, 2);
  const distanceLimits = integers(distances, 1, 2);
  if (!numbers || !bytes || !literalBytes || !distanceWords || !limits || !distanceLimits) return null;
  const [from, limit] = limits;
  if (distanceLimits[0] !== from || distanceLimits[1] !== limit) return null;
  if (from > limit || limit > literalBytes.length || limit > distanceWords.length) return null;
  const [position, bitBuffer, bitCount] = numbers;
  const target: BitTarget = { bytes, position, bitBuffer, bitCount };
  const block = { literals: literalBytes, distances: distanceWords, from, limit };
  const sent = sendBlock(target, block, codes, distanceCodes);
  if (!sent) return null;
  literals.put(1, sent.position);
  distances.put(1, sent.position);
  slots.put(1, target.position);
  slots.put(own, target.bitBuffer);
  slots.put(own + 1, target.bitCount);
  return sent.count;
});

/** A sum so far, start, stop, bytes. */
const summing = (sum: (value: number, bytes: Uint8Array) => number): Primitive =>
  taking(4, (vm, [value, start, stop, collection]) => {
    const before = uint32Of(value);
    const bytes = bytesToRead(collection);
    if (before === null || bytes === null || typeof start !== 'number' || typeof stop !== 'number')
      return null;
    if (start < 1 || stop < start || stop > bytes.length) return null;
    return vm.kernel.integer(sum(before, bytes.subarray(start - 1, stop)));
  });

export const zipPlugin: PrimitiveFamily = {
  named: {
    'ZipPlugin.primitiveInflateDecompressBlock': inflate,
    'ZipPlugin.primitiveDeflateBlock': deflate,
    'ZipPlugin.primitiveDeflateUpdateHashTable': updateHashTable,
    'ZipPlugin.primitiveZipSendBlock': send,
    'ZipPlugin.primitiveUpdateGZipCrc32': summing(crc32),
    'ZipPlugin.primitiveUpdateAdler32': summing(adler32),
  },
};
