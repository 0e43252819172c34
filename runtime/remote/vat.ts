// One running image: its Processes and its end of every conversation with other images. It owns the four tables
// (CapTP): exports, imports, questions, answers. A Process waits, never the image. Over 600 lines because every step
// of a conversation reads or changes the same tables.
import type { Interpreter } from '../interpreter/interpreter';
import { ProcessScheduler, type SProcess } from '../interpreter/processScheduler';
import type { Context } from '../object-memory/context';
import type { Method } from '../object-memory/method';
import type { ImageId, ObjectMemory, RootTable } from '../object-memory/objectMemory';
import type { SObject, Value } from '../object-memory/objects';
import type { Ref } from '../object-memory/ref';
import type { ReferenceMap } from '../object-memory/tracing';
import type { Residency } from '../paging/residency';
import { SWITCHED, type Switched } from '../primitives/primitive';
import { AnswerTable } from './answerTable';
import { PassingError } from './argumentPassing';
import { ChurnTable } from '../object-memory/churnTable';
import { Failure, Leaving, type Conventions } from './conventions';
import { KernelConventions } from './kernelConventions';
import type { ExportTable } from './exportTable';
import { FlowControl, type WaitingSender } from './flowControl';
import type { ImportTable } from './importTable';
import { InFlightMessage, type InFlightTable } from './inFlight';
import type { MessageWatcher } from './imageHost';
import { Inbox, type QueuedFrame, type Takeable } from './inbox';
import { Question, QuestionTable } from './questionTable';
import { ReferencePassing } from './referencePassing';
import { UnstartedDeliveries } from './unstartedDeliveries';
import { UnwindTokens } from './unwindTokens';
import { blockReturned, missingTarget, passingError, revoked } from './wireErrors';
import type { WireReference } from './wireReferences';
import {
  Trace,
  type AnswerFrame,
  type ExportId,
  type Frame,
  type MessageFrame,
  type QuestionId,
  type Target,
  type Wire,
  type WireError,
} from './wire';

/** What a vat needs of its worker. */
export interface VatHost {
  readonly inFlight: InFlightTable;
  readonly watcher: MessageWatcher | null;
  /** Sends a frame on its way; never fails for a living image, drops it for a dead one. */
  route(frame: Frame): void;
  /** The vat has something to do. */
  wake(vat: Vat): void;
  imageName(id: ImageId): string;
  /** Why an image is dead, undefined while it lives. */
  deathOf(id: ImageId): string | undefined;
  /** True for a living image of this worker. */
  isHere(id: ImageId): boolean;
}

/** A Process that runs for a message or for somebody outside. */
export interface Delivery {
  readonly message: InFlightMessage | null;
  /** Told the answer or the error of something evaluated from outside. */
  readonly onEnd: ((outcome: { value: Value } | { error: WireError }) => void) | null;
}

/** An object of the VM's own, messages to which go before what the image does. */
export interface UrgentObject extends SObject {
  readonly isUrgent: true;
}

/** Squeak's userInterruptPriority is 60 where its userSchedulingPriority is 40, or 6 and 4. */
const interruptShare = 1.5;

export class Vat implements RootTable {
  readonly scheduler: ProcessScheduler;
  readonly references: ReferencePassing;
  readonly exports: ExportTable;
  readonly imports: ImportTable;
  readonly questions = new QuestionTable();
  readonly answers = new AnswerTable();
  readonly inbox = new Inbox();
  readonly unwindTokens = new UnwindTokens();
  state: 'running' | 'stopped' | 'dead' = 'running';
  /** It is among those that get a turn, or that are to be swept; the host's. */
  isReady = false;
  isUnswept = false;
  /**
   * Until when it lets others run though a Process of its own could (performance.now() milliseconds), 0 if not: an
   * unmodified image never has nothing to do, it says that it has.
   */
  restsUntilMs = 0;
  /** When its budget of blobs is next looked after (performance.now() milliseconds). */
  budgetDueAtMs = 0;
  /** It had a turn before that time, and none since. */
  owesBudgetLook = false;
  /** Why its blobs couldn't be paged out last time, empty if they could. */
  budgetProblem = '';
  private readonly deliveries = new ChurnTable<SObject, Delivery>(
    (process) => (process.h ||= this.memory.nextHash()),
  );
  private readonly flow = new FlowControl();
  private readonly unstarted: UnstartedDeliveries;
  private nextMessage = 1;
  private sendingFrom: Context | null = null;

