// The operations of each device by selector, over plain values: what a driver image is sent for a guest, and what the
// kernel's driver classes (runtime/kernel/Devices) do by default. null is a refusal: the guest's primitive fails.
import type { Devices, DeviceName } from './devices';
import type { FileEntry } from './fileTree';
import { putPart, showPart } from './displayParts';
import { openSocketsOf } from './openSockets';
import type { Plain } from './plain';

interface ArgumentTypes {
  string: string;
  boolean: boolean;
  integer: number;
  bytes: Uint8Array;
  bytesOrNil: Uint8Array | null;
}
type Kind = keyof ArgumentTypes;
type ArgumentsOf<K extends readonly Kind[]> = { [I in keyof K]: ArgumentTypes[K[I]] };

const matches: Readonly<Record<Kind, (plain: Plain) => boolean>> = {
  string: (plain) => typeof plain === 'string',
  boolean: (plain) => typeof plain === 'boolean',
  integer: (plain) => Number.isSafeInteger(plain),
  bytes: (plain) => plain instanceof Uint8Array,
  bytesOrNil: (plain) => plain === null || plain instanceof Uint8Array,
};

/** Answers undefined where the arguments are of the wrong kind. */
export type Operation<D> = (device: D, args: readonly Plain[]) => Plain | undefined;

function operation<D, const K extends readonly Kind[]>(
  kinds: K,
  work: (device: D, ...args: ArgumentsOf<K>) => Plain | undefined,
): Operation<D> {
  return (device, args) =>
    args.length === kinds.length && kinds.every((kind, i) => matches[kind](args[i]!))
      ? (work(device, ...(args as unknown as ArgumentsOf<K>)) ?? null)
      : undefined;
}

/** `#(name isDirectory sizeBytes modifiedMs createdMs accessedMs permissions)`; times in milliseconds since 1970. */
const entryParts = (entry: FileEntry): Plain => [
  entry.name,
  entry.isDirectory,
  entry.sizeBytes,
  Math.floor(entry.modifiedMs),
  Math.floor(entry.createdMs),
  Math.floor(entry.accessedMs),
  entry.permissions,
];

/** The entry of the parts that an operation answered; undefined if they are none. */
export function entryOfParts(plain: Plain): FileEntry | undefined {
  if (!Array.isArray(plain) || plain.length !== 7) return undefined;
  const [name, isDirectory, ...numbers] = plain as readonly Plain[];
  if (typeof name !== 'string' || typeof isDirectory !== 'boolean') return undefined;
  if (!numbers.every((number) => Number.isSafeInteger(number))) return undefined;
  const [sizeBytes, modifiedMs, createdMs, accessedMs, permissions] = numbers as number[] as [
    number,
    number,
    number,
    number,
    number,
  ];
  return { name, isDirectory, sizeBytes, modifiedMs, createdMs, accessedMs, permissions };
}

type Table<N extends DeviceName> = Readonly<Record<string, Operation<NonNullable<Devices[N]>>>>;

const files: Table<'files'> = {
  'open:writable:': operation(['string', 'boolean'], (device, path, isWritable) =>
    device.open(path, isWritable),
  ),
  'create:': operation(['string'], (device, path) => device.create(path)),
  'close:': operation(['integer'], (device, file) => device.close(file)),
  'sizeOf:': operation(['integer'], (device, file) => device.sizeBytes(file)),
  'read:at:count:': operation(['integer', 'integer', 'integer'], (device, file, offset, count) =>
    device.read(file, offset, count),
  ),
  'write:at:bytes:': operation(['integer', 'integer', 'bytes'], (device, file, offset, bytes) =>
    device.write(file, offset, bytes),
  ),
  'truncate:to:': operation(['integer', 'integer'], (device, file, size) => device.truncate(file, size)),
  'flush:': operation(['integer'], (device, file) => device.flush(file)),
  standardStreams: operation([], (device) => device.standardStreams().map((file) => file ?? null)),
  'streamKind:': operation(['integer'], (device, descriptor) => device.streamKind(descriptor)),
  'list:': operation(['string'], (device, path) => device.list(path)?.map(entryParts)),
  'entry:': operation(['string'], (device, path) => {
    const entry = device.entry(path);
    return entry && entryParts(entry);
  }),
  'createDirectory:': operation(['string'], (device, path) => device.createDirectory(path)),
  'deleteDirectory:': operation(['string'], (device, path) => device.deleteDirectory(path)),
  'deleteFile:': operation(['string'], (device, path) => device.deleteFile(path)),
  'rename:to:': operation(['string', 'string'], (device, from, to) => device.rename(from, to)),
};

const clock: Table<'clock'> = {
  utcMicroseconds: operation([], (device) => device.utcMicroseconds()),
  localMicroseconds: operation([], (device) => device.localMicroseconds()),
  milliseconds: operation([], (device) => device.milliseconds()),
  offsetSeconds: operation([], (device) => device.offsetSeconds()),
  /** Microseconds since 1901 and seconds, of the same moment. */
  utcAndOffset: operation([], (device) => [device.utcMicroseconds(), device.offsetSeconds()]),
};

