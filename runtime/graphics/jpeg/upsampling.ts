// Components that have fewer samples than the picture has pixels. Halves are filled in by a triangle filter, as stock
// machines do: three parts of the nearer sample, one of the farther. Anything else is repeated.
import type { Component, Frame } from './frameHeader';
import type { Samples } from './inverseTransform';

/** A sample for each pixel, in rows of at least the frame's width. */
export function fullSizeOf(frame: Frame, component: Component, samples: Samples): Samples {
  const across = frame.maxAcross / component.across;
  const down = frame.maxDown / component.down;
  if (across === 1 && down === 1) return samples;
  const isWide = component.width > 2;
  if (across === 2 && down === 1 && isWide) return widened(frame, component, samples);
  if (across === 2 && down === 2 && isWide) return doubled(frame, component, samples);
  return repeated(frame, component, samples);
}

function widened({ height }: Frame, { width }: Component, { bytes, pitch }: Samples): Samples {
  const wide = new Uint8Array(width * 2 * height);
  for (let y = 0; y < height; y++) {
    const row = y * pitch;
    const to = y * width * 2;
    wide[to] = bytes[row];
    wide[to + 1] = (bytes[row] * 3 + bytes[row + 1] + 2) >> 2;
    for (let x = 1; x < width - 1; x++) {
      const near = bytes[row + x] * 3;
      wide[to + 2 * x] = (near + bytes[row + x - 1] + 1) >> 2;
      wide[to + 2 * x + 1] = (near + bytes[row + x + 1] + 2) >> 2;
    }
    const last = width - 1;
    wide[to + 2 * last] = (bytes[row + last] * 3 + bytes[row + last - 1] + 1) >> 2;
    wide[to + 2 * last + 1] = bytes[row + last];
  }
  return { bytes: wide, pitch: width * 2 };
}

function doubled(frame: Frame, { width, height }: Component, { bytes, pitch }: Samples): Samples {
  const wide = new Uint8Array(width * 2 * height * 2);
  const sums = new Int32Array(width);
  for (let y = 0; y < frame.height; y++) {
    const near = (y >> 1) * pitch;
    // Above the first row and below the last are these again.
    const far = Math.min(height - 1, Math.max(0, (y >> 1) + ((y & 1) === 0 ? -1 : 1))) * pitch;
    for (let x = 0; x < width; x++) sums[x] = bytes[near + x] * 3 + bytes[far + x];
    const to = y * width * 2;
    wide[to] = (sums[0] * 4 + 8) >> 4;
    wide[to + 1] = (sums[0] * 3 + sums[1] + 7) >> 4;
    for (let x = 1; x < width - 1; x++) {
      wide[to + 2 * x] = (sums[x] * 3 + sums[x - 1] + 8) >> 4;
      wide[to + 2 * x + 1] = (sums[x] * 3 + sums[x + 1] + 7) >> 4;
    }
    const last = width - 1;
    wide[to + 2 * last] = (sums[last] * 3 + sums[last - 1] + 8) >> 4;
    wide[to + 2 * last + 1] = (sums[last] * 4 + 7) >> 4;
  }
  return { bytes: wide, pitch: width * 2 };
}

function repeated(frame: Frame, component: Component, { bytes, pitch }: Samples): Samples {
  const { width, height, maxAcross, maxDown } = frame;
  const full = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * component.down) / maxDown) * pitch;
    for (let x = 0; x < width; x++)
      full[y * width + x] = bytes[row + Math.floor((x * component.across) / maxAcross)];
  }
  return { bytes: full, pitch: width };
}
