// Runs an unmodified image as a stock VM would: with a command line, standard streams, a clock, and the files of a folder.
import * as fs from 'node:fs';
import path from 'node:path';
import { MemoryClipboard } from '../devices/clipboardDevice';
import { hostClock } from '../devices/clockDevice';
import { InputQueue } from '../devices/inputQueue';
import { OpenFiles, type StandardStreams } from '../devices/openFiles';
import { SilentSound } from '../devices/silentSound';
import { MemoryDisplay } from '../graphics/memoryDisplay';
import { addGuestPrimitives, ImageRun } from '../image-files/imageRun';
import { loadImage } from '../image-files/loadImage';
import type { Progress } from '../image-files/readImage';
import type { ImageId } from '../object-memory/objectMemory';
import { DiskFiles } from './diskFiles';
import { isMemoryLow } from './heapMemory';
import { HostSockets } from './hostSockets';
import { readImageFile } from './imageFile';
import { writePngFile } from './pngFile';

export interface ImageProgram {
  /** The image file. */
  readonly file: string;
  readonly arguments: readonly string[];
  /** The only folder whose files it can reach. */
  readonly folder: string;
  readonly isReadOnly: boolean;
  /** Hosts and ports that it can connect to (see SocketReach); undefined: it has no sockets. */
  readonly reach?: readonly string[];
  /** Where the picture of its Display goes at the end; without it, it has no display. */
  readonly screenshot?: string;
  readonly limitMs: number;
  readonly streams: StandardStreams;
  readonly progress: Progress;
  /** Told of the loaded image before it runs. */
  readonly onLoaded?: (run: ImageRun) => void;
  /** Lines for the user about the run itself. */
  readonly tell: (line: string) => void;
}

export interface ProgramEnd {
  readonly exitCode: number;
  /** It did not end by itself. */
  readonly isCut: boolean;
}

/** A program that runs; `end` makes it stop soon. */
export interface RunningProgram {
  readonly ended: Promise<ProgramEnd>;
  end(): void;
}

const slicesMs = 200;

/**
 * Loads the image and starts it. One that has only prepared and saved itself, without a look at its arguments (as Pharo's
 * bootstrap does when first started), is started again for them. Rejects with an ImageFileError or what the file system
 * says.
 */
export async function startImageProgram(program: ImageProgram): Promise<RunningProgram> {
  if (!fs.existsSync(program.file)) throw new Error(`${program.file} can't be read: there is no such file`);
  if (!isFolder(program.folder))
    throw new Error(`${program.folder} is no folder whose files could be granted`);
  addGuestPrimitives();
  let current = await load(program);
  const runAll = async (): Promise<ProgramEnd> => {
    const end = await current.finish();
    if (!current.isPrepared()) return end;
    current = await load(program);
    return current.finish();
  };
  return { ended: runAll(), end: () => current.run.end() };
}

interface LoadedProgram {
  readonly run: ImageRun;
  finish(): Promise<ProgramEnd>;
  /** Whether it has just saved itself, and its arguments are still to be read. */
  isPrepared(): boolean;
}

async function load(program: ImageProgram): Promise<LoadedProgram> {
  const { file, screenshot, streams, tell } = program;
  const folder = fs.realpathSync.native(program.folder);
  const mountedAt = placeOf(folder);
  const tree = new DiskFiles(folder, { isReadOnly: program.isReadOnly, mountedAt });
  const memory = loadImage(await readImageFile(file, program.progress), 1 as ImageId, file);
  const name = path.basename(file);
  const { width, height } = memory.windowSize;
  const display = screenshot === undefined ? undefined : new MemoryDisplay(width, height);
  const files = new OpenFiles(tree, streams);
  const sound = new SilentSound();
  const sockets = program.reach && new HostSockets(program.reach);
  memory.devices = {
    files,
    clock: hostClock,
    clipboard: new MemoryClipboard(),
    sound,
    ...(sockets && { sockets }),
    ...(display && { display, input: new InputQueue() }),
  };
  memory.fileName = nameSeen(file, folder, mountedAt);
  memory.arguments = program.arguments;
  /** The first primitive of each module that is not here. */
  const missing = new Map<string, string>();
  memory.onMissingPrimitive = (name) => {
    const [module, primitive] = name.split('.') as [string, string];
    if (module !== '' && !missing.has(module)) missing.set(module, primitive);
  };
  const run = new ImageRun(memory, (text, level) =>
    streams.write(level === 'log' ? 'stdout' : 'stderr', new TextEncoder().encode(`${text}\n`)),
  );
  const before = fs.statSync(file);
  program.onLoaded?.(run);
  return {
    run,
    finish: async () => {
      try {
        const end = await runToEnd(run, program, () => sockets?.isWaiting ?? false);
        // Images look for plugins that they can do without: it matters where one does not come to its end.
        if (!run.hasQuitItself || end.exitCode !== 0)
          for (const [module, primitive] of missing)
            tell(
              `${name} asked for ${primitive} of ${module}, which is not here: it failed, as on a VM without that plugin`,
            );
        return end;
      } finally {
        files.closeAll();
        sound.close();
        sockets?.closeAll();
        if (display) await writePngFile(screenshot!, display.picture());
      }
    },
    isPrepared: () => {
      const { ino, mtimeMs } = fs.statSync(file);
      const isSaved = ino !== before.ino || mtimeMs !== before.mtimeMs;
      return run.hasQuitItself && isSaved && memory.arguments.length > 0 && !memory.hasReadArguments;
    },
  };
}

async function runToEnd(
  run: ImageRun,
  { file, limitMs, tell }: ImageProgram,
  mayWake: () => boolean,
): Promise<ProgramEnd> {
  const name = path.basename(file);
  const untilMs = performance.now() + limitMs;
  let isCut = false;
  while (!run.isOver && !isCut) {
    if (!(await run.untilOver(Math.min(untilMs, performance.now() + slicesMs), mayWake))) {
      tell(`${name} has ended without quitting: all its Processes wait for something that can't come`);
      break;
    }
    if (run.isOver) break;
    const why = reasonToEnd(run);
    if (why !== undefined) tell(`${name} was ended: ${why}`);
    isCut = why !== undefined || performance.now() >= untilMs;
  }
  return { exitCode: run.exitCode, isCut };
}

const isFolder = (name: string): boolean =>
  fs.statSync(name, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** A stock VM would run out of memory sooner or later. */
function reasonToEnd(run: ImageRun): string | undefined {
  if (isMemoryLow()) return 'it has used up the memory';
  return run.isDeeperThan(deepest) ? `its calls are more than ${deepest} deep and go on` : undefined;
}
const deepest = 1_000_000;

/** Paths of the image are those of the host where they look alike. */
export const placeOf = (folder: string): string => (path.sep === '/' ? folder : '/');

/** The image's own file as it sees it; one that lies elsewhere has its name in the folder, and is not there. */
export function nameSeen(file: string, folder: string, mountedAt: string): string {
  const real = fs.realpathSync.native(file);
  const below = path.relative(folder, real);
  const isInside = !below.startsWith('..') && !path.isAbsolute(below);
  const names = isInside ? below.split(path.sep) : [path.basename(real)];
  return `${mountedAt === '/' ? '' : mountedAt}/${names.join('/')}`;
}
