// A snapshot on disk: written beside its place, made safe, then put there in one step.
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { ImageSink } from '../image-files/snapshotImage';

/** Its methods throw an Error that names the file and says what to do. What was at `file` before stays until `finish`. */
export class ImageFileSink implements ImageSink {
  private handle: FileHandle | null = null;
  private readonly temporary: string;

  constructor(private readonly file: string) {
    this.temporary = `${file}.saving-${process.pid}`;
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.doing(async () => {
      this.handle ??= await open(this.temporary, 'w');
      for (let at = 0; at < bytes.length;) at += (await this.handle.write(bytes, at)).bytesWritten;
    });
  }

  finish(): Promise<void> {
    return this.doing(async () => {
      await this.handle?.sync();
      await this.close();
      await rename(this.temporary, this.file);
      await syncFolder(path.dirname(this.file));
    });
  }

  async abandon(): Promise<void> {
    await this.close().catch(() => undefined);
    await rm(this.temporary, { force: true });
  }

  private async close(): Promise<void> {
    const { handle } = this;
    this.handle = null;
    await handle?.close();
  }

  private async doing(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw new Error(`${this.file} was not saved: ${reason(error as NodeJS.ErrnoException)}`, {
        cause: error,
      });
    }
  }
}

function reason({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full. What was there before is unharmed: free some space, or save to another disk.';
    case 'ENOENT':
      return 'its folder does not exist. Create it, or save elsewhere.';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'its folder may not be written to. Change its permissions, or save elsewhere.';
    default:
      return `${message}. What was there before is unharmed: save elsewhere.`;
  }
}

/** So that the new name outlives a loss of power; some systems can't, and some need not. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
