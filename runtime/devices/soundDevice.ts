/**
 * Plays and records samples of 16 bits. A frame that is played has two of them (left and right, in four bytes) whether the
 * sound is stereo or not, as in Squeak. Nothing here throws.
 */
export interface SoundDevice {
  /** `onSpace` is told whenever a part of the buffer has been played. False if it can't be had. */
  start(bufferFrames: number, framesPerSecond: number, isStereo: boolean, onSpace?: () => void): boolean;
  stop(): void;
  /** How many bytes the buffer has room for; undefined while it is stopped. */
  availableBytes(): number | undefined;
  /** How many of the frames it has taken; undefined while it is stopped. */
  play(frames: number, samples: Uint8Array): number | undefined;
  /** Of 0 to 1, left and right. */
  volume: readonly [number, number];
  /** `onFrames` is told whenever a part of a buffer has been recorded. */
  startRecording(framesPerSecond: number, isStereo: boolean, onFrames?: () => void): boolean;
  stopRecording(): void;
  /** Frames a second; undefined while nothing is recorded. */
  recordingRate(): number | undefined;
  /** Fills `target` with what was recorded since; answers how many 16-bit samples that were. */
  record(target: Uint8Array): number | undefined;
}
