// The debugger's part in one worker: stops its images, answers questions about them. Debugging is a client of the VM:
// without breakpoints and steps nothing here is ever called by running code.
import type { DebugHook, StopResult } from '../interpreter/host';
import type { Interpreter } from '../interpreter/interpreter';
import type { SProcess } from '../interpreter/processScheduler';
import type { Behavior } from '../object-memory/behavior';
import { Context } from '../object-memory/context';
import type { ImageId } from '../object-memory/objectMemory';
import type { SObject } from '../object-memory/objects';
import { Ref } from '../object-memory/ref';
import type { ImageHost } from '../remote/imageHost';
import { Trace, type ExportId } from '../remote/wire';
import type { Vat } from '../remote/vat';
import type { Breakpoint } from './breakpoint';
import { BreakpointActions, quickLimitMs } from './breakpointActions';
import { BreakpointBinder } from './breakpointBinder';
import type { ClassDetails, ClassInfo, CompileOutcome } from './code';
import { classesOf, detailsOf } from './codeBrowser';
import { CodePatches } from './codePatches';
import { completionsAt } from './completion';
import { exceptionDetails, inheritsFromNamed, visibleTop } from './exceptionView';
import { Evaluator, frameVariables } from './evaluator';
import { framesOf, rewind, type FrameEntry, type PartialStack } from './frames';
import { valueOfName } from './frameNames';
import { Handles } from './handles';
import { livingImage } from './livingImage';
import { MessageStops } from './messageStops';
import { compileMethodIn } from './methodEditor';
import { pausedProcess } from './pausedProcess';
import { ProcessNumbers } from './processNumbers';
import {
  DebuggerError,
  type BreakpointInfo,
  type BreakpointSpec,
  type CompletionInfo,
  type DataBreakpointSpec,
  type DataTarget,
  type DebugEvent,
  type EvaluationPurpose,
  type ExceptionDetails,
  type ExceptionFilterSpec,
  type FunctionBreakpointSpec,
  type ImageInfo,
  type MethodRange,
  type ProcessInfo,
  type ScopeInfo,
  type StepGranularity,
  type StepKind,
  type StepTarget,
  type TextKey,
  type VariableInfo,
  type VariablePage,
} from './runtimeDebugger';
import { Stepper } from './stepper';
import { scopesOf } from './scopes';
import { stepTargets } from './stepTargets';
import { TableRequests } from './tableRequests';
import { processesOf } from './tables';
import { VariableLister, type Container } from './variables';
import { accessText, WatchedFields } from './watchedFields';

/** For what a person asked to be evaluated. */
const patientLimitMs = 30_000;

interface Stop {
  readonly process: SProcess | null;
  readonly context: Context | null;
  readonly exception: SObject | null;
}

export class WorkerDebugger implements DebugHook {
  private readonly patches = new CodePatches();
  private readonly binder: BreakpointBinder;
  private readonly stepper: Stepper;
  private readonly evaluator: Evaluator;
  private readonly actions: BreakpointActions;
  private readonly frames: Handles<FrameEntry>;
  private readonly containers: Handles<Container>;
  private readonly variableLister: VariableLister;
  private readonly stops = new Map<Vat, Stop>();
  /** Breakpoints not to stop at again when a stopped Process goes on. */
  private readonly skipped = new Map<SObject, { context: Context; pc: number }>();
  private readonly processNumbers: ProcessNumbers;
  private readonly messageStops: MessageStops;
  private readonly tables: TableRequests;
  private readonly watchedFields: WatchedFields;

  constructor(
    private readonly host: ImageHost,
    private readonly worker: number,
    private readonly emit: (event: DebugEvent) => void,
    /** Role and other facts that only the topology knows. */
    private readonly roleOf: (image: ImageId) => string | undefined,
  ) {
    this.binder = new BreakpointBinder(host, this.patches);
    this.stepper = new Stepper(this.patches);
    this.evaluator = new Evaluator((action) => host.afterTurn(action));
    this.actions = new BreakpointActions(this.evaluator, emit);
    this.frames = new Handles(worker);
    this.containers = new Handles(worker);
    this.variableLister = new VariableLister(host.vm, this.containers);
    this.processNumbers = new ProcessNumbers(worker);
    this.watchedFields = new WatchedFields(worker);
    this.tables = new TableRequests(host, this.variableLister, emit);
    host.setDebugHook(this);
    this.messageStops = new MessageStops(host, this.patches, this.stepper, this.binder);
    host.watcher = this.messageStops;
  }

