import * as path from 'node:path';
import type { DebugEvent } from '../runtime/debugger/runtimeDebugger';
import { beatForThisThread } from '../runtime/node/heartbeat';
import { startImageProgram, type RunningProgram } from '../runtime/node/imageProgram';
import { processStreams } from '../runtime/node/standardStreams';
import { startSystem } from '../runtime/node/system';
import { readTopologyFile } from '../runtime/node/topologyFile';
import { CommandError, forUser } from './commandError';

export interface RunOptions {
  readonly files?: string;
  readonly readOnly?: boolean;
  readonly sockets?: readonly string[];
  readonly limit?: number;
  readonly screenshot?: string;
}

const cutStatus = 124;
const interruptStatus = 130;

/** `archipelago run FILE`: a topology, or an image file with its own command line. */
export function runCommand(file: string, args: readonly string[], options: RunOptions): Promise<void> {
  if (/\.json$/i.test(file)) {
    if (args.length > 0 || Object.keys(options).length > 0)
      throw new CommandError(
        `${file} is a topology: it takes no arguments and options. What its images may use stands in its "grants"`,
      );
    return runTopology(file);
  }
  return runImage(file, args, options);
}

/** Output as it comes; the exit status is the system's. */
async function runTopology(topology: string): Promise<void> {
  const show = (event: DebugEvent): void => {
    if (event.kind === 'output')
      (event.category === 'stdout' ? process.stdout : process.stderr).write(event.text);
    if (event.kind === 'imageDied') process.stderr.write(`An image has ended: ${event.reason}\n`);
  };
  const system = await forUser(async () =>
    startSystem(await readTopologyFile(topology), { stopOnEntry: false, endsAtRest: true, onEvent: show }),
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void system.debugger.terminate());
  }
  await system.debugger.configurationDone();
  process.exitCode = await system.ended;
}

async function runImage(
  file: string,
  args: readonly string[],
  { files, readOnly = false, sockets, limit, screenshot }: RunOptions,
): Promise<void> {
  beatForThisThread();
  const started: { program?: RunningProgram } = {};
  let wasInterrupted = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      if (!started.program) process.exit(interruptStatus);
      wasInterrupted = true;
      started.program.end();
    });
  const loading = new LoadingLine(path.basename(file));
  started.program = await forUser(() =>
    startImageProgram({
      file,
      arguments: args,
      folder: files ?? path.dirname(path.resolve(file)),
      isReadOnly: readOnly,
      reach: sockets,
      screenshot,
      limitMs: limit === undefined ? Infinity : limit * 1000,
      streams: processStreams,
      progress: (done) => loading.show(done),
      tell: (line) => void process.stderr.write(`${line}\n`),
    }),
  ).finally(() => loading.clear());
  const { ended } = started.program;
  const { exitCode, isCut } = await forUser(() => ended);
  process.exitCode = wasInterrupted
    ? interruptStatus
    : isCut && screenshot === undefined
      ? cutStatus
      : exitCode;
}

/** Says on a terminal how far a long loading is. */
class LoadingLine {
  private readonly startedMs = performance.now();
  private isShown = false;

  constructor(private readonly name: string) {}

  show(done: number): Promise<void> | void {
    if (!process.stderr.isTTY || performance.now() - this.startedMs < patienceMs) return;
    this.isShown = true;
    process.stderr.write(`\rLoading ${this.name}: ${Math.floor(done * 100)} %`);
    // Lets the line out, and Ctrl-C in.
    return new Promise((resolve) => void setImmediate(resolve));
  }

  clear(): void {
    if (this.isShown) process.stderr.write('\r\x1b[K');
  }
}
const patienceMs = 300;
