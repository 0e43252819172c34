// Evaluates expressions in a new image, in this thread: what `archipelago eval` does.
import { CompilationError, compileExpression } from '../loader/doIt';
import { textIfString } from '../object-memory/literals';
import type { Value } from '../object-memory/objects';
import type { ImageId } from '../object-memory/objectMemory';
import { ImageHost } from '../remote/imageHost';
import { Vat } from '../remote/vat';
import type { WireError } from '../remote/wire';
import { WorkerKernel } from '../topology/workerKernel';
import { builtFile } from './builtFile';
import { setEngineFlags } from './engineFlags';
import { isMemoryLarge, isMemoryLow } from './heapMemory';
import { readKernel } from './kernelFiles';
import path from 'node:path';

export interface EvaluationCase {
  readonly id: string;
  readonly source: string;
}

export type CaseOutcome =
  { readonly id: string; readonly result: string } | { readonly id: string; readonly error: string };

export type Outcome = { readonly value: Value } | { readonly error: WireError };

/** Text for people: the exception's class and text. */
export function errorText({ cls, text }: WireError): string {
  return text === '' ? cls : `${cls}: ${text}`;
}

/** One image that runs in the calling thread. Output goes to `write`. */
export class LocalImage {
  readonly host: ImageHost;
  readonly vat: Vat;

  constructor(
    kernel: WorkerKernel,
    name: string,
    write: (category: 'stdout' | 'stderr', text: string) => void,
  ) {
    this.host = new ImageHost({
      sendAway: () => undefined,
      stopped: () => undefined,
      output: (_vat, category, text) => write(category, text),
      imageDied: () => undefined,
      isMemoryLow,
      isMemoryLarge,
    });
    this.vat = new Vat(kernel.newImage(1 as ImageId, name), this.host);
    this.host.add(this.vat);
  }

  /** Runs until `isDone` or nothing can happen any more; gives the host's event loop its turns. */
  async runUntil(isDone: () => boolean): Promise<boolean> {
    while (!isDone()) {
      this.host.runUntil(performance.now() + 20);
      if (isDone()) break;
      const waitMs = this.host.hasWork ? 0 : this.host.nextTimerMs - performance.now();
      if (waitMs === Infinity) return false;
      await new Promise<void>((resolve) => {
        if (waitMs <= 0) setImmediate(resolve);
        else setTimeout(resolve, waitMs);
      });
    }
    return true;
  }

  /** Sends a message and waits for what comes of it. */
  async perform(receiver: Value, selector: string, args: Value[] = []): Promise<Outcome> {
    return this.settle((onEnd) => this.vat.perform(receiver, selector, args, onEnd));
  }

  async evaluate(source: string): Promise<Outcome> {
    const { memory } = this.vat;
    const method = compileExpression(memory, memory.kernel.known.UndefinedObject, source);
    return this.settle((onEnd) => this.vat.performMethod(memory.kernel.nil, method, [], onEnd));
  }

  private async settle(start: (onEnd: (outcome: Outcome) => void) => void): Promise<Outcome> {
    let outcome: Outcome | undefined;
    start((o) => (outcome = o));
    await this.runUntil(() => outcome !== undefined);
    return (
      outcome ?? {
        error: {
          cls: 'Waiting',
          text: 'it waits for something that can never come',
          stack: '',
          suspension: null,
        },
      }
    );
  }

  /** The `printString` of the expression's value. */
  async printEvaluated(source: string): Promise<{ result: string } | { error: string }> {
    let outcome: Outcome;
    try {
      outcome = await this.evaluate(source);
    } catch (error) {
      if (error instanceof CompilationError) return { error: `SyntaxError: ${error.message}` };
      throw error;
    }
    if ('error' in outcome) return { error: errorText(outcome.error) };
    const printed = await this.perform(outcome.value, 'printString');
    return 'error' in printed
      ? { error: errorText(printed.error) }
      : { result: textIfString(printed.value) ?? '' };
  }
}

/** Loads the embedded kernel from where the build put it. */
export function loadBuiltKernel(): WorkerKernel {
  setEngineFlags();
  const { data, loadSources } = readKernel(path.dirname(builtFile('kernel.json')));
  return WorkerKernel.load(data, loadSources);
}

/** Evaluates all cases in one new image, in order. */
export async function evaluateCases(
  cases: readonly EvaluationCase[],
  write: (category: 'stdout' | 'stderr', text: string) => void,
): Promise<CaseOutcome[]> {
  const image = new LocalImage(loadBuiltKernel(), 'eval', write);
  const outcomes: CaseOutcome[] = [];
  for (const { id, source } of cases) outcomes.push({ id, ...(await image.printEvaluated(source)) });
  return outcomes;
}
