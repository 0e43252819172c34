// Frames as bytes, for images of different workers. Each value starts with a tag; integers are zigzag varints.
import type { ImageId } from '../object-memory/objectMemory';
import { ByteReader, ProtocolError } from './byteReader';
import { ByteWriter } from './byteWriter';
import type {
  AnswerFrame,
  ExportId,
  Frame,
  MessageFrame,
  QuestionId,
  Wire,
  WireError,
  WireObject,
} from './wire';

const enum Tag {
  Integer,
  BigInteger,
  Nil,
  True,
  False,
  Symbol,
  Float,
  Character,
  String,
  Bytes,
  Words,
  Copy,
  Ref,
  BrokenRef,
  Blob,
  Back,
}

const enum Kind {
  Message,
  Answer,
  Release,
  Introduce,
  Finish,
  Credit,
  Revoke,
  Cancel,
}

const enum Outcome {
  Value,
  Error,
  Unwind,
}

/** Values nest no deeper than this, so that hostile bytes can't exhaust the stack. */
const maxDepth = 2000;
const maxZigzag = 2 ** 52;

const ownWriter = new ByteWriter();
/** Where the frame at hand goes to. */
let writer = ownWriter;

/** The frame's bytes; valid until the next call. */
export function encodeFrame(frame: Frame): Uint8Array {
  ownWriter.reset();
  writeFrame(ownWriter, frame);
  return ownWriter.written();
}

export function writeFrame(to: ByteWriter, frame: Frame): void {
  writer = to;
  switch (frame.kind) {
    case 'message':
      writeMessage(frame);
      break;
    case 'answer':
      writeAnswer(frame);
      break;
    case 'release':
      start(Kind.Release, frame);
      writer.varint(frame.id);
      writer.varint(frame.count);
      break;
    case 'introduce':
      start(Kind.Introduce, frame);
      writer.varint(frame.id);
      writer.varint(frame.holder);
      break;
    case 'finish':
      start(Kind.Finish, frame);
      writer.varint(frame.question);
      break;
    case 'credit':
      start(Kind.Credit, frame);
      writer.varint(frame.count);
      break;
    case 'revoke':
      start(Kind.Revoke, frame);
      writer.varint(frame.id);
      writer.text(frame.reason);
      break;
    case 'cancel':
      start(Kind.Cancel, frame);
      writer.varint(frame.question);
      break;
  }
}

function start(kind: Kind, { from, to }: Frame): void {
  writer.u8(kind);
  writer.varint(from);
  writer.varint(to);
}

function writeMessage(frame: MessageFrame): void {
  start(Kind.Message, frame);
  writer.varint(frame.id);
  writer.varint(frame.causeFrom);
  writer.varint(frame.causeId);
  if ('exportId' in frame.target) writer.varint(frame.target.exportId * 2);
  else writer.varint(frame.target.questionId * 2 + 1);
  writer.varint(frame.question * 2 + (frame.pipelined ? 1 : 0));
  writer.u8(frame.trace);
  writer.f64(frame.sentAtMs);
  writer.text(frame.selector);
  writer.varint(frame.args.length);
  for (const arg of frame.args) writeValue(arg);
}

function writeAnswer(frame: AnswerFrame): void {
  start(Kind.Answer, frame);
  writer.varint(frame.question);
  writer.u8(frame.trace ? 1 : 0);
  const { outcome } = frame;
  if ('value' in outcome) {
    writer.u8(Outcome.Value);
    writeValue(outcome.value);
  } else if ('error' in outcome) {
    writer.u8(Outcome.Error);
    writer.text(outcome.error.cls);
    writer.text(outcome.error.text);
    writer.text(outcome.error.stack);
    writeValue(outcome.error.suspension);
  } else {
    writer.u8(Outcome.Unwind);
    writer.varint(outcome.unwindTo);
    writer.varint(outcome.token);
  }
}

