// The counterpart of messages between images: two plain worker threads that talk by `postMessage`.
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import { once } from 'node:events';

/** Both threads run this. It is text because a worker thread starts from a file or from text, and here is no file. */
const program = `
const { parentPort, workerData: { port } } = require('node:worker_threads');
let left = 0, report = null, received = 0;
port.on('message', (message) => {
  if (message === 'ping') port.postMessage('pong');
  else if (message === 'pong') { if (--left > 0) port.postMessage('ping'); else report(); }
  else if (message.one) { if (++received === message.of) { received = 0; port.postMessage('all'); } }
  else if (message === 'all') report();
});
parentPort.on('message', ({ kind, count }) => {
  const start = performance.now();
  report = () => parentPort.postMessage((performance.now() - start) / count);
  if (kind === 'ask') { left = count; port.postMessage('ping'); }
  else for (let i = 0; i < count; i++) port.postMessage({ one: 1, of: count });
});`;

export class PostMessagePeers {
  private readonly asker: Worker;
  private readonly answerer: Worker;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.asker = startPeer(port1);
    this.answerer = startPeer(port2);
  }

  private async run(kind: 'ask' | 'tell', count: number): Promise<number> {
    this.asker.postMessage({ kind, count });
    const [ms] = (await once(this.asker, 'message')) as [number];
    return ms;
  }

  /** Milliseconds of a message and its answer. */
  roundTripMs(count: number): Promise<number> {
    return this.run('ask', count);
  }

  /** Milliseconds a message of many that are sent without an answer, until the last was received. */
  oneWayMs(count: number): Promise<number> {
    return this.run('tell', count);
  }

  async end(): Promise<void> {
    await Promise.all([this.asker.terminate(), this.answerer.terminate()]);
  }
}

function startPeer(port: MessagePort): Worker {
  return new Worker(program, { eval: true, workerData: { port }, transferList: [port] });
}
