// A folder of the host as the files that an image is granted. Nothing outside of it can be reached: names are followed
// one by one from the folder, without following links; links whose target is inside are resolved before that.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { directoryEntry } from '../devices/emptyFiles';
import { pathNames } from '../devices/filePath';
import type { FileEntry, FileTree, TreeFile } from '../devices/fileTree';

export interface DiskFilesOptions {
  readonly isReadOnly?: boolean;
  /** Where the image sees the folder; `/` unless told otherwise. */
  readonly mountedAt?: string;
}

const { O_RDONLY, O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW = 0, O_DIRECTORY = 0, O_NONBLOCK = 0 } = fs.constants;

/** Whether directories can be named by descriptor, so that one swapped for a link meanwhile does no harm. */
const hasDescriptorPaths = process.platform === 'linux' && fs.existsSync('/proc/self/fd');

/** Devices and streams of Windows go by such names, in every folder. */
const windowsNames = /[\\:*?"<>|]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
const isHostName = (name: string): boolean => process.platform !== 'win32' || !windowsNames.test(name);

/** The host's answer, undefined where it refuses: no such file, no permission, no space… */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return undefined;
  }
}

const did = (work: () => void): boolean => attempt(() => (work(), true)) ?? false;

export class DiskFiles implements FileTree {
  /** Without links. */
  private readonly root: string;
  private readonly mount: readonly string[];
  private readonly isReadOnly: boolean;

  /** Throws what the file system says if there is no such folder. */
  constructor(folder: string, { isReadOnly = false, mountedAt = '/' }: DiskFilesOptions = {}) {
    this.root = fs.realpathSync.native(folder);
    if (!fs.statSync(this.root).isDirectory()) throw new Error(`${folder} is not a folder`);
    this.mount = pathNames(mountedAt) ?? [];
    this.isReadOnly = isReadOnly;
  }

  list(directory: string): readonly FileEntry[] | undefined {
    const above = this.nameAboveMount(directory);
    if (above !== undefined) return [directoryEntry(above)];
    return this.inside(directory, (place) => this.listAt(place));
  }

  private listAt({ folder, name }: Place): readonly FileEntry[] | undefined {
    const here = path.join(folder, name);
    if (!fs.lstatSync(here).isDirectory()) return undefined;
    const entries: FileEntry[] = [];
    for (const entry of fs.readdirSync(here)) {
      const stat = attempt(() => fs.lstatSync(path.join(here, entry)));
      // A link is what it leads to, or nothing where that is outside.
      const target = stat?.isSymbolicLink() ? this.targetOf(path.join(here, entry)) : stat;
      if (target && isHostName(entry)) entries.push(entryOf(entry, target));
    }
    return entries;
  }

  private targetOf(link: string): fs.Stats | undefined {
    return attempt(() => {
      const real = fs.realpathSync.native(link);
      return this.holds(real) ? fs.lstatSync(real) : undefined;
    });
  }

  entry(file: string): FileEntry | undefined {
    const above = this.nameAboveMount(file);
    const names = pathNames(file);
    if (above !== undefined) return directoryEntry(names!.at(-1) ?? '/');
    return this.inside(file, ({ folder, name }) => {
      const stat = fs.lstatSync(path.join(folder, name));
      return stat.isSymbolicLink() ? undefined : entryOf(names!.at(-1) ?? '/', stat);
    });
  }

  open(file: string, isWritable: boolean): TreeFile | undefined {
    if (!isWritable) return this.openWith(file, O_RDONLY, false);
    // As Squeak's VM: an existing file keeps its contents.
    return this.openWith(file, O_RDWR, true) ?? this.openWith(file, O_RDWR | O_CREAT | O_EXCL, true);
  }

  create(file: string): TreeFile | undefined {
    return this.openWith(file, O_RDWR | O_CREAT | O_EXCL, true);
  }

  private openWith(file: string, flags: number, isWritable: boolean): TreeFile | undefined {
    if (isWritable && this.isReadOnly) return undefined;
    return this.inside(file, ({ folder, name }) => {
      const descriptor = fs.openSync(path.join(folder, name), flags | O_NOFOLLOW | O_NONBLOCK, 0o666);
      if (fs.fstatSync(descriptor).isFile()) return new DiskFile(descriptor, isWritable);
      fs.closeSync(descriptor);
      return undefined;
    });
  }

  createDirectory(directory: string): boolean {
    return this.change(directory, ({ folder, name }) => fs.mkdirSync(path.join(folder, name)));
  }

  deleteDirectory(directory: string): boolean {
    return this.change(directory, ({ folder, name }) => fs.rmdirSync(path.join(folder, name)));
  }

  deleteFile(file: string): boolean {
    return this.change(file, ({ folder, name }) => fs.unlinkSync(path.join(folder, name)), false);
  }

