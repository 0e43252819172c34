import test from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ProtocolError } from '../../../runtime/remote/byteReader';
import { decodeFrame, encodeFrame } from '../../../runtime/remote/codec';
import type { ImageId } from '../../../runtime/object-memory/objectMemory';
import type { AnswerFrame, Frame, QuestionId, Wire } from '../../../runtime/remote/wire';
import { anyFrame } from './arbitraryFrames';

/** Integers between 2^52 and 2^53 may come back as bigints: both forms are one SmallInteger. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint' && Number.isSafeInteger(Number(value))) return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, plain(v)]));
}

function answer(value: Wire): AnswerFrame {
  return {
    kind: 'answer',
    from: 1 as ImageId,
    to: 2 as ImageId,
    question: 1 as QuestionId,
    outcome: { value },
    trace: false,
  };
}

/** Decodes as a receiver does; only a ProtocolError is a fit complaint. */
function survives(bytes: Uint8Array): Frame | undefined {
  try {
    return decodeFrame(bytes);
  } catch (error) {
    assert.ok(error instanceof ProtocolError, `${(error as Error).stack}`);
    return undefined;
  }
}

test('a frame is read as it was written', () => {
  fc.assert(
    fc.property(anyFrame, (frame) => {
      assert.deepEqual(plain(decodeFrame(encodeFrame(frame).slice())), plain(frame));
    }),
    { numRuns: 1500 },
  );
});

test('a frame whose end is missing, or that has bytes behind it, is refused', () => {
  fc.assert(
    fc.property(anyFrame, fc.nat(), (frame, cut) => {
      const bytes = encodeFrame(frame).slice();
      assert.throws(() => decodeFrame(bytes.subarray(0, cut % bytes.length)), ProtocolError);
      assert.throws(() => decodeFrame(Uint8Array.from([...bytes, 0])), ProtocolError);
    }),
  );
});

test('random bytes give a frame or a ProtocolError', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void survives(bytes)),
    { numRuns: 3000 },
  );
});

test('a frame with bytes changed gives a frame or a ProtocolError, and a frame can be written again', () => {
  fc.assert(
    fc.property(
      anyFrame,
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 }),
      (frame, changes) => {
        const bytes = encodeFrame(frame).slice();
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
        const read = survives(bytes);
        if (read) assert.deepEqual(plain(decodeFrame(encodeFrame(read).slice())), plain(read));
      },
    ),
    { numRuns: 3000 },
  );
});

test('values nest to the limit and no deeper, without harm to the stack', () => {
  const nested = (depth: number): Wire => {
    let value: Wire = null;
    for (let i = 0; i < depth; i++) value = { k: 'copy', cls: 'Foo', fields: [value], elements: null };
    return value;
  };
  const deep = encodeFrame(answer(nested(1900))).slice();
  assert.deepEqual(encodeFrame(decodeFrame(deep)).slice(), deep);
  assert.throws(() => decodeFrame(encodeFrame(answer(nested(2500))).slice()), ProtocolError);
});

test('a length that no frame has room for is refused before memory is taken', () => {
  const bytes = encodeFrame(answer({ k: 'bytes', v: new Uint8Array(4) })).slice();
  const at = bytes.length - 5;
  assert.equal(bytes[at], 4);
  const hostile = Uint8Array.from([...bytes.subarray(0, at), 255, 255, 255, 255, 255, 255, 127, 0]);
  assert.throws(() => decodeFrame(hostile), ProtocolError);
});

test('a big integer of a million digits is read in a blink', () => {
  const startedAtMs = performance.now();
  const value = 36n ** 100_000n + 1n;
  const read = decodeFrame(encodeFrame(answer(value)).slice()) as AnswerFrame;
  assert.deepEqual(read.outcome, { value });
  assert.ok(performance.now() - startedAtMs < 2000);
});
