// The colours of pixels of 8 bits and less (Color>>indexedColors of Squeak), as 32-bit pixels: sixteen, grays, and a
// cube of six levels a component.

const firsts = [
  0xffffff, 0x000001, 0xffffff, 0x808080, 0xff0000, 0x00ff00, 0x0000ff, 0x00ffff, 0xffff00, 0xff00ff,
  0x202020, 0x404040, 0x606060, 0x9f9f9f, 0xbfbfbf, 0xdfdfdf,
];
const cubeStart = 40;

function makeColors(): Uint32Array {
  const colors = new Uint32Array(256);
  firsts.forEach((color, i) => (colors[i] = color));
  // Thirty-one steps of gray, without those that are among the first.
  let at = firsts.length;
  for (let step = 1; step < 32; step++) if (step % 4 !== 0) colors[at++] = gray(step);
  for (let red = 0; red < 6; red++)
    for (let blue = 0; blue < 6; blue++)
      for (let green = 0; green < 6; green++)
        colors[cubeStart + red * 36 + blue * 6 + green] =
          (red * 51 * 0x10000) | (green * 51 * 0x100) | (blue * 51);
  // Pixels of 32 bits that are 0 are transparent: black differs from it.
  colors[cubeStart] = 1;
  return colors.map((color) => (color | 0xff000000) >>> 0);
}

/** Thirty-seconds of white. */
function gray(step: number): number {
  return Math.round((step * 255) / 32) * 0x10101;
}

/** By pixel, opaque. Index 0, which can also mean transparent, is white here. */
export const displayColors: Uint32Array = makeColors();

/** The same, but with 0 transparent: what colours to blend with are. */
export const standardColors: Uint32Array = displayColors.slice();
standardColors[0] = 0;
