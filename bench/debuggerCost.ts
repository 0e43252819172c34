// What an attached debugger costs that has no breakpoint: the same work in two images, one with a debugger.
import { WorkerDebugger } from '../runtime/debugger/workerDebugger';
import { errorText, loadBuiltKernel, type LocalImage } from '../runtime/node/evaluate';
import type { ImageId } from '../runtime/object-memory/objectMemory';
import { Vat } from '../runtime/remote/vat';
import type { WorkerKernel } from '../runtime/topology/workerKernel';
import { evaluated, loadPrograms, newBenchImage } from './benchImage';
import { BenchError, compare, processorMs, sized, type Effort, type Figure } from './measurement';

interface Work {
  readonly name: string;
  readonly expression: (effort: Effort) => string;
}

const works: readonly Work[] = [
  {
    name: 'debugger attached: code',
    expression: (effort) =>
      `(Shapes new run: ${sized(effort, 1500)}) + (Closures new run: ${sized(effort, 500)}) + (Fib new run: ${effort.scale === 1 ? 23 : 5})`,
  },
  {
    name: 'debugger attached: messages',
    expression: (effort) => `MessageSender new microsecondsToAsk: ${sized(effort, 30_000)}`,
  },
];

export async function debuggerCost(effort: Effort): Promise<Figure[]> {
  const kernel = loadBuiltKernel();
  const plain = await startImage(kernel);
  const debugged = await startImage(kernel);
  new WorkerDebugger(
    debugged.host,
    0,
    () => undefined,
    () => undefined,
  );
  // A few percent are to be told from none: more rounds than for other figures.
  const rounds = effort.scale === 1 ? effort.rounds * 3 : effort.rounds;
  const figures: Figure[] = [];
  for (const { name, expression } of works) {
    const source = expression(effort);
    const { value, ratio } = await compare(
      () => workMs(debugged, source),
      () => workMs(plain, source),
      { ...effort, rounds },
    );
    figures.push({
      name,
      value,
      unit: 'ms',
      ratio,
      against: 'times as long as without a debugger',
      target: { of: 'ratio', bound: 'at most', limit: 1.05 },
    });
  }
  return figures;
}

/** An image with the programs, and a neighbour that answers its messages. */
async function startImage(kernel: WorkerKernel): Promise<LocalImage> {
  const image = await newBenchImage(kernel, 'measured');
  const neighbour = new Vat(kernel.newImage(2 as ImageId, 'neighbour'), image.host);
  image.host.add(neighbour);
  loadPrograms(neighbour.memory);
  const peer = neighbour.memory.classNamed('DistantPeer')!;
  image.vat.memory.setGlobal(
    'Peer',
    image.vat.references.read(neighbour.references.grant(peer, image.vat.id)),
  );
  await evaluated(image, 'Peer := Peer new');
  return image;
}

async function workMs(image: LocalImage, source: string): Promise<number> {
  const startMs = processorMs();
  const outcome = await image.evaluate(source);
  if ('error' in outcome) throw new BenchError(`${source}: ${errorText(outcome.error)}`);
  return processorMs() - startMs;
}
