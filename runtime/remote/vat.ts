// One running image: its Processes and its end of every conversation with other images. It owns the four tables
// (CapTP): exports, imports, questions, answers. A Process waits, never the image.
import type { Interpreter } from '../interpreter/interpreter';
import { ProcessScheduler, type SProcess } from '../interpreter/processScheduler';
import type { Context } from '../object-memory/context';
import type { Method } from '../object-memory/method';
import type { ImageId, ObjectMemory, RootTable } from '../object-memory/objectMemory';
import type { SObject, Value } from '../object-memory/objects';
import { Ref } from '../object-memory/ref';
import type { ReferenceMap } from '../object-memory/tracing';
import type { Residency } from '../paging/residency';
import { AnswerTable } from './answerTable';
import { ArgumentReader, ArgumentWriter, PassingError, type ReferenceTables } from './argumentPassing';
import { contextFor, deliveryContext } from './deliveryContext';
import { ExportTable } from './exportTable';
import { ImportTable } from './importTable';
import { InFlightMessage, type InFlightTable } from './inFlight';
import type { MessageWatcher } from './imageHost';
import { Inbox } from './inbox';
import { QuestionTable } from './questionTable';
import { UnwindTokens } from './unwindTokens';
import type {
  AnswerFrame,
  ExportId,
  Frame,
  MessageFrame,
  QuestionId,
  Target,
  Wire,
  WireError,
  WireObject,
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
}

/** A Process that runs for a message or for somebody outside. */
export interface Delivery {
  readonly message: InFlightMessage | null;
  /** Told the answer or the error of something evaluated from outside. */
  readonly onEnd: ((outcome: { value: Value } | { error: WireError }) => void) | null;
}

/** Messages that may be on their way to one image before its senders wait. */
export const creditWindow = 1024;
const creditBatch = 256;
const deliveryPriority = 40;

export class Vat implements ReferenceTables, RootTable {
  readonly scheduler: ProcessScheduler;
  readonly exports = new ExportTable();
  readonly imports: ImportTable;
  readonly questions = new QuestionTable();
  readonly answers = new AnswerTable();
  readonly inbox = new Inbox();
  readonly unwindTokens = new UnwindTokens();
  residency: Residency | null = null;
  state: 'running' | 'stopped' | 'dead' = 'running';
  private readonly deliveries = new Map<SObject, Delivery>();
  /** Messages sent to each image that it has not yet taken, and the Processes that wait to send more. */
  private readonly outstanding = new Map<ImageId, number>();
  private readonly backpressured = new Map<ImageId, SProcess[]>();
  private readonly taken = new Map<ImageId, number>();
  private nextMessage = 1;
  private sendingFrom: Context | null = null;
  /** Image for which arguments are being written just now. */
  private writingTo: ImageId;

  constructor(
    readonly memory: ObjectMemory,
    readonly host: VatHost,
  ) {
    this.writingTo = memory.id;
    this.scheduler = new ProcessScheduler(memory);
    this.imports = new ImportTable(memory.kernel, (home, id, count) =>
      host.route({ kind: 'release', from: this.id, to: home, id, count }),
    );
    for (const table of [this, this.exports, this.questions, this.answers, this.unwindTokens])
      memory.rootTables.add(table);
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
    const answersOnly = this.state === 'stopped';
    return this.canRun && (this.inbox.hasDeliverable(answersOnly) || !this.scheduler.isIdle);
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
    if (message instanceof PassingError) return this.raiseHere(vm, passingError(message));
    const process = this.scheduler.park(vm.context!);
    const id = message.frame.question;
    this.questions.add({ id, to, message, process, promise: null });
    this.scheduler.hold(process, () => this.cancelQuestion(id));
    vm.context = this.scheduler.resumeActive(vm);
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
    if (message instanceof PassingError) return passingError(message);
    if (promise !== null) this.questions.add({ id: question, to, message, process: null, promise });
    return null;
  }

