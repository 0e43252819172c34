// Messages between images against `postMessage` between two plain worker threads.
import { BenchWorkers } from './benchWorkers';
import { compare, sized, type Effort, type Figure, type Target } from './measurement';
import { PostMessagePeers } from './postMessagePeers';

/** A synchronous far send and its answer: within a worker, and between two. */
export async function farSends(effort: Effort): Promise<Figure[]> {
  const peers = new PostMessagePeers();
  const workers = await BenchWorkers.start(2);
  try {
    const asker = await workers.startImage(0, 'asker');
    const neighbour = await workers.startImage(0, 'neighbour');
    const distant = await workers.startImage(1, 'distant');
    const figures: Figure[] = [];
    for (const [name, home, count, limit] of [
      ['far send within a worker', neighbour, 20_000, 20],
      ['far send between workers', distant, 4000, 3],
    ] as const) {
      await workers.wire(asker, 'Peer', home, 'DistantPeer new');
      const sends = sized(effort, count);
      const farSendMs = async (): Promise<number> =>
        (await workers.integer(asker, `MessageSender new microsecondsToAsk: ${sends}`)) / 1000 / sends;
      const { value, ratio } = await compare(farSendMs, () => peers.roundTripMs(sized(effort, 2000)), effort);
      const target: Target = { of: 'ratio', bound: 'at least', limit };
      const against = 'times as fast as a postMessage round trip';
      figures.push({ name, value: value * 1000, unit: 'µs', ratio: 1 / ratio, against, target });
    }
    return figures;
  } finally {
    await Promise.all([peers.end(), workers.end()]);
  }
}

/** Messages that nobody answers, from a worker to another. */
export async function oneWayMessages(effort: Effort): Promise<Figure[]> {
  const peers = new PostMessagePeers();
  const workers = await BenchWorkers.start(2);
  try {
    const sender = await workers.startImage(0, 'sender');
    const receiver = await workers.startImage(1, 'receiver');
    await workers.wire(sender, 'Peer', receiver, 'DistantPeer new');
    const count = sized(effort, 300_000);
    const messageMs = async (): Promise<number> =>
      (await workers.integer(sender, `MessageSender new microsecondsToTell: ${count}`)) / 1000 / count;
    const { value, ratio } = await compare(messageMs, () => peers.oneWayMs(sized(effort, 20_000)), effort);
    return [
      {
        name: 'one-way messages between workers',
        value: 1000 / value,
        unit: '/s',
        ratio: 1 / ratio,
        against: 'times as many as by postMessage',
        target: { of: 'value', bound: 'at least', limit: 1_000_000 },
      },
    ];
  } finally {
    await Promise.all([peers.end(), workers.end()]);
  }
}
