// FileAttributesPlugin of Pharo and Squeak: attributes of files as Unix has them, and directories read entry by entry.
import { entryOfParts } from '../devices/deviceOperations';
import { epochSeconds } from '../devices/clockDevice';
import type { FileEntry } from '../devices/fileTree';
import type { Plain } from '../devices/plain';
import type { Interpreter } from '../interpreter/interpreter';
import type { Value } from '../object-memory/objects';
import { callDevice } from '../primitives/deviceCalls';
import {
  FAIL,
  type Fail,
  type Primitive,
  type PrimitiveFamily,
  type Switched,
} from '../primitives/primitive';
import { bytesOf, guestPath, nameBytes } from './guestFiles';
import { ImageMemory } from './imageMemory';
import { failWithOsError } from './primitiveErrors';

type Outcome = Value | Fail | Switched;

/** Kinds of files in Unix's modes: all bits, socket, link, file, block device, directory, character device, pipe. */
const masks = [0o170000, 0o140000, 0o120000, 0o100000, 0o060000, 0o040000, 0o020000, 0o010000];
const enum Kind {
  File = 0o100000,
  Directory = 0o040000,
}
const enum Permission {
  Read = 0o444,
  Write = 0o222,
  Execute = 0o111,
}

/** What `primitiveFileAttributes` is asked for. */
const enum Mask {
  Stat = 1,
  Access = 2,
}

/** The plugin's own numbers. */
const enum FaError {
  CannotStat = -3,
  CannotOpen = -9,
  NoSession = -17,
}

const modeOf = ({ isDirectory, permissions }: FileEntry): number =>
  (isDirectory ? Kind.Directory : Kind.File) | permissions;
const sizeOf = ({ isDirectory, sizeBytes }: FileEntry): number => (isDirectory ? 0 : sizeBytes);
const time = (vm: Interpreter, ms: number): Value => vm.kernel.integer(Math.floor(ms / 1000) + epochSeconds);
const may = (vm: Interpreter, entry: FileEntry, permission: Permission): Value =>
  vm.kernel.boolean((entry.permissions & permission) !== 0);

/** Target of a link, mode, inode, device, links, user, group, size, times of access, modification, change; then nil. */
function statArray(vm: Interpreter, entry: FileEntry): Value {
  const { kernel } = vm;
  const { nil } = kernel;
  const times = [entry.accessedMs, entry.modifiedMs, entry.modifiedMs].map((ms) => time(vm, ms));
  return kernel.array([nil, modeOf(entry), 0, 0, 1, 0, 0, kernel.integer(sizeOf(entry)), ...times, nil, nil]);
}

const accessArray = (vm: Interpreter, entry: FileEntry): Value =>
  vm.kernel.array(
    [Permission.Read, Permission.Write, Permission.Execute].map((permission) => may(vm, entry, permission)),
  );

/** One attribute by its number: 1 to 12 as in the array, 13 to 15 access, 16 whether it is a link. */
function attribute(vm: Interpreter, entry: FileEntry, number: number): Value | Fail {
  const { kernel } = vm;
  switch (number) {
    case 2:
      return modeOf(entry);
    case 5:
      return 1;
    case 3:
    case 4:
    case 6:
    case 7:
      return 0;
    case 8:
      return kernel.integer(sizeOf(entry));
    case 9:
      return time(vm, entry.accessedMs);
    case 10:
    case 11:
      return time(vm, entry.modifiedMs);
    case 1:
    case 12:
      return kernel.nil;
    case 13:
      return may(vm, entry, Permission.Read);
    case 14:
      return may(vm, entry, Permission.Write);
    case 15:
      return may(vm, entry, Permission.Execute);
    case 16:
      return kernel.false_;
    default:
      return FAIL;
  }
}

const onPath =
  (work: (vm: Interpreter, path: string, argument: Value) => Outcome): Primitive =>
  (vm, stack, rcvr, argc) => {
    if (!(vm.image instanceof ImageMemory) || argc < 1) return FAIL;
    const path = guestPath(vm.image, stack[rcvr + 1]);
    return path === undefined ? FAIL : work(vm, path, stack[rcvr + 2]);
  };

const ask = (
  vm: Interpreter,
  selector: string,
  args: readonly Plain[],
  answer: (plain: Plain) => Value | Fail,
): Outcome => callDevice(vm, { device: 'files', selector, args, answer });

const withEntry = (vm: Interpreter, path: string, answer: (entry: FileEntry) => Value | Fail): Outcome =>
  ask(vm, 'entry:', [path], (plain) => {
    const entry = entryOfParts(plain);
    return entry ? answer(entry) : failWithOsError(vm, FaError.CannotStat);
  });

const fileAttribute = onPath((vm, path, number) =>
  typeof number === 'number' ? withEntry(vm, path, (entry) => attribute(vm, entry, number)) : FAIL,
);

