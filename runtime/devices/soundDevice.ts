/** Plays frames of 16-bit samples, one or two a frame. */
export interface SoundDevice {
  /** `onSpace` is told whenever a part of the buffer has been played. False if it can't be had. */
  start(bufferFrames: number, framesPerSecond: number, isStereo: boolean, onSpace: () => void): boolean;
  stop(): void;
  /** How many bytes the buffer has room for; undefined while it is stopped. */
  availableBytes(): number | undefined;
  /** How many frames it has taken. */
  play(samples: Uint8Array, leadFrames: number): number | undefined;
  /** Of 0 to 1000, left and right. */
  volume: readonly [number, number];
}
