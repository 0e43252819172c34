// The standard streams of this process as those of an image. Reading waits, as on a stock VM.
import * as fs from 'node:fs';
import { isatty } from 'node:tty';
import { StreamKind } from '../devices/fileDevice';
import type { StandardStreams } from '../devices/openFiles';

/** How long to wait before a stream that is not ready is tried again. */
const retryMs = 2;
const clock = new Int32Array(new SharedArrayBuffer(4));

/** 128 and the number of SIGPIPE. */
const brokenPipeStatus = 141;

/** Tries until the stream is ready; undefined if it is closed. Ends this process when nobody reads what it writes. */
function whenReady(work: () => number): number | undefined {
  for (;;)
    try {
      return work();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // As SIGPIPE ends other programs: an image would go on writing.
      if (code === 'EPIPE') process.exit(brokenPipeStatus);
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') return undefined;
      Atomics.wait(clock, 0, 0, retryMs);
    }
}

function writeAll(descriptor: number, bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length;) {
    const count = whenReady(() => fs.writeSync(descriptor, bytes, at));
    if (count === undefined) return false;
    at += count;
  }
  return true;
}

function kindOf(descriptor: number): StreamKind {
  if (descriptor < 0 || descriptor > 2) return StreamKind.None;
  if (isatty(descriptor)) return StreamKind.Terminal;
  try {
    return fs.fstatSync(descriptor).isFile() ? StreamKind.File : StreamKind.Pipe;
  } catch {
    return StreamKind.None;
  }
}

export const processStreams: StandardStreams = {
  read: (target) => whenReady(() => fs.readSync(0, target, 0, target.length, null)),
  write: (stream, bytes) => writeAll(stream === 'stdout' ? 1 : 2, bytes),
  kind: kindOf,
};
