// A worker thread: runs the images placed on it, one turn after another, and listens to the rings and to its port.
import { parentPort, receiveMessageOnPort, resourceLimits, workerData } from 'node:worker_threads';
import { compiledTier } from '../compiled/compiledTier';
import { DebuggerError } from '../debugger/runtimeDebugger';
import { setEngineFlags } from './engineFlags';
import { heartFor } from './heartbeat';
import { SpinTime } from './spinTime';
import { WorkerSystem } from './workerSystem';
import type { CallMessage, FromWorker, WorkerSetup } from './workerProtocol';

const port = parentPort!;
const setup = workerData as WorkerSetup;
const say = (message: FromWorker, transfer?: readonly ArrayBuffer[]): void =>
  port.postMessage(message, transfer);

setEngineFlags();
// Half of the thread's stack: frames may be larger than they are taken for.
compiledTier.setStackBytes((resourceLimits.stackSizeMb ?? 1) * 2 ** 19);
compiledTier.machine.follow(heartFor(setup.heartbeat, setup.worker));
const startedAtMs = performance.now();
const system = new WorkerSystem(setup, say);
say({ kind: 'ready', loadMs: performance.now() - startedAtMs });

function call({ seq, method, args }: CallMessage): void {
  const fail = (error: unknown): void =>
    say({
      kind: 'failure',
      seq,
      message: error instanceof Error ? error.message : String(error),
      isDebuggerError: error instanceof DebuggerError,
    });
  try {
    const operation = system.calls[method] as (...args: readonly unknown[]) => unknown;
    const result = operation(...args);
    if (result instanceof Promise) result.then((value: unknown) => say({ kind: 'answer', seq, value }), fail);
    else say({ kind: 'answer', seq, value: result });
  } catch (error) {
    fail(error);
  }
}

function takeCalls(): boolean {
  let any = false;
  for (;;) {
    const received = receiveMessageOnPort(port) as { message: CallMessage } | undefined;
    if (!received) return any;
    any = true;
    call(received.message);
  }
}

/** The host's event loop gets a turn at least this often: timers, weak references, file operations. */
const yieldIntervalMs = 10;
/** The longest sleep while the event loop has not had its turn since something ran. */
const nap = 2;

const spinTime = new SpinTime();
let yieldedAtMs = 0;
/** Promises of the host may be waiting to be run: the event loop has its turn before any sleep. */
let owesYield = true;
/** Something ran since the event loop had its turn. */
let hasRun = true;

function loop(): void {
  yieldedAtMs = performance.now();
  let idleSinceMs = 0;
  for (;;) {
    const seen = system.bellCount();
    const called = takeCalls();
    if (called) owesYield = true;
    const worked = system.round(seen, owesYield);
    if (system.takeSettled()) owesYield = true;
    const nowMs = performance.now();
    if (called || worked) {
      hasRun = true;
      if (nowMs - yieldedAtMs > yieldIntervalMs) break;
      if (idleSinceMs > 0) spinTime.found();
      idleSinceMs = 0;
      continue;
    }
    if (idleSinceMs === 0) idleSinceMs = nowMs;
    if (nowMs - idleSinceMs < spinTime.ms) continue;
    spinTime.missed();
    if (owesYield || (hasRun && nowMs - yieldedAtMs > nap)) break;
    system.sleep(seen, hasRun || system.awaitsHost ? nap : Infinity);
    idleSinceMs = 0;
    if (system.awaitsHost) break;
  }
  owesYield = false;
  hasRun = false;
  setImmediate(loop);
}

// Keeps the thread alive while it has nothing to do.
port.ref();
setImmediate(loop);
