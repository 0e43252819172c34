// Random values and frames for the codec's tests.
import fc from 'fast-check';
import type { ImageId } from '../../../runtime/object-memory/objectMemory';
import type { ExportId, Frame, QuestionId, Wire } from '../../../runtime/remote/wire';

const image = fc.integer({ min: 1, max: 1 << 20 }).map((n) => n as ImageId);
const exportId = fc.integer({ min: 1, max: 2 ** 40 }).map((n) => n as ExportId);
const questionId = fc.integer({ min: 0, max: 2 ** 40 }).map((n) => n as QuestionId);
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.constant('ÿĀ\ud800'),
);
const bytes = fc.uint8Array({ maxLength: 40 });

const smallInteger = fc.oneof(
  fc.maxSafeInteger(),
  fc.constantFrom(
    0,
    1,
    -1,
    2 ** 52,
    -(2 ** 52),
    2 ** 52 - 1,
    Number.MAX_SAFE_INTEGER,
    Number.MIN_SAFE_INTEGER,
  ),
);

/** What argument passing makes of integers beyond 2^53; smaller ones are numbers. */
const bigInteger = fc
  .oneof(fc.bigInt(), fc.bigInt({ min: -(2n ** 3000n), max: 2n ** 3000n }))
  .filter((n) => n > BigInt(Number.MAX_SAFE_INTEGER) || n < BigInt(Number.MIN_SAFE_INTEGER));

export const anyValue = fc.letrec<{ value: Wire; leaf: Wire; copy: Wire }>((tie) => ({
  leaf: fc.oneof(
    smallInteger,
    bigInteger,
    fc.constantFrom(null, true, false),
    text,
    fc.double().map((v) => ({ k: 'float' as const, v })),
    fc.constantFrom(-0, NaN, Infinity, -Infinity, Number.MIN_VALUE).map((v) => ({ k: 'float' as const, v })),
    fc.integer({ min: 0, max: 0x3fffffff }).map((v) => ({ k: 'char' as const, v })),
    text.map((v) => ({ k: 'string' as const, v })),
    bytes.map((v) => ({ k: 'bytes' as const, v })),
    fc.record({ k: fc.constant('words' as const), cls: text, v: fc.uint32Array({ maxLength: 20 }) }),
    fc.record({
      k: fc.constant('ref' as const),
      home: image,
      id: exportId,
      cls: text,
      broken: fc.option(text),
    }),
    fc.record({ k: fc.constant('blob' as const), cls: text, hash: text, size: fc.nat() }),
    fc.nat().map((v) => ({ k: 'back' as const, v })),
  ),
  copy: fc.record({
    k: fc.constant('copy' as const),
    cls: text,
    fields: fc.array(tie('value'), { maxLength: 5 }),
    elements: fc.option<Wire[], null>(fc.array(tie('value'), { maxLength: 5 }), { nil: null }),
  }),
  value: fc.oneof({ depthSize: 'medium' }, tie('leaf'), tie('copy')),
})).value;

const header = { from: image, to: image };

export const anyFrame: fc.Arbitrary<Frame> = fc.oneof(
  fc.record({
    ...header,
    kind: fc.constant('message' as const),
    id: fc.nat(),
    causeFrom: fc.nat(),
    causeId: fc.nat(),
    target: fc.oneof(
      exportId.map((id) => ({ exportId: id })),
      questionId.map((id) => ({ questionId: id })),
    ),
    selector: text,
    args: fc.array(anyValue, { maxLength: 5 }),
    question: questionId,
    pipelined: fc.boolean(),
    sentAtMs: fc.double({ noNaN: true }),
    trace: fc.integer({ min: 0, max: 15 }),
  }),
  fc.record({
    ...header,
    kind: fc.constant('answer' as const),
    question: questionId,
    trace: fc.boolean(),
    outcome: fc.oneof(
      anyValue.map((value) => ({ value })),
      fc.record({ cls: text, text, stack: text, suspension: anyValue }).map((error) => ({ error })),
      fc.record({ unwindTo: image, token: fc.nat() }),
    ),
  }),
  fc.record({ ...header, kind: fc.constant('release' as const), id: exportId, count: fc.nat() }),
  fc.record({ ...header, kind: fc.constant('introduce' as const), id: exportId, holder: image }),
  fc.record({ ...header, kind: fc.constant('finish' as const), question: questionId }),
  fc.record({ ...header, kind: fc.constant('credit' as const), count: fc.nat() }),
  fc.record({ ...header, kind: fc.constant('revoke' as const), id: exportId, reason: text }),
  fc.record({ ...header, kind: fc.constant('cancel' as const), question: questionId }),
);
