import * as path from 'node:path';
import type { DebugEvent } from '../runtime/debugger/runtimeDebugger';
import { LocalImage, loadBuiltKernel } from '../runtime/node/evaluate';
import { beatForThisThread } from '../runtime/node/heartbeat';
import { startImageProgram } from '../runtime/node/imageProgram';
import { writeProfile } from '../runtime/node/profileFile';
import { processStreams } from '../runtime/node/standardStreams';
import { startSystem } from '../runtime/node/system';
import { ThreadProfiler } from '../runtime/node/threadProfiler';
import { readTopologyFile } from '../runtime/node/topologyFile';
import type { ThreadProfile } from '../runtime/profiler/profile';
import { CommandError, forUser } from './commandError';

export interface ProfileOptions {
  readonly output?: string;
  readonly duration?: number;
}

/** What is not the summary goes there. */
const toErrors = (text: string): void => void process.stderr.write(text);

/** `archipelago profile TOPOLOGY | IMAGE.image | EXPRESSION…`: runs it, writes the profile, says in words what it shows. */
export async function profileCommand(
  what: string,
  more: readonly string[],
  { output, duration }: ProfileOptions,
): Promise<void> {
  const limitMs = duration === undefined ? Infinity : duration * 1000;
  const isTopology = /\.json$/i.test(what);
  const isImage = /\.(image|im)$/i.test(what);
  if (isTopology && more.length > 0)
    throw new CommandError(`${what} is a topology: it takes no arguments. Its images' entries say what runs`);
  const title = isTopology || isImage ? path.basename(what) : 'expressions';
  const file =
    output ?? `${isTopology || isImage ? title.replace(/(\.topology)?\.\w+$/, '') : 'profile'}.cpuprofile`;
  if (!isTopology) beatForThisThread();
  const threads = isTopology
    ? await profileTopology(what, limitMs)
    : isImage
      ? [await profileImage(what, more, limitMs)]
      : [await profileExpressions([what, ...more], limitMs)];
  const written = await forUser(() => writeProfile(threads, { file, title }));
  process.stdout.write(`${written.summary}\n`);
  toErrors(`Open ${written.file} in VS Code; the summary is in ${written.summaryFile}\n`);
}

async function profileTopology(topology: string, limitMs: number): Promise<readonly ThreadProfile[]> {
  const show = (event: DebugEvent): void => {
    if (event.kind === 'output') toErrors(event.text);
    if (event.kind === 'imageDied') toErrors(`An image has ended: ${event.reason}\n`);
  };
  const system = await forUser(async () =>
    startSystem(await readTopologyFile(topology), { stopOnEntry: false, endsAtRest: true, onEvent: show }),
  );
  const end = (): void => void system.debugger.terminate();
  const release = endingAt(limitMs, end);
  await system.debugger.startProfile();
  await system.debugger.configurationDone();
  process.exitCode = await system.ended;
  release();
  return system.debugger.stopProfile();
}

async function profileImage(file: string, args: readonly string[], limitMs: number): Promise<ThreadProfile> {
  let profiler: ThreadProfiler | undefined;
  const program = await forUser(() =>
    startImageProgram({
      file,
      arguments: args,
      folder: path.dirname(path.resolve(file)),
      isReadOnly: false,
      limitMs,
      streams: { ...processStreams, write: (_stream, bytes) => processStreams.write('stderr', bytes) },
      progress: () => undefined,
      onLoaded: ({ vm }) => {
        // An image that is started again for its arguments has only then begun.
        profiler?.stop();
        profiler = new ThreadProfiler(vm);
      },
      tell: (line) => toErrors(`${line}\n`),
    }),
  );
  const release = endingAt(Infinity, () => program.end());
  await forUser(() => program.ended);
  release();
  return profiler!.stop();
}

async function profileExpressions(expressions: readonly string[], limitMs: number): Promise<ThreadProfile> {
  const image = new LocalImage(loadBuiltKernel(), 'eval', (_category, text) => toErrors(text));
  const profiler = new ThreadProfiler(image.host.vm);
  let isOver = false;
  const release = endingAt(limitMs, () => {
    isOver = true;
    image.host.kill(image.vat, 'its time is over');
  });
  for (const expression of expressions) {
    if (isOver) break;
    const outcome = await image.printEvaluated(expression);
    if (isOver) break;
    if ('error' in outcome) {
      process.exitCode = 1;
      toErrors(`${outcome.error}\n`);
    } else toErrors(`${outcome.result}\n`);
  }
  release();
  return profiler.stop();
}

/** Ends what runs after some time or at a signal; answers what takes that back. */
function endingAt(limitMs: number, end: () => void): () => void {
  const timer = limitMs === Infinity ? undefined : setTimeout(end, limitMs);
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.once(signal, end);
  return () => {
    clearTimeout(timer);
    for (const signal of signals) process.off(signal, end);
  };
}