  constructor(
    readonly memory: ObjectMemory,
    readonly host: VatHost,
    readonly conventions: Conventions = new KernelConventions(memory),
  ) {
    this.scheduler = new ProcessScheduler(memory);
    this.unstarted = new UnstartedDeliveries(memory.kernel.nil);
    this.references = new ReferencePassing(memory, host, (object) => this.lastReleased(object));
    this.exports = this.references.exports;
    this.imports = this.references.imports;
    for (const table of [this, this.exports, this.questions, this.answers, this.unwindTokens])
      memory.rootTables.add(table);
    memory.onSignal = () => host.wake(this);
  }

  get residency(): Residency | null {
    return this.references.residency;
  }

  set residency(residency: Residency | null) {
    this.references.residency = residency;
  }

  brokenReason(ref: Ref): string | undefined {
    return this.references.brokenReason(ref);
  }

  get id(): ImageId {
    return this.memory.id;
  }

  get name(): string {
    return this.memory.name;
  }

  /** Running, or stopped but evaluating something for the debugger. */
  get canRun(): boolean {
    return this.state === 'running' || (this.state === 'stopped' && this.scheduler.isExclusive);
  }

  /** The Context of the active Process while it sends. */
  runningContext(): Context | null {
    return this.sendingFrom;
  }

  get hasWork(): boolean {
    return this.canRun && (!this.scheduler.isIdle || this.hasDeliverable);
  }

  /** Frames wait that it may take. */
  get hasDeliverable(): boolean {
    return this.inbox.hasDeliverable(this.takeable);
  }

  /** When it has to have a turn though nothing happens to it, Infinity if never (performance.now() milliseconds). */
  get dueMs(): number {
    const timerMs = this.scheduler.timers.nextDueMs;
    return this.restsUntilMs > 0 ? Math.min(timerMs, this.restsUntilMs) : timerMs;
  }

  private get takeable(): Takeable {
    if (this.state === 'stopped') return 'answers';
    return this.unstarted.isFull ? 'answersInOrder' : 'all';
  }

  // --- Sending ---

  /** The absence trap of a far reference: sends, and lets the active Process wait for the answer. */
  sendAndWait(
    vm: Interpreter,
    target: Ref,
    selector: string,
    stack: Value[],
    base: number,
    argc: number,
  ): void {
    const args = stack.slice(base + 1, base + 1 + argc);
    const broken = this.brokenReason(target);
    vm.dropOperands(stack, base);
    if (broken !== undefined) return this.raiseHere(vm, this.brokenError(target, selector, broken));
    this.ask(vm, target.home, { exportId: target.exportId as ExportId }, selector, args, false);
  }

  /** Sends to the answer of a question that is still open (promise pipelining) and waits. */
  pipelineAndWait(
    vm: Interpreter,
    promise: SObject,
    selector: string,
    stack: Value[],
    base: number,
    argc: number,
  ): boolean {
    const question = this.questions.ofPromise(promise);
    if (!question) return false;
    const args = stack.slice(base + 1, base + 1 + argc);
    vm.dropOperands(stack, base);
    this.ask(vm, question.to, { questionId: question.id }, selector, args, false);
    return true;
  }

  private ask(
    vm: Interpreter,
    to: ImageId,
    target: Target,
    selector: string,
    args: Value[],
    pipelined: boolean,
  ): void {
    this.sendingFrom = vm.context;
    const message = this.send(to, target, selector, args, this.questions.nextId(), pipelined);
    this.sendingFrom = null;
    if (!(message instanceof InFlightMessage)) return this.raiseHere(vm, message);
    const process = this.scheduler.park(vm.context!);
    const id = message.frame.question;
    this.questions.add(new Question(id, to, message, process, null));
    this.scheduler.hold(process, () => this.cancelQuestion(id));
    vm.context = this.scheduler.resumeActive(vm);
  }

