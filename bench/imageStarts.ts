// Starting images, and what an idle one weighs, against V8's own isolated worlds: contexts.
import vm from 'node:vm';
import { loadBuiltKernel } from '../runtime/node/evaluate';
import { bytesOf } from './heapSize';
import { bytesOfEach, ImageCrowd } from './imageCrowd';
import { BenchError, compare, sized, type Effort, type Figure } from './measurement';

const imageCount = 1000;
/** Contexts weigh so much that fewer have to do. */
const contextCount = 50;

/** What every new context does first, as every new image does. */
const firstExpression = '3 + 4';

export async function imageStarts(effort: Effort): Promise<Figure[]> {
  const kernel = loadBuiltKernel();
  const count = sized(effort, imageCount);
  const contexts = sized(effort, contextCount);
  const imageMs = (): number => timedStart(() => new ImageCrowd(kernel, count)) / count;
  const contextMs = (): number => timedStart(() => startContexts(contexts)) / contexts;
  const time = await compare(imageMs, contextMs, effort);
  const size = await compare(
    () => bytesOfEach(kernel, () => new ImageCrowd(kernel, count)),
    async () => (await bytesOf(() => startContexts(contexts))) / contexts,
    effort,
  );
  return [
    {
      name: 'images started',
      value: 1000 / time.value,
      unit: '/s',
      ratio: 1 / time.ratio,
      against: 'times as many as V8 contexts',
      target: { of: 'value', bound: 'at least', limit: 1000 },
    },
    {
      name: `bytes of an idle image, one of ${count}`,
      value: size.value / 1024,
      unit: 'KB',
      ratio: size.ratio,
      against: 'times as many as a V8 context',
      target: { of: 'value', bound: 'at most', limit: 100 },
    },
  ];
}

function timedStart(start: () => unknown): number {
  const startMs = performance.now();
  start();
  return performance.now() - startMs;
}

function startContexts(count: number): vm.Context[] {
  return Array.from({ length: count }, () => {
    const context = vm.createContext({});
    if (vm.runInContext(firstExpression, context) !== 7) throw new BenchError('A context did not start');
    return context;
  });
}