  /** Carries out a request by its name; those of the views are elsewhere. */
  perform(request: string, args: readonly unknown[]): unknown {
    const part: object = request in this.tables ? this.tables : this;
    const operation = (part as Record<string, (...args: readonly unknown[]) => unknown>)[request];
    return operation.apply(part, [...args]);
  }

  // --- DebugHook: called at patched instructions only ---

  atBreak(vm: Interpreter, context: Context): StopResult | null {
    const stop = this.stopAtBreak(vm, context);
    if (stop === null) this.patches.runHeldPrimitive(vm, context);
    else this.patches.holdPrimitive(context);
    return stop;
  }

  private stopAtBreak(vm: Interpreter, context: Context): StopResult | null {
    const vat = this.host.running;
    const process = vm.scheduler.active as SObject;
    const skip = this.skipped.get(process);
    if (skip) {
      this.skipped.delete(process);
      if (skip.context === context && skip.pc === context.pc) return null;
    }
    const answerStop = this.messageStops.atAnswer(context);
    if (answerStop) return answerStop;
    const stepStop = this.patches.isWatched(context)
      ? this.stepper.atWatched(vm, vat, process, context)
      : null;
    if (stepStop) return stepStop;
    if (this.evaluator.isEvaluating(process)) return null;
    const hit = this.patches
      .breakpointsAt(context, vm.image)
      .filter((b) => this.isMeant(b, vm, context) && b.countHit());
    if (hit.length === 0) return null;
    const traces = hit.filter((b) => b.mode !== 'statement' && b.mode !== 'send' && b.kind === 'source');
    this.messageStops.watch(process, traces);
    const stopping = hit.filter((b) => !traces.includes(b));
    if (stopping.length === 0) return null;
    const isException = stopping.every((b) => b.kind === 'exception');
    const isData = stopping.every((b) => b.kind === 'data');
    return {
      kind: 'stopped',
      reason: isException ? 'exception' : 'breakpoint',
      context,
      ...(isData ? { text: accessText(vat, context) } : {}),
      breakpointIds: stopping.filter((b) => b.kind !== 'exception').map((b) => b.id),
      breakpoints: stopping,
      ...(isException && context.method.selector === 'signal'
        ? { exception: context.receiver as SObject }
        : {}),
    } as StopResult;
  }

  /** Exception filters and data breakpoints look at the receiver. */
  private isMeant(breakpoint: Breakpoint, vm: Interpreter, context: Context): boolean {
    if (breakpoint.kind === 'data') return breakpoint.field?.isMeant(context.receiver) ?? false;
    if (breakpoint.kind !== 'exception') return true;
    if (breakpoint.filter === 'all') return inheritsFromNamed(vm, context.receiver, 'Error');
    if (breakpoint.filter === 'brokenReference') {
      const receiver = context.receiver as SObject & { behavior?: { name: string } };
      return receiver.behavior?.name === 'BrokenReference';
    }
    return true;
  }

  atStep(vm: Interpreter, context: Context): StopResult | null {
    const process = vm.scheduler.active as SObject;
    const stop = this.stepper.atStep(vm, this.host.running, process, context);
    // A breakpoint at an instruction that is run in stepping code counts as well.
    return (
      stop ?? (this.patches.breakpointsAt(context, vm.image).length > 0 ? this.atBreak(vm, context) : null)
    );
  }

  // --- Stops ---

  /** The host tells of every stop; conditions and log points are decided here, with the image stopped. */
  stopped(vat: Vat, stop: StopResult & { breakpoints?: readonly Breakpoint[] }): void {
    const process = vat.scheduler.active as SProcess;
    this.stops.set(vat, { process, context: stop.context, exception: stop.exception ?? null });
    this.evaluator.imageStopped(vat, process);
    void this.decide(vat, stop);
  }