const fileAttributes = onPath((vm, path, mask) => {
  if (typeof mask !== 'number' || (mask & (Mask.Stat | Mask.Access)) === 0) return FAIL;
  return withEntry(vm, path, (entry) => {
    if ((mask & Mask.Access) === 0) return statArray(vm, entry);
    if ((mask & Mask.Stat) === 0) return accessArray(vm, entry);
    return vm.kernel.array([statArray(vm, entry), accessArray(vm, entry)]);
  });
});

const fileExists = onPath((vm, path) =>
  ask(vm, 'entry:', [path], (plain) => vm.kernel.boolean(entryOfParts(plain) !== undefined)),
);

/** Directories that are being read; an image that forgets to close one keeps its listing, as a stock VM does. */
class Directories {
  private readonly open = new Map<number, { readonly entries: readonly FileEntry[]; next: number }>();
  private last = 0;

  add(entries: readonly FileEntry[]): number {
    this.open.set(++this.last, { entries, next: 0 });
    return this.last;
  }

  /** Undefined if it isn't open. */
  get(handle: Value): { readonly entries: readonly FileEntry[]; next: number } | undefined {
    return this.open.get(numberOf(handle));
  }

  close(handle: Value): boolean {
    return this.open.delete(numberOf(handle));
  }
}

const handleBytes = 8;
const numberOf = (handle: Value): number => {
  const bytes = bytesOf(handle);
  return bytes?.length === handleBytes ? new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) : 0;
};
const handleOf = (vm: Interpreter, number: number): Value => {
  const bytes = new Uint8Array(handleBytes);
  new DataView(bytes.buffer).setUint32(0, number);
  return vm.kernel.bytes(bytes);
};

const directories = new WeakMap<ImageMemory, Directories>();
function directoriesOf(image: ImageMemory): Directories {
  let found = directories.get(image);
  if (!found) directories.set(image, (found = new Directories()));
  return found;
}

/** Name, attributes and directory of the next entry; nil behind the last. */
function nextEntry(
  vm: Interpreter,
  directory: { readonly entries: readonly FileEntry[]; next: number },
  handle: Value,
): Value {
  const entry = directory.entries[directory.next++];
  return entry ? vm.kernel.array([nameBytes(vm, entry.name), statArray(vm, entry), handle]) : vm.kernel.nil;
}

const openDirectory = onPath((vm, path) =>
  ask(vm, 'list:', [path], (plain) => {
    const entries = Array.isArray(plain) ? plain.map(entryOfParts) : [undefined];
    if (entries.includes(undefined)) return failWithOsError(vm, FaError.CannotOpen);
    // An empty one is not opened.
    if (entries.length === 0) return vm.kernel.nil;
    const all = directoriesOf(vm.image as ImageMemory);
    const handle = handleOf(vm, all.add(entries as FileEntry[]));
    return nextEntry(vm, all.get(handle)!, handle);
  }),
);

const onDirectory =
  (work: (vm: Interpreter, all: Directories, handle: Value) => Value | Fail): Primitive =>
  (vm, stack, rcvr, argc) =>
    vm.image instanceof ImageMemory && argc > 0 ? work(vm, directoriesOf(vm.image), stack[rcvr + 1]) : FAIL;

const readDirectory = onDirectory((vm, all, handle) => {
  const directory = all.get(handle);
  return directory ? nextEntry(vm, directory, vm.kernel.nil) : failWithOsError(vm, FaError.NoSession);
});

const rewindDirectory = onDirectory((vm, all, handle) => {
  const directory = all.get(handle);
  if (!directory) return failWithOsError(vm, FaError.NoSession);
  directory.next = 0;
  return nextEntry(vm, directory, vm.kernel.nil);
});

const closeDirectory = onDirectory((vm, all, handle) =>
  all.close(handle) ? handle : failWithOsError(vm, FaError.NoSession),
);

/** A path of the host is one of Smalltalk: both are UTF-8. */
const samePath = onPath((vm, path) => nameBytes(vm, path));

const pathMax = 4096;

export const fileAttributesPlugin: PrimitiveFamily = {
  named: Object.fromEntries(
    Object.entries<Primitive>({
      FileAttribute: fileAttribute,
      FileAttributes: fileAttributes,
      FileExists: fileExists,
      FileMasks: (vm) => vm.kernel.array([...masks]),
      Opendir: openDirectory,
      Readdir: readDirectory,
      Rewinddir: rewindDirectory,
      Closedir: closeDirectory,
      PathMax: () => pathMax,
      StToPlatPath: samePath,
      PlatToStPath: samePath,
      VersionString: (vm) => vm.kernel.string('2.0.9'),
    }).map(([name, work]) => [`FileAttributesPlugin.primitive${name}`, work]),
  ),
};
