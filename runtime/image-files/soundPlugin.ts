// SoundPlugin: sounds played and recorded through a buffer, whose other side a device empties and fills. Without a grant
// all of it fails, as without a sound card.
import type { SoundDevice } from '../devices/soundDevice';
import type { Plain } from '../devices/plain';
import type { Interpreter } from '../interpreter/interpreter';
import type { SBytes, SFloat, SShorts, SWords, Value } from '../object-memory/objects';
import { callDevice } from '../primitives/deviceCalls';
import {
  FAIL,
  type Fail,
  type Primitive,
  type PrimitiveFamily,
  type Switched,
} from '../primitives/primitive';
import { readableBytes, writableBytes } from '../object-memory/bytesOf';
import { externalSignal } from './externalSemaphores';
import { ImageMemory } from './imageMemory';

type Outcome = Value | Fail | Switched;
const wordBytes = 4;
const volumeUnits = 1000;

class SoundCall {
  constructor(
    readonly vm: Interpreter,
    readonly image: ImageMemory,
    private readonly stack: Value[],
    private readonly rcvrIndex: number,
    readonly argc: number,
  ) {}

  get receiver(): Value {
    return this.stack[this.rcvrIndex];
  }

  /** The host's own device; undefined where a driver image has it, or nobody. */
  get device(): SoundDevice | undefined {
    return this.image.devices.sound;
  }

  arg(index: number): Value {
    return this.stack[this.rcvrIndex + index];
  }

  /** NaN for what is none. */
  integer(index: number): number {
    const value = this.arg(index);
    return typeof value === 'number' ? value : NaN;
  }

  isTrue(index: number): boolean {
    return this.arg(index) === this.vm.kernel.true_;
  }

  /** What signals the Semaphore of an argument; undefined if there is none. */
  signal(index: number): (() => void) | undefined {
    const semaphore = this.argc >= index ? this.integer(index) : 0;
    return semaphore > 0 ? externalSignal(this.vm, this.image, semaphore) : undefined;
  }

  ask(selector: string, args: readonly Plain[], answer: (plain: Plain) => Value | Fail): Outcome {
    return callDevice(this.vm, { device: 'sound', selector, args, answer });
  }

  did(selector: string, args: readonly Plain[]): Outcome {
    const { receiver } = this;
    return this.ask(selector, args, (plain) => (plain === true ? receiver : FAIL));
  }

  number(selector: string, args: readonly Plain[]): Outcome {
    const { kernel } = this.vm;
    return this.ask(selector, args, (plain) => (typeof plain === 'number' ? kernel.integer(plain) : FAIL));
  }
}

const primitive =
  (work: (call: SoundCall) => Outcome): Primitive =>
  (vm, stack, rcvr, argc) =>
    vm.image instanceof ImageMemory ? work(new SoundCall(vm, vm.image, stack, rcvr, argc)) : FAIL;

/** The bytes of a SoundBuffer: a word for each frame that is played, two samples of 16 bits. */
function samplesOf(value: Value, isWritten: boolean): Uint8Array | undefined {
  if (typeof value !== 'object') return undefined;
  const { format } = value.$b;
  if (format === 'bytes') return isWritten ? writableBytes(value as SBytes) : readableBytes(value as SBytes);
  const elements =
    format === 'words' ? (value as SWords).w : format === 'shorts' ? (value as SShorts).d : undefined;
  return elements && new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength);
}

/** Buffer size in frames, frames a second, stereo; the index of a Semaphore. */
const start = primitive((call) => {
  const [frames, rate] = [call.integer(1), call.integer(2)];
  if (!(frames > 0 && rate > 0)) return FAIL;
  const { device } = call;
  if (!device) return call.did('start:rate:stereo:', [frames, rate, call.isTrue(3)]);
  return device.start(frames, rate, call.isTrue(3), call.signal(4)) ? call.receiver : FAIL;
});

/** Count of frames, buffer, index of the first (base 1). */
const playSamples = primitive((call) => {
  const [frames, from] = [call.integer(1), call.integer(3)];
  const bytes = samplesOf(call.arg(2), false);
  const first = (from - 1) * wordBytes;
  if (!bytes || !(frames >= 0 && from >= 1) || first + frames * wordBytes > bytes.length) return FAIL;
  return call.number('play:samples:', [frames, bytes.slice(first, first + frames * wordBytes)]);
});

/** Count of frames, buffer, how many frames ahead of those that wait: they are played after these all the same. */
const insertSamples = primitive((call) => {
  const frames = call.integer(1);
  const bytes = samplesOf(call.arg(2), false);
  if (!bytes || !(frames >= 0) || frames * wordBytes > bytes.length) return FAIL;
  return call.number('play:samples:', [frames, bytes.slice(0, frames * wordBytes)]);
});

const playSilence = primitive((call) =>
  call.ask('availableBytes', [], (plain) =>
    typeof plain === 'number' ? Math.floor(plain / wordBytes) : FAIL,
  ),
);

const volume = primitive((call) =>
  call.ask('volume', [], (plain) =>
    Array.isArray(plain)
      ? call.vm.kernel.array(plain.map((one: Plain) => call.vm.kernel.float(Number(one) / volumeUnits)))
      : FAIL,
  ),
);

const setVolume = primitive((call) => {
  const [left, right] = [1, 2].map((index) => {
    const value = call.arg(index);
    const number = typeof value === 'object' ? (value as Partial<SFloat>).v : Number(value);
    return Math.round(Math.min(1, Math.max(0, number ?? NaN)) * volumeUnits);
  });
  return Number.isNaN(left! + right!) ? FAIL : call.did('setVolume:right:', [left!, right!]);
});

/** Frames a second, stereo, index of a Semaphore. */
const startRecording = primitive((call) => {
  const rate = call.integer(1);
  if (!(rate > 0)) return FAIL;
  const { device } = call;
  if (!device) return call.did('startRecording:stereo:', [rate, call.isTrue(2)]);
  return device.startRecording(rate, call.isTrue(2), call.signal(3)) ? call.receiver : FAIL;
});

/** Buffer, index of the first sample (base 1); answers how many samples were put there. */
const recordSamples = primitive((call) => {
  const from = call.integer(2);
  const room = samplesOf(call.arg(1), true)?.length ?? -1;
  const first = (from - 1) * 2;
  if (!(from >= 1) || first > room) return FAIL;
  return call.ask('record:', [room - first], (plain) => {
    if (!(plain instanceof Uint8Array) || plain.length > room - first) return FAIL;
    samplesOf(call.arg(1), true)!.set(plain, first);
    return plain.length / 2;
  });
});

const accepts = primitive((call) => call.ask('volume', [], () => call.receiver));

export const soundPlugin: PrimitiveFamily = {
  named: Object.fromEntries(
    Object.entries({
      Start: start,
      StartWithSemaphore: start,
      Stop: primitive((call) => call.did('stop', [])),
      AvailableSpace: primitive((call) => call.number('availableBytes', [])),
      PlaySamples: playSamples,
      PlaySilence: playSilence,
      InsertSamples: insertSamples,
      GetVolume: volume,
      SetVolume: setVolume,
      StartRecording: startRecording,
      StopRecording: primitive((call) => call.did('stopRecording', [])),
      GetRecordingSampleRate: primitive((call) => call.number('recordingRate', [])),
      RecordSamples: recordSamples,
      SetRecordLevel: accepts,
    }).map(([name, work]) => [`SoundPlugin.primitiveSound${name}`, work]),
  ),
};
