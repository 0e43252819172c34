// The rings between this worker and the others. A ring is asked for when the first frame goes its way; until it is
// there, frames wait. A frame larger than a piece crosses in several.
import { ByteReader } from '../remote/byteReader';
import { ByteWriter } from '../remote/byteWriter';
import { readFrame, writeFrame } from '../remote/codec';
import type { Frame } from '../remote/wire';
import type { Doorbells } from './doorbells';
import { RingReader, RingWriter, ringBytes } from './ring';

const pieceBytes = ringBytes / 8;
const wholeMark = 0;
const partMark = 1;
const lastMark = 2;

export class FrameLinks {
  private readonly writers = new Map<number, RingWriter>();
  private readonly readers = new Map<number, RingReader>();
  private readonly parts = new Map<number, Uint8Array[]>();
  private readonly waiting = new Map<number, Uint8Array[]>();
  private readonly toRing = new Set<number>();
  private readonly frameWriter = new ByteWriter();
  private readonly recordReader = new ByteReader(new Uint8Array(0));

  constructor(
    private readonly bells: Doorbells,
    /** Asks for a ring to that worker; `connectTo` brings it. */
    private readonly requestRing: (worker: number) => void,
  ) {}

  connectTo(worker: number, buffer: SharedArrayBuffer): void {
    const writer = new RingWriter(buffer);
    this.writers.set(worker, writer);
    for (const record of this.waiting.get(worker) ?? []) writer.write(record, 0, record.length);
    this.waiting.delete(worker);
    this.bells.ring(worker);
  }

  connectFrom(worker: number, buffer: SharedArrayBuffer): void {
    this.readers.set(worker, new RingReader(buffer));
  }

  /** The worker is gone: nothing more comes from it, nothing goes to it. */
  disconnect(worker: number): void {
    this.writers.delete(worker);
    this.readers.delete(worker);
    this.parts.delete(worker);
    this.waiting.delete(worker);
  }

  send(worker: number, frame: Frame): void {
    const { frameWriter } = this;
    frameWriter.reset();
    frameWriter.u8(wholeMark);
    writeFrame(frameWriter, frame);
    if (frameWriter.length <= pieceBytes) this.put(worker, frameWriter.buffer, frameWriter.length);
    else this.putPieces(worker, frameWriter.written().subarray(1));
    this.toRing.add(worker);
  }

  private putPieces(worker: number, bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      const piece = bytes.subarray(at, at + pieceBytes);
      const record = new Uint8Array(piece.length + 1);
      record[0] = at + pieceBytes >= bytes.length ? lastMark : partMark;
      record.set(piece, 1);
      this.put(worker, record, record.length);
    }
  }

  /** Sends the first `length` of `bytes`, mark included, as a record. */
  private put(worker: number, bytes: Uint8Array, length: number): void {
    const writer = this.writers.get(worker);
    if (writer) {
      writer.write(bytes, 0, length);
      return;
    }
    const record = bytes.slice(0, length);
    const queue = this.waiting.get(worker);
    if (queue) queue.push(record);
    else {
      this.waiting.set(worker, [record]);
      this.requestRing(worker);
    }
  }

  /** Rings for what was sent, and moves on what found its ring full. */
  flush(): void {
    for (const [worker, writer] of this.writers) {
      if (!writer.hasOverflow) continue;
      writer.flush();
      this.toRing.add(worker);
    }
    for (const worker of this.toRing) this.bells.ring(worker);
    this.toRing.clear();
  }

  /** Whether frames wait for `flush`. */
  get hasUnsent(): boolean {
    return this.toRing.size > 0 || this.hasOverflow;
  }

  get hasOverflow(): boolean {
    for (const writer of this.writers.values()) if (writer.hasOverflow) return true;
    return false;
  }

  /** Passes on the frames that came, at most `limit` from each worker. Throws a ProtocolError, naming the worker. */
  receive(limit: number, take: (frame: Frame) => void): boolean {
    let any = false;
    for (const [worker, ring] of this.readers)
      for (let n = 0; n < limit && ring.next(this.recordReader); n++) {
        any = true;
        const frame = this.read(worker);
        ring.release();
        if (frame) take(frame);
      }
    return any;
  }

  /** The frame of the record at hand, undefined if that is a part and others are still to come. */
  private read(worker: number): Frame | undefined {
    const { recordReader } = this;
    const mark = recordReader.u8();
    if (mark === wholeMark) return readFrame(recordReader);
    const parts = this.parts.get(worker) ?? [];
    parts.push(recordReader.rest());
    if (mark === partMark) {
      this.parts.set(worker, parts);
      return undefined;
    }
    this.parts.delete(worker);
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return readFrame(new ByteReader(whole));
  }
}
