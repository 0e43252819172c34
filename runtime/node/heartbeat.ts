// A thread that does nothing but make the compiled code of others look up once a millisecond, as the heartbeat of the
// Cog VM does: calls then need not count how many they were. It sleeps while nobody runs anything.
import { Worker } from 'node:worker_threads';
import { compiledTier } from '../compiled/compiledTier';
import type { Heart } from '../compiled/heart';

const stride = 16;
const beatMs = 1;
/** Beats that loops do not answer before calls are stopped. */
const patience = 5;
/** Beats that nobody asked for before it falls asleep. */
const idleBeats = 50;

/** Words 0 to 2: somebody runs, it sleeps, it beats. From `stride` on a `Machine.poll` for each listener. */
const program = `
const { workerData: words } = require('node:worker_threads');
const pause = new Int32Array(new SharedArrayBuffer(4));
Atomics.store(words, 2, 1);
for (let idle = 0; ; ) {
  Atomics.wait(pause, 0, 0, ${beatMs});
  for (let i = ${stride}; i < words.length; i += ${stride}) {
    if (words[i + 2] > -${patience}) words[i + 2]--;
    else words[i + 1] = -1;
  }
  idle = Atomics.exchange(words, 0, 0) === 0 ? idle + 1 : 0;
  if (idle < ${idleBeats}) continue;
  idle = 0;
  Atomics.store(words, 1, 1);
  Atomics.wait(words, 0, 0);
  Atomics.store(words, 1, 0);
}`;

export class Heartbeat {
  readonly buffer: SharedArrayBuffer;
  private readonly thread: Worker;

  constructor(listeners: number) {
    this.buffer = new SharedArrayBuffer((listeners + 1) * stride * 4);
    const words = new Int32Array(this.buffer);
    this.thread = new Worker(program, { eval: true, workerData: words, name: 'heartbeat' });
    this.thread.unref();
    // Code that was made for it is still stopped by its loops; what is made from now on counts its calls.
    this.thread.on('error', () => Atomics.store(words, 2, 0));
  }

  async end(): Promise<void> {
    await this.thread.terminate();
  }
}

/** How one of the threads that run images hears it. */
export function heartFor(buffer: SharedArrayBuffer, listener: number): Heart {
  const words = new Int32Array(buffer);
  return {
    poll: new Int32Array(buffer, (listener + 1) * stride * 4, 3),
    get isBeating() {
      return words[2] === 1;
    },
    keepBeating() {
      if (words[0] !== 0) return;
      Atomics.store(words, 0, 1);
      if (Atomics.load(words, 1) === 1) Atomics.notify(words, 0);
    },
  };
}

/** For a thread that runs images itself, without workers; before it runs any. */
export function beatForThisThread(): void {
  compiledTier.machine.follow(heartFor(new Heartbeat(1).buffer, 0));
}
