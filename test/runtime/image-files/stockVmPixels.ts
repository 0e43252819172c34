// What Scratch's image draws with BitBlt, WarpBlt and its own plugin, as expressions that answer sums of pixels: every
// rule between every two depths, on Forms of random pixels.
const forms = String.raw`| random sum out source dest |
random _ [:bits :start | | seed | seed _ start.
  1 to: bits size do: [:i | seed _ (seed * 1103 + 12345) \\ 1000003. bits at: i put: ((seed * 7919) bitAnd: 16rFFFFFFFF)]. bits].
sum _ [:bits | bits inject: 0 into: [:a :b | (a * 31 + b) \\ 1000003]].
`;

function betweenDepths(draw: string): string {
  return `${forms} out _ WriteStream on: (String new: 100).
#(1 2 4 8 16 32) do: [:from | #(1 2 4 8 16 32) do: [:to |
  source _ Form extent: 23@9 depth: from. random value: source bits value: from + 5.
  dest _ Form extent: 29@11 depth: to. random value: dest bits value: to + 17.
  [${draw}] ifError: [:message :receiver | out nextPutAll: message].
  out print: (sum value: dest bits); space]].
out contents`;
}

const blt = (rule: number, halftone: string, map: string): string =>
  betweenDepths(
    `(BitBlt destForm: dest sourceForm: source halftoneForm: ${halftone} combinationRule: ${rule} destOrigin: 3@2 ` +
      `sourceOrigin: 1@1 extent: 17@6 clipRect: (0@0 extent: 25@10)) ${map} copyBits`,
  );

const warp = (cellSize: number, map: string): string =>
  betweenDepths(
    `(WarpBlt toForm: dest) sourceForm: source; ${map} cellSize: ${cellSize}; combinationRule: 3; ` +
      'copyQuad: (Array with: 1@1 with: 2@7 with: 19@8 with: 20@0) toRect: (2@1 extent: 22@9)',
  );

const effect = (call: string): string =>
  `${forms} source _ random value: (Bitmap new: 300) value: 7. dest _ Bitmap new: 300. ScratchPlugin ${call}. sum value: dest`;

const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);

const mapped = 'colorMap: (source colormapIfNeededForDepth: to);';
const stripes = '(Bitmap with: 16rAAAA5555 with: 16r0F0F1234)';
/** Not 16, which crashes the stock VM, nor those that count pixels in maps that the image keeps. */
const rules = [...range(0, 15), 17, 18, ...range(20, 31), 34, 37, 41];

export const pixelDoIts: readonly string[] = [
  ...rules.map((rule) => blt(rule, 'nil', '')),
  ...[3, 25, 30, 34].map((rule) => blt(rule, 'nil', mapped)),
  ...[1, 3, 6].map((rule) => blt(rule, stripes, '')),
  ...[1, 2, 3].flatMap((cellSize) => [warp(cellSize, ''), warp(cellSize, mapped)]),
  ...[-90, 30, 180].map((degrees) => effect(`primShiftHue: source into: dest byDegrees: ${degrees}`)),
  ...[-30, 20, 300].map((percent) => effect(`primShiftSaturation: source into: dest by: ${percent}`)),
  ...[-30, 20, 300].map((percent) => effect(`primShiftBrightness: source into: dest by: ${percent}`)),
  ...[10, 50, 300].map((power) => effect(`primFisheye: source into: dest width: 20 power: ${power}`)),
  ...[-90, 45, 200].map((angle) => effect(`primWhirl: source into: dest width: 20 angle: ${angle}`)),
  effect('primBlur: source into: dest width: 20'),
  effect('primScale: source w: 20 h: 15 into: dest w: 15 h: 20'),
  String.raw`| text zip | text _ ByteArray new: 3000. 1 to: 3000 do: [:i | text at: i put: (i * i // 7) \\ 26 + 97].
zip _ GZipWriteStream on: (ByteArray new: 10). zip nextPutAll: text. zip close. zip encodedStream contents inject: 0 into: [:a :b | (a * 31 + b) \\ 1000003]`,
];
