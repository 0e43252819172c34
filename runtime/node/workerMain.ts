// A worker thread: runs the images placed on it, one turn after another, and listens to the rings and to its port.
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { DebuggerError } from '../debugger/runtimeDebugger';
import { WorkerSystem } from './workerSystem';
import type { CallMessage, FromWorker, WorkerSetup } from './workerProtocol';

const port = parentPort!;
const setup = workerData as WorkerSetup;
const say = (message: FromWorker): void => port.postMessage(message);

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

/** One round: true if something happened, so that sleeping is not yet due. */
function round(): boolean {
  const called = takeCalls();
  return system.round() || called;
}

/** The host's event loop gets a turn at least this often: timers, weak references, file operations. */
const yieldIntervalMs = 10;
/** Looking again costs a fraction of a microsecond, waking from sleep some fifty. */
const spinMs = 0.05;

function loop(): void {
  const untilMs = performance.now() + yieldIntervalMs;
  let idleSinceMs = 0;
  for (;;) {
    const seen = system.bellCount();
    if (round()) {
      idleSinceMs = 0;
      // It may have left promises to be run.
      hasYielded = false;
      if (performance.now() > untilMs) break;
      continue;
    }
    const nowMs = performance.now();
    if (idleSinceMs === 0) idleSinceMs = nowMs;
    if (nowMs - idleSinceMs < spinMs) continue;
    // Promises of the host may be waiting to be run: sleep only right after the event loop had its turn.
    if (hasYielded) {
      hasYielded = false;
      system.sleep(seen);
      idleSinceMs = 0;
      continue;
    }
    break;
  }
  hasYielded = true;
  setImmediate(loop);
}

let hasYielded = false;
// Keeps the thread alive while it has nothing to do.
port.ref();
setImmediate(loop);
