// SoundPlugin: sounds played and recorded through a buffer, whose other side a device empties and fills. Without a grant
// all of it fails, as without a sound card. A buffer that is played has a word for each frame, two samples of 16 bits.
import type { Plain } from '../devices/plain';
import type { SFloat } from '../object-memory/objects';
import { FAIL, type PrimitiveFamily } from '../primitives/primitive';
import { guestPrimitive } from './guestCall';

const wordBytes = 4;
const volumeUnits = 1000;

/** Buffer size in frames, frames a second, stereo; the index of a Semaphore. */
const start = guestPrimitive((call) => {
  const [frames, rate] = [call.integer(1), call.integer(2)];
  if (!(frames > 0 && rate > 0)) return FAIL;
  const device = call.image.devices.sound;
  // A driver image signals nothing: an image that is told so looks from time to time.
  if (!device)
    return call.argc > 3 ? FAIL : call.did('sound', 'start:rate:stereo:', [frames, rate, call.isTrue(3)]);
  return device.start(frames, rate, call.isTrue(3), call.signal(4)) ? call.receiver : FAIL;
});

/** Count of frames, buffer, index of the first (base 1). */
const playSamples = guestPrimitive((call) => {
  const [frames, from] = [call.integer(1), call.integer(3)];
  const bytes = call.elements(2, false)?.bytes;
  const first = (from - 1) * wordBytes;
  if (!bytes || !(frames >= 0 && from >= 1) || first + frames * wordBytes > bytes.length) return FAIL;
  return call.number('sound', 'play:samples:', [frames, bytes.slice(first, first + frames * wordBytes)]);
});

/** Count of frames, buffer, how many frames ahead of those that wait: they are played after these all the same. */
const insertSamples = guestPrimitive((call) => {
  const frames = call.integer(1);
  const bytes = call.elements(2, false)?.bytes;
  if (!bytes || !(frames >= 0) || frames * wordBytes > bytes.length) return FAIL;
  return call.number('sound', 'play:samples:', [frames, bytes.slice(0, frames * wordBytes)]);
});

const playSilence = guestPrimitive((call) =>
  call.ask('sound', 'availableBytes', [], (plain) =>
    typeof plain === 'number' ? Math.floor(plain / wordBytes) : FAIL,
  ),
);

const volume = guestPrimitive((call) =>
  call.ask('sound', 'volume', [], (plain) =>
    Array.isArray(plain)
      ? call.vm.kernel.array(plain.map((one: Plain) => call.vm.kernel.float(Number(one) / volumeUnits)))
      : FAIL,
  ),
);

const setVolume = guestPrimitive((call) => {
  const [left, right] = [1, 2].map((index) => {
    const value = call.arg(index);
    const number = typeof value === 'object' ? (value as Partial<SFloat>).v : Number(value);
    return Math.round(Math.min(1, Math.max(0, number ?? NaN)) * volumeUnits);
  });
  return Number.isNaN(left! + right!) ? FAIL : call.did('sound', 'setVolume:right:', [left!, right!]);
});

/** Frames a second, stereo, index of a Semaphore. */
const startRecording = guestPrimitive((call) => {
  const rate = call.integer(1);
  if (!(rate > 0)) return FAIL;
  const device = call.image.devices.sound;
  if (!device) return call.did('sound', 'startRecording:stereo:', [rate, call.isTrue(2)]);
  return device.startRecording(rate, call.isTrue(2), call.signal(3)) ? call.receiver : FAIL;
});

/** Buffer, index of the first sample (base 1); answers how many samples were put there. */
const recordSamples = guestPrimitive((call) => {
  const from = call.integer(2);
  const room = call.elements(1, true)?.bytes.length ?? -1;
  const first = (from - 1) * 2;
  if (!(from >= 1) || first > room) return FAIL;
  return call.ask('sound', 'record:', [room - first], (plain) => {
    if (!(plain instanceof Uint8Array) || plain.length > room - first) return FAIL;
    call.elements(1, true)!.bytes.set(plain, first);
    return plain.length / 2;
  });
});

const accepts = guestPrimitive((call) => call.ask('sound', 'volume', [], () => call.receiver));

export const soundPlugin: PrimitiveFamily = {
  named: Object.fromEntries(
    Object.entries({
      Start: start,
      StartWithSemaphore: start,
      Stop: guestPrimitive((call) => call.did('sound', 'stop', [])),
      AvailableSpace: guestPrimitive((call) => call.number('sound', 'availableBytes', [])),
      PlaySamples: playSamples,
      PlaySilence: playSilence,
      InsertSamples: insertSamples,
      GetVolume: volume,
      SetVolume: setVolume,
      StartRecording: startRecording,
      StopRecording: guestPrimitive((call) => call.did('sound', 'stopRecording', [])),
      GetRecordingSampleRate: guestPrimitive((call) => call.number('sound', 'recordingRate', [])),
      RecordSamples: recordSamples,
      SetRecordLevel: accepts,
    }).map(([name, work]) => [`SoundPlugin.primitiveSound${name}`, work]),
  ),
};