  private async decide(vat: Vat, stop: StopResult & { breakpoints?: readonly Breakpoint[] }): Promise<void> {
    const breakpoints = stop.breakpoints ?? [];
    let stops = breakpoints.length === 0;
    for (const breakpoint of breakpoints) {
      const { condition, logMessage } = breakpoint.wish;
      if (
        condition !== undefined &&
        condition.trim() !== '' &&
        !(await this.actions.holds(vat, stop.context, stop.exception ?? null, condition))
      )
        continue;
      if (logMessage !== undefined && logMessage !== '')
        await this.actions.log(vat, stop.context, logMessage);
      else stops = true;
    }
    if (vat.state !== 'stopped') return;
    if (!stops) {
      this.resumeQuietly(vat);
      return;
    }
    this.announceStop(vat, stop);
  }

  private announceStop(vat: Vat, stop: StopResult & { breakpoints?: readonly Breakpoint[] }): void {
    const process = this.stops.get(vat)?.process;
    if (process) this.stepper.end(vat, process);
    const isAll = (kind: Breakpoint['kind']): boolean =>
      stop.breakpoints !== undefined &&
      stop.breakpoints.length > 0 &&
      stop.breakpoints.every((b) => b.kind === kind);
    this.emit({
      kind: 'stopped',
      image: vat.id,
      reason: isAll('function') ? 'function breakpoint' : isAll('data') ? 'data breakpoint' : stop.reason,
      breakpointIds: stop.breakpointIds ?? [],
      ...(stop.text !== undefined ? { text: stop.text } : {}),
      all: false,
      process: process ? this.processNumbers.of(process) : 0,
    });
  }

  /** An exception that nobody handles: whether to stop for it. */
  wantsUnhandled(vat: Vat, process: SObject, isHalt: boolean): Breakpoint | undefined {
    if (this.evaluator.isEvaluating(process)) return undefined;
    const delivery = vat.deliveryOf(process);
    if (!isHalt && delivery?.message && delivery.message.frame.trace & Trace.Handled) return undefined;
    return this.binder.filter(isHalt ? 'halt' : 'unhandled');
  }

  pause(image: ImageId): boolean {
    const vat = livingImage(this.host, image);
    if (vat.state === 'stopped') return false;
    this.freeze(vat);
    const process = this.stops.get(vat)!.process;
    this.emit({
      kind: 'stopped',
      image,
      reason: 'pause',
      breakpointIds: [],
      all: false,
      process: process ? this.processNumbers.of(process) : 0,
    });
    return true;
  }

  /** Stops without telling: because another image stopped, or at the start. */
  freeze(vat: Vat): void {
    if (vat.state !== 'running') return;
    vat.state = 'stopped';
    const process = pausedProcess(vat, (each) => this.evaluator.isEvaluating(each));
    const context = process?.f1 instanceof Context ? process.f1 : null;
    this.stops.set(vat, { process, context, exception: null });
    this.evaluator.imageStopped(vat, process);
  }

  freezeAll(): void {
    for (const vat of this.host.allVats()) this.freeze(vat);
  }

  continue(image: ImageId): void {
    const vat = livingImage(this.host, image);
    if (vat.state === 'stopped') this.resumeQuietly(vat);
  }

  continueAll(): void {
    for (const vat of this.host.allVats()) if (vat.state === 'stopped') this.resumeQuietly(vat);
  }

  private resumeQuietly(vat: Vat): void {
    const stop = this.stops.get(vat);
    this.stops.delete(vat);
    this.frames.drop(vat.id);
    this.containers.drop(vat.id);
    if (stop?.process && stop.context && stop.context === stop.process.f1)
      this.skipped.set(stop.process, { context: stop.context, pc: stop.context.pc });
    this.evaluator.imageResumes(vat);
    this.host.resume(vat);
  }

