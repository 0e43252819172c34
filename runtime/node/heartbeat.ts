// A thread that does nothing but make the compiled code of others look up once a millisecond, as the heartbeat of the
// Cog VM does: calls then need not count how many they were. It sleeps while nobody runs anything.
import { Worker } from 'node:worker_threads';
import { compiledTier } from '../compiled/compiledTier';

const beatMs = 1;
/** Beats that loops do not answer before calls are stopped. */
const patience = 5;
/** Beats that nobody asked for before it falls asleep. */
const idleBeats = 50;

/** Words of the memory that both share: a `Machine.poll` of three, then apart from them what the two tell each other. */
const words = 32;
const isWanted = 16;
const isAsleep = 17;
const isAwake = 18;

const program = `
const { workerData: words } = require('node:worker_threads');
const pause = new Int32Array(new SharedArrayBuffer(4));
Atomics.store(words, ${isAwake}, 1);
for (let idle = 0; ; ) {
  Atomics.wait(pause, 0, 0, ${beatMs});
  if (words[2] > -${patience}) words[2]--;
  else words[1] = -1;
  idle = Atomics.exchange(words, ${isWanted}, 0) === 0 ? idle + 1 : 0;
  if (idle < ${idleBeats}) continue;
  idle = 0;
  Atomics.store(words, ${isAsleep}, 1);
  Atomics.wait(words, ${isWanted}, 0);
  Atomics.store(words, ${isAsleep}, 0);
}`;

/** For a thread that runs images itself, without workers; before it runs any. */
export function beatForThisThread(): void {
  const shared = new Int32Array(new SharedArrayBuffer(words * 4));
  const thread = new Worker(program, { eval: true, workerData: shared, name: 'heartbeat' });
  thread.unref();
  // Code that was made for it is still stopped by its loops; what is made from now on counts its calls.
  thread.on('error', () => Atomics.store(shared, isAwake, 0));
  compiledTier.machine.follow({
    poll: shared.subarray(0, 3),
    get isBeating() {
      return shared[isAwake] === 1;
    },
    keepBeating() {
      if (shared[isWanted] !== 0) return;
      Atomics.store(shared, isWanted, 1);
      if (Atomics.load(shared, isAsleep) === 1) Atomics.notify(shared, isWanted);
    },
  });
}
