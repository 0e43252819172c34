// The in-flight table: every message this worker's images sent or took that has not ended, and the last that did.
// Views and the debugger read it; only vats change it.
import type { ImageId } from '../object-memory/objectMemory';
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

export class InFlightTable {
  private readonly live = new Map<number, Map<number, InFlightMessage>>();
  private readonly history: InFlightMessage[] = [];
  private historyAt = 0;
  private changes = 0;

  add(message: InFlightMessage): void {
    let bySender = this.live.get(message.frame.from);
    if (!bySender) this.live.set(message.frame.from, (bySender = new Map()));
    bySender.set(message.frame.id, message);
    this.changes++;
  }

  get(from: ImageId, id: number): InFlightMessage | undefined {
    return this.live.get(from)?.get(id);
  }

  change(message: InFlightMessage, state: InFlightState, reason: string | null = null): void {
    message.state = state;
    message.reason = reason;
    message.changedAtMs = performance.timeOrigin + performance.now();
    this.changes++;
    if (state !== 'answered' && state !== 'broken') return;
    this.live.get(message.frame.from)?.delete(message.frame.id);
    this.history[this.historyAt] = message;
    this.historyAt = (this.historyAt + 1) % historySize;
  }

  /** Goes up with every change: lets readers skip unchanged tables. */
  get version(): number {
    return this.changes;
  }

  get liveCount(): number {
    let count = 0;
    for (const bySender of this.live.values()) count += bySender.size;
    return count;
  }

  *entries(): Iterable<InFlightMessage> {
    for (const bySender of this.live.values()) yield* bySender.values();
  }

  /** Ended messages, oldest first. */
  *recent(): Iterable<InFlightMessage> {
    for (let i = 0; i < this.history.length; i++)
      yield this.history[(this.historyAt + i) % this.history.length];
  }

  forget(image: ImageId): void {
    this.live.delete(image);
  }
}