  step(image: ImageId, kind: StepKind, granularity: StepGranularity, targetId: number | undefined): void {
    const vat = livingImage(this.host, image);
    const stop = this.stops.get(vat);
    if (vat.state !== 'stopped') throw new DebuggerError(`${vat.name} runs; pause it first`);
    if (kind === 'nextMessage') this.stepper.awaitMessage(vat, stop?.process ?? null);
    else {
      if (!stop?.process || !stop.context)
        throw new DebuggerError(`${vat.name} has no Process to step; continue it`);
      const held = stop.process.f1;
      if (!(held instanceof Context))
        throw new DebuggerError(`The Process that stopped in ${vat.name} has ended; continue it`);
      const context = visibleTop(held, stop.exception);
      this.stepper.begin(vat, stop.process, context, kind, granularity, targetId ?? null);
    }
    this.resumeQuietly(vat);
  }

  /** Makes the Process that starts next in an image stop at its first statement. */
  stopAtEntry(vat: Vat, process: SProcess): void {
    this.stepper.beginAtEntry(vat, process, this.binder.hasFiles(vat.memory) ? 'entry' : 'receipt');
  }

  stepInTargets(frame: number): StepTarget[] {
    const { vat, context, isTop } = this.frame(frame);
    return context ? stepTargets(vat, context, isTop) : [];
  }

  restartFrame(frame: number): void {
    const { vat, process, context } = this.frame(frame);
    if (!context) throw new DebuggerError('Only the activation of a method can be restarted');
    rewind(vat, process, context);
    process.f1 = context;
    this.stops.set(vat, { process, context, exception: null });
    this.frames.drop(vat.id);
    this.containers.drop(vat.id);
    this.stepper.beginAtEntry(vat, process, 'receipt');
    this.resumeQuietly(vat);
  }

  // --- Breakpoints ---

  setBreakpoints(text: TextKey, specs: readonly BreakpointSpec[], ids: readonly number[]): BreakpointInfo[] {
    return this.binder.setSource(text, specs, ids);
  }

  setFunctionBreakpoints(specs: readonly FunctionBreakpointSpec[], ids: readonly number[]): BreakpointInfo[] {
    return this.binder.setFunctions(specs, ids);
  }

  setExceptionFilters(specs: readonly ExceptionFilterSpec[]): void {
    this.binder.setFilters(specs);
  }

  setDataBreakpoints(specs: readonly DataBreakpointSpec[], ids: readonly number[]): BreakpointInfo[] {
    return this.binder.setData(specs, ids, this.watchedFields);
  }

  /** An instance variable as the target of data breakpoints: of the value of `handle`, of a frame's receiver. */
  dataTarget(
    name: string,
    where: { readonly handle?: number; readonly frame?: number },
  ): DataTarget | undefined {
    if (where.handle !== undefined) {
      const container = this.container(where.handle);
      return container.kind === 'value'
        ? this.watchedFields.target(container.vat, container.value, name)
        : undefined;
    }
    if (where.frame === undefined) return undefined;
    const { vat, context } = this.frame(where.frame);
    return context ? this.watchedFields.target(vat, context.receiver, name) : undefined;
  }

  breakpointLocations(text: TextKey, start: number, stop: number): MethodRange[] {
    return this.binder.locations(text, start, stop);
  }

  /** Code was loaded or changed. */
  codeChanged(): void {
    for (const breakpoint of this.binder.rebind()) this.emit({ kind: 'breakpointChanged', breakpoint });
  }

  loadedFiles(): string[] {
    return this.binder.files();
  }

  // --- Looking ---

  images(): ImageInfo[] {
    return [...this.host.allVats()].map((vat) => this.imageInfo(vat));
  }

  imageInfo(vat: Vat): ImageInfo {
    const role = this.roleOf(vat.id);
    const isIdle = vat.state === 'running' && (vat.restsUntilMs > 0 || !vat.hasWork);
    return {
      image: vat.id,
      name: vat.name,
      ...(role !== undefined ? { role } : {}),
      worker: this.worker,
      state: isIdle ? 'idle' : vat.state,
      processCount: [...vat.scheduler.readyProcesses(), ...vat.scheduler.heldProcesses()].length,
      queuedMessages: vat.inbox.size,
      ...(vat.memory.devices.display ? { hasDesktop: true as const } : {}),
    };
  }

