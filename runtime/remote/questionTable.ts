// Questions this image asked and that are not answered: who waits for each, a Process or a promise.
import type { SProcess } from '../interpreter/processScheduler';
import type { ImageId, RootTable } from '../object-memory/objectMemory';
import type { SObject } from '../object-memory/objects';
import type { ReferenceMap } from '../object-memory/tracing';
import type { InFlightMessage } from './inFlight';
import type { QuestionId } from './wire';

export interface Question {
  readonly id: QuestionId;
  readonly to: ImageId;
  readonly message: InFlightMessage;
  process: SProcess | null;
  promise: SObject | null;
}

export class QuestionTable implements RootTable {
  private readonly byId = new Map<QuestionId, Question>();
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

  takeTo(image: ImageId): Question[] {
    const found = [...this.byId.values()].filter((q) => q.to === image);
    for (const { id } of found) this.take(id);
    return found;
  }

  ofPromise(promise: SObject): Question | undefined {
    return this.byPromise.get(promise);
  }

  ofProcess(process: SObject): Question | undefined {
    for (const question of this.byId.values()) if (question.process === process) return question;
    return undefined;
  }

  get size(): number {
    return this.byId.size;
  }

  entries(): Iterable<Question> {
    return this.byId.values();
  }

  clear(): void {
    this.byId.clear();
    this.byPromise.clear();
  }

  mapReferences(map: ReferenceMap): void {
    for (const question of this.byId.values()) {
      if (question.process) question.process = map(question.process) as SProcess;
      if (!question.promise) continue;
      const mapped = map(question.promise) as SObject;
      if (mapped === question.promise) continue;
      this.byPromise.delete(question.promise);
      question.promise = mapped;
      this.byPromise.set(mapped, question);
    }
  }
}
