// A thousand images of one kernel in one process: what the crowd costs each.
import { loadBuiltKernel } from '../runtime/node/evaluate';
import { bytesOfEach, ImageCrowd } from './imageCrowd';
import { compare, processorMs, sized, type Effort, type Figure } from './measurement';

const imageCount = 1000;
const fewImages = 10;
/** Images that go a way of their own. */
const changerCount = 10;
/** Of work done once: some turns long, so that the images come by turns. */
const workMs = 3;
/** One of them is warm and undisturbed. */
const calibrationRuns = 30;
/** The crowd takes seconds each time. */
const mostRounds = 3;

/** All but a few sends are in methods and blocks of the kernel: those are what the images share. */
const workExpression = (times: number): string => `| sum |
sum := 0.
${times} timesRepeat: [
  sum := sum + 20 benchFib.
  sum := sum + (1 to: 2000) asOrderedCollection sum.
  sum := sum + (1 to: 300) asArray reversed sort last ].
sum`;
const sumOfOne = 21_891 + 2_001_000 + 300;

const changeExpression =
  "Integer compile: 'benchFib ^self < 2 ifTrue: [ 1 ] ifFalse: [ (self - 2) benchFib + (self - 1) benchFib + 1 ]'. 0";

export async function manyImages(effort: Effort): Promise<Figure[]> {
  const kernel = loadBuiltKernel();
  const count = sized(effort, imageCount);
  const fewRounds = { ...effort, rounds: Math.min(effort.rounds, mostRounds) };

  const startMs = (size: number) => (): number => {
    const beforeMs = processorMs();
    const crowd = new ImageCrowd(kernel, size);
    return (processorMs() - beforeMs) / crowd.size;
  };
  const start = await compare(startMs(count), startMs(Math.min(fewImages, count)), effort);

  const alone = new ImageCrowd(kernel, 1);
  const times = timesFor(workMs * effort.scale, alone);
  const expected = times * sumOfOne;
  const bytesOfOne = (hasWorked: boolean): Promise<number> =>
    bytesOfEach(kernel, () => {
      const crowd = new ImageCrowd(kernel, count);
      if (hasWorked) crowd.run(crowd.compile(workExpression(times)), expected);
      return crowd;
    });
  // The first crowd leaves what is made once, for all.
  await bytesOfOne(true);
  const idleBytes = await bytesOfOne(false);
  const bytes = await bytesOfOne(true);

  const crowd = new ImageCrowd(kernel, count);
  const workOfAll = crowd.compile(workExpression(times));
  const workOfOne = alone.compile(workExpression(times));
  const msOfMany = (): number => crowd.run(workOfAll, expected) / count;
  const msAlone = (): number => {
    // Often enough that the sample is longer than the clock's steps.
    let ms = 0;
    for (let i = 0; i < fewImages; i++) ms += alone.run(workOfOne, expected);
    return ms / fewImages;
  };
  const work = await compare(msOfMany, msAlone, fewRounds);
  crowd.run(crowd.compile(changeExpression, Math.min(changerCount, count)), 0);
  const changed = await compare(msOfMany, msAlone, fewRounds);

  return [
    {
      name: `${count} images started in`,
      value: start.value * count,
      unit: 'ms',
      ratio: start.ratio,
      against: `times as long, each, as one of ${fewImages}`,
      target: { of: 'value', bound: 'at most', limit: 1000 },
    },
    {
      name: `an image that has worked, one of ${count}`,
      value: bytes / 1024,
      unit: 'KB',
      ratio: bytes / idleBytes,
      against: 'times as much as one that has not',
      target: { of: 'value', bound: 'at most', limit: 50 },
    },
    {
      name: `work in one of ${count} images`,
      value: work.value,
      unit: 'ms',
      ratio: work.ratio,
      against: 'times as long as in one alone',
      target: { of: 'ratio', bound: 'at most', limit: 1.5 },
    },
    {
      name: `the same when ${changerCount} have redefined a method of it`,
      value: changed.value,
      unit: 'ms',
      ratio: changed.ratio,
      against: 'times as long as in one alone',
      target: { of: 'ratio', bound: 'at most', limit: 2 },
    },
  ];
}

/** How often the work is to be repeated to take so long in one image alone, once its code is warm. */
function timesFor(ms: number, alone: ImageCrowd): number {
  let times = 1;
  for (;;) {
    const work = alone.compile(workExpression(times));
    let leastMs = Infinity;
    for (let i = 0; i < calibrationRuns; i++) leastMs = Math.min(leastMs, alone.run(work, times * sumOfOne));
    if (leastMs >= ms) return times;
    times *= 2;
  }
}