  processes(image: ImageId): ProcessInfo[] {
    return processesOf(livingImage(this.host, image), (process) => this.processNumbers.of(process));
  }

  /** Frames of one Process of an image; `question` picks the one that waits for that answer. */
  stack(image: ImageId, start: number, count_: number, process?: number, question?: number): PartialStack {
    const vat = livingImage(this.host, image);
    const stop = this.stops.get(vat);
    const chosen =
      question !== undefined
        ? [...vat.questions.entries()].find((q) => q.id === (question as typeof q.id))?.process
        : process !== undefined
          ? this.processNumbers.process(process)
          : stop?.process;
    if (!chosen || !(chosen.f1 instanceof Context)) return { frames: [], total: 0 };
    const isWaiting = chosen !== stop?.process || vat.scheduler.isHeld(chosen);
    const top = chosen === stop?.process ? visibleTop(chosen.f1, stop.exception) : chosen.f1;
    return framesOf(vat, chosen, top, isWaiting || top !== chosen.f1, this.frames, start, count_);
  }

  private frame(frame: number): FrameEntry & { process: SProcess } {
    const entry = this.frames.get(frame);
    if (!entry) throw new DebuggerError('The frame is gone: its image has continued');
    return entry.value as FrameEntry & { process: SProcess };
  }

  scopes(frame: number): ScopeInfo[] {
    const { vat, context, isTop } = this.frame(frame);
    return context ? scopesOf(vat, context, isTop, this.containers, this.variableLister) : [];
  }

  variables(handle: number, page?: VariablePage): VariableInfo[] {
    return this.variableLister.list(this.container(handle), page);
  }

  private container(handle: number): Container {
    const entry = this.containers.get(handle);
    if (!entry) throw new DebuggerError('The value is gone: its image has continued');
    return entry.value;
  }

  /** A far reference is followed by whoever asks its home for `exported`; a blob is paged in here. */
  load(handle: number): VariableInfo | { readonly home: ImageId; readonly exportId: number } {
    const container = this.container(handle);
    const { vat } = container;
    if (container.kind !== 'value') throw new DebuggerError('There is nothing to load');
    const { value } = container;
    if (value instanceof Ref) {
      const broken = vat.brokenReason(value);
      if (broken !== undefined) throw new DebuggerError(`The far reference is broken: ${broken}`);
      return { home: value.home, exportId: value.exportId };
    }
    this.faultIn(vat, value);
    return this.variableLister.show(vat, { name: 'value', value, kind: 'virtual' });
  }

  private faultIn(vat: Vat, value: SObject): void {
    try {
      vat.residency?.fault(value);
    } catch (error) {
      throw new DebuggerError((error as Error).message);
    }
  }

  exported(image: ImageId, exportId: number): VariableInfo {
    const vat = livingImage(this.host, image);
    const entry = vat.exports.get(exportId as ExportId);
    if (!entry) throw new DebuggerError(`${vat.name} no longer exports object ${exportId}`);
    return this.variableLister.show(vat, { name: 'target', value: entry.object, kind: 'virtual' });
  }

  async setVariable(handle: number, name: string, expression: string): Promise<VariableInfo> {
    const container = this.container(handle);
    const { vat } = container;
    const frame =
      container.kind === 'temporaries' ? { context: container.context, isTop: container.isTop } : null;
    const outcome = await this.actions.tryEvaluate(vat, frame, expression, patientLimitMs);
    if ('error' in outcome) throw new DebuggerError(`${outcome.error.cls}: ${outcome.error.text}`);
    if (!this.variableLister.set(container, name, outcome.value))
      throw new DebuggerError(`${name} can't be changed`);
    return this.variableLister.show(vat, { name, value: outcome.value, kind: 'virtual' });
  }

