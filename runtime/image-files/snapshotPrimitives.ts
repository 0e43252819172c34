// Snapshots as Smalltalk makes them itself: 97 and 247 write the file that 121 names, through the files that the image
// is granted. Who saves is answered false, who is started from the file true.
import type { FileDevice } from '../devices/fileDevice';
import type { Interpreter } from '../interpreter/interpreter';
import type { Value } from '../object-memory/objects';
import { FAIL, type Primitive, type PrimitiveFamily } from '../primitives/primitive';
import { forImage } from './forImage';
import { guestPath, nameString } from './guestFiles';
import { tellHost } from './guestPrimitives';
import type { ImageMemory } from './imageMemory';
import { keepTimer } from './imageTimer';
import { writeImage } from './imageWriter';

const snapshot = forImage((vm, image, stack, rcvr) => {
  const { files } = image.devices;
  if (!files) return FAIL;
  const isSaved = asRestarted(vm, stack, rcvr, () => {
    keepTimer(image, vm.scheduler);
    return save(image, files);
  });
  if (isSaved) return vm.kernel.false_;
  tellHost(
    image,
    `${image.fileName} could not be written: is the disk full? What was there before is unharmed.`,
  );
  return FAIL;
});

/** Runs `work` while the active Process is where the image goes on when it is started: the primitive answered true. */
function asRestarted(vm: Interpreter, stack: Value[], rcvr: number, work: () => boolean): boolean {
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
function save(image: ImageMemory, files: FileDevice): boolean {
  const temporary = `${image.fileName}.saving`;
  files.deleteFile(temporary);
  const file = files.create(temporary);
  if (file === undefined) return false;
  const isWritten = writePieces(image, files, file) && files.flush(file);
  const isClosed = files.close(file);
  if (isWritten && isClosed && files.rename(temporary, image.fileName)) return true;
  files.deleteFile(temporary);
  return false;
}

function writePieces(image: ImageMemory, files: FileDevice, file: number): boolean {
  let offset = 0;
  for (const { bytes } of writeImage(image)) {
    if (bytes.length > 0 && files.write(file, offset, bytes) !== bytes.length) return false;
    offset += bytes.length;
  }
  return true;
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
