// Mixing of pixels of 32 bits: alpha, red, green, blue, the highest byte first (BitBlt rules 24, 30, 31, 34 and 41).

const twoBytes = 0xff00ff;
/** 1 in each of the two halves, to round by. */
const ones = 0x10001;

/** Each of the two bytes in `sum` divided by 255, where both stand in halves of 16 bits. */
function divideBy255(sum: number): number {
  const rounded = sum + twoBytes;
  return ((rounded + (((rounded - ones) >>> 8) & twoBytes)) >>> 8) & twoBytes;
}

/** `source` over `dest` by the alpha of `source` (rule 24). */
export function blend(source: number, dest: number): number {
  const alpha = source >>> 24;
  if (alpha === 0) return dest;
  if (alpha === 255) return source;
  const rest = 255 - alpha;
  const redBlue = divideBy255((source & twoBytes) * alpha + (dest & twoBytes) * rest);
  const alphaGreen = divideBy255(
    (((source >>> 8) | 0xff0000) & twoBytes) * alpha + ((dest >>> 8) & twoBytes) * rest,
  );
  return redBlue | (alphaGreen << 8);
}

/** `alpha` (0–255) parts of `source`, the rest of `dest` (rules 30 and 31). */
export function blendConstant(source: number, dest: number, alpha: number): number {
  const rest = 255 - alpha;
  const redBlue = divideBy255((source & twoBytes) * alpha + (dest & twoBytes) * rest);
  const alphaGreen = divideBy255(((source >>> 8) & twoBytes) * alpha + ((dest >>> 8) & twoBytes) * rest);
  return redBlue | (alphaGreen << 8);
}

/** `source`, whose colours are already scaled by its alpha, over `dest` (rule 34). */
export function blendScaled(source: number, dest: number): number {
  const rest = 255 - (source >>> 24);
  const redBlue = (((((dest & twoBytes) * rest) >>> 8) & twoBytes) + (source & twoBytes)) | 0;
  const alphaGreen =
    ((((((dest >>> 8) & twoBytes) * rest) >>> 8) & twoBytes) + ((source >>> 8) & twoBytes)) | 0;
  // A sum with a carry becomes 255.
  const low = (redBlue & twoBytes) | (((redBlue & 0x1000100) * 255) >>> 8);
  const high = ((alphaGreen & twoBytes) << 8) | ((alphaGreen & 0x1000100) * 255);
  return low | high;
}

/** The colour of rule 41, drawn where the source says how much of each component. */
export interface ComponentAlpha {
  /** Red, green and blue. */
  readonly color: number;
  /** 0–255. */
  readonly alpha: number;
  /** From colours to light and back, 256 bytes each; undefined for none. */
  readonly gamma: Uint8Array | undefined;
  readonly ungamma: Uint8Array | undefined;
}

function mixComponent(
  { color, gamma, ungamma }: ComponentAlpha,
  dest: number,
  share: number,
  shift: number,
): number {
  let to = (dest >>> shift) & 255;
  let from = (color >>> shift) & 255;
  if (ungamma !== undefined) {
    to = ungamma[to];
    from = ungamma[from];
  }
  const mixed = Math.min(255, ((to * (255 - share)) >>> 8) + ((from * share) >>> 8));
  return (gamma === undefined ? mixed : gamma[mixed]) << shift;
}

/** Rule 41: `source` says for each component how much of the colour is drawn. */
export function blendComponents(mode: ComponentAlpha, source: number, dest: number): number {
  if (source === 0) return dest;
  const strength = mode.alpha & 255;
  const share = (shift: number): number => {
    const whole = (source >>> shift) & 255;
    return strength === 255 ? whole : (whole * strength) >>> 8;
  };
  const alphaShare = share(24);
  const alpha = Math.min(255, (((dest >>> 24) * (255 - alphaShare)) >>> 8) + alphaShare);
  return (
    (alpha << 24) |
    mixComponent(mode, dest, share(16), 16) |
    mixComponent(mode, dest, share(8), 8) |
    mixComponent(mode, dest, share(0), 0)
  );
}
