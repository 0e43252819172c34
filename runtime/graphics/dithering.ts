// From 8 to 5 bits a component with a pattern of 4×4 thresholds, so that areas keep their shade.

const pattern = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5];
/** Of the three bits that are lost: how many of the 16 thresholds round up. */
const shares = [0, 2, 4, 6, 8, 12, 14, 16];

export function ditherThreshold(x: number, y: number): number {
  return pattern[(y & 3) * 4 + (x & 3)];
}

/** A pixel of 32 bits as one of 16. */
export function dither32To16(pixel: number, threshold: number): number {
  return (
    (narrow((pixel >>> 16) & 255, threshold) << 10) |
    (narrow((pixel >>> 8) & 255, threshold) << 5) |
    narrow(pixel & 255, threshold)
  );
}

/** Values start at 0, 0, 1, … 30, so that none exceeds 31 when it is rounded up. */
function narrow(component: number, threshold: number): number {
  const low = Math.max(0, (component >> 3) - 1);
  return threshold < shares[component & 7] ? low + 1 : low;
}
