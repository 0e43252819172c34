// Runs hand-written JavaScript in a worker thread; see scriptThread.ts.
import { parentPort } from 'node:worker_threads';
import { portablePrograms } from './programs/portablePrograms';

export interface ScriptRun {
  readonly name: string;
  readonly times: number;
}

const programs = Object.fromEntries(
  Object.entries(portablePrograms).map(([name, Program]) => [name, new Program()]),
);

parentPort?.on('message', ({ name, times }: ScriptRun) => {
  const startMs = performance.now();
  programs[name].run(times);
  parentPort?.postMessage(performance.now() - startMs);
});