  /**
   * Sends on behalf of a primitive: the active Process waits, and goes on at `resumeAt` after `onOutcome` was told. False
   * if it can't be sent. The answer is plain: Arrays are copied.
   */
  askFor(
    vm: Interpreter,
    target: Ref,
    selector: string,
    args: Value[],
    resumeAt: Context,
    onOutcome: (outcome: AnswerFrame['outcome']) => void,
  ): boolean {
    if (this.brokenReason(target) !== undefined) return false;
    this.sendingFrom = resumeAt;
    const id = this.questions.nextId();
    const where = { exportId: target.exportId as ExportId };
    const message = this.send(target.home, where, selector, args, id, false, Trace.Plain);
    this.sendingFrom = null;
    if (!(message instanceof InFlightMessage)) return false;
    const process = this.scheduler.park(resumeAt);
    const question = new Question(id, target.home, message, process, null);
    question.onOutcome = onOutcome;
    this.questions.add(question);
    this.scheduler.hold(process, () => this.cancelQuestion(id));
    vm.context = this.scheduler.resumeActive(vm);
    return true;
  }

  /** `future` sends: answers the promise at once; null if the sender has to wait for the receiver's queue first. */
  sendFuture(
    to: ImageId,
    target: Target,
    selector: string,
    args: Value[],
    promise: SObject | null,
  ): WireError | null {
    const question = promise === null ? (0 as QuestionId) : this.questions.nextId();
    const message = this.send(to, target, selector, args, question, promise !== null);
    if (!(message instanceof InFlightMessage)) return message;
    if (promise !== null) this.questions.add(new Question(question, to, message, null, promise));
    return null;
  }

  /** A message that nobody waits for: answers nil. A sender that outruns its receiver waits, after its message is sent. */
  tell(
    vm: Interpreter,
    target: Ref,
    selector: string,
    stack: Value[],
    base: number,
    argc: number,
  ): Value | Switched {
    const { nil } = this.memory.kernel;
    const broken = this.brokenReason(target);
    const sent =
      broken !== undefined
        ? this.brokenError(target, selector, broken)
        : this.sendFuture(
            target.home,
            { exportId: target.exportId as ExportId },
            selector,
            stack.slice(base + 1, base + 1 + argc),
            null,
          );
    if (sent === null && !this.flow.isFull(target.home)) return nil;
    vm.dropOperands(stack, base);
    if (sent === null) this.waitForCredit(vm, target.home, nil);
    else this.raiseHere(vm, sent);
    return SWITCHED;
  }

  private send(
    to: ImageId,
    target: Target,
    selector: string,
    args: Value[],
    question: QuestionId,
    pipelined: boolean,
    trace = 0,
  ): InFlightMessage | WireError {
    const death = this.host.deathOf(to);
    if (death !== undefined)
      return {
        cls: 'BrokenReference',
        text: `${selector} was not sent: ${death}`,
        stack: '',
        suspension: null,
      };
    const wires = this.references.writeAll(args, to);
    if (wires instanceof PassingError) return passingError(wires);
    const cause = this.deliveryOf(this.scheduler.active as SObject)?.message?.frame;
    const frame: { -readonly [K in keyof MessageFrame]: MessageFrame[K] } = {
      kind: 'message',
      from: this.id,
      to,
      id: this.nextMessage++,
      causeFrom: cause?.from ?? 0,
      causeId: cause?.id ?? 0,
      target,
      selector,
      args: wires,
      question,
      pipelined,
      sentAtMs: this.host.inFlight.timestampMs(),
      trace,
    };
    if (this.host.watcher) frame.trace |= this.host.watcher.sending(this, frame);
    const message = new InFlightMessage(frame);
    // Of a message to another worker that wants no answer nothing more is heard here.
    if (question !== 0 || this.host.isHere(to)) this.host.inFlight.add(message);
    if ('questionId' in target) this.questions.get(target.questionId)?.addBehind(frame.id);
    this.flow.sent(to);
    this.host.route(frame);
    return message;
  }

  /** True while `to` has as many untaken messages of this image as it may have. */
  isFull(to: ImageId): boolean {
    return this.flow.isFull(to);
  }

  /** Parks the active Process until `to` has taken messages; its send then answers `answer`. */
  waitForCredit(vm: Interpreter, to: ImageId, answer: Value): void {
    const process = this.scheduler.park(vm.context!);
    this.scheduler.hold(process, this.flow.addWaiting(to, process, answer));
    vm.context = this.scheduler.resumeActive(vm);
  }