const clipboard: Table<'clipboard'> = {
  read: operation([], (device) => device.read()),
  'write:': operation(['string'], (device, text) => device.write(text)),
};

const display: Table<'display'> = {
  /** Width and height in pixels. */
  extent: operation([], (device) => [device.width, device.height]),
  /** The bytes are whole words of each row of the part (see displayParts.ts) of a Display of so many pixels. */
  'show:depth:left:top:right:bottom:of:by:': operation(
    ['bytes', 'integer', 'integer', 'integer', 'integer', 'integer', 'integer', 'integer'],
    (device, bytes, depth, left, top, right, bottom, width, height) =>
      showPart(device, { width, height, depth }, { left, top, right, bottom }, bytes),
  ),
  'setCursor:width:height:depth:mask:hotSpotX:y:': operation(
    ['bytes', 'integer', 'integer', 'integer', 'bytesOrNil', 'integer', 'integer'],
    (device, bytes, width, height, depth, mask, hotSpotX, hotSpotY) => {
      const words = Math.ceil((width * depth) / 32) * height;
      const form = { bits: new Uint32Array(Math.max(0, words)), width, height, depth };
      const whole = { left: 0, top: 0, right: width, bottom: height };
      if (!putPart(form, whole, bytes)) return false;
      const maskForm = { ...form, bits: new Uint32Array(form.bits.length) };
      if (mask && !putPart(maskForm, whole, mask)) return false;
      device.setCursor({ ...form, ...(mask && { mask: maskForm.bits }), hotSpotX, hotSpotY });
      return true;
    },
  ),
  'setFullScreen:': operation(['boolean'], (device, isFull) => (device.setFullScreen(isFull), true)),
  beep: operation([], (device) => (device.beep(), true)),
};

const input: Table<'input'> = {
  /** Eight integers; nil if there is none. */
  nextEvent: operation([], (device) => device.nextEvent()),
  pointer: operation([], (device) => [device.mouseX, device.mouseY]),
  buttons: operation([], (device) => device.buttons),
  nextKey: operation([], (device) => device.nextKey()),
  peekKey: operation([], (device) => device.peekKey()),
};

const sound: Table<'sound'> = {
  'start:rate:stereo:': operation(['integer', 'integer', 'boolean'], (device, frames, rate, isStereo) =>
    device.start(frames, rate, isStereo),
  ),
  stop: operation([], (device) => (device.stop(), true)),
  availableBytes: operation([], (device) => device.availableBytes()),
  /** Four bytes a frame: two samples in the order of the machine. */
  'play:samples:': operation(['integer', 'bytes'], (device, frames, samples) => device.play(frames, samples)),
  /** Left and right, in thousandths. */
  volume: operation([], (device) => device.volume.map((one) => Math.round(one * 1000))),
  'setVolume:right:': operation(['integer', 'integer'], (device, left, right) => {
    device.volume = [left / 1000, right / 1000];
    return true;
  }),
  'startRecording:stereo:': operation(['integer', 'boolean'], (device, rate, isStereo) =>
    device.startRecording(rate, isStereo),
  ),
  stopRecording: operation([], (device) => (device.stopRecording(), true)),
  recordingRate: operation([], (device) => device.recordingRate()),
  /** At most so many bytes of samples. */
  'record:': operation(['integer'], (device, bytes) => {
    if (bytes < 0 || bytes > largestRecording) return undefined;
    const target = new Uint8Array(bytes);
    const samples = device.record(target);
    return samples === undefined ? undefined : target.subarray(0, samples * 2);
  }),
};
const largestRecording = 1 << 24;

const sockets: Table<'sockets'> = {
  'lookUpName:': operation(['string'], (device, name) => openSocketsOf(device).lookUpName(name)),
  'lookUpAddress:': operation(['bytes'], (device, address) => openSocketsOf(device).lookUpAddress(address)),
  localAddress: operation([], (device) => device.localAddress()),
  'connect:port:': operation(['bytes', 'integer'], (device, address, port) =>
    openSocketsOf(device).connect(address, port),
  ),
  'listen:backlog:address:': operation(
    ['integer', 'integer', 'bytesOrNil'],
    (device, port, backlog, address) => openSocketsOf(device).listen(port, backlog, address),
  ),
  'localPortOf:': operation(['integer'], (device, socket) => openSocketsOf(device).localPort(socket)),
  'write:bytes:': operation(['integer', 'bytes'], (device, socket, bytes) =>
    openSocketsOf(device).write(socket, bytes),
  ),
  'close:': operation(['integer'], (device, socket) => openSocketsOf(device).close(socket)),
  'abort:': operation(['integer'], (device, socket) => openSocketsOf(device).abort(socket)),
  nextEvent: operation([], (device) => openSocketsOf(device).nextEvent()),
};

/** Devices that can be another image's. */
export const deviceOperations = { files, clock, clipboard, display, input, sound, sockets } as const;
export type AskedDevice = keyof typeof deviceOperations;
