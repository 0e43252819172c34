// The in-flight table: every message this worker's images sent or took that has not ended, and the last that did.
// Views and the debugger read it; only vats change it.
import type { ImageId } from '../object-memory/objectMemory';
import { ChurnTable } from '../object-memory/churnTable';
import type { MessageFrame } from './wire';

export type InFlightState = 'held' | 'queued' | 'delivered' | 'running' | 'answered' | 'broken';

/** One message and what became of it. */
export class InFlightMessage {
  state: InFlightState = 'queued';
  /** Milliseconds since 1970, as `sentAtMs`. */
  changedAtMs: number;
  reason: string | null = null;

  constructor(readonly frame: MessageFrame) {
    this.changedAtMs = frame.sentAtMs;
  }

  get id(): string {
    return `${this.frame.from}.${this.frame.id}`;
  }
}

const historySize = 256;

// Node looks its own objects up each time they are named.
const clock = performance;
const { timeOrigin } = performance;

/** Between two readings of the clock each event counts for so long: about what it takes. */
const eventMs = 0.0005;

export class InFlightTable {
  private readonly live = new Map<number, ChurnTable<number, InFlightMessage>>();
  // The sender of the last message is most often that of the next.
  private lastSender = -1;
  private lastLive = newLive();
  private lastAdded: InFlightMessage | null = null;
  private readonly history: InFlightMessage[] = [];
  private historyAt = 0;
  private changes = 0;
  private nowMs = 0;

  constructor() {
    this.readClock();
  }

  /** Reading the clock costs as much as much of what happens to a message: it is done once a turn. */
  readClock(): void {
    this.nowMs = Math.max(this.nowMs, timeOrigin + clock.now());
  }

  /** Milliseconds since 1970, the same clock for all workers, later with each call. */
  timestampMs(): number {
    return (this.nowMs += eventMs);
  }

  private liveOf(sender: number): ChurnTable<number, InFlightMessage> {
    if (sender === this.lastSender) return this.lastLive;
    let live = this.live.get(sender);
    if (!live) this.live.set(sender, (live = newLive()));
    this.lastSender = sender;
    this.lastLive = live;
    return live;
  }

  add(message: InFlightMessage): void {
    this.liveOf(message.frame.from).set(message.frame.id, message);
    this.lastAdded = message;
    this.changes++;
  }

  get(from: ImageId, id: number): InFlightMessage | undefined {
    const last = this.lastAdded;
    // Within a worker a message is taken right after it was sent, most often.
    if (last?.frame.id === id && last.frame.from === from && !isEnded(last)) return last;
    return this.liveOf(from).get(id);
  }

  change(message: InFlightMessage, state: InFlightState, reason: string | null = null): void {
    message.state = state;
    message.reason = reason;
    message.changedAtMs = this.timestampMs();
    this.changes++;
    if (!isEnded(message)) return;
    this.liveOf(message.frame.from).delete(message.frame.id);
    this.history[this.historyAt] = message;
    this.historyAt = (this.historyAt + 1) % historySize;
  }

  /** Goes up with every change: lets readers skip unchanged tables. */
  get version(): number {
    return this.changes;
  }

  get liveCount(): number {
    let count = 0;
    for (const live of this.live.values()) count += live.size;
    return count;
  }

  /** Those that have not ended, of each sender in the order of sending. */
  *entries(): Iterable<InFlightMessage> {
    for (const live of this.live.values())
      for (const [, message] of live.list().sort(([x], [y]) => x - y)) yield message;
  }

  /** Ended messages, oldest first. */
  *recent(): Iterable<InFlightMessage> {
    for (let i = 0; i < this.history.length; i++)
      yield this.history[(this.historyAt + i) % this.history.length];
  }

  forget(image: ImageId): void {
    this.live.delete(image);
    this.lastSender = -1;
    this.lastAdded = null;
  }
}

function isEnded({ state }: InFlightMessage): boolean {
  return state === 'answered' || state === 'broken';
}

function newLive(): ChurnTable<number, InFlightMessage> {
  return new ChurnTable((id) => id);
}
