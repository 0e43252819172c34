// FilePlugin over the files that an image is granted. A file is a ByteArray that Smalltalk hands back: here the number
// of an open file; one that is closed or was never opened fails.
import type { Interpreter } from '../interpreter/interpreter';
import { readableBytes, writableBytes } from '../object-memory/bytesOf';
import { textIfString } from '../object-memory/literals';
import type { SBytes, SWords, Value } from '../object-memory/objects';
import { FAIL, type Fail, type Primitive, type PrimitiveFamily } from '../primitives/primitive';
import type { GuestFile, GuestFiles } from './guestFiles';
import { ImageMemory } from './imageMemory';

/** Seconds from 1901 to 1970. */
const epochSeconds = 2177452800;

interface OpenFile {
  readonly file: GuestFile;
  position: number;
}

/** Takes what an image writes to its standard streams. */
export type Output = (stream: 'stdout' | 'stderr', text: string) => void;

function streamTo(write: (bytes: Uint8Array) => boolean): GuestFile {
  return {
    sizeBytes: 0,
    read: () => 0,
    write: (_offset, bytes) => write(bytes),
    truncate: () => false,
    close: () => undefined,
  };
}

/** The open files of one image. */
export class FileTable {
  private readonly open = new Map<number, OpenFile>();
  private next = 1;

  constructor(
    readonly files: GuestFiles,
    private readonly output: Output,
  ) {}

  /** Standard input, which is empty, output and error; opened at each call. */
  standardHandles(): number[] {
    return [
      this.add(streamTo(() => false)),
      ...(['stdout', 'stderr'] as const).map((stream) =>
        this.add(
          streamTo((bytes) => {
            this.output(stream, new TextDecoder('utf-8').decode(bytes));
            return true;
          }),
        ),
      ),
    ];
  }

  add(file: GuestFile): number {
    this.open.set(this.next, { file, position: 0 });
    return this.next++;
  }

  get(handle: number): OpenFile | undefined {
    return this.open.get(handle);
  }

  close(handle: number): boolean {
    this.open.get(handle)?.file.close();
    return this.open.delete(handle);
  }

  /** When the image ends. */
  closeAll(): void {
    for (const handle of this.open.keys()) this.close(handle);
  }
}

const tables = new WeakMap<ImageMemory, FileTable>();

/** Grants `files` to `image`; without a grant every file primitive fails. */
export function grantFiles(
  image: ImageMemory,
  files: GuestFiles,
  output: Output = () => undefined,
): FileTable {
  const table = new FileTable(files, output);
  tables.set(image, table);
  return table;
}

type Args = (index: number) => Value;
type Work = (vm: Interpreter, table: FileTable, arg: Args, rcvr: Value) => Value | Fail | boolean | undefined;

/** What answers false or undefined fails, true answers the receiver. */
const granted =
  (work: Work): Primitive =>
  (vm, stack, rcvr) => {
    const table = vm.image instanceof ImageMemory ? tables.get(vm.image) : undefined;
    if (!table) return FAIL;
    const result = work(vm, table, (index) => stack[rcvr + index], stack[rcvr]);
    if (result === true) return stack[rcvr];
    return result === false || result === undefined ? FAIL : result;
  };

