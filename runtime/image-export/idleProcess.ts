import type { ImageMemory } from '../image-files/imageMemory';
import { Context } from '../object-memory/context';
import type { Method } from '../object-memory/method';
import type { Fields, SArray, SObject } from '../object-memory/objects';
import type { SList, SProcess } from '../interpreter/processScheduler';
import { ProcessScheduler } from '../interpreter/processScheduler';

const idlePriority = 10;

/** A virtual machine stops when no Process can run: this one always can. The most urgent one is made the active one. */
export function addIdleProcess(memory: ImageMemory, method: Method, receiver: SObject): void {
  const { kernel } = memory;
  const process = kernel.known.Process.instantiate(0) as SObject & Fields & SProcess;
  process.f1 = new Context(null, method, receiver, null, []);
  process.f2 = idlePriority;
  const scheduler = new ProcessScheduler(memory);
  const processor = memory.global('Processor') as Fields;
  scheduler.addLast((processor.f0 as SArray).a[idlePriority - 1] as SList, process);
  scheduler.chooseActive();
}
