// FilePlugin, and the numbered file primitives of images before it. Each decodes its arguments, calls one operation of
// the device of files, and makes an object of what that answers.
import { epochSeconds } from '../devices/clockDevice';
import { entryOfParts } from '../devices/deviceOperations';
import type { FileEntry } from '../devices/fileTree';
import { normalPath } from '../devices/filePath';
import type { Plain } from '../devices/plain';
import type { Interpreter } from '../interpreter/interpreter';
import type { Value } from '../object-memory/objects';
import { FAIL, type Primitive, type PrimitiveFamily } from '../primitives/primitive';
import { primitiveNumbered } from '../primitives/primitiveTable';
import { guestPrimitive, type GuestCall, type Outcome } from './guestCall';
import { guestFilesOf, guestPath, nameString, pathOf, type GuestFile } from './guestFiles';
import { ImageMemory } from './imageMemory';

/** An absolute path. */
const pathAt = (call: GuestCall, index: number): string | undefined => guestPath(call.image, call.arg(index));

/** Answers the handle of the file that the operation opens. */
const opening = (call: GuestCall, selector: string, args: readonly Plain[]): Outcome =>
  call.ask('files', selector, args, (file) =>
    typeof file === 'number' && file > 0 ? guestFilesOf(call.image).add(call.vm, file) : FAIL,
  );

const onFile = (work: (call: GuestCall, file: GuestFile) => Outcome): Primitive =>
  guestPrimitive((call) => {
    const file = call.argc > 0 ? guestFilesOf(call.image).get(call.arg(1)) : undefined;
    return file ? work(call, file) : FAIL;
  });

const onPath = (work: (call: GuestCall, path: string) => Outcome): Primitive =>
  guestPrimitive((call) => {
    const path = call.argc > 0 ? pathAt(call, 1) : undefined;
    return path === undefined ? FAIL : work(call, path);
  });

const open = onPath((call, path) => {
  return opening(call, 'open:writable:', [path, call.isTrue(2)]);
});

const close = onFile((call, file) => {
  const { receiver } = call;
  if (file.isStream) return receiver;
  return call.ask('files', 'close:', [file.file], (plain) => {
    guestFilesOf(call.image).remove(file);
    return plain === true ? receiver : FAIL;
  });
});

const read = onFile((call, file) => {
  const target = call.part(2, true);
  if (!target) return FAIL;
  const count = target.bytes.length;
  return call.ask('files', 'read:at:count:', [file.file, file.position, count], (plain) => {
    if (!(plain instanceof Uint8Array) || plain.length > count) return FAIL;
    // The object may have been moved or made another meanwhile: its bytes are asked for again.
    call.part(2, true)?.bytes.set(plain);
    file.position += plain.length;
    file.isAtEnd = plain.length === 0 && count > 0;
    return Math.floor(plain.length / target.unit);
  });
});

const write = onFile((call, file) => {
  const source = call.part(2, false);
  if (!source) return FAIL;
  return call.ask('files', 'write:at:bytes:', [file.file, file.position, source.bytes.slice()], (count) => {
    if (typeof count !== 'number' || count < 0 || count > source.bytes.length) return FAIL;
    file.position += count;
    return Math.floor(count / source.unit);
  });
});

const size = onFile((call, file) =>
  file.isStream
    ? FAIL
    : call.ask('files', 'sizeOf:', [file.file], (plain) =>
        typeof plain === 'number' ? call.vm.kernel.integer(plain) : FAIL,
      ),
);

const atEnd = onFile((call, file) => {
  const { kernel } = call.vm;
  if (file.isStream) return kernel.boolean(file.isAtEnd);
  return call.ask('files', 'sizeOf:', [file.file], (plain) =>
    typeof plain === 'number' ? kernel.boolean(file.position >= plain) : FAIL,
  );
});

const setPosition = onFile((call, file) => {
  const position = call.integer(2);
  if (!(position >= 0) || file.isStream) return FAIL;
  file.position = position;
  return call.receiver;
});

const getPosition = onFile((call, file) => (file.isStream ? FAIL : call.vm.kernel.integer(file.position)));

const flush = onFile((call, file) => call.did('files', 'flush:', [file.file]));

const truncate = onFile((call, file) => {
  const bytes = call.integer(2);
  return !(bytes >= 0) ? FAIL : call.did('files', 'truncate:to:', [file.file, bytes]);
});

const standardStreams = guestPrimitive((call) => {
  const { vm } = call;
  const files = guestFilesOf(call.image);
  return call.ask('files', 'standardStreams', [], (plain) =>
    Array.isArray(plain) && plain.length === 3
      ? vm.kernel.array(
          plain.map((file: Plain) => (typeof file === 'number' ? files.add(vm, file, true) : vm.kernel.nil)),
        )
      : FAIL,
  );
});

const descriptorType = guestPrimitive((call) => {
  const descriptor = call.integer(1);
  if (Number.isNaN(descriptor)) return FAIL;
  return call.ask('files', 'streamKind:', [descriptor], (plain) =>
    typeof plain === 'number' ? plain : FAIL,
  );
});

