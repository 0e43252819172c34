// Frames that reached an image and were not yet taken, in order of arrival. A held message holds back what its sender
// sent after it, so that order per pair is kept. What ends a reference, an answer or a Process waits its turn with the
// messages: it must not overtake a message that still needs them.
import type { ImageId } from '../object-memory/objectMemory';
import type { AnswerFrame, CancelFrame, FinishFrame, MessageFrame, ReleaseFrame } from './wire';

export type QueuedFrame = MessageFrame | AnswerFrame | ReleaseFrame | FinishFrame | CancelFrame;

/** Which frames may be taken: all, answers whatever is before them, or answers that overtake nothing of their image. */
export type Takeable = 'all' | 'answers' | 'answersInOrder';

export class Inbox {
  private queue: QueuedFrame[] = [];
  private head = 0;
  private readonly held = new Set<string>();
  private holdsAll = false;
  private answers = 0;

  add(frame: QueuedFrame): void {
    if (frame.kind === 'message' && this.holdsAll) this.held.add(keyOf(frame));
    if (frame.kind === 'answer') this.answers++;
    this.queue.push(frame);
  }

  /** The next frame that may be delivered. */
  take(which: Takeable = 'all'): QueuedFrame | undefined {
    if (this.held.size > 0 || which !== 'all') return this.takePastOthers(which);
    if (this.head >= this.queue.length) return undefined;
    const frame = this.queue[this.head++];
    if (frame.kind === 'answer') this.answers--;
    // Shifting one by one would be quadratic.
    if (this.head > 1024 && this.head * 2 > this.queue.length) {
      this.queue = this.queue.slice(this.head);
      this.head = 0;
    } else if (this.head === this.queue.length) {
      if (this.head === 1) this.queue.pop();
      else this.queue = [];
      this.head = 0;
    }
    return frame;
  }

  private takePastOthers(which: Takeable): QueuedFrame | undefined {
    const index = this.firstDeliverable(which);
    if (index < 0) return undefined;
    const [frame] = this.queue.splice(index, 1);
    if (frame.kind === 'answer') this.answers--;
    return frame;
  }

  hasDeliverable(which: Takeable = 'all'): boolean {
    if (this.held.size === 0 && which === 'all') return this.head < this.queue.length;
    return this.firstDeliverable(which) >= 0;
  }

  private firstDeliverable(which: Takeable): number {
    if (which !== 'all' && this.answers === 0) return -1;
    const blocked = new Set<ImageId>();
    for (let i = this.head; i < this.queue.length; i++) {
      const frame = this.queue[i];
      if (frame.kind === 'answer') {
        if (which !== 'answersInOrder' || !blocked.has(frame.from)) return i;
      } else if (which !== 'all' || (frame.kind === 'message' && this.held.has(keyOf(frame))))
        blocked.add(frame.from);
      else if (!blocked.has(frame.from)) return i;
    }
    return -1;
  }

  /** Keeps a queued message from being delivered; false if it is not queued here. */
  hold(from: ImageId, id: number): boolean {
    const isQueued = this.messages().some((m) => m.from === from && m.id === id);
    if (isQueued) this.held.add(`${from}.${id}`);
    return isQueued;
  }

  release(from: ImageId, id: number): boolean {
    return this.held.delete(`${from}.${id}`);
  }

  isHeld(frame: MessageFrame): boolean {
    return this.held.has(keyOf(frame));
  }

  /** Holds every message that arrives from now on, or no longer does (what is held stays so). */
  holdAll(hold: boolean): void {
    this.holdsAll = hold;
  }

  messages(): MessageFrame[] {
    return this.queue.slice(this.head).filter((f) => f.kind === 'message');
  }

  /** Messages that wait. */
  get size(): number {
    let count = 0;
    for (let i = this.head; i < this.queue.length; i++) if (this.queue[i].kind === 'message') count++;
    return count;
  }

  drain(): QueuedFrame[] {
    const rest = this.queue.slice(this.head);
    this.queue = [];
    this.head = 0;
    this.answers = 0;
    this.held.clear();
    return rest;
  }
}

function keyOf(frame: MessageFrame): string {
  return `${frame.from}.${frame.id}`;
}