  private goOn(senders: readonly WaitingSender[]): void {
    for (const { process, answer } of senders) this.scheduler.continueHeld(process, answer);
  }

  private brokenError(ref: Ref, selector: string, reason: string): WireError {
    const text = `${selector} can't be sent to ${ref.className} in ${this.host.imageName(ref.home)}: ${reason}`;
    return { cls: 'BrokenReference', text, stack: '', suspension: null };
  }

  /** Signals a remote error in the active Process, as if the send had been answered by it. */
  private raiseHere(vm: Interpreter, error: WireError): void {
    vm.context = this.errorContext(vm.context!, error);
  }

  private errorContext(sender: Context, error: WireError): Context {
    return this.conventions.errorContext(sender, error, this.readSuspension(error));
  }

  private readSuspension({ suspension }: WireError): Value {
    const values = this.references.readAll([suspension]);
    return values instanceof PassingError ? this.memory.kernel.nil : values[0];
  }

  // --- Receiving ---

  receive(frame: Frame): void {
    if (this.state === 'dead') return;
    switch (frame.kind) {
      case 'message':
        if (!this.host.inFlight.get(frame.from, frame.id)) this.host.inFlight.add(new InFlightMessage(frame));
        this.enqueue(frame);
        break;
      case 'answer':
      case 'release':
      case 'finish':
      case 'cancel':
        this.enqueue(frame);
        break;
      case 'introduce':
        if (this.host.deathOf(frame.holder) === undefined) this.exports.introduce(frame.id, frame.holder);
        break;
      case 'credit':
        this.goOn(this.flow.credited(frame.from, frame.count));
        this.host.wake(this);
        break;
      case 'revoke':
        this.imports.breakFrom(frame.from, frame.reason, frame.id);
        break;
    }
  }

  private enqueue(frame: QueuedFrame): void {
    this.inbox.add(frame);
    this.host.wake(this);
  }

  /** Turns up to `limit` waiting frames into Processes and answers. */
  takeInbox(limit: number): void {
    for (let n = 0; n < limit; n++) {
      const frame = this.inbox.take(this.takeable);
      if (!frame) return;
      switch (frame.kind) {
        case 'message':
          this.takeMessage(frame);
          break;
        case 'answer':
          this.takeAnswer(frame);
          break;
        case 'release':
          // What a dead image held was let go with it.
          if (this.host.deathOf(frame.from) === undefined)
            this.exports.release(frame.id, frame.from, frame.count);
          break;
        case 'finish':
          this.answers.finish(frame.from, frame.question);
          break;
        case 'cancel':
          this.cancelDelivery(frame.from, frame.question);
          break;
      }
    }
  }

  private takeMessage(frame: MessageFrame): void {
    if (frame.causeFrom === this.id)
      this.questions.forwarded(frame.causeId).forEach((q) => this.settleIfPossible(q));
    let message = this.host.inFlight.get(frame.from, frame.id);
    if (!message) this.host.inFlight.add((message = new InFlightMessage(frame)));
    if ('questionId' in frame.target) {
      const earlier = this.answers.get(frame.from, frame.target.questionId);
      if (earlier?.state === 'pending') {
        // It still counts as queued.
        earlier.waiting.push(message);
        return;
      }
      if (earlier?.state === 'broken') this.refuse(message, earlier.error!);
      else if (earlier) this.deliver(message, earlier.value!);
      else this.refuse(message, missingTarget(frame, this.name));
      return;
    }
    const target = this.exports.get(frame.target.exportId);
    if (!target) this.refuse(message, missingTarget(frame, this.name));
    else if (target.revokedReason !== null) this.refuse(message, revoked(frame, target.revokedReason));
    else this.deliver(message, target.object);
  }

  /** A message leaves the queue; its sender may send another. */
  private creditSender({ from }: MessageFrame): void {
    const count = this.flow.took(from);
    if (count > 0) this.host.route({ kind: 'credit', from: this.id, to: from, count });
  }

  /** A message can't be delivered: the error is its answer, and what it carried is let go. */
  private refuse(message: InFlightMessage, error: WireError): void {
    this.creditSender(message.frame);
    this.references.discard(message.frame.args);
    this.answerError(message, error);
  }

