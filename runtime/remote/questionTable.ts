// Questions this image asked and that are not answered: who waits for each, a Process or a promise.
import { ChurnTable } from '../object-memory/churnTable';
import type { SProcess } from '../interpreter/processScheduler';
import type { ImageId, RootTable } from '../object-memory/objectMemory';
import type { SObject } from '../object-memory/objects';
import type { ReferenceMap } from '../object-memory/tracing';
import type { InFlightMessage } from './inFlight';
import type { AnswerFrame, QuestionId } from './wire';

export class Question {
  /** A promise's answer that is here but can't be told yet, because messages sent to the promise are still under way. */
  settled: AnswerFrame | null = null;
  /** The promise is being told. */
  isTold = false;
  /** Told the outcome before the Process goes on as it stands, where the VM itself asked. */
  onOutcome: ((outcome: AnswerFrame['outcome']) => void) | null = null;
  /** Ids of the messages sent to the answer that haven't yet come through to its object; most answers get none. */
  private behind: Set<number> | null = null;

  constructor(
    readonly id: QuestionId,
    readonly to: ImageId,
    readonly message: InFlightMessage,
    public process: SProcess | null,
    public promise: SObject | null,
  ) {}

  addBehind(messageId: number): void {
    this.behind ??= new Set();
    this.behind.add(messageId);
  }

  /** True if the message was among them. */
  removeBehind(messageId: number): boolean {
    return this.behind?.delete(messageId) ?? false;
  }

  get hasBehind(): boolean {
    return this.behind !== null && this.behind.size > 0;
  }
}

export class QuestionTable implements RootTable {
  private readonly byId = new ChurnTable<QuestionId, Question>((id) => id);
  private readonly byPromise = new Map<SObject, Question>();
  private lastId = 0;

  nextId(): QuestionId {
    return ++this.lastId as QuestionId;
  }

  add(question: Question): void {
    this.byId.set(question.id, question);
    if (question.promise) this.byPromise.set(question.promise, question);
  }

  take(id: QuestionId): Question | undefined {
    const question = this.byId.get(id);
    if (!question) return undefined;
    this.byId.delete(id);
    if (question.promise) this.byPromise.delete(question.promise);
    return question;
  }

  private inOrder(): Question[] {
    return this.byId
      .list()
      .map(([, question]) => question)
      .sort((x, y) => x.id - y.id);
  }

  get(id: QuestionId): Question | undefined {
    return this.byId.get(id);
  }

  to(image: ImageId): Question[] {
    return this.inOrder().filter((q) => q.to === image);
  }

  /** The answer of some question passed on a message sent to it: the questions that waited for that. */
  forwarded(messageId: number): Question[] {
    return this.inOrder().filter((question) => question.removeBehind(messageId));
  }

  ofPromise(promise: SObject): Question | undefined {
    return this.byPromise.get(promise);
  }

  ofProcess(process: SObject): Question | undefined {
    for (const question of this.inOrder()) if (question.process === process) return question;
    return undefined;
  }

  get size(): number {
    return this.byId.size;
  }

  entries(): Iterable<Question> {
    return this.inOrder();
  }

  clear(): void {
    this.byId.clear();
    this.byPromise.clear();
  }

  mapReferences(map: ReferenceMap): void {
    let hasChanged = false;
    for (const question of this.inOrder()) {
      if (question.process) question.process = map(question.process) as SProcess;
      if (!question.promise) continue;
      const mapped = map(question.promise) as SObject;
      hasChanged ||= mapped !== question.promise;
      question.promise = mapped;
    }
    if (!hasChanged) return;
    // Anew, because two that change places would overwrite each other.
    this.byPromise.clear();
    for (const question of this.inOrder())
      if (question.promise) this.byPromise.set(question.promise, question);
  }
}
