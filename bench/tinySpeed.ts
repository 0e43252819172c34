// `0 tinyBenchmarks` in the unmodified Cuis image, against the same loops in hand-written JavaScript.
import { GuestImage } from './guestImage';
import { cuisFile } from './imageFolder';
import { BenchError, lowerQuartile, sized, type Effort, type Figure } from './measurement';
import { tinyBenchmarks, type TinyBenchmarks } from './programs/tinyBenchmarks';

/** As the image's own does. */
const leastMs = 1000;
const mostRounds = 9;
const million = 1e6;

export async function tinySpeed(effort: Effort): Promise<Figure[]> {
  if (cuisFile === undefined) throw new BenchError('There is no Cuis image to measure with');
  const image = await GuestImage.start(cuisFile, 'compiled');
  const inImage: TinyBenchmarks[] = [];
  const inScript: TinyBenchmarks[] = [];
  for (let round = 0; round < Math.min(effort.rounds, sized(effort, mostRounds)); round++) {
    inImage.push(readTinyBenchmarks(await image.answer('0 tinyBenchmarks')));
    inScript.push(tinyBenchmarks(leastMs * effort.scale));
  }
  image.end();
  return [
    figureOf('bytecodes', 4000, inImage, inScript, ({ bytecodesPerSecond }) => bytecodesPerSecond),
    figureOf('sends', 380, inImage, inScript, ({ sendsPerSecond }) => sendsPerSecond),
  ];
}

/** Reads `'1,234 bytecodes/sec; 567 sends/sec'`. */
function readTinyBenchmarks(answer: string): TinyBenchmarks {
  const found = /([\d,]+) bytecodes\/sec; ([\d,]+) sends\/sec/.exec(answer);
  if (!found) throw new BenchError(`0 tinyBenchmarks answers ${answer}`);
  const [bytecodesPerSecond, sendsPerSecond] = found.slice(1).map((text) => Number(text.replaceAll(',', '')));
  return { bytecodesPerSecond, sendsPerSecond };
}

function figureOf(
  what: string,
  millions: number,
  inImage: readonly TinyBenchmarks[],
  inScript: readonly TinyBenchmarks[],
  rateOf: (benchmarks: TinyBenchmarks) => number,
): Figure {
  const [imageRate, scriptRate] = [inImage, inScript].map(
    (rounds) => 1 / lowerQuartile(rounds.map((round) => 1 / rateOf(round))),
  );
  return {
    name: `0 tinyBenchmarks in Cuis: ${what}`,
    value: imageRate / million,
    unit: 'M/s',
    ratio: imageRate / scriptRate,
    against: 'times as fast as hand-written JavaScript',
    target: { of: 'value', bound: 'at least', limit: millions },
  };
}
