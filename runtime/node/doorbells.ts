// One word a worker in shared memory: rung after something was put where the worker will look. A worker that sleeps
// says so, so that ringing an awake one costs no system call.

const stride = 16;

export function newDoorbells(workers: number): SharedArrayBuffer {
  return new SharedArrayBuffer(workers * stride * 4);
}

export class Doorbells {
  private readonly words: Int32Array;

  constructor(buffer: SharedArrayBuffer) {
    this.words = new Int32Array(buffer);
  }

  ring(worker: number): void {
    const at = worker * stride;
    Atomics.add(this.words, at, 1);
    // Whoever finds it asleep wakes it: it may take a while until it runs and says that it is awake.
    if (Atomics.load(this.words, at + 1) === 1 && Atomics.exchange(this.words, at + 1, 0) === 1)
      Atomics.notify(this.words, at);
  }

  /** How often the bell of `worker` was rung. */
  count(worker: number): number {
    return Atomics.load(this.words, worker * stride);
  }

  /** Sleeps until the bell rings again after `seen` rings, or the time is over. */
  sleep(worker: number, seen: number, timeoutMs: number): void {
    const at = worker * stride;
    Atomics.store(this.words, at + 1, 1);
    Atomics.wait(this.words, at, seen, timeoutMs);
    Atomics.store(this.words, at + 1, 0);
  }
}
