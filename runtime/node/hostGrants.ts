// What an image of a topology is granted of the host itself, as its devices.
import * as fs from 'node:fs';
import path from 'node:path';
import type { Desktops } from '../debugger/desktops';
import { DebuggerError } from '../debugger/runtimeDebugger';
import { MemoryClipboard } from '../devices/clipboardDevice';
import { hostClock } from '../devices/clockDevice';
import type { Devices } from '../devices/devices';
import { EmptyFiles } from '../devices/emptyFiles';
import { closedStreams, OpenFiles, type StandardStreams } from '../devices/openFiles';
import { SilentSound } from '../devices/silentSound';
import { clockOf } from '../image-files/guestClock';
import type { ImageMemory } from '../image-files/imageMemory';
import type { Vat } from '../remote/vat';
import type { GrantSource, ImageSpec } from '../topology/topology';
import { DiskFiles } from './diskFiles';
import { HostSockets } from './hostSockets';
import { nameSeen, placeOf } from './imageProgram';

type Grants = NonNullable<ImageSpec['grants']>;

/** Bit of the header's flags: the image takes events of the wheel as such. */
const wheelEventsFlag = 1 << 7;

/** The host's devices of one image. */
interface HostGrants {
  readonly devices: Devices;
  /** The folder of its files without links, undefined if it was granted none. */
  readonly folder: string | undefined;
  /** To be called when it has ended. */
  readonly end: () => void;
}

/** How a desktop of the image is to be. */
interface WindowWishes {
  readonly width: number;
  readonly height: number;
  readonly knowsWheel: boolean;
}

/** Of an image of our own. */
const usualWindow: WindowWishes = { width: 1024, height: 768, knowsWheel: true };

/**
 * Gives an image from `file` the host's devices that it was granted; roots of files are absolute, by default the folder of
 * the image, and its standard streams are `streams`. Answers what is to be done when it has ended. Throws a DebuggerError if there is no such folder.
 */
export function grantHostDevices(
  memory: ImageMemory,
  vat: Vat,
  file: string,
  grants: Grants,
  desktops: Desktops,
  streams: StandardStreams,
): () => void {
  const knowsWheel = (memory.origin.header.flags.bits & wheelEventsFlag) !== 0;
  const window = { ...memory.windowSize, knowsWheel };
  const { devices, folder, end } = hostGrants(vat, grants, path.dirname(file), window, desktops, streams);
  // An image takes its file's folder apart whether it may look into it or not: only whole names make sense to it.
  memory.fileName =
    folder === undefined ? `/image/${path.basename(file)}` : nameSeen(file, folder, placeOf(folder));
  // Without a disk at all some images do not start.
  const files = grants.files
    ? undefined
    : new OpenFiles(new EmptyFiles(path.posix.dirname(memory.fileName)), streams);
  memory.devices = { ...memory.devices, ...(files && { files }), ...devices };
  return end;
}

/** The same for an image of our own: its files need a root. */
export function grantOwnDevices(vat: Vat, grants: Grants, desktops: Desktops): () => void {
  const { devices, end } = hostGrants(vat, grants, undefined, usualWindow, desktops);
  vat.memory.devices = { ...vat.memory.devices, ...devices };
  return end;
}

function hostGrants(
  vat: Vat,
  grants: Grants,
  usualRoot: string | undefined,
  window: WindowWishes,
  desktops: Desktops,
  streams: StandardStreams = closedStreams,
): HostGrants {
  const opened = isOfHost(grants.files)
    ? openFiles(vat.name, grants.files.root ?? usualRoot, streams)
    : undefined;
  const sound = isOfHost(grants.sound) ? new SilentSound() : undefined;
  const sockets = isOfHost(grants.sockets) ? openSockets(vat.name, grants.sockets.reach) : undefined;
  return {
    devices: {
      ...(isOfHost(grants.clock) && { clock: hostClock }),
      ...(opened && { files: opened.files }),
      ...(isOfHost(grants.clipboard) && { clipboard: new MemoryClipboard() }),
      ...(sound && { sound }),
      ...(sockets && { sockets }),
      ...(isOfHost(grants.display) && addDesktop(vat, grants, window, desktops)),
    },
    folder: opened?.folder,
    end: () => {
      opened?.files.closeAll();
      sound?.close();
      sockets?.closeAll();
      desktops.remove(vat.id);
    },
  };
}

function isOfHost(source: Grants[keyof Grants]): source is Extract<GrantSource, { readonly from: 'host' }> {
  return source?.from === 'host';
}

function openFiles(
  name: string,
  root: string | undefined,
  streams: StandardStreams,
): { readonly folder: string; readonly files: OpenFiles } {
  if (root === undefined)
    throw new DebuggerError(
      `Image ${name} is granted files: say which, as in "files": {"from": "host", "root": "data"}`,
    );
  try {
    const folder = fs.realpathSync.native(root);
    return { folder, files: new OpenFiles(new DiskFiles(folder, { mountedAt: placeOf(folder) }), streams) };
  } catch {
    throw new DebuggerError(`Image ${name} is granted the files of ${root}, which is not a folder`);
  }
}

function openSockets(name: string, reach: readonly string[] | undefined): HostSockets {
  try {
    return new HostSockets(reach);
  } catch (error) {
    throw new DebuggerError(`Image ${name}: the reach of its sockets: ${(error as Error).message}`);
  }
}

/** A desktop with as much of input and clipboard as was granted. */
function addDesktop(
  vat: Vat,
  grants: Grants,
  window: WindowWishes,
  desktops: Desktops,
): Pick<Devices, 'display' | 'input' | 'clipboard'> {
  return desktops.add({
    image: vat.id,
    name: vat.name,
    ...window,
    takesInput: isOfHost(grants.input),
    sharesClipboard: isOfHost(grants.clipboard),
    milliseconds: () => (clockOf(vat.memory) ?? hostClock).milliseconds(),
    isStopped: () => vat.state === 'stopped',
  });
}
