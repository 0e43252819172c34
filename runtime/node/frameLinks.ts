// The rings between this worker and the others. A ring is asked for when the first frame goes its way; until it is
// there, frames wait. A frame larger than a piece crosses in several.
import { decodeFrame, encodeFrame } from '../remote/codec';
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

  constructor(
    private readonly bells: Doorbells,
    /** Asks for a ring to that worker; `connectTo` brings it. */
    private readonly requestRing: (worker: number) => void,
  ) {}

  connectTo(worker: number, buffer: SharedArrayBuffer): void {
    const writer = new RingWriter(buffer);
    this.writers.set(worker, writer);
    for (const record of this.waiting.get(worker) ?? []) writer.write(record);
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
    const bytes = encodeFrame(frame);
    if (bytes.length <= pieceBytes) this.put(worker, marked(wholeMark, bytes));
    else
      for (let at = 0; at < bytes.length; at += pieceBytes) {
        const isLast = at + pieceBytes >= bytes.length;
        this.put(worker, marked(isLast ? lastMark : partMark, bytes.subarray(at, at + pieceBytes)));
      }
    this.toRing.add(worker);
  }

  private put(worker: number, record: Uint8Array): void {
    const writer = this.writers.get(worker);
    if (writer) {
      writer.write(record);
      return;
    }
    const queue = this.waiting.get(worker);
    if (queue) queue.push(record.slice());
    else {
      this.waiting.set(worker, [record.slice()]);
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

  get hasOverflow(): boolean {
    for (const writer of this.writers.values()) if (writer.hasOverflow) return true;
    return false;
  }

  /** Passes on the frames that came, at most `limit` from each worker. Throws a ProtocolError, naming the worker. */
  receive(limit: number, take: (frame: Frame) => void): boolean {
    let any = false;
    for (const [worker, reader] of this.readers)
      for (let n = 0; n < limit; n++) {
        const record = reader.read();
        if (record === undefined) break;
        any = true;
        const whole = this.assemble(worker, record);
        if (whole) take(decodeFrame(whole));
      }
    return any;
  }

  private assemble(worker: number, record: Uint8Array): Uint8Array | undefined {
    const bytes = record.subarray(1);
    if (record[0] === wholeMark) return bytes;
    const parts = this.parts.get(worker) ?? [];
    parts.push(bytes);
    if (record[0] === partMark) {
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
    return whole;
  }
}

let scratch = new Uint8Array(1024);

/** The bytes behind a mark; valid until the next call. */
function marked(mark: number, bytes: Uint8Array): Uint8Array {
  if (scratch.length < bytes.length + 1) scratch = new Uint8Array(bytes.length * 2 + 1);
  scratch[0] = mark;
  scratch.set(bytes, 1);
  return scratch.subarray(0, bytes.length + 1);
}