  rename(from: string, to: string): boolean {
    return this.change(
      from,
      (source) => {
        const isDone = this.change(
          to,
          (target) =>
            fs.renameSync(path.join(source.folder, source.name), path.join(target.folder, target.name)),
          false,
        );
        if (!isDone) throw Object.assign(new Error('refused'), { code: 'EACCES' });
      },
      false,
    );
  }

  /** Not of the root itself. Without `followsLast` a link is changed itself, not what it leads to. */
  private change(file: string, work: (place: Place) => void, followsLast = true): boolean {
    if (this.isReadOnly) return false;
    const isDone = this.inside(file, (place) => place.name !== '' && did(() => work(place)), followsLast);
    return isDone ?? false;
  }

  /** Of the directories above the folder the image sees those that lead to it, and nothing else in them. */
  private nameAboveMount(file: string): string | undefined {
    const names = pathNames(file);
    if (!names || names.length >= this.mount.length) return undefined;
    return names.every((name, i) => name === this.mount[i]) ? this.mount[names.length] : undefined;
  }

  private holds(real: string): boolean {
    return (
      real === this.root || real.startsWith(this.root.endsWith(path.sep) ? this.root : this.root + path.sep)
    );
  }

  /** Does `work` where `file` is, or would be; undefined if that is not inside, or the host refuses. */
  private inside<T>(file: string, work: (place: Place) => T, followsLast = true): T | undefined {
    const names = pathNames(file);
    if (!names || this.mount.some((name, i) => names[i] !== name)) return undefined;
    const below = names.slice(this.mount.length);
    if (!below.every(isHostName)) return undefined;
    return attempt(() => {
      const real = this.resolve(below, followsLast);
      if (real === undefined || !this.holds(real)) return undefined;
      const steps = path.relative(this.root, real).split(path.sep).filter(Boolean);
      return this.at(steps, work);
    });
  }

  /** The path on disk without links; the last name may be of nothing yet. Undefined where it ends outside. */
  private resolve(names: readonly string[], followsLast: boolean): string | undefined {
    const whole = path.join(this.root, ...names);
    const last = names.at(-1);
    if (last === undefined) return this.root;
    const found = followsLast ? attempt(() => fs.realpathSync.native(whole)) : undefined;
    if (found !== undefined) return found;
    return path.join(fs.realpathSync.native(path.dirname(whole)), last);
  }

  private at<T>(steps: readonly string[], work: (place: Place) => T): T {
    const name = steps.at(-1) ?? '';
    if (!hasDescriptorPaths) return work({ folder: path.join(this.root, ...steps.slice(0, -1)), name });
    let descriptor = fs.openSync(this.root, O_RDONLY | O_DIRECTORY);
    try {
      for (const step of steps.slice(0, -1)) {
        const next = fs.openSync(`/proc/self/fd/${descriptor}/${step}`, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
        fs.closeSync(descriptor);
        descriptor = next;
      }
      return work({ folder: `/proc/self/fd/${descriptor}/`, name });
    } finally {
      fs.closeSync(descriptor);
    }
  }
}

/** A name in a folder that has been made sure of; no name is the root itself. */
interface Place {
  readonly folder: string;
  readonly name: string;
}

const entryOf = (name: string, stat: fs.Stats): FileEntry => ({
  name,
  isDirectory: stat.isDirectory(),
  sizeBytes: stat.size,
  modifiedMs: stat.mtimeMs,
  createdMs: stat.birthtimeMs || stat.ctimeMs,
  accessedMs: stat.atimeMs,
  permissions: stat.mode & 0o777,
});

class DiskFile implements TreeFile {
  constructor(
    private readonly descriptor: number,
    private readonly isWritable: boolean,
  ) {}

  get sizeBytes(): number {
    return attempt(() => fs.fstatSync(this.descriptor).size) ?? 0;
  }

  read(offset: number, target: Uint8Array): number | undefined {
    return attempt(() => {
      let at = 0;
      while (at < target.length) {
        const count = fs.readSync(this.descriptor, target, at, target.length - at, offset + at);
        if (count === 0) break;
        at += count;
      }
      return at;
    });
  }

  write(offset: number, bytes: Uint8Array): number | undefined {
    if (!this.isWritable) return undefined;
    let at = 0;
    const isWhole = did(() => {
      while (at < bytes.length)
        at += fs.writeSync(this.descriptor, bytes, at, bytes.length - at, offset + at);
    });
    return isWhole || at > 0 ? at : undefined;
  }

  truncate(sizeBytes: number): boolean {
    return this.isWritable && did(() => fs.ftruncateSync(this.descriptor, sizeBytes));
  }

  flush(): boolean {
    return !this.isWritable || did(() => fs.fdatasyncSync(this.descriptor));
  }

  close(): void {
    did(() => fs.closeSync(this.descriptor));
  }
}
