/** Seconds from 1901, Smalltalk's epoch, to 1970. */
export const epochSeconds = 2177452800;

/** The time of day. Delays run by the machine's own clock, whatever this one says. */
export interface ClockDevice {
  /** Microseconds since 1901, UTC. */
  utcMicroseconds(): bigint;
  /** The same of local time. */
  localMicroseconds(): bigint;
  /** Milliseconds that only go up, from any start. */
  milliseconds(): number;
  /** Seconds that local time is ahead of UTC, now or at `utcMs` since 1970. */
  offsetSeconds(utcMs?: number): number;
}

const hostMicroseconds = (): bigint =>
  BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000)) + BigInt(epochSeconds) * 1000000n;

/** The host's clock. */
export const hostClock: ClockDevice = {
  utcMicroseconds: hostMicroseconds,
  localMicroseconds: () => hostMicroseconds() - BigInt(new Date().getTimezoneOffset()) * 60n * 1000000n,
  milliseconds: () => Math.floor(performance.timeOrigin + performance.now()),
  offsetSeconds: (utcMs = Date.now()) => -new Date(utcMs).getTimezoneOffset() * 60,
};

/** A clock that starts at any time, and stands still where its speed is 0. */
export class ShiftedClock implements ClockDevice {
  private readonly startedMs = performance.now();

  constructor(
    /** Microseconds since 1901, UTC. */
    private readonly startMicroseconds: bigint,
    private readonly offset = 0,
    private readonly speed = 1,
  ) {}

  utcMicroseconds(): bigint {
    return this.startMicroseconds + BigInt(Math.round(this.passedMs() * 1000));
  }

  localMicroseconds(): bigint {
    return this.utcMicroseconds() + BigInt(this.offset) * 1000000n;
  }

  milliseconds(): number {
    return Math.floor(this.passedMs());
  }

  offsetSeconds(): number {
    return this.offset;
  }

  private passedMs(): number {
    return (performance.now() - this.startedMs) * this.speed;
  }
}