  private deliver(message: InFlightMessage, receiver: Value): void {
    const { frame } = message;
    this.creditSender(frame);
    const args = this.references.readAll(frame.args);
    if (args instanceof PassingError) return this.answerError(message, passingError(args));
    if (frame.pipelined && this.host.deathOf(frame.from) === undefined)
      this.answers.open(frame.from, frame.question);
    this.host.inFlight.change(message, 'running');
    const context = this.conventions.messageContext(receiver, frame.selector, args);
    const process = this.start(context, { message, onEnd: null }, this.priorityFor(receiver));
    this.unstarted.add(process, context);
    this.host.watcher?.received(this, process, frame);
  }

  /** Events of devices come between, as interrupts do: an image may look for them without ever pausing. */
  private priorityFor(receiver: Value): number {
    const isUrgent = typeof receiver === 'object' && (receiver as Partial<UrgentObject>).isUrgent === true;
    return isUrgent ? this.urgentPriority : this.scheduler.userPriority;
  }

  /** Of what is done for devices: above what users do, as interrupts are. */
  get urgentPriority(): number {
    return Math.floor(this.scheduler.userPriority * interruptShare);
  }

  /** Starts a Process on `context` as a delivery. */
  start(context: Context, delivery: Delivery, priority = this.scheduler.userPriority): SProcess {
    const process = this.memory.kernel.known.Process.instantiate(0) as SProcess;
    process.f1 = context;
    process.f2 = priority;
    this.deliveries.set(process, delivery);
    this.scheduler.makeReady(process, null);
    this.host.wake(this);
    return process;
  }

  /** Sends a message from outside of any image: a Process runs it, `onEnd` is told what came of it. */
  perform(
    receiver: Value,
    selector: string,
    args: readonly Value[],
    onEnd: Delivery['onEnd'],
    priority?: number,
  ): SProcess {
    return this.start(
      this.conventions.messageContext(receiver, selector, args),
      { message: null, onEnd },
      priority,
    );
  }

  /** Runs a method with no arguments (a do-it) on `receiver` as a Process. */
  performMethod(
    receiver: Value,
    method: Method,
    args: readonly Value[],
    onEnd: Delivery['onEnd'],
    priority?: number,
  ): SProcess {
    return this.start(
      this.conventions.methodContext(receiver, method, args),
      { message: null, onEnd },
      priority,
    );
  }

  /** Drops a Process without unwinding it: an evaluation that ran too long. */
  abandon(process: SProcess): void {
    this.deliveries.delete(process);
    this.scheduler.abandon(process);
  }

  deliveryEntries(): Iterable<readonly [SObject, Delivery]> {
    return this.deliveries.list();
  }

  get hasDeliveries(): boolean {
    return this.deliveries.size > 0;
  }

  deliveryOf(process: SObject): Delivery | undefined {
    return this.deliveries.get(process);
  }

  /** The Process that runs for a message, undefined once it ended. */
  processFor(from: ImageId, messageId: number): SProcess | undefined {
    for (const [process, { message }] of this.deliveries.list())
      if (message?.frame.from === from && message.frame.id === messageId) return process as SProcess;
    return undefined;
  }

  /** A Process's bottom Context returned. */
  processEnded(process: SObject, returned: Value): void {
    const delivery = this.deliveries.get(process);
    if (!delivery) return;
    const end = this.conventions.endOf(returned);
    if (end instanceof Leaving) this.answerUnwind(process, end.image, end.token);
    else if (end instanceof Failure) this.processFailed(process, end.error);
    else if (delivery.message && this.conventions.wasTerminated(process))
      this.processFailed(process, this.terminated());
    else {
      this.deliveries.delete(process);
      delivery.onEnd?.({ value: end });
      if (delivery.message) this.answerValue(delivery.message, end, this.isTraced(process, delivery.message));
    }
  }

  /** Lets `to` answer what `from` would have; false if that runs for nobody. */
  handOver(from: SObject, to: SObject): boolean {
    const delivery = this.deliveries.get(from);
    if (!delivery) return false;
    this.deliveries.delete(from);
    this.deliveries.set(to, delivery);
    return true;
  }

  private isTraced(process: SObject, message: InFlightMessage): boolean {
    return this.host.watcher?.answering(this, process, message.frame) ?? false;
  }

