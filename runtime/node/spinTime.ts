// How long an idle worker looks for work again and again before it sleeps. Looking costs a fraction of a microsecond,
// waking from sleep some fifty; but where the machine has no processor to spare, who looks keeps others from working.

const longestMs = 0.05;
const shortestMs = 0.004;
/** After so many misses the longest time is tried again: the machine may have become idle. */
const probeInterval = 32;

export class SpinTime {
  /** Milliseconds to look before sleeping. */
  ms = longestMs;
  private misses = 0;

  /** Work came while looking. */
  found(): void {
    this.ms = Math.min(longestMs, this.ms * 1.5);
  }

  /** No work came, and the worker sleeps. */
  missed(): void {
    this.ms = ++this.misses % probeInterval === 0 ? longestMs : this.ms > shortestMs ? this.ms / 2 : 0;
  }
}