  async evaluate(
    expression: string,
    where: { readonly frame?: number; readonly image?: ImageId },
    purpose: EvaluationPurpose,
    ticket?: number,
  ): Promise<VariableInfo> {
    const entry = where.frame !== undefined ? this.frame(where.frame) : undefined;
    const vat = entry?.vat ?? livingImage(this.host, where.image!);
    const frame = entry?.context ? { context: entry.context, isTop: entry.isTop } : null;
    if (purpose === 'hover') {
      const name = expression.trim();
      const value = valueOfName(this.variableLister, vat, frame, name);
      return this.variableLister.show(vat, { name, value, kind: 'virtual' });
    }
    const limitMs = purpose === 'repl' ? patientLimitMs : quickLimitMs;
    const outcome = await this.actions.tryEvaluate(vat, frame, expression, limitMs, ticket);
    if ('error' in outcome) throw new DebuggerError(`${outcome.error.cls}: ${outcome.error.text}`);
    const info = this.variableLister.show(vat, { name: expression, value: outcome.value, kind: 'virtual' });
    if (purpose !== 'repl' && purpose !== 'clipboard') return info;
    if (outcome.value instanceof Ref) return info;
    const printed = await this.evaluator.printString(vat, outcome.value, quickLimitMs);
    return printed === undefined ? info : { ...info, value: printed };
  }

  /** Gives up the evaluation that was asked for under that number, if it still goes on. */
  cancelEvaluation(ticket: number): boolean {
    return this.evaluator.cancel(ticket);
  }

  completions(
    text: string,
    offset: number,
    where: { readonly frame?: number; readonly image?: ImageId },
  ): CompletionInfo[] {
    const entry = where.frame !== undefined ? this.frame(where.frame) : undefined;
    const vat = entry?.vat ?? livingImage(this.host, where.image!);
    const variables = entry?.context
      ? [
          ...frameVariables(entry.context, entry.isTop).keys(),
          ...entry.context.method.methodClass.allInstanceVariableNames(),
        ]
      : [];
    return completionsAt(vat.memory, text, offset, variables);
  }

  exceptionDetails(image: ImageId): ExceptionDetails | undefined {
    const vat = livingImage(this.host, image);
    const stop = this.stops.get(vat);
    return stop?.exception ? exceptionDetails(vat, stop.exception, stop.context) : undefined;
  }

  readBytes(reference: string, offset: number, byteCount: number): Uint8Array {
    return this.variableLister.readBytes(reference, offset, byteCount);
  }

  methodSource(image: ImageId, className: string, meta: boolean, selector: string): string {
    const { memory } = livingImage(this.host, image);
    const method = memory.methodAt(this.behavior(image, className, meta), selector);
    if (!method)
      throw new DebuggerError(
        `${memory.name} has no method ${className}${meta ? ' class' : ''}>>${selector}`,
      );
    return method.source;
  }

  // --- Code ---

  classes(image: ImageId): ClassInfo[] {
    return classesOf(livingImage(this.host, image).memory);
  }

  classDetails(image: ImageId, className: string): ClassDetails {
    return detailsOf(livingImage(this.host, image).memory, this.behavior(image, className, false));
  }

  compileMethod(
    image: ImageId,
    className: string,
    meta: boolean,
    source: string,
    protocol?: string,
  ): CompileOutcome {
    const vat = livingImage(this.host, image);
    const tell = (problem: string): void => this.host.output(vat, 'stderr', `${vat.name}: ${problem}\n`);
    const outcome = compileMethodIn(vat, this.behavior(image, className, meta), source, protocol, tell);
    if ('selector' in outcome) this.codeChanged();
    return outcome;
  }

  private behavior(image: ImageId, className: string, meta: boolean): Behavior {
    const { memory } = livingImage(this.host, image);
    const behavior = memory.classNamed(className)?.behavior;
    if (!behavior) throw new DebuggerError(`${memory.name} has no class ${className}`);
    return meta ? behavior.counterpart : behavior;
  }

  kill(image: ImageId, reason: string): void {
    const vat = livingImage(this.host, image);
    this.stops.delete(vat);
    this.host.kill(vat, reason);
  }

  /** Called by the worker's loop: deadlines of evaluations, and news of the tables. */
  poll(nowMs: number): void {
    this.evaluator.poll(nowMs);
    this.tables.poll(nowMs);
  }

  get isBusy(): boolean {
    return this.evaluator.isBusy;
  }

  /** See `Evaluator.takeSettled`. */
  takeSettled(): boolean {
    return this.evaluator.takeSettled();
  }
}