function writeValue(value: Wire): void {
  if (typeof value === 'number') {
    if (value < maxZigzag && value > -maxZigzag) {
      writer.u8(Tag.Integer);
      writer.varint(value >= 0 ? value * 2 : -value * 2 - 1);
    } else writeBig(BigInt(value));
  } else if (typeof value === 'string') {
    writer.u8(Tag.Symbol);
    writer.text(value);
  } else if (typeof value === 'bigint') writeBig(value);
  else if (value === null) writer.u8(Tag.Nil);
  else if (typeof value === 'boolean') writer.u8(value ? Tag.True : Tag.False);
  else writeObject(value);
}

function writeBig(value: bigint): void {
  writer.u8(Tag.BigInteger);
  writer.text(value.toString(36));
}

function writeObject(value: WireObject): void {
  switch (value.k) {
    case 'float':
      writer.u8(Tag.Float);
      writer.f64(value.v);
      break;
    case 'char':
      writer.u8(Tag.Character);
      writer.varint(value.v);
      break;
    case 'string':
      writer.u8(Tag.String);
      writer.text(value.v);
      break;
    case 'bytes':
      writer.u8(Tag.Bytes);
      writer.run(value.v);
      break;
    case 'words':
      writer.u8(Tag.Words);
      writer.text(value.cls);
      writer.run(new Uint8Array(value.v.buffer, value.v.byteOffset, value.v.byteLength));
      break;
    case 'copy':
      writer.u8(Tag.Copy);
      writer.text(value.cls);
      writeList(value.fields);
      writer.u8(value.elements ? 1 : 0);
      if (value.elements) writeList(value.elements);
      break;
    case 'ref':
      writer.u8(value.broken === null ? Tag.Ref : Tag.BrokenRef);
      writer.varint(value.home);
      writer.varint(value.id);
      writer.text(value.cls);
      if (value.broken !== null) writer.text(value.broken);
      break;
    case 'blob':
      writer.u8(Tag.Blob);
      writer.text(value.cls);
      writer.text(value.hash);
      writer.varint(value.size);
      break;
    case 'back':
      writer.u8(Tag.Back);
      writer.varint(value.v);
      break;
  }
}

function writeList(values: readonly Wire[]): void {
  writer.varint(values.length);
  for (const value of values) writeValue(value);
}

/** Throws a ProtocolError for bytes that `encodeFrame` can't have made. */
export function decodeFrame(bytes: Uint8Array): Frame {
  return readFrame(new ByteReader(bytes));
}

/** The frame that takes up all that the reader has left. */
export function readFrame(reader: ByteReader): Frame {
  const kind: Kind = reader.u8();
  const from = reader.varint() as ImageId;
  const to = reader.varint() as ImageId;
  const frame = kind === Kind.Message ? readMessage(reader, from, to) : readOther(reader, kind, from, to);
  if (!reader.isAtEnd) throw new ProtocolError('A frame has bytes behind its end');
  return frame;
}

function readOther(reader: ByteReader, kind: Kind, from: ImageId, to: ImageId): Frame {
  const exportId = (): ExportId => reader.varint() as ExportId;
  const questionId = (): QuestionId => reader.varint() as QuestionId;
  switch (kind) {
    case Kind.Answer:
      return {
        kind: 'answer',
        from,
        to,
        question: questionId(),
        trace: reader.u8() === 1,
        outcome: readOutcome(reader),
      };
    case Kind.Release:
      return { kind: 'release', from, to, id: exportId(), count: reader.varint() };
    case Kind.Introduce:
      return { kind: 'introduce', from, to, id: exportId(), holder: reader.varint() as ImageId };
    case Kind.Finish:
      return { kind: 'finish', from, to, question: questionId() };
    case Kind.Credit:
      return { kind: 'credit', from, to, count: reader.varint() };
    case Kind.Revoke:
      return { kind: 'revoke', from, to, id: exportId(), reason: reader.text() };
    case Kind.Cancel:
      return { kind: 'cancel', from, to, question: questionId() };
    default:
      throw new ProtocolError(`No frame has kind ${String(kind)}`);
  }
}

