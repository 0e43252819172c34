// Evaluates source in an unmodified image through the image's own compiler, in a Process of its own.
import { Context } from '../object-memory/context';
import { textIfString } from '../object-memory/literals';
import type { Fields, SArray, SObject, Value } from '../object-memory/objects';
import type { SProcess } from '../interpreter/processScheduler';
import { ImageMethod } from './imageMethod';
import type { ImageMemory } from './imageMemory';
import type { ImageRun } from './imageRun';

/** `^literal1 literal3: literal2`, in V3: three literals pushed and sent. */
const evaluateBytes = [32, 33, 0xe2, 124];
const headerOfThreeLiterals = { spur: 3, v3: 3 << 9 };

/** Cuis asks who it is that changes it, at the first change; nobody would answer. */
const nameAuthor =
  "(Smalltalk at: #Utilities ifAbsent: []) ifNotNil: [:utilities | utilities classPool at: #AuthorInitials put: 'archipelago'; at: #AuthorName put: 'Archipelago']";

/** The message names of errors have changed since; these are understood by Squeak, Pharo and Cuis alike. */
const onError =
  "on: Error, UnhandledError do: [:e | e return: 'ERR: ', e class name, ': ', e messageText asString]";
const ifError = "ifError: [:message :receiver | 'ERR: ', message]";

/** What an evaluation gave; no answer means that the Process ended, or still waits, without one. */
export type Evaluation = { readonly answer: string } | { readonly noAnswer: 'ended' | 'waiting' };

export class ImageEvaluator {
  constructor(
    private readonly memory: ImageMemory,
    private readonly run: ImageRun,
  ) {}

  /** Lets the image start up as if somebody sat there, for at most `limitMs`; false if it has quit. */
  async startUp(limitMs: number): Promise<boolean> {
    await this.run.untilIdle(performance.now() + limitMs);
    if (this.run.isOver) return false;
    if (this.hasExceptions) await this.evaluate(nameAuthor);
    return true;
  }

  /** The printString of what `source` gives; an error that it does not handle comes as `ERR: Class: text`. */
  async evaluate(source: string, timeoutMs = 10_000): Promise<Evaluation> {
    const quoted = `'${source.replaceAll("'", "''")}'`;
    const handled = this.hasExceptions ? onError : ifError;
    const process = this.start(`[(Compiler evaluate: ${quoted}) printString] ${handled}`);
    const ended = await this.run.untilEnded(process, performance.now() + timeoutMs);
    if (!ended) return { noAnswer: 'waiting' };
    const answer = textIfString(ended.value);
    return answer === undefined ? { noAnswer: 'ended' } : { answer };
  }

  /** Before them an error asked the active Process for a block. */
  private get hasExceptions(): boolean {
    return this.memory.kernel.behaviors.has('Error');
  }

  /** Of user Processes: the middle one, 4 of 8 in the first images and 40 of 80 since. */
  private get userPriority(): number {
    const scheduler = this.memory.global('Processor') as Fields;
    return Math.ceil((scheduler.f0 as SArray).a.length / 2);
  }

  private start(source: string): SProcess {
    const { kernel } = this.memory;
    const compiler = kernel.behaviors.get('Compiler');
    if (!compiler) throw new Error(`${this.memory.name} has no Compiler: nothing can be evaluated in it`);
    const literals: Value[] = [
      this.memory.classObject(compiler),
      kernel.string(source),
      kernel.symbol('evaluate:'),
    ];
    const method = new ImageMethod(this.memory, this.memory.dialect, {
      behavior: kernel.known.Object,
      selector: 'DoIt',
      isBlock: false,
      header: headerOfThreeLiterals[this.memory.dialect.memory],
      literals,
      bytes: Uint8Array.from(evaluateBytes),
    });
    const context = new Context(null, method, kernel.nil, null, new Array<Value>(16));
    const process = kernel.known.Process.instantiate(0) as SObject & Fields & SProcess;
    process.f1 = context;
    process.f2 = this.userPriority;
    return process;
  }
}
