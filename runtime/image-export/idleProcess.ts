import { Context } from '../object-memory/context';
import type { Method } from '../object-memory/method';
import type { Fields, SArray, SObject } from '../object-memory/objects';
import type { SList, SProcess } from '../interpreter/processScheduler';
import type { ProcessScheduler } from '../interpreter/processScheduler';

const idlePriority = 10;

/** A virtual machine stops when no Process can run: this one always can. `method` is what it runs, sent to `receiver`. */
export function addIdleProcess(scheduler: ProcessScheduler, method: Method, receiver: SObject): void {
  const memory = scheduler.image;
  const { kernel } = memory;
  const process = kernel.known.Process.instantiate(0) as SObject & Fields & SProcess;
  process.f1 = new Context(null, method, receiver, null, []);
  process.f2 = idlePriority;
  const processor = memory.global('Processor') as Fields;
  scheduler.addLast((processor.f0 as SArray).a[idlePriority - 1] as SList, process);
}
