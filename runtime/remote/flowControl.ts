// Bounded queues: how many messages this image has on their way to each other one, which Processes wait to send more,
// and how many messages of each sender were taken and are not yet credited.
import type { SProcess } from '../interpreter/processScheduler';
import type { ImageId } from '../object-memory/objectMemory';
import type { Value } from '../object-memory/objects';

/** Messages that may be on their way to one image before its senders wait. */
export const creditWindow = 1024;
const creditBatch = 256;

/** A Process that waits to go on, and what its send then answers. */
export interface WaitingSender {
  readonly process: SProcess;
  readonly answer: Value;
}

class Peer {
  /** Messages to it that it did not take yet, and senders that wait until they are fewer. */
  outstanding = 0;
  waiting: WaitingSender[] = [];
  /** Messages of it that were taken and are not credited. */
  taken = 0;
}

export class FlowControl {
  private readonly peers = new Map<ImageId, Peer>();
  // The image of the last message is most often that of the next.
  private lastImage: ImageId | null = null;
  private lastPeer = new Peer();

  private peer(image: ImageId): Peer {
    if (image === this.lastImage) return this.lastPeer;
    let peer = this.peers.get(image);
    if (!peer) this.peers.set(image, (peer = new Peer()));
    this.lastImage = image;
    this.lastPeer = peer;
    return peer;
  }

  sent(to: ImageId): void {
    this.peer(to).outstanding++;
  }

  /** True while `to` has as many untaken messages as it may have. */
  isFull(to: ImageId): boolean {
    return this.peer(to).outstanding >= creditWindow;
  }

  /** `to` took `count` messages: the senders that now go on. */
  credited(to: ImageId, count: number): readonly WaitingSender[] {
    const peer = this.peer(to);
    peer.outstanding = Math.max(0, peer.outstanding - count);
    return peer.outstanding >= creditWindow ? [] : takeWaiting(peer);
  }

  /** Notes a Process that waits for room; answers how to forget it. */
  addWaiting(to: ImageId, process: SProcess, answer: Value): () => void {
    const { waiting } = this.peer(to);
    waiting.push({ process, answer });
    return () => {
      const index = waiting.findIndex((sender) => sender.process === process);
      if (index >= 0) waiting.splice(index, 1);
    };
  }

  /** A message of `from` left the queue; answers how many to credit now, 0 while it is too few to tell. */
  took(from: ImageId): number {
    const peer = this.peer(from);
    if (++peer.taken < creditBatch) return 0;
    peer.taken = 0;
    return creditBatch;
  }

  /** An image is gone: the senders that waited for it. */
  forget(image: ImageId): readonly WaitingSender[] {
    const waiting = takeWaiting(this.peer(image));
    this.peers.delete(image);
    this.lastImage = null;
    return waiting;
  }

  clear(): void {
    this.peers.clear();
    this.lastImage = null;
  }
}

function takeWaiting(peer: Peer): readonly WaitingSender[] {
  const { waiting } = peer;
  if (waiting.length > 0) peer.waiting = [];
  return waiting;
}
