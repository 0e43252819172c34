// What lets compiled code know that time has passed, without that each call counts.

export interface Heart {
  /**
   * As `Machine.poll`: at a beat the word of loops becomes negative. If nobody has answered after some beats, because
   * there is no loop, the limit of all calls does.
   */
  readonly poll: Int32Array;
  /** Whether it does so. */
  readonly isBeating: boolean;
  /** Somebody runs. */
  keepBeating(): void;
}