function handleOf(v: Value): number {
  if (typeof v !== 'object' || v.$b.format !== 'bytes' || (v as SBytes).b?.length !== handleBytes) return 0;
  const bytes = (v as SBytes).b!;
  return bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
const handleBytes = 8;

const onFile = (work: (vm: Interpreter, open: OpenFile, arg: Args) => ReturnType<Work>): Primitive =>
  granted((vm, table, arg) => {
    const open = table.get(handleOf(arg(1)));
    return open && work(vm, open, arg);
  });

const onPath = (work: (table: FileTable, path: string, arg: Args) => boolean): Primitive =>
  granted((_vm, table, arg) => {
    const path = textIfString(arg(1));
    return path !== undefined && work(table, path, arg);
  });

const open = granted((vm, table, arg) => {
  const path = textIfString(arg(1));
  const file = path === undefined ? undefined : table.files.open(path, arg(2) === vm.kernel.true_);
  if (!file) return undefined;
  return handleObject(vm, table.add(file));
});

function handleObject(vm: Interpreter, handle: number): Value {
  return vm.kernel.bytes(Uint8Array.of(handle, handle >> 8, handle >> 16, 0, 0, 0, 0, 0));
}

const standardHandles = granted((vm, table) =>
  vm.kernel.array(table.standardHandles().map((handle) => handleObject(vm, handle))),
);

/** What stands behind descriptor 0, 1 or 2: a pipe. */
const descriptorType = granted((_vm, _table, arg) => {
  const descriptor = arg(1);
  return typeof descriptor === 'number' && descriptor >= 0 && descriptor <= 2 ? pipe : undefined;
});
const pipe = 2;

/** The part of an indexable object that a transfer is about, as bytes; words count four each. */
function part(
  arg: Args,
  bytesOf: (o: SBytes) => Uint8Array,
): { readonly bytes: Uint8Array; readonly unit: number } | undefined {
  const [o, start, count] = [arg(2), arg(3), arg(4)];
  if (typeof o !== 'object' || typeof start !== 'number' || typeof count !== 'number') return undefined;
  let all: Uint8Array;
  const unit = o.$b.format === 'words' ? 4 : 1;
  if (o.$b.format === 'bytes') all = bytesOf(o as SBytes);
  else if (unit === 4) {
    const { w } = o as SWords;
    all = new Uint8Array(w.buffer, w.byteOffset, w.byteLength);
  } else return undefined;
  const from = (start - 1) * unit;
  const to = from + count * unit;
  return start >= 1 && count >= 0 && to <= all.length ? { bytes: all.subarray(from, to), unit } : undefined;
}

const read = onFile((_vm, file, arg) => {
  const target = part(arg, writableBytes);
  if (!target) return undefined;
  const count = file.file.read(file.position, target.bytes);
  file.position += count;
  return Math.floor(count / target.unit);
});

const write = onFile((_vm, file, arg) => {
  const source = part(arg, readableBytes);
  if (!source || !file.file.write(file.position, source.bytes)) return undefined;
  file.position += source.bytes.length;
  return source.bytes.length / source.unit;
});

/** An Array of name, creation and modification time, whether it is a directory, and size; nil behind the last. */
const lookup = granted((vm, table, arg) => {
  const path = textIfString(arg(1));
  const index = arg(2);
  if (path === undefined || typeof index !== 'number' || index < 1) return undefined;
  const entries = table.files.list(path);
  if (!entries) return undefined;
  return index > entries.length ? vm.kernel.nil : describe(vm, entries[index - 1]);
});

const entry = granted((vm, table, arg) => {
  const [path, name] = [textIfString(arg(1)), textIfString(arg(2))];
  const found = path === undefined ? undefined : table.files.list(path)?.find((one) => one.name === name);
  return found ? describe(vm, found) : vm.kernel.nil;
});

function describe(
  vm: Interpreter,
  found: ReturnType<GuestFiles['list']> extends readonly (infer E)[] | undefined ? E : never,
): Value {
  const { kernel } = vm;
  const time = kernel.integer(Math.floor(found.modifiedMs / 1000) + epochSeconds);
  return kernel.array([
    kernel.string(found.name),
    time,
    time,
    kernel.boolean(found.isDirectory),
    kernel.integer(found.sizeBytes),
  ]);
}

export const filePlugin: PrimitiveFamily = {
  named: {
    'FilePlugin.primitiveDirectoryDelimitor': granted((vm) => vm.kernel.character(0x2f)),
    'FilePlugin.primitiveDirectoryCreate': onPath(({ files }, path) => files.createDirectory(path)),
    'FilePlugin.primitiveDirectoryDelete': onPath(({ files }, path) => files.deleteDirectory(path)),
    'FilePlugin.primitiveDirectoryLookup': lookup,
    'FilePlugin.primitiveDirectoryEntry': entry,
    'FilePlugin.primitiveFileDelete': onPath(({ files }, path) => files.deleteFile(path)),
    'FilePlugin.primitiveFileRename': onPath(({ files }, path, arg) => {
      const to = textIfString(arg(2));
      return to !== undefined && files.rename(path, to);
    }),
    'FilePlugin.primitiveFileOpen': open,
    'FilePlugin.primitiveFileStdioHandles': standardHandles,
    'FilePlugin.primitiveFileDescriptorType': descriptorType,
    'FilePlugin.primitiveFileClose': granted((_vm, table, arg) => table.close(handleOf(arg(1)))),
    'FilePlugin.primitiveFileRead': read,
    'FilePlugin.primitiveFileWrite': write,
    'FilePlugin.primitiveFileFlush': onFile(() => true),
    'FilePlugin.primitiveFileSync': onFile(() => true),
    'FilePlugin.primitiveFileSize': onFile((vm, { file }) => vm.kernel.integer(file.sizeBytes)),
    'FilePlugin.primitiveFileGetPosition': onFile((vm, { position }) => vm.kernel.integer(position)),
    'FilePlugin.primitiveFileSetPosition': onFile((_vm, file, arg) => {
      const position = arg(2);
      if (typeof position !== 'number' || position < 0) return false;
      file.position = position;
      return true;
    }),
    'FilePlugin.primitiveFileAtEnd': onFile((vm, { file, position }) =>
      vm.kernel.boolean(position >= file.sizeBytes),
    ),
    'FilePlugin.primitiveFileTruncate': onFile((_vm, { file }, arg) => {
      const size = arg(2);
      return typeof size === 'number' && size >= 0 && file.truncate(size);
    }),
  },
};
