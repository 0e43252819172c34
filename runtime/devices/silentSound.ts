import type { SoundDevice } from './soundDevice';

const sampleBytes = 2;
/** A device plays and records this many parts of its buffer one after the other. */
const parts = 4;
/** Of a recording device's own buffer. */
const recordingSeconds = 0.25;

interface Flow {
  readonly framesPerSecond: number;
  readonly frameBytes: number;
  readonly bufferFrames: number;
  /** At `sinceMs` (performance.now). */
  frames: number;
  sinceMs: number;
  readonly timer: unknown;
}

/** A loudspeaker and a microphone in a quiet room: both take the time that real ones take. */
export class SilentSound implements SoundDevice {
  /** Frames are those that wait to be played. */
  private playing: Flow | undefined;
  /** Frames are those that wait to be read. */
  private recording: Flow | undefined;
  volume: readonly [number, number] = [1, 1];

  start(bufferFrames: number, framesPerSecond: number, _isStereo: boolean, onSpace?: () => void): boolean {
    this.stop();
    this.playing = newFlow(bufferFrames, framesPerSecond, true, onSpace);
    return this.playing !== undefined;
  }

  /** When the image ends. */
  close(): void {
    this.stop();
    this.stopRecording();
  }

  stop(): void {
    if (this.playing) clearTimeout(this.playing.timer);
    this.playing = undefined;
  }

  availableBytes(): number | undefined {
    const { playing } = this;
    if (!playing) return undefined;
    advance(playing, -1);
    return (playing.bufferFrames - Math.ceil(playing.frames)) * playing.frameBytes;
  }

  play(frames: number, _samples: Uint8Array): number | undefined {
    const { playing } = this;
    const available = this.availableBytes();
    if (!playing || available === undefined) return undefined;
    const taken = Math.min(frames, Math.floor(available / playing.frameBytes));
    playing.frames += taken;
    return taken;
  }

  startRecording(framesPerSecond: number, isStereo: boolean, onFrames?: () => void): boolean {
    this.stopRecording();
    const bufferFrames = Math.ceil(framesPerSecond * recordingSeconds);
    this.recording = newFlow(bufferFrames, framesPerSecond, isStereo, onFrames);
    return this.recording !== undefined;
  }

  stopRecording(): void {
    if (this.recording) clearTimeout(this.recording.timer);
    this.recording = undefined;
  }

  recordingRate(): number | undefined {
    return this.recording?.framesPerSecond;
  }

  record(target: Uint8Array): number | undefined {
    const { recording } = this;
    if (!recording) return undefined;
    advance(recording, 1);
    const frames = Math.floor(Math.min(recording.frames, target.length / recording.frameBytes));
    recording.frames -= frames;
    const bytes = frames * recording.frameBytes;
    target.fill(0, 0, bytes);
    return bytes / sampleBytes;
  }
}

function newFlow(
  bufferFrames: number,
  framesPerSecond: number,
  isStereo: boolean,
  onPart: (() => void) | undefined,
): Flow | undefined {
  if (!(bufferFrames > 0 && framesPerSecond > 0)) return undefined;
  const partMs = (bufferFrames / parts / framesPerSecond) * 1000;
  const flow = {
    bufferFrames,
    framesPerSecond,
    frameBytes: isStereo ? 2 * sampleBytes : sampleBytes,
    frames: 0,
    sinceMs: performance.now(),
    timer: undefined as unknown,
  };
  const tick = (): void => {
    onPart?.();
    flow.timer = setTimeout(tick, partMs);
  };
  if (onPart) flow.timer = setTimeout(tick, partMs);
  return flow;
}

/** Lets the frames of the time that has passed come (1) or go (-1). */
function advance(flow: Flow, direction: 1 | -1): void {
  const now = performance.now();
  const passed = ((now - flow.sinceMs) / 1000) * flow.framesPerSecond;
  flow.sinceMs = now;
  flow.frames = Math.max(0, Math.min(flow.bufferFrames, flow.frames + direction * passed));
}
