// Answers that can be sent messages before they are known: kept until the questioner says `finish`.
import type { ImageId, RootTable } from '../object-memory/objectMemory';
import type { Value } from '../object-memory/objects';
import type { ReferenceMap } from '../object-memory/tracing';
import type { InFlightMessage } from './inFlight';
import type { QuestionId, WireError } from './wire';

export interface OpenAnswer {
  state: 'pending' | 'resolved' | 'broken';
  value?: Value;
  error?: WireError;
  /** Messages sent to the answer, in order. */
  readonly waiting: InFlightMessage[];
  isFinished: boolean;
}

export class AnswerTable implements RootTable {
  private readonly byKey = new Map<string, OpenAnswer>();

  private key(from: ImageId, question: QuestionId): string {
    return `${from}/${question}`;
  }

  open(from: ImageId, question: QuestionId): void {
    this.byKey.set(this.key(from, question), { state: 'pending', waiting: [], isFinished: false });
  }

  get(from: ImageId, question: QuestionId): OpenAnswer | undefined {
    return this.byKey.get(this.key(from, question));
  }

  /** The answer is known: the messages that waited for it, to be delivered in order. */
  resolve(from: ImageId, question: QuestionId, value: Value): InFlightMessage[] {
    return this.settle(from, question, (answer) => {
      answer.state = 'resolved';
      answer.value = value;
    });
  }

  break(from: ImageId, question: QuestionId, error: WireError): InFlightMessage[] {
    return this.settle(from, question, (answer) => {
      answer.state = 'broken';
      answer.error = error;
    });
  }

  private settle(
    from: ImageId,
    question: QuestionId,
    change: (answer: OpenAnswer) => void,
  ): InFlightMessage[] {
    const key = this.key(from, question);
    const answer = this.byKey.get(key);
    if (!answer) return [];
    change(answer);
    if (answer.isFinished) this.byKey.delete(key);
    return answer.waiting.splice(0);
  }

  finish(from: ImageId, question: QuestionId): void {
    const key = this.key(from, question);
    const answer = this.byKey.get(key);
    if (!answer) return;
    if (answer.state === 'pending') answer.isFinished = true;
    else this.byKey.delete(key);
  }

  /** The questioner is dead; answers the messages that waited. */
  dropFrom(image: ImageId): InFlightMessage[] {
    const dropped: InFlightMessage[] = [];
    for (const [key, { waiting }] of this.byKey) {
      if (!key.startsWith(`${image}/`)) continue;
      this.byKey.delete(key);
      dropped.push(...waiting);
    }
    return dropped;
  }

  /** The answers that messages wait for, and these messages. */
  *pending(): Iterable<{
    readonly from: ImageId;
    readonly question: QuestionId;
    readonly waiting: readonly InFlightMessage[];
  }> {
    for (const [key, { waiting }] of this.byKey) {
      const [from, question] = key.split('/').map(Number);
      if (waiting.length > 0) yield { from: from as ImageId, question: question as QuestionId, waiting };
    }
  }

  get size(): number {
    return this.byKey.size;
  }

  /** Forgets all; answers the messages that waited. */
  clear(): InFlightMessage[] {
    const dropped = [...this.byKey.values()].flatMap(({ waiting }) => waiting);
    this.byKey.clear();
    return dropped;
  }

  mapReferences(map: ReferenceMap): void {
    for (const answer of this.byKey.values())
      if (answer.value !== undefined) answer.value = map(answer.value);
  }
}