  private send(
    to: ImageId,
    target: Target,
    selector: string,
    args: Value[],
    question: QuestionId,
    pipelined: boolean,
  ): InFlightMessage | PassingError {
    let wires: readonly Wire[];
    try {
      wires = this.writeAll(args, to);
    } catch (error) {
      if (error instanceof PassingError) return error;
      throw error;
    }
    const cause = this.deliveries.get(this.scheduler.active as SObject)?.message?.frame;
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
      sentAtMs: performance.now(),
      trace: 0,
    };
    if (this.host.watcher) frame.trace = this.host.watcher.sending(this, frame);
    const message = new InFlightMessage(frame);
    this.host.inFlight.add(message);
    this.outstanding.set(to, (this.outstanding.get(to) ?? 0) + 1);
    this.host.route(frame);
    return message;
  }

  /** True while `to` has as many untaken messages of this image as it may have. */
  isFull(to: ImageId): boolean {
    return (this.outstanding.get(to) ?? 0) >= creditWindow;
  }

  /** Parks the active Process until `to` has taken messages; it then repeats its send. */
  waitForCredit(vm: Interpreter, to: ImageId): void {
    const process = this.scheduler.park(vm.context!);
    const waiting = this.backpressured.get(to) ?? [];
    waiting.push(process);
    this.backpressured.set(to, waiting);
    this.scheduler.hold(process, () => waiting.splice(waiting.indexOf(process), 1));
    vm.context = this.scheduler.resumeActive(vm);
  }

  private credit(from: ImageId, count: number): void {
    const left = (this.outstanding.get(from) ?? 0) - count;
    if (left <= 0) this.outstanding.delete(from);
    else this.outstanding.set(from, left);
    if (left >= creditWindow) return;
    this.wakeBackpressured(from);
  }

  /** Lets the Processes that waited for room try again: false is what a send that was not made answers. */
  private wakeBackpressured(to: ImageId): void {
    const waiting = this.backpressured.get(to) ?? [];
    this.backpressured.delete(to);
    for (const process of waiting) this.scheduler.continueHeld(process, this.memory.kernel.false_);
  }

  brokenReason(ref: Ref): string | undefined {
    return ref.brokenReason ?? this.host.deathOf(ref.home);
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
    const { kernel } = this.memory;
    const info = kernel.array([
      kernel.string(error.cls),
      kernel.string(error.text),
      kernel.string(error.stack),
      new ArgumentReader(this.memory, this, this.residency).read(error.suspension),
    ]);
    const raiser = this.memory.classNamed(error.cls) ?? this.memory.classNamed('RemoteError')!;
    const method = this.memory.lookup(raiser.$b, 'raiseRemote:');
    const receiver = method ? raiser : this.memory.classNamed('RemoteError')!;
    return contextFor(this.memory, sender, receiver, 'raiseRemote:', [info]);
  }

  // --- Receiving ---

  receive(frame: Frame): void {
    if (this.state === 'dead') return;
    switch (frame.kind) {
      case 'message':
      case 'answer':
        this.inbox.add(frame);
        this.host.wake(this);
        break;
      case 'release':
        this.exports.release(frame.id, frame.from, frame.count);
        break;
      case 'introduce':
        this.exports.introduce(frame.id, frame.holder);
        break;
      case 'finish':
        this.answers.finish(frame.from, frame.question);
        break;
      case 'credit':
        this.credit(frame.from, frame.count);
        this.host.wake(this);
        break;
      case 'revoke':
        this.imports.breakFrom(frame.from, frame.reason, frame.id);
        break;
      case 'cancel':
        this.cancelDelivery(frame.from, frame.question);
        break;
    }
  }

  /** Turns up to `limit` waiting frames into Processes and answers. */
  takeInbox(limit: number): void {
    for (let n = 0; n < limit; n++) {
      const frame = this.inbox.take(this.state === 'stopped');
      if (!frame) return;
      if (frame.kind === 'answer') this.takeAnswer(frame);
      else this.takeMessage(frame);
    }
  }

  private takeMessage(frame: MessageFrame): void {
    const taken = (this.taken.get(frame.from) ?? 0) + 1;
    if (taken >= creditBatch) {
      this.taken.delete(frame.from);
      this.host.route({ kind: 'credit', from: this.id, to: frame.from, count: taken });
    } else this.taken.set(frame.from, taken);
    let message = this.host.inFlight.get(frame.from, frame.id);
    if (!message) this.host.inFlight.add((message = new InFlightMessage(frame)));
    if ('questionId' in frame.target) {
      const earlier = this.answers.get(frame.from, frame.target.questionId);
      if (earlier && earlier.state === 'pending') {
        earlier.waiting.push(message);
        return;
      }
      if (earlier?.state === 'broken') return this.answerError(message, earlier.error!);
      if (!earlier) return this.answerError(message, missingTarget(frame, this.name));
      this.deliver(message, earlier.value!);
      return;
    }
    const target = this.exports.get(frame.target.exportId);
    if (!target) return this.answerError(message, missingTarget(frame, this.name));
    if (target.revokedReason !== null) return this.answerError(message, revoked(frame, target.revokedReason));
    this.deliver(message, target.object);
  }

  private deliver(message: InFlightMessage, receiver: Value): void {
    const { frame } = message;
    let args: Value[];
    try {
      const reader = new ArgumentReader(this.memory, this, this.residency);
      args = frame.args.length === 0 ? [] : frame.args.map((w) => reader.read(w));
    } catch (error) {
      return this.answerError(message, {
        cls: 'RemoteError',
        text: (error as Error).message,
        stack: '',
        suspension: null,
      });
    }
    if (frame.pipelined) this.answers.open(frame.from, frame.question);
    this.host.inFlight.change(message, 'running');
    const context = deliveryContext(this.memory, receiver, frame.selector, args);
    const process = this.start(context, { message, onEnd: null });
    this.host.watcher?.received(this, process, frame);
  }

  /** Starts a Process on `context` as a delivery. */
  start(context: Context, delivery: Delivery, priority = deliveryPriority): SProcess {
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
    args: Value[],
    onEnd: Delivery['onEnd'],
    priority?: number,
  ): SProcess {
    return this.start(
      deliveryContext(this.memory, receiver, selector, args),
      { message: null, onEnd },
      priority,
    );
  }

  /** Runs a method with no arguments (a do-it) on `receiver` as a Process. */
  performMethod(
    receiver: Value,
    method: Method,
    args: Value[],
    onEnd: Delivery['onEnd'],
    priority?: number,
  ): SProcess {
    return this.start(
      contextFor(this.memory, null, receiver, method, args),
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
    return this.deliveries;
  }

  deliveryOf(process: SObject): Delivery | undefined {
    return this.deliveries.get(process);
  }

  /** The Process that runs for a message, undefined once it ended. */
  processFor(from: ImageId, messageId: number): SProcess | undefined {
    for (const [process, { message }] of this.deliveries)
      if (message?.frame.from === from && message.frame.id === messageId) return process as SProcess;
    return undefined;
  }

  /** A Process's bottom Context returned. */
  processEnded(process: SObject, value: Value): void {
    const delivery = this.deliveries.get(process);
    if (!delivery) return;
    this.deliveries.delete(process);
    delivery.onEnd?.({ value });
    if (delivery.message) this.answerValue(delivery.message, value, this.isTraced(process, delivery.message));
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
    return delivery.onEnd !== null || delivery.message?.frame.question !== 0;
  }

  /** Deliveries whose Processes were terminated from elsewhere are answered with an error. */
  sweepTerminated(): void {
    const { nil } = this.memory.kernel;
    for (const process of [...this.deliveries.keys()]) {
      const { f1, f3 } = process as SProcess;
      if (process === this.scheduler.active || f1 !== nil || f3 !== nil) continue;
      this.processFailed(process, {
        cls: 'RemoteError',
        text: `The Process that ran the message in ${this.name} was terminated`,
        stack: '',
        suspension: null,
      });
    }
  }

  private answerValue(message: InFlightMessage, value: Value, trace: boolean): void {
    const { frame } = message;
    this.host.inFlight.change(message, 'answered');
    if (frame.question === 0) return;
    if (frame.pipelined)
      for (const waiting of this.answers.resolve(frame.from, frame.question, value))
        this.deliver(waiting, value);
    let wire: Wire;
    try {
      wire = this.writeAll([value], frame.from)[0];
    } catch (error) {
      if (!(error instanceof PassingError)) throw error;
      this.sendAnswer(frame, { error: passingError(error) }, trace);
      return;
    }
    this.sendAnswer(frame, { value: wire }, trace);
  }

  answerError(message: InFlightMessage, error: WireError, trace = false): void {
    const { frame } = message;
    this.host.inFlight.change(message, 'broken', error.text);
    if (frame.question === 0) return;
    if (frame.pipelined)
      for (const waiting of this.answers.break(frame.from, frame.question, error))
        this.answerError(waiting, error);
    this.sendAnswer(frame, { error }, trace);
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

  private takeAnswer(frame: AnswerFrame): void {
    const question = this.questions.take(frame.question);
    if (!question) {
      // Nobody waits any more; what came along must be released all the same.
      if ('value' in frame.outcome)
        new ArgumentReader(this.memory, this, this.residency).read(frame.outcome.value);
      return;
    }
    const { message, process, promise } = question;
    if (message.state !== 'answered' && message.state !== 'broken')
      this.host.inFlight.change(message, 'value' in frame.outcome ? 'answered' : 'broken');
    if (process) {
      this.continueWith(process, frame.outcome);
      if (frame.trace) this.host.watcher?.arrived(this, process);
    } else if (promise) this.settle(promise, frame);
  }

  private continueWith(process: SProcess, outcome: AnswerFrame['outcome']): void {
    if ('value' in outcome) {
      let value: Value;
      try {
        value = new ArgumentReader(this.memory, this, this.residency).read(outcome.value);
      } catch (error) {
        return this.failHeld(process, {
          cls: 'RemoteError',
          text: (error as Error).message,
          stack: '',
          suspension: null,
        });
      }
      this.scheduler.continueHeld(process, value);
    } else if ('error' in outcome) this.failHeld(process, outcome.error);
    else this.unwindHeld(process, outcome.unwindTo, outcome.token);
  }

  /** The waiting Process gets an error in place of its answer. */
  failHeld(process: SProcess, error: WireError): void {
    process.f1 = this.errorContext(process.f1 as Context, error);
    this.scheduler.continueHeldAsIs(process);
  }

  /** Continues a `^` that crosses this image: at its home, or on to the next sender. */
  private unwindHeld(process: SProcess, image: ImageId, token: number): void {
    const { kernel } = this.memory;
    const top = process.f1 as Context;
    const home = image === this.id ? this.unwindTokens.take(token) : undefined;
    process.f1 = home
      ? contextFor(this.memory, top, home.home, 'return:', [home.value])
      : contextFor(this.memory, top, top, 'unwindFor:token:', [kernel.integer(image), kernel.integer(token)]);
    this.scheduler.continueHeldAsIs(process);
  }

  private settle(promise: SObject, frame: AnswerFrame): void {
    const { outcome } = frame;
    this.host.route({ kind: 'finish', from: this.id, to: frame.from, question: frame.question });
    if ('value' in outcome) {
      const value = new ArgumentReader(this.memory, this, this.residency).read(outcome.value);
      this.perform(promise, 'resolveWith:', [value], null);
    } else {
      const text = 'error' in outcome ? outcome.error.text : 'a block returned past the message';
      const cls = 'error' in outcome ? outcome.error.cls : 'BlockCannotReturn';
      const { kernel } = this.memory;
      this.perform(promise, 'breakWith:class:', [kernel.string(text), kernel.string(cls)], null);
    }
  }

  private cancelQuestion(id: QuestionId): void {
    const question = this.questions.take(id);
    if (!question) return;
    this.host.inFlight.change(question.message, 'broken', 'the waiting Process was terminated');
    this.host.route({ kind: 'cancel', from: this.id, to: question.to, question: id });
  }

  private cancelDelivery(from: ImageId, question: QuestionId): void {
    for (const [process, { message }] of this.deliveries)
      if (message?.frame.from === from && message.frame.question === question) {
        this.perform(process as SProcess, 'terminate', [], null);
        return;
      }
  }

  // --- References ---

  private writeAll(values: Value[], to: ImageId): Wire[] {
    if (values.length === 0) return [];
    this.writingTo = to;
    const writer = new ArgumentWriter(this.memory, this, this.residency);
    return values.map((v) => writer.write(v));
  }

  refOut(o: SObject): WireObject {
    if (o instanceof Ref) {
      const id = o.exportId as ExportId;
      const broken = this.brokenReason(o) ?? null;
      if (o.home !== this.writingTo && broken === null)
        this.host.route({ kind: 'introduce', from: this.id, to: o.home, id, holder: this.writingTo });
      return { k: 'ref', home: o.home, id, cls: o.className, broken };
    }
    const { id } = this.exports.export(o, this.writingTo);
    return { k: 'ref', home: this.id, id, cls: o.$b.printName, broken: null };
  }

  refIn(ref: Extract<WireObject, { k: 'ref' }>): Value {
    if (ref.home === this.id) {
      const entry = this.exports.get(ref.id);
      if (entry) return entry.object;
    }
    if (ref.broken === null && ref.home !== this.id) return this.imports.import(ref.home, ref.id, ref.cls);
    const broken = new Ref(this.memory.kernel, ref.home, ref.id, ref.cls);
    broken.brokenReason = ref.broken ?? 'it was released';
    return broken;
  }

  /** A wire reference to `o` for `holder`, for wiring images at their start. */
  grant(o: Value, holder: ImageId): Wire {
    return this.writeAll([o], holder)[0];
  }

  read(wire: Wire): Value {
    return new ArgumentReader(this.memory, this, this.residency).read(wire);
  }

  /** Takes an export back: its holders' references break with the reason. */
  revoke(id: ExportId, reason: string): boolean {
    const entry = this.exports.get(id);
    if (!entry) return false;
    entry.revokedReason = reason;
    for (const holder of entry.holders.keys())
      this.host.route({ kind: 'revoke', from: this.id, to: holder, id, reason });
    return true;
  }

  /** Another image is gone: everything that depends on it breaks now. */
  imageDied(image: ImageId, reason: string): void {
    this.exports.dropHolder(image);
    this.imports.breakFrom(image, reason);
    this.answers.dropFrom(image);
    this.outstanding.delete(image);
    this.wakeBackpressured(image);
    this.taken.delete(image);
    for (const question of this.questions.takeTo(image)) {
      this.host.inFlight.change(question.message, 'broken', reason);
      const text = `${question.message.frame.selector} was not answered: ${reason}`;
      const error: WireError = { cls: 'BrokenReference', text, stack: '', suspension: null };
      if (question.process) this.failHeld(question.process, error);
      else if (question.promise)
        this.perform(
          question.promise,
          'breakWith:class:',
          [this.memory.kernel.string(text), this.memory.kernel.string(error.cls)],
          null,
        );
    }
    this.host.wake(this);
  }

  /** Ends this image. Others are told by the worker. */
  die(reason: string): void {
    this.state = 'dead';
    for (const { message, onEnd } of this.deliveries.values()) {
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
    for (const frame of this.inbox.drain())
      if (frame.kind === 'message') {
        const message = this.host.inFlight.get(frame.from, frame.id);
        if (message) this.host.inFlight.change(message, 'broken', reason);
      }
    for (const question of this.questions.entries())
      this.host.inFlight.change(question.message, 'broken', reason);
    this.deliveries.clear();
    this.questions.clear();
    this.answers.clear();
    this.exports.clear();
    this.imports.clear();
    this.backpressured.clear();
  }

  /** Releases far references that nothing here reaches any more. */
  collectReferences(): void {
    this.imports.releaseUnreachable(this.memory.reachable());
  }

  mapReferences(map: ReferenceMap): void {
    for (const [process, delivery] of [...this.deliveries]) {
      const mapped = map(process) as SObject;
      if (mapped === process) continue;
      this.deliveries.delete(process);
      this.deliveries.set(mapped, delivery);
    }
  }
}

function passingError(error: PassingError): WireError {
  return { cls: 'RemoteError', text: error.message, stack: '', suspension: null };
}

function missingTarget(frame: MessageFrame, name: string): WireError {
  const text = `${frame.selector} reached ${name}, but its receiver is no longer there`;
  return { cls: 'BrokenReference', text, stack: '', suspension: null };
}

function revoked(frame: MessageFrame, reason: string): WireError {
  const text = `${frame.selector} can't be delivered: the reference was revoked (${reason})`;
  return { cls: 'BrokenReference', text, stack: '', suspension: null };
}
