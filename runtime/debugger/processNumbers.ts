// Numbers by which clients know the Processes of a worker's images.
import type { SProcess } from '../interpreter/processScheduler';
import type { SObject } from '../object-memory/objects';
import { workerStride } from './handles';

export class ProcessNumbers {
  private readonly numbers = new WeakMap<SObject, number>();
  private readonly processes = new Map<number, WeakRef<SProcess>>();
  private count = 0;

  constructor(private readonly worker: number) {}

  of(process: SObject): number {
    let number = this.numbers.get(process);
    if (number === undefined) {
      number = ++this.count * workerStride + this.worker;
      this.numbers.set(process, number);
      this.processes.set(number, new WeakRef(process as SProcess));
    }
    return number;
  }

  process(number: number): SProcess | undefined {
    return this.processes.get(number)?.deref();
  }
}