  /** A delivery's Process has an error that nobody handles: its sender gets it. The Process then unwinds itself. */
  processFailed(process: SObject, error: WireError): boolean {
    const delivery = this.deliveries.get(process);
    if (!delivery) return false;
    this.deliveries.delete(process);
    delivery.onEnd?.({ error });
    if (delivery.message) this.answerError(delivery.message, error, this.isTraced(process, delivery.message));
    return delivery.onEnd !== null || (delivery.message?.frame.question ?? 0) !== 0;
  }

  /** Deliveries whose Processes were terminated from elsewhere are answered with an error. */
  sweepTerminated(): void {
    const { nil } = this.memory.kernel;
    for (const [process] of this.deliveries.list()) {
      const { f1, f3 } = process as SProcess;
      if (process === this.scheduler.active || f1 !== nil || f3 !== nil) continue;
      this.processFailed(process, this.terminated());
    }
  }

  private terminated(): WireError {
    const text = `The Process that ran the message in ${this.name} was terminated`;
    return { cls: 'RemoteError', text, stack: '', suspension: null };
  }

  private answerValue(message: InFlightMessage, value: Value, trace: boolean): void {
    const { frame } = message;
    this.host.inFlight.change(message, 'answered');
    if (frame.question === 0) return;
    if (frame.pipelined)
      for (const waiting of this.answers.resolve(frame.from, frame.question, value))
        this.deliver(waiting, value);
    if (this.host.deathOf(frame.from) !== undefined) return;
    const wires = this.references.writeAll([value], frame.from, (frame.trace & Trace.Plain) !== 0);
    if (wires instanceof PassingError) this.sendAnswer(frame, { error: passingError(wires) }, trace);
    else this.sendAnswer(frame, { value: wires[0] }, trace);
  }

  answerError(message: InFlightMessage, error: WireError, trace = false): void {
    const { frame } = message;
    this.host.inFlight.change(message, 'broken', error.text);
    if (frame.question === 0) return;
    this.breakPipelined(frame, error);
    this.sendAnswer(frame, { error }, trace);
  }

  /** What was sent to an answer that will never come gets its error. */
  private breakPipelined(frame: MessageFrame, error: WireError): void {
    if (!frame.pipelined) return;
    for (const waiting of this.answers.break(frame.from, frame.question, error)) this.refuse(waiting, error);
  }

  /** A `^` leaves the delivery that `process` is, towards `image`. */
  answerUnwind(process: SObject, image: ImageId, token: number): boolean {
    const delivery = this.deliveries.get(process);
    if (!delivery) return false;
    this.deliveries.delete(process);
    if (!delivery.message) {
      delivery.onEnd?.({
        error: {
          cls: 'BlockCannotReturn',
          text: 'A block returned from elsewhere',
          stack: '',
          suspension: null,
        },
      });
      return true;
    }
    this.host.inFlight.change(delivery.message, 'broken', 'a block returned past it');
    this.breakPipelined(delivery.message.frame, blockReturned());
    this.sendAnswer(
      delivery.message.frame,
      { unwindTo: image, token },
      this.isTraced(process, delivery.message),
    );
    return true;
  }

  private sendAnswer(frame: MessageFrame, outcome: AnswerFrame['outcome'], trace: boolean): void {
    this.host.route({
      kind: 'answer',
      from: this.id,
      to: frame.from,
      question: frame.question,
      outcome,
      trace,
    });
  }

  /** True if `home` is in the sender chain of a Process that waits for an answer. */
  isWaitingAbove(home: Context): boolean {
    for (const { process } of this.questions.entries()) {
      if (!process) continue;
      for (let c = process.f1 as Context | null; c !== null; c = c.sender) if (c === home) return true;
    }
    return false;
  }

  private takeAnswer(frame: AnswerFrame): void {
    const question = this.questions.get(frame.question);
    if (!question || question.settled) {
      // Nobody waits any more; what came along must be let go all the same.
      this.references.discard(valuesIn(frame.outcome));
      return;
    }
    const { message, process } = question;
    if (message.state !== 'answered' && message.state !== 'broken') {
      const error = 'error' in frame.outcome ? frame.outcome.error.text : undefined;
      this.host.inFlight.change(message, 'value' in frame.outcome ? 'answered' : 'broken', error);
    }
    this.cameThrough(message.frame);
    if (process) {
      this.questions.take(frame.question);
      if (question.onOutcome) this.tellOutcome(question.onOutcome, process, frame.outcome);
      else this.continueWith(process, frame.outcome);
      if (frame.trace) this.host.watcher?.arrived(this, process);
      return;
    }
    question.settled = frame;
    this.settleIfPossible(question);
  }