/** Entries are asked for by index, one call each: those of the directory are kept from the first to the last. */
const lookup = onPath((call, given) => {
  const { vm } = call;
  const files = guestFilesOf(call.image);
  const index = call.integer(2);
  const path = normalPath(given === '' ? '/' : given);
  if (!(index >= 1) || path === undefined) return FAIL;
  const answer = (entries: readonly FileEntry[]): Value => {
    const entry = entries[index - 1];
    if (!entry) files.listing = undefined;
    return entry ? describe(vm, entry) : vm.kernel.nil;
  };
  if (index > 1 && files.listing?.path === path) return answer(files.listing.entries);
  return call.ask('files', 'list:', [path], (plain) => {
    const entries = Array.isArray(plain) ? plain.map(entryOfParts) : [undefined];
    if (entries.includes(undefined)) return FAIL;
    files.listing = { path, entries: entries as FileEntry[] };
    return answer(files.listing.entries);
  });
});

const entry = onPath((call, directory) => {
  const { vm } = call;
  const name = pathOf(call.arg(2));
  if (name === undefined) return FAIL;
  return call.ask('files', 'entry:', [`${directory}/${name}`], (plain) => {
    const found = entryOfParts(plain);
    return found ? describe(vm, { ...found, name }) : vm.kernel.nil;
  });
});

/** An Array of name, creation and modification time in local seconds since 1901, whether it is a directory, and size. */
function describe(vm: Interpreter, found: FileEntry): Value {
  const { kernel } = vm;
  const local = (ms: number): Value =>
    kernel.integer(Math.floor(ms / 1000) + (vm.image.devices.clock?.offsetSeconds(ms) ?? 0) + epochSeconds);
  return kernel.array([
    nameString(vm, found.name),
    local(found.createdMs),
    local(found.modifiedMs),
    kernel.boolean(found.isDirectory),
    kernel.integer(found.sizeBytes),
  ]);
}

const rename = onPath((call, path) => {
  const to = pathAt(call, 2);
  return to === undefined ? FAIL : call.did('files', 'rename:to:', [path, to]);
});

const delimiter: Primitive = guestPrimitive((call) => call.vm.kernel.character('/'.charCodeAt(0)));
const createDirectory = onPath((call, path) => call.did('files', 'createDirectory:', [path]));
const deleteDirectory = onPath((call, path) => call.did('files', 'deleteDirectory:', [path]));
const deleteFile = onPath((call, path) => call.did('files', 'deleteFile:', [path]));
/** No such kinds of files are here: nothing is to be said of them. */
const setMacType = onPath((call) => call.receiver);

const named: NonNullable<PrimitiveFamily['named']> = Object.fromEntries(
  Object.entries({
    DirectoryDelimitor: delimiter,
    DirectoryCreate: createDirectory,
    DirectoryDelete: deleteDirectory,
    DirectoryLookup: lookup,
    DirectoryEntry: entry,
    DirectorySetMacTypeAndCreator: setMacType,
    FileDelete: deleteFile,
    FileRename: rename,
    FileOpen: open,
    FileOpenNew: onPath((call, path) => opening(call, 'create:', [path])),
    FileStdioHandles: standardStreams,
    FileDescriptorType: descriptorType,
    FileClose: close,
    FileRead: read,
    FileReadWithPinning: read,
    FileWrite: write,
    FileFlush: flush,
    FileSync: flush,
    FileSize: size,
    FileGetPosition: getPosition,
    FileSetPosition: setPosition,
    FileAtEnd: atEnd,
    FileTruncate: truncate,
  }).map(([name, work]) => [`FilePlugin.primitive${name}`, work]),
);

/** Squeak's numbers before it had plugins, and how many arguments they have; some mean something else today. */
const numbered: readonly (readonly [number, number, Primitive])[] = [
  [150, 1, atEnd],
  [151, 1, close],
  [152, 1, getPosition],
  [153, 2, open],
  [154, 4, read],
  [155, 2, setPosition],
  [156, 1, deleteFile],
  [157, 1, size],
  [158, 4, write],
  [159, 2, rename],
  [160, 1, createDirectory],
  [161, 0, delimiter],
  [162, 2, lookup],
  [163, 1, deleteDirectory],
  [169, 3, setMacType],
];

/** Whether it is one of today's reflective primitives, asked of a class or about an object. */
const isReflective = (stack: Value[], rcvr: number, number: number): boolean => {
  const receiver = stack[rcvr];
  return number === 160 && typeof receiver === 'object' && 'behavior' in receiver;
};

/** By name, and by number in images before Spur. Made when called: it stands on what has the numbers otherwise. */
export function filePlugin(): PrimitiveFamily {
  const byNumber: Record<number, Primitive> = {};
  for (const [number, count, work] of numbered) {
    const otherwise = primitiveNumbered(number);
    byNumber[number] = (vm, stack, rcvr, argc) => {
      const { image } = vm;
      const isMeant = image instanceof ImageMemory && image.dialect.memory === 'v3' && argc === count;
      return (isMeant && !isReflective(stack, rcvr, number) ? work : otherwise)(vm, stack, rcvr, argc);
    };
  }
  return { named, numbered: byNumber };
}
