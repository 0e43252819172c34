// Evaluates source in an unmodified image through the image's own compiler, in a Process of its own.
import { Context } from '../object-memory/context';
import { textIfString } from '../object-memory/literals';
import type { Fields, SObject, Value } from '../object-memory/objects';
import type { SProcess } from '../interpreter/processScheduler';
import { ImageMethod } from './imageMethod';
import type { ImageMemory } from './imageMemory';
import type { ImageRun } from './imageRun';

/** Priority of user processes in Squeak. */
const userPriority = 40;
/** `^literal1 literal3: literal2`, in V3: three literals pushed and sent. */
const evaluateBytes = [32, 33, 0xe2, 124];
const headerOfThreeLiterals = { spur: 3, v3: 3 << 9 };

/** Cuis asks who it is that changes it, at the first change; nobody would answer. */
const nameAuthor =
  "(Smalltalk at: #Utilities ifAbsent: []) ifNotNil: [:utilities | utilities classPool at: #AuthorInitials put: 'archipelago'; at: #AuthorName put: 'Archipelago']";

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
    await this.evaluate(nameAuthor);
    return true;
  }

  /** The printString of what `source` gives; an error that it does not handle comes as `ERR: Class: text`. */
  async evaluate(source: string, timeoutMs = 10_000): Promise<Evaluation> {
    const quoted = `'${source.replaceAll("'", "''")}'`;
    // The message names of errors have changed since; these are understood by Squeak, Pharo and Cuis alike.
    const guarded =
      `[(Compiler evaluate: ${quoted}) printString] on: Error, UnhandledError ` +
      `do: [:e | e return: 'ERR: ', e class name, ': ', e messageText asString]`;
    const process = this.start(guarded);
    const ended = await this.run.untilEnded(process, performance.now() + timeoutMs);
    if (!ended) return { noAnswer: 'waiting' };
    const answer = textIfString(ended.value);
    return answer === undefined ? { noAnswer: 'ended' } : { answer };
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
    process.f2 = userPriority;
    return process;
  }
}