  /**
   * A message sent to a promise reached its receiver, or ended. Once all did that went the long way round, the promise
   * may become the object of this image that it stands for: what is sent to it then can't overtake them (E-order).
   */
  private cameThrough({ id, target }: MessageFrame): void {
    const earlier = 'questionId' in target ? this.questions.get(target.questionId) : undefined;
    if (earlier?.removeBehind(id)) this.settleIfPossible(earlier);
  }

  private settleIfPossible(question: Question): void {
    const { settled: frame, isTold } = question;
    if (!frame || isTold) return;
    const isNear = valuesIn(frame.outcome).some((w) => isReference(w) && w.home === this.id);
    if (!isNear || !question.hasBehind) this.settle(question, frame.outcome);
  }

  private tellOutcome(
    tell: NonNullable<Question['onOutcome']>,
    process: SProcess,
    outcome: AnswerFrame['outcome'],
  ): void {
    // Nobody can resume what failed: it need not wait for that.
    if ('error' in outcome) this.references.discard(valuesIn(outcome));
    tell(outcome);
    this.scheduler.continueHeldAsIs(process);
  }

  private continueWith(process: SProcess, outcome: AnswerFrame['outcome']): void {
    if ('value' in outcome) {
      const values = this.references.readAll([outcome.value]);
      if (values instanceof PassingError) this.failHeld(process, passingError(values));
      else this.answerHeld(process, values[0]);
    } else if ('error' in outcome) this.failHeld(process, outcome.error);
    else this.unwindHeld(process, outcome.unwindTo, outcome.token);
  }

  private answerHeld(process: SProcess, value: Value): void {
    const context = this.conventions.answerContext(process.f1 as Context, value);
    if (context === null) return this.scheduler.continueHeld(process, value);
    process.f1 = context;
    this.scheduler.continueHeldAsIs(process);
  }

  /** The waiting Process gets an error in place of its answer. */
  failHeld(process: SProcess, error: WireError): void {
    process.f1 = this.errorContext(process.f1 as Context, error);
    this.scheduler.continueHeldAsIs(process);
  }

  /** Continues a `^` that crosses this image: at its home, or on to the next sender. */
  private unwindHeld(process: SProcess, image: ImageId, token: number): void {
    const top = process.f1 as Context;
    const home = image === this.id ? this.unwindTokens.take(token) : undefined;
    process.f1 = home
      ? this.conventions.returnContext(top, home.home, home.value)
      : this.conventions.leavingContext(top, image, token);
    this.scheduler.continueHeldAsIs(process);
  }

  /** Tells the promise what came of its message. Until it knows, what is sent to it goes on to the answer. */
  private settle(question: Question, outcome: AnswerFrame['outcome']): void {
    const { id, to, promise } = question;
    const finish = (): void => {
      this.questions.take(id);
      this.host.route({ kind: 'finish', from: this.id, to, question: id });
    };
    if (!promise) return;
    question.isTold = true;
    if ('value' in outcome) {
      const values = this.references.readAll([outcome.value]);
      if (values instanceof PassingError) this.breakPromise(promise, passingError(values), finish);
      else this.perform(promise, 'resolveWith:', values, finish);
    } else {
      this.references.discard(valuesIn(outcome));
      this.breakPromise(promise, 'error' in outcome ? outcome.error : blockReturned(), finish);
    }
  }

  private breakPromise(promise: SObject, { cls, text }: WireError, onEnd: Delivery['onEnd']): void {
    const { kernel } = this.memory;
    this.perform(promise, 'breakWith:class:', [kernel.string(text), kernel.string(cls)], onEnd);
  }

  /** Gives up a question: whoever waits for its answer gets the error. */
  breakQuestion(question: Question, error: WireError): void {
    if (question.settled) return;
    this.questions.take(question.id);
    this.host.inFlight.change(question.message, 'broken', error.text);
    if (question.process && question.onOutcome)
      this.tellOutcome(question.onOutcome, question.process, { error });
    else if (question.process) this.failHeld(question.process, error);
    else if (question.promise) this.breakPromise(question.promise, error, null);
    this.host.wake(this);
  }

