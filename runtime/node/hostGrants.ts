// What an unmodified image of a topology is granted of the host itself, as its devices.
import * as fs from 'node:fs';
import path from 'node:path';
import type { Desktops } from '../debugger/desktops';
import { DebuggerError } from '../debugger/runtimeDebugger';
import { hostClock } from '../devices/clockDevice';
import type { Devices } from '../devices/devices';
import { OpenFiles } from '../devices/openFiles';
import type { ImageMemory } from '../image-files/imageMemory';
import type { Vat } from '../remote/vat';
import type { ImageSpec } from '../topology/topology';
import { DiskFiles } from './diskFiles';
import { nameSeen, placeOf } from './imageProgram';

type Grants = NonNullable<ImageSpec['grants']>;

/** Bit of the header's flags: the image takes events of the wheel as such. */
const wheelEventsFlag = 1 << 7;

/**
 * Gives an image from `file` the host's devices that it was granted; roots of files are absolute, by default the folder of
 * the image. Answers what is to be done when it has ended. Throws a DebuggerError if there is no such folder.
 */
export function grantHostDevices(
  memory: ImageMemory,
  vat: Vat,
  file: string,
  grants: Grants,
  desktops: Desktops,
): () => void {
  const { files } = grants;
  const opened = isOfHost(files) ? openFiles(vat.name, files.root ?? path.dirname(file)) : undefined;
  // An image takes its file's folder apart whether it may look into it or not: only whole names make sense to it.
  memory.fileName = opened
    ? nameSeen(file, opened.folder, placeOf(opened.folder))
    : `/image/${path.basename(file)}`;
  memory.devices = {
    ...memory.devices,
    ...(isOfHost(grants.clock) ? { clock: hostClock } : {}),
    ...(opened ? { files: opened.files } : {}),
    ...(isOfHost(grants.display) ? addDesktop(memory, vat, grants, desktops) : {}),
  };
  return () => {
    opened?.files.closeAll();
    desktops.remove(vat.id);
  };
}

function isOfHost(source: Grants[keyof Grants]): source is { readonly from: 'host'; readonly root?: string } {
  return source?.from === 'host';
}

function openFiles(name: string, root: string): { readonly folder: string; readonly files: OpenFiles } {
  try {
    const folder = fs.realpathSync.native(root);
    return { folder, files: new OpenFiles(new DiskFiles(folder, { mountedAt: placeOf(folder) })) };
  } catch {
    throw new DebuggerError(`Image ${name} is granted the files of ${root}, which is not a folder`);
  }
}

/** A desktop with as much of input and clipboard as was granted. */
function addDesktop(memory: ImageMemory, vat: Vat, grants: Grants, desktops: Desktops): Devices {
  return desktops.add({
    image: vat.id,
    name: vat.name,
    ...memory.windowSize,
    takesInput: isOfHost(grants.input),
    sharesClipboard: isOfHost(grants.clipboard),
    knowsWheel: (memory.origin.header.flags.bits & wheelEventsFlag) !== 0,
    milliseconds: () => (memory.devices.clock ?? hostClock).milliseconds(),
    isStopped: () => vat.state === 'stopped',
  });
}
