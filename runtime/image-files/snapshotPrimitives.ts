// Snapshots as Smalltalk makes them itself: 97 and 247 write the file that 121 names, through the files that the image
// is granted. Who saves is answered false, who is started from the file true.
import type { Plain } from '../devices/plain';
import type { Interpreter } from '../interpreter/interpreter';
import type { SObject, Value } from '../object-memory/objects';
import { callDevice, isMediated } from '../primitives/deviceCalls';
import { FAIL, SWITCHED, type Primitive, type PrimitiveFamily } from '../primitives/primitive';
import { forImage } from './forImage';
import { guestPath, nameString } from './guestFiles';
import { tellHost } from './guestPrimitives';
import { ImageMemory } from './imageMemory';
import { keepTimer } from './imageTimer';
import { writeImage } from './imageWriter';
import { checkSavable, type UnsavableError } from './unsavable';

/** What a Process does that saves the image; it may have to wait for each operation on the file. */
type Saving = Generator<FileOperation, boolean, Plain | undefined>;
interface FileOperation {
  readonly selector: string;
  readonly args: readonly Plain[];
}
const savings = new WeakMap<
  SObject,
  { readonly work: Saving; next: IteratorResult<FileOperation, boolean> }
>();

/** Run again after each operation that the Process had to wait for (see DriverMediator). */
const snapshot: Primitive = (vm, stack, rcvr) => {
  const { image } = vm;
  if (!(image instanceof ImageMemory) || (!image.devices.files && !isMediated(image, 'files'))) return FAIL;
  const process = vm.scheduler.active as SObject;
  let saving = savings.get(process);
  if (!saving) {
    const problem = unsavable(image);
    if (problem !== undefined) {
      tellHost(image, problem);
      return FAIL;
    }
    const work = startSaving(vm, image, stack, rcvr);
    savings.set(process, (saving = { work, next: work.next() }));
  }
  while (!saving.next.done) {
    let answered: Plain | undefined;
    const answer = (plain: Plain): Value => {
      answered = plain;
      return vm.kernel.nil;
    };
    const outcome = callDevice(vm, { device: 'files', ...saving.next.value, answer });
    if (outcome === SWITCHED) return SWITCHED;
    saving.next = saving.work.next(answered);
  }
  savings.delete(process);
  if (saving.next.value) return vm.kernel.false_;
  tellHost(
    image,
    `${image.fileName} could not be written: is the disk full? What was there before is unharmed.`,
  );
  return FAIL;
};

function unsavable(image: ImageMemory): string | undefined {
  try {
    checkSavable(image);
    return undefined;
  } catch (error) {
    return (error as UnsavableError).message;
  }
}

/** The image is written as it is now, also if other Processes of it run before the file is complete. */
function startSaving(vm: Interpreter, image: ImageMemory, stack: Value[], rcvr: number): Saving {
  keepTimer(image, vm.scheduler);
  if (!isMediated(image, 'files')) return save(image, piecesAsRestarted(vm, image, stack, rcvr));
  const all = [...piecesAsRestarted(vm, image, stack, rcvr)];
  return save(image, all.flatMap(messageSized));
}

/** What a driver image is sent at once. */
const messageBytes = 1 << 16;

function messageSized(bytes: Uint8Array): Uint8Array[] {
  const count = Math.ceil(bytes.length / messageBytes);
  return Array.from({ length: count }, (_, i) => bytes.subarray(i * messageBytes, (i + 1) * messageBytes));
}

/** Each piece is made while the active Process is where the image goes on when it is started: the primitive answered true. */
function* piecesAsRestarted(
  vm: Interpreter,
  image: ImageMemory,
  stack: Value[],
  rcvr: number,
): Generator<Uint8Array, void> {
  const pieces = writeImage(image);
  for (;;) {
    const { done, value } = asRestarted(vm, stack, rcvr, () => pieces.next());
    if (done) return;
    if (value.bytes.length > 0) yield value.bytes;
  }
}

function asRestarted<T>(vm: Interpreter, stack: Value[], rcvr: number, work: () => T): T {
  const context = vm.context!;
  const { sp } = context;
  vm.dropOperands(stack, rcvr);
  const at = context.sp;
  const covered = context.stack[at];
  context.stack[at] = vm.kernel.true_;
  context.sp = at + 1;
  try {
    return vm.scheduler.withActiveContext(context, work);
  } finally {
    context.stack[at] = covered;
    context.sp = sp;
  }
}

/** Writes beside the image's file and replaces that at the end, so that there is always a whole one. */
function* save(image: ImageMemory, pieces: Iterable<Uint8Array>): Saving {
  const temporary = `${image.fileName}.saving`;
  const operation = (selector: string, ...args: Plain[]): FileOperation => ({ selector, args });
  yield operation('deleteFile:', temporary);
  const file = yield operation('create:', temporary);
  if (typeof file !== 'number') return false;
  let isWritten = true;
  let offset = 0;
  for (const bytes of pieces) {
    isWritten = (yield operation('write:at:bytes:', file, offset, bytes)) === bytes.length;
    if (!isWritten) break;
    offset += bytes.length;
  }
  isWritten &&= (yield operation('flush:', file)) === true;
  const isClosed = (yield operation('close:', file)) === true;
  if (isWritten && isClosed && (yield operation('rename:to:', temporary, image.fileName)) === true)
    return true;
  yield operation('deleteFile:', temporary);
  return false;
}

/** 121: the whole name of the image's file; with an argument that is where it is saved from now on. */
const imageName: Primitive = forImage((vm, image, stack, rcvr, argc) => {
  if (argc === 0) return nameString(vm, image.fileName);
  const path = guestPath(image, stack[rcvr + 1]!);
  if (path === undefined) return FAIL;
  image.fileName = path;
  return stack[rcvr]!;
});

export const snapshotPrimitives: PrimitiveFamily = {
  numbered: { 97: snapshot, 121: imageName, 247: snapshot },
  named: {
    '.primitiveSnapshot': snapshot,
    '.primitiveSnapshotEmbedded': snapshot,
    '.primitiveImageName': imageName,
  },
};