  private cancelQuestion(id: QuestionId): void {
    const question = this.questions.take(id);
    if (!question) return;
    this.host.inFlight.change(question.message, 'broken', 'the waiting Process was terminated');
    this.host.route({ kind: 'cancel', from: this.id, to: question.to, question: id });
  }

  private cancelDelivery(from: ImageId, question: QuestionId): void {
    for (const [process, { message }] of this.deliveries.list())
      if (message?.frame.from === from && message.frame.question === question) {
        this.perform(process as SProcess, 'terminate', [], null);
        return;
      }
  }

  // --- References ---

  /** A wire reference by which `holder` can resume or abandon a suspended Process. */
  grantSuspension(suspension: SObject, holder: ImageId): Wire {
    if (this.host.deathOf(holder) === undefined) return this.references.grant(suspension, holder);
    this.perform(suspension, 'abandon', [], null);
    return null;
  }

  /** Nobody elsewhere holds `object` any more: if it suspends a Process, nobody can resume that. */
  private lastReleased(object: SObject): void {
    if (object.$b === this.memory.kernel.behaviors.get('RemoteSuspension'))
      this.perform(object, 'abandon', [], null);
  }

  /** Another image is gone: everything that depends on it breaks now. */
  imageDied(image: ImageId, reason: string): void {
    this.exports.dropHolder(image);
    this.imports.breakFrom(image, reason);
    for (const message of this.answers.dropFrom(image)) this.dropMessage(message, reason);
    this.goOn(this.flow.forget(image));
    for (const question of this.questions.to(image)) {
      const text = `${question.message.frame.selector} was not answered: ${reason}`;
      // What was answered before is settled with that.
      if (question.settled) {
        if (!question.isTold) this.settle(question, question.settled.outcome);
      } else this.breakQuestion(question, { cls: 'BrokenReference', text, stack: '', suspension: null });
    }
    this.host.wake(this);
  }

  /** A message that will never be delivered. */
  private dropMessage(message: InFlightMessage, reason: string): void {
    this.references.discard(message.frame.args);
    this.host.inFlight.change(message, 'broken', reason);
  }

  /** Ends this image. Others are told by the worker. */
  die(reason: string): void {
    this.state = 'dead';
    for (const [, { message, onEnd }] of this.deliveries.list()) {
      if (message) this.host.inFlight.change(message, 'broken', reason);
      onEnd?.({
        error: {
          cls: 'BrokenReference',
          text: `Image ${this.name} died: ${reason}`,
          stack: '',
          suspension: null,
        },
      });
    }
    for (const frame of this.inbox.drain()) {
      const message = frame.kind === 'message' && this.host.inFlight.get(frame.from, frame.id);
      if (message) this.host.inFlight.change(message, 'broken', reason);
    }
    for (const message of this.answers.clear()) this.host.inFlight.change(message, 'broken', reason);
    for (const question of this.questions.entries())
      this.host.inFlight.change(question.message, 'broken', reason);
    this.deliveries.clear();
    this.questions.clear();
    this.exports.clear();
    this.imports.clear();
    this.flow.clear();
  }

  /** Lets go of returns that will never come to their homes. */
  forgetLostReturns(): void {
    this.unwindTokens.prune((home) => this.isWaitingAbove(home));
  }

  /** Releases far references that nothing here reaches any more. */
  collectReferences(): void {
    this.forgetLostReturns();
    this.references.releaseUnmarked(this.memory.reachable());
  }

  mapReferences(map: ReferenceMap): void {
    const entries = this.deliveries.list().map(([process, d]) => [map(process) as SObject, d] as const);
    // Hashes may have changed with the objects.
    this.deliveries.clear();
    for (const [process, delivery] of entries) this.deliveries.set(process, delivery);
  }
}

/** The wire values in an outcome. */
function valuesIn(outcome: AnswerFrame['outcome']): readonly Wire[] {
  if ('value' in outcome) return [outcome.value];
  return 'error' in outcome ? [outcome.error.suspension] : [];
}

function isReference(w: Wire): w is WireReference {
  return typeof w === 'object' && w !== null && w.k === 'ref';
}