function readMessage(reader: ByteReader, from: ImageId, to: ImageId): MessageFrame {
  const id = reader.varint();
  const causeFrom = reader.varint();
  const causeId = reader.varint();
  const target = reader.varint();
  const targetId = Math.floor(target / 2);
  const question = reader.varint();
  const trace = reader.u8();
  const sentAtMs = reader.f64();
  const selector = reader.text();
  return {
    kind: 'message',
    from,
    to,
    id,
    causeFrom,
    causeId,
    target: target % 2 === 0 ? { exportId: targetId as ExportId } : { questionId: targetId as QuestionId },
    selector,
    args: readList(reader, 0),
    question: Math.floor(question / 2) as QuestionId,
    pipelined: question % 2 === 1,
    sentAtMs,
    trace,
  };
}

function readOutcome(reader: ByteReader): AnswerFrame['outcome'] {
  const outcome: Outcome = reader.u8();
  switch (outcome) {
    case Outcome.Value:
      return { value: readValue(reader, 0) };
    case Outcome.Error: {
      const error: WireError = {
        cls: reader.text(),
        text: reader.text(),
        stack: reader.text(),
        suspension: readValue(reader, 0),
      };
      return { error };
    }
    case Outcome.Unwind:
      return { unwindTo: reader.varint() as ImageId, token: reader.varint() };
    default:
      throw new ProtocolError(`No answer has outcome ${String(outcome)}`);
  }
}

function readList(reader: ByteReader, depth: number): Wire[] {
  const count = reader.varint();
  const values: Wire[] = [];
  for (let i = 0; i < count; i++) values.push(readValue(reader, depth));
  return values;
}

function readValue(reader: ByteReader, depth: number): Wire {
  if (depth > maxDepth) throw new ProtocolError(`A value in a frame nests deeper than ${maxDepth}`);
  const tag: Tag = reader.u8();
  switch (tag) {
    case Tag.Integer: {
      const zigzag = reader.varint();
      return zigzag % 2 === 0 ? zigzag / 2 : -((zigzag + 1) / 2);
    }
    case Tag.BigInteger:
      return readBig(reader.text());
    case Tag.Nil:
      return null;
    case Tag.True:
      return true;
    case Tag.False:
      return false;
    case Tag.Symbol:
      return reader.text();
    case Tag.Float:
      return { k: 'float', v: reader.f64() };
    case Tag.Character:
      return { k: 'char', v: reader.varint() };
    case Tag.String:
      return { k: 'string', v: reader.text() };
    case Tag.Bytes:
      return { k: 'bytes', v: reader.run() };
    case Tag.Words: {
      const cls = reader.text();
      const run = reader.run();
      if (run.length % 4 !== 0) throw new ProtocolError('Words in a frame are not whole');
      return { k: 'words', cls, v: new Uint32Array(run.buffer, 0, run.length / 4) };
    }
    case Tag.Copy: {
      const cls = reader.text();
      const fields = readList(reader, depth + 1);
      return { k: 'copy', cls, fields, elements: reader.u8() === 1 ? readList(reader, depth + 1) : null };
    }
    case Tag.Ref:
    case Tag.BrokenRef: {
      const home = reader.varint() as ImageId;
      const id = reader.varint() as ExportId;
      const cls = reader.text();
      return { k: 'ref', home, id, cls, broken: tag === Tag.BrokenRef ? reader.text() : null };
    }
    case Tag.Blob:
      return { k: 'blob', cls: reader.text(), hash: reader.text(), size: reader.varint() };
    case Tag.Back:
      return { k: 'back', v: reader.varint() };
    default:
      throw new ProtocolError(`No value has tag ${String(tag)}`);
  }
}

function readBig(text: string): bigint {
  if (!/^-?[0-9a-z]+$/.test(text)) throw new ProtocolError('A big integer in a frame is not one');
  let value = 0n;
  const digits = text.startsWith('-') ? text.slice(1) : text;
  // Ten base-36 digits at a time stay below 2^53.
  for (let i = 0; i < digits.length; i += 10) {
    const part = digits.slice(i, i + 10);
    value = value * 36n ** BigInt(part.length) + BigInt(parseInt(part, 36));
  }
  return text.startsWith('-') ? -value : value;
}
