// What one unmodified image knows of its files: where it is in each, and how the handles look that Smalltalk holds.
import { closedStreams, OpenFiles, type StandardStreams } from '../devices/openFiles';
import type { FileEntry, FileTree } from '../devices/fileTree';
import { latin1, readableBytes } from '../object-memory/bytesOf';
import type { ObjectMemory } from '../object-memory/objectMemory';
import type { SBytes, SObject, Value } from '../object-memory/objects';
import type { Interpreter } from '../interpreter/interpreter';
import type { ImageMemory } from './imageMemory';

/** A file that an image has open. */
export interface GuestFile {
  readonly file: number;
  /** A standard stream: it has no size and no positions. */
  readonly isStream: boolean;
  position: number;
  /** The last read found nothing more. */
  isAtEnd: boolean;
}

/** Of file number, then of the run in which it was opened: handles of a snapshot mean nothing in the next. */
const handleBytes = 8;

export class GuestFiles {
  private readonly open = new Map<number, GuestFile>();
  private readonly run = Math.floor(Math.random() * 0xffffffff) + 1;
  /** The directory that is being read entry by entry. */
  listing: { readonly path: string; readonly entries: readonly FileEntry[] } | undefined;

  /** The handle of a file that the device has opened. */
  add(vm: Interpreter, file: number, isStream = false): Value {
    if (!this.open.has(file)) this.open.set(file, { file, isStream, position: 0, isAtEnd: false });
    const handle = new Uint8Array(handleBytes);
    const view = new DataView(handle.buffer);
    view.setUint32(0, file);
    view.setUint32(4, this.run);
    return vm.kernel.bytes(handle);
  }

  /** The file of a handle; undefined if it is none, or closed. */
  get(handle: Value): GuestFile | undefined {
    const bytes = bytesOf(handle);
    if (bytes?.length !== handleBytes) return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    return view.getUint32(4) === this.run ? this.open.get(view.getUint32(0)) : undefined;
  }

  remove({ file, isStream }: GuestFile): void {
    if (!isStream) this.open.delete(file);
  }
}

const states = new WeakMap<ObjectMemory, GuestFiles>();

export function guestFilesOf(image: ObjectMemory): GuestFiles {
  let state = states.get(image);
  if (!state) states.set(image, (state = new GuestFiles()));
  return state;
}

/** Grants `tree` to `image`; the caller closes what is open when the image ends. */
export function grantFiles(
  image: ImageMemory,
  tree: FileTree,
  streams: StandardStreams = closedStreams,
): OpenFiles {
  const files = new OpenFiles(tree, streams);
  image.devices = { ...image.devices, files };
  return files;
}

/** The bytes of a ByteArray, String or Symbol; not to be kept or written. */
export function bytesOf(v: Value): Uint8Array | undefined {
  return typeof v === 'object' && v.$b.format === 'bytes' ? readableBytes(v as SBytes) : undefined;
}

/** A path or name as the image gives it: in UTF-8 where that makes sense, as older images in Latin-1 otherwise. */
export function pathOf(v: Value): string | undefined {
  const bytes = bytesOf(v);
  if (!bytes) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return latin1(bytes);
  }
}

/** An absolute path; others start from the folder of the image's own file. */
export function guestPath(image: ImageMemory, v: Value): string | undefined {
  const path = pathOf(v);
  if (path === undefined || path.startsWith('/')) return path;
  return image.fileName.replace(/[^/]*$/, '') + path;
}

/** A String of the UTF-8 bytes of `text`, as primitives answer names. */
export function nameString(vm: Interpreter, text: string): SObject {
  return vm.kernel.string(latin1(new TextEncoder().encode(text)));
}

/** The same as a ByteArray. */
export function nameBytes(vm: Interpreter, text: string): SBytes {
  return vm.kernel.bytes(new TextEncoder().encode(text));
}
