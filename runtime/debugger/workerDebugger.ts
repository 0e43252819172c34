// The debugger's part in one worker: stops its images, answers questions about them. Debugging is a client of the VM:
// without breakpoints and steps nothing here is ever called by running code.
import { CompilationError } from '../loader/doIt';
import type { DebugHook, StopResult } from '../interpreter/host';
import type { Interpreter } from '../interpreter/interpreter';
import type { SProcess } from '../interpreter/processScheduler';
import { instructionsOf } from '../bytecodes/decoder';
import { Op, operandShift } from '../bytecodes/instructions';
import { Context } from '../object-memory/context';
import { textIfString } from '../object-memory/literals';
import type { ImageId } from '../object-memory/objectMemory';
import type { Fields, SBytes, SObject, Value } from '../object-memory/objects';
import { Ref } from '../object-memory/ref';
import type { ImageHost, MessageWatcher } from '../remote/imageHost';
import { Trace, type ExportId, type MessageFrame, type WireError } from '../remote/wire';
import type { Vat } from '../remote/vat';
import type { Breakpoint } from './breakpoint';
import { BreakpointBinder } from './breakpointBinder';
import { CodePatches } from './codePatches';
import { completionsAt } from './completion';
import { Evaluator, frameVariables } from './evaluator';
import { contextsOf, framesOf, type FrameEntry, type PartialStack } from './frames';
import { Handles } from './handles';
import { entryStartingAt, methodRef, positionAt, rangeInText } from './positions';
import { display } from './presentation';
import {
  DebuggerError,
  type BreakpointInfo,
  type BreakpointSpec,
  type CompletionInfo,
  type DebugEvent,
  type EvaluationPurpose,
  type ExceptionDetails,
  type ExceptionFilterSpec,
  type FarReferenceInfo,
  type FunctionBreakpointSpec,
  type ImageInfo,
  type MessageInfo,
  type MethodPlace,
  type MethodRange,
  type PagingInfo,
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
import { farReferencesOf, messageInfo, pagingOf, processesOf } from './tables';
import { VariableLister, type Container } from './variables';

/** Evaluations that show something are bounded; those a person asked for have longer. */
const quickLimitMs = 2000;
const patientLimitMs = 30_000;
const tableIntervalMs = 250;
const tableNames = ['messages', 'references', 'blobs'] as const;

interface Stop {
  readonly process: SProcess | null;
  readonly context: Context | null;
  readonly exception: SObject | null;
}

export class WorkerDebugger implements DebugHook, MessageWatcher {
  private readonly patches = new CodePatches();
  private readonly binder: BreakpointBinder;
  private readonly stepper: Stepper;
  private readonly evaluator: Evaluator;
  private readonly frames: Handles<FrameEntry>;
  private readonly containers: Handles<Container>;
  private readonly variableLister: VariableLister;
  private readonly stops = new Map<Vat, Stop>();
  /** Breakpoints not to stop at again when a stopped Process goes on. */
  private readonly skipped = new Map<SObject, { context: Context; pc: number }>();
  private readonly processIds = new WeakMap<SObject, number>();
  private processCount = 0;
  private readonly watchedModes = new Map<SObject, number>();
  /** Bottom Contexts of messages whose answers are to stop before they are sent. */
  private readonly answerStops = new Set<Context>();
  private tablesAtMs = 0;
  private tablesSeen: readonly number[] = [];

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
    this.frames = new Handles(worker);
    this.containers = new Handles(worker);
    this.variableLister = new VariableLister(host.vm, this.containers);
    host.setDebugHook(this);
    host.watcher = this;
  }

  // --- DebugHook: called at patched instructions only ---

  atBreak(vm: Interpreter, context: Context): StopResult | null {
    const stop = this.stopAtBreak(vm, context);
    if (stop === null) this.patches.runHeldPrimitive(vm, context);
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
    const answerStop = this.atAnswer(context);
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
    if (traces.length > 0)
      this.watchedModes.set(
        process,
        traces.reduce((bits, b) => bits | traceBits(b), 0),
      );
    const stopping = hit.filter((b) => !traces.includes(b));
    if (stopping.length === 0) return null;
    const isException = stopping.every((b) => b.kind === 'exception');
    return {
      kind: 'stopped',
      reason: isException ? 'exception' : 'breakpoint',
      context,
      breakpointIds: stopping.filter((b) => b.kind !== 'exception').map((b) => b.id),
      breakpoints: stopping,
      ...(isException && context.method.selector === 'signal'
        ? { exception: context.receiver as SObject }
        : {}),
    } as StopResult;
  }

  /** Exception filters look at the receiver. */
  private isMeant(breakpoint: Breakpoint, vm: Interpreter, context: Context): boolean {
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

  // --- MessageWatcher ---

  sending(vat: Vat, frame: MessageFrame): number {
    if (this.watchedModes.size === 0 && this.stepper.isIdle && !this.binder.filter('unhandled')) return 0;
    const process = vat.scheduler.active as SObject;
    const bits = (this.watchedModes.get(process) ?? 0) | this.stepper.sending(process);
    this.watchedModes.delete(process);
    if (bits & Trace.Receipt && this.stepper.isStepping(process)) this.stepper.end(vat, process);
    if (this.binder.filter('unhandled') && hasHandler(vat, process))
      return (frame.question === 0 ? bits & Trace.Receipt : bits) | Trace.Handled;
    return frame.question === 0 ? bits & Trace.Receipt : bits;
  }

  received(vat: Vat, process: SObject, frame: MessageFrame): void {
    if (frame.trace === 0 && this.stepper.isIdle) return;
    this.stepper.received(vat, process, frame);
    const delivery = (process as SProcess).f1;
    if (!(frame.trace & Trace.Answer) || !(delivery instanceof Context)) return;
    this.answerStops.add(delivery);
    this.patches.watch(delivery, instructionsOf(delivery.method).original.length - 1);
  }

  /** The bottom Context of a message is about to return the answer that a breakpoint waits for. */
  private atAnswer(context: Context): StopResult | null {
    if (!this.answerStops.delete(context)) return null;
    this.patches.unwatch([context]);
    const { selector } =
      this.host.running.deliveryOf(this.host.vm.scheduler.active as SObject)?.message?.frame ?? {};
    return {
      kind: 'stopped',
      reason: 'message',
      context,
      text: `about to send the answer of ${selector ?? 'a message'}`,
    };
  }

  answering(vat: Vat, process: SObject, frame: MessageFrame): boolean {
    const stepEnds = !this.stepper.isIdle && this.stepper.answering(vat, process);
    return stepEnds || (frame.trace & Trace.Arrival) !== 0;
  }

  arrived(vat: Vat, process: SObject): void {
    this.stepper.beginAtEntry(vat, process, 'arrival');
    this.host.wake(vat);
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
        !(await this.holds(vat, stop.context, condition))
      )
        continue;
      if (logMessage !== undefined && logMessage !== '') await this.log(vat, stop.context, logMessage);
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
    const isFunction = stop.breakpoints?.length && stop.breakpoints.every((b) => b.kind === 'function');
    this.emit({
      kind: 'stopped',
      image: vat.id,
      reason: isFunction ? 'function breakpoint' : stop.reason,
      breakpointIds: stop.breakpointIds ?? [],
      ...(stop.text !== undefined ? { text: stop.text } : {}),
      all: false,
      process: process ? this.processId(process) : 0,
    });
  }

  private async holds(vat: Vat, context: Context, condition: string): Promise<boolean> {
    const outcome = await this.tryEvaluate(vat, { context, isTop: true }, condition, quickLimitMs);
    if ('value' in outcome) return outcome.value === vat.memory.kernel.true_;
    this.console(
      vat,
      `The condition ${condition} failed: ${outcome.error.cls}: ${outcome.error.text}\n`,
      context,
    );
    return true;
  }

  private async log(vat: Vat, context: Context, template: string): Promise<void> {
    let text = '';
    for (const [, literal, expression] of template.matchAll(/([^{]+)|\{([^}]*)\}/g)) {
      if (literal !== undefined) text += literal;
      else text += await this.printed(vat, { context, isTop: true }, expression);
    }
    this.console(vat, `${text}\n`, context);
  }

  private async printed(
    vat: Vat,
    frame: { context: Context; isTop: boolean },
    expression: string,
  ): Promise<string> {
    const outcome = await this.tryEvaluate(vat, frame, expression, quickLimitMs);
    if ('error' in outcome) return `(${outcome.error.cls}: ${outcome.error.text})`;
    return (
      (await this.evaluator.printString(vat, outcome.value, quickLimitMs)) ?? display(vat, outcome.value)
    );
  }

  private async tryEvaluate(
    vat: Vat,
    frame: { context: Context; isTop: boolean } | null,
    source: string,
    limitMs: number,
  ): Promise<{ value: Value } | { error: WireError }> {
    try {
      return await this.evaluator.evaluate(vat, frame, source, limitMs);
    } catch (error) {
      if (!(error instanceof CompilationError)) throw error;
      return { error: { cls: 'SyntaxError', text: error.message, stack: '', suspension: null } };
    }
  }

  private console(vat: Vat, text: string, context: Context): void {
    const range = positionAt(context, true);
    this.emit({
      kind: 'output',
      image: vat.id,
      category: 'console',
      text,
      method: methodRef(context.method),
      ...(range ? { range: rangeInText(context.method, range) } : {}),
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
    const vat = this.living(image);
    if (vat.state === 'stopped') return false;
    this.freeze(vat);
    const process = this.stops.get(vat)!.process;
    this.emit({
      kind: 'stopped',
      image,
      reason: 'pause',
      breakpointIds: [],
      all: false,
      process: process ? this.processId(process) : 0,
    });
    return true;
  }

  /** Stops without telling: because another image stopped, or at the start. */
  freeze(vat: Vat): void {
    if (vat.state !== 'running') return;
    vat.state = 'stopped';
    const process = mainProcess(vat, (each) => this.evaluator.isEvaluating(each));
    const context = process?.f1 instanceof Context ? process.f1 : null;
    this.stops.set(vat, { process, context, exception: null });
    this.evaluator.imageStopped(vat, process);
  }

  freezeAll(): void {
    for (const vat of this.host.allVats()) this.freeze(vat);
  }

  continue(image: ImageId): void {
    const vat = this.living(image);
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
    const vat = this.living(image);
    const stop = this.stops.get(vat);
    if (vat.state !== 'stopped') throw new DebuggerError(`${vat.name} runs; pause it first`);
    if (kind !== 'nextMessage') {
      if (!stop?.process || !stop.context)
        throw new DebuggerError(`${vat.name} has no Process to step; continue it`);
      const held = stop.process.f1;
      if (!(held instanceof Context))
        throw new DebuggerError(`The Process that stopped in ${vat.name} has ended; continue it`);
      this.stepper.begin(
        vat,
        stop.process,
        visibleTop(held, stop.exception),
        kind,
        granularity,
        targetId ?? null,
      );
    } else
      this.stepper.begin(
        vat,
        stop?.process ?? (vat.memory.kernel.nil as SProcess),
        dummyContext(stop),
        kind,
        granularity,
        null,
      );
    this.resumeQuietly(vat);
  }

  /** Makes the Process that starts next in an image stop at its first statement. */
  stopAtEntry(vat: Vat, process: SProcess): void {
    this.stepper.beginAtEntry(vat, process, this.binder.hasFiles(vat.memory) ? 'entry' : 'receipt');
  }

  stepInTargets(frame: number): StepTarget[] {
    const { vat, context, isTop } = this.frame(frame);
    if (!context) return [];
    const position = positionAt(context, isTop);
    const { original, sites } = instructionsOf(context.method);
    const targets: StepTarget[] = [];
    for (const entry of context.method.body.sourceMap) {
      if (entry.kind !== 'send' || !position || entry.start < position.start || entry.pc < position.pc)
        continue;
      const statementEnd = statementStop(context, position.start);
      if (entry.stop > statementEnd) continue;
      const index = instructionIndex(context, entry.pc);
      const word = original[index];
      const op = word & 0xff;
      if (op !== Op.Send && op !== Op.SuperSend && !(op >= Op.Add && op <= Op.Value1)) continue;
      const selector = sites[word >> operandShift]?.selector ?? entry.selector ?? '';
      const far = farReceiver(vat, context, entry.start, selector);
      targets.push({
        id: index,
        label: far ? `→ ${selector} in ${far}` : selector,
        range: rangeInText(context.method, entry),
      });
    }
    return targets;
  }

  restartFrame(frame: number): void {
    const { vat, process, context } = this.frame(frame);
    if (!context || context.method.isBlock)
      throw new DebuggerError('Only the activation of a method can be restarted');
    const instructions = instructionsOf(context.method);
    for (let c = process.f1 as Context | null; c !== null && c !== context; c = c.sender)
      if (c.method.isUnwindMarked)
        throw new DebuggerError('An ensure: block above this frame would not be run; step out of it first');
    context.pc = 0;
    context.sp = instructions.numTemps;
    for (let i = context.method.numArgs; i < instructions.numTemps; i++)
      context.stack[i] = vat.memory.kernel.nil;
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
      processCount: count(vat.scheduler.readyProcesses()) + count(vat.scheduler.heldProcesses()),
      queuedMessages: vat.inbox.size,
      ...(vat.memory.devices.display ? { hasDesktop: true as const } : {}),
    };
  }

  processes(image: ImageId): ProcessInfo[] {
    return processesOf(this.living(image), (process) => this.processId(process));
  }

  /** Frames of one Process of an image; `question` picks the one that waits for that answer. */
  stack(image: ImageId, start: number, count_: number, process?: number, question?: number): PartialStack {
    const vat = this.living(image);
    const stop = this.stops.get(vat);
    const chosen =
      question !== undefined
        ? [...vat.questions.entries()].find((q) => q.id === (question as typeof q.id))?.process
        : process !== undefined
          ? this.processWithId(vat, process)
          : stop?.process;
    if (!chosen || !(chosen.f1 instanceof Context)) return { frames: [], total: 0 };
    const isWaiting = chosen !== stop?.process || vat.scheduler.isHeld(chosen);
    const top = chosen === stop?.process ? visibleTop(chosen.f1, stop.exception) : chosen.f1;
    return framesOf(vat, chosen, top, isWaiting || top !== chosen.f1, this.frames, start, count_);
  }

  private processWithId(vat: Vat, id: number): SProcess | undefined {
    for (const info of processesOf(vat, (p) => this.processId(p)))
      if (info.process === id) return this.processesById.get(id)?.deref();
    return undefined;
  }

  private readonly processesById = new Map<number, WeakRef<SProcess>>();

  private processId(process: SObject): number {
    let id = this.processIds.get(process);
    if (id === undefined) {
      id = ++this.processCount * 1024 + this.worker;
      this.processIds.set(process, id);
      this.processesById.set(id, new WeakRef(process as SProcess));
    }
    return id;
  }

  private frame(frame: number): FrameEntry & { process: SProcess } {
    const entry = this.frames.get(frame);
    if (!entry) throw new DebuggerError('The frame is gone: its image has continued');
    return entry.value as FrameEntry & { process: SProcess };
  }

  scopes(frame: number): ScopeInfo[] {
    const { vat, context, isTop } = this.frame(frame);
    if (!context) return [];
    const add = (container: Container): number => this.containers.add(vat.id, container);
    const scopes: ScopeInfo[] = [
      {
        name: 'Temporaries',
        hint: 'locals',
        handle: add({ kind: 'temporaries', vat, context, isTop }),
        expensive: false,
      },
    ];
    const outer = context.outer;
    if (outer)
      scopes.push({
        name: 'Block',
        hint: 'locals',
        handle: add({ kind: 'temporaries', vat, context: outer, isTop: false }),
        expensive: false,
      });
    const self: ScopeInfo = {
      name: 'Self',
      hint: 'self',
      handle: add({ kind: 'pairs', vat, pairs: [['self', context.receiver]] }),
      expensive: false,
    };
    // Clients open the first one: temporaries, where there are any.
    if (this.variableLister.slots({ kind: 'temporaries', vat, context, isTop }).length > 0) scopes.push(self);
    else scopes.unshift(self);
    scopes.push({
      name: 'Context',
      hint: 'registers',
      handle: add({ kind: 'context', vat, context }),
      expensive: true,
    });
    scopes.push({ name: 'Globals', hint: 'other', handle: add({ kind: 'globals', vat }), expensive: true });
    return scopes;
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
    const vat = this.living(image);
    const entry = vat.exports.get(exportId as ExportId);
    if (!entry) throw new DebuggerError(`${vat.name} no longer exports object ${exportId}`);
    return this.variableLister.show(vat, { name: 'target', value: entry.object, kind: 'virtual' });
  }

  async setVariable(handle: number, name: string, expression: string): Promise<VariableInfo> {
    const container = this.container(handle);
    const { vat } = container;
    const frame =
      container.kind === 'temporaries' ? { context: container.context, isTop: container.isTop } : null;
    const outcome = await this.tryEvaluate(vat, frame, expression, patientLimitMs);
    if ('error' in outcome) throw new DebuggerError(`${outcome.error.cls}: ${outcome.error.text}`);
    if (!this.variableLister.set(container, name, outcome.value))
      throw new DebuggerError(`${name} can't be changed`);
    return this.variableLister.show(vat, { name, value: outcome.value, kind: 'virtual' });
  }

  async evaluate(
    expression: string,
    where: { readonly frame?: number; readonly image?: ImageId },
    purpose: EvaluationPurpose,
  ): Promise<VariableInfo> {
    const entry = where.frame !== undefined ? this.frame(where.frame) : undefined;
    const vat = entry?.vat ?? this.living(where.image!);
    const frame = entry?.context ? { context: entry.context, isTop: entry.isTop } : null;
    if (purpose === 'hover') return this.hover(vat, frame, expression);
    const limitMs = purpose === 'repl' ? patientLimitMs : quickLimitMs;
    const outcome = await this.tryEvaluate(vat, frame, expression, limitMs);
    if ('error' in outcome) throw new DebuggerError(`${outcome.error.cls}: ${outcome.error.text}`);
    const info = this.variableLister.show(vat, { name: expression, value: outcome.value, kind: 'virtual' });
    if (purpose !== 'repl' && purpose !== 'clipboard') return info;
    if (outcome.value instanceof Ref) return info;
    const printed = await this.evaluator.printString(vat, outcome.value, quickLimitMs);
    return printed === undefined ? info : { ...info, value: printed };
  }

  /** Without side effects: names only. */
  private hover(
    vat: Vat,
    frame: { context: Context; isTop: boolean } | null,
    expression: string,
  ): VariableInfo {
    const name = expression.trim();
    const value = frame && this.visibleNames(vat, frame.context, frame.isTop).get(name);
    const found = value ?? (/^\w+$/.test(name) ? vat.memory.global(name) : undefined);
    if (found === undefined || found === null) throw new DebuggerError(`${name} is no variable here`);
    return this.variableLister.show(vat, { name, value: found, kind: 'virtual' });
  }

  private visibleNames(vat: Vat, context: Context, isTop: boolean): Map<string, Value> {
    const names = new Map<string, Value>();
    names.set('self', context.receiver);
    names.set('thisContext', context);
    const { receiver } = context;
    if (typeof receiver === 'object' && receiver.$b !== vat.memory.kernel.leaf)
      context.method.methodClass
        .allInstanceVariableNames()
        .forEach((name, i) => names.set(name, (receiver as Fields)[`f${i}`]));
    const slots = this.variableLister.slots({ kind: 'temporaries', vat, context, isTop });
    const outer = context.outer;
    if (outer)
      for (const s of this.variableLister.slots({ kind: 'temporaries', vat, context: outer, isTop: false }))
        names.set(s.name, s.value);
    for (const s of slots) names.set(s.name, s.value);
    return names;
  }

  completions(
    text: string,
    offset: number,
    where: { readonly frame?: number; readonly image?: ImageId },
  ): CompletionInfo[] {
    const entry = where.frame !== undefined ? this.frame(where.frame) : undefined;
    const vat = entry?.vat ?? this.living(where.image!);
    const variables = entry?.context
      ? [
          ...frameVariables(entry.context, entry.isTop).keys(),
          ...entry.context.method.methodClass.allInstanceVariableNames(),
        ]
      : [];
    return completionsAt(vat.memory, text, offset, variables);
  }

  exceptionDetails(image: ImageId): ExceptionDetails | undefined {
    const vat = this.living(image);
    const stop = this.stops.get(vat);
    if (!stop?.exception) return undefined;
    const { exception } = stop;
    const names = exception.$b.allInstanceVariableNames();
    const text = (name: string): string | undefined => {
      const index = names.indexOf(name);
      return index < 0 ? undefined : textIfString((exception as Fields)[`f${index}`]);
    };
    const classChain: string[] = [];
    for (let b: typeof exception.$b | null = exception.$b; b !== null; b = b.superclass) {
      classChain.push(b.name);
      if (b.name === 'Exception') break;
    }
    const remoteStackTrace = text('remoteStack');
    const contexts = stop.context ? contextsOf(visibleTop(stop.context, exception)).slice(0, 50) : [];
    const message = text('messageText') ?? missingMessage(vat, exception);
    return {
      exceptionClass: exception.$b.name,
      description: message === undefined ? exception.$b.name : `${exception.$b.name}: ${message}`,
      classChain,
      stackTrace: contexts.map((c) => c.method.printName).join('\n'),
      ...(remoteStackTrace !== undefined ? { remoteStackTrace } : {}),
    };
  }

  readBytes(reference: string, offset: number, byteCount: number): Uint8Array {
    const known = this.variableLister.byteObjects.get(reference);
    const object = known?.object.deref();
    if (!known || !object) throw new DebuggerError('The bytes are gone');
    const blob = known.vat.residency?.blobOf(object);
    const bytes =
      blob && !blob.isResident
        ? known.vat.residency!.contents(blob)
        : ((object as SBytes).b ?? Uint8Array.from((object as SBytes).s ?? '', (c) => c.charCodeAt(0)));
    return bytes.slice(offset, offset + byteCount);
  }

  methodSource(image: ImageId, className: string, meta: boolean, selector: string): string {
    const vat = this.living(image);
    const behavior = vat.memory.classNamed(className)?.behavior;
    const method = behavior && vat.memory.methodAt(meta ? behavior.counterpart : behavior, selector);
    if (!method)
      throw new DebuggerError(`${vat.name} has no method ${className}${meta ? ' class' : ''}>>${selector}`);
    return method.source;
  }

  // --- Tables ---

  messages(): MessageInfo[] {
    return [...this.host.inFlight.entries(), ...this.host.inFlight.recent()].map((m) =>
      messageInfo(this.host, m),
    );
  }

  messagePlace(id: string, side: 'sender' | 'receiver'): MethodPlace | undefined {
    const [from, number] = id.split('.').map(Number);
    const message = this.host.inFlight.get(from as ImageId, number);
    if (!message) return undefined;
    const vat = this.host.vat(side === 'sender' ? message.frame.from : message.frame.to);
    if (!vat) return undefined;
    const process =
      side === 'sender'
        ? [...vat.questions.entries()].find((q) => q.message.frame.id === number)?.process
        : vat.processFor(from as ImageId, number);
    const context = process?.f1 instanceof Context ? contextsOf(process.f1)[0] : undefined;
    if (context) {
      const range = positionAt(context, false);
      return {
        image: vat.id,
        method: methodRef(context.method),
        ...(range ? { range: rangeInText(context.method, range) } : {}),
      };
    }
    if (side === 'sender' || !('exportId' in message.frame.target)) return undefined;
    const receiver = vat.exports.get(message.frame.target.exportId)?.object;
    const method = receiver && vat.memory.lookup(receiver.$b, message.frame.selector);
    return method
      ? { image: vat.id, method: methodRef(method), range: rangeInText(method, method.body) }
      : undefined;
  }

  holdMessage(id: string): boolean {
    const [from, number] = id.split('.').map(Number);
    const message = this.host.inFlight.get(from as ImageId, number);
    return (message && this.host.vat(message.frame.to)?.inbox.hold(from as ImageId, number)) ?? false;
  }

  releaseMessage(id: string): boolean {
    const [from, number] = id.split('.').map(Number);
    const message = this.host.inFlight.get(from as ImageId, number);
    const vat = message && this.host.vat(message.frame.to);
    if (!vat?.inbox.release(from as ImageId, number)) return false;
    this.host.wake(vat);
    return true;
  }

  holdAll(image: ImageId, hold: boolean): void {
    this.living(image).inbox.holdAll(hold);
  }

  farReferences(image?: ImageId): FarReferenceInfo[] {
    const rows = [...this.host.allVats()].flatMap((vat) => farReferencesOf(vat));
    return image === undefined ? rows : rows.filter((r) => r.holder === image || r.home === image);
  }

  revoke(home: ImageId, exportId: number, reason: string): void {
    const vat = this.living(home);
    if (!vat.references.revoke(exportId as ExportId, reason))
      throw new DebuggerError(`${vat.name} no longer exports object ${exportId}`);
  }

  paging(): PagingInfo[] {
    return [...this.host.allVats()].flatMap(
      (vat) => pagingOf(vat, (object) => this.byteReference(vat, object)) ?? [],
    );
  }

  private byteReference(vat: Vat, object: SObject): string {
    const reference = `${vat.id}/${vat.memory.identityHash(object)}`;
    this.variableLister.byteObjects.set(reference, { vat, object: new WeakRef(object) });
    return reference;
  }

  /** `in` and `out` move the blob, `pin` and `unpin` change what the budget may do. */
  changeBlob(blobId: string, change: 'in' | 'out' | 'pin' | 'unpin'): void {
    const [image, id] = blobId.split('/').map(Number);
    const vat = this.living(image as ImageId);
    const blob = vat.residency?.blobWithId(id);
    if (!vat.residency || !blob) throw new DebuggerError('The blob is gone');
    try {
      if (change === 'in') vat.residency.fault(blob.object);
      else if (change === 'out') vat.residency.purge(blob);
      else vat.residency.pin(blob, change === 'pin');
    } catch (error) {
      throw new DebuggerError((error as Error).message);
    }
  }

  kill(image: ImageId, reason: string): void {
    const vat = this.living(image);
    this.stops.delete(vat);
    this.host.kill(vat, reason);
  }

  private living(image: ImageId): Vat {
    const vat = this.host.vat(image);
    if (!vat) throw new DebuggerError(`Image ${this.host.imageName(image)} is not there any more`);
    return vat;
  }

  /** Called by the worker's loop: deadlines of evaluations, and news of the tables. */
  poll(nowMs: number): void {
    this.evaluator.poll(nowMs);
    if (nowMs - this.tablesAtMs < tableIntervalMs) return;
    this.tablesAtMs = nowMs;
    let blobs = 0;
    let references = 0;
    for (const vat of this.host.allVats()) {
      if (vat.owesBudgetLook) this.host.lookAfterBudget(vat, nowMs);
      blobs += vat.residency?.version ?? 0;
      references += vat.imports.size * 7919 + vat.exports.size;
    }
    const seen = [this.host.inFlight.version, references, blobs];
    const what = tableNames.filter((_, i) => seen[i] !== this.tablesSeen[i]);
    if (what.length === 0) return;
    this.tablesSeen = seen;
    // What images do and how much waits for them changes with their messages.
    this.emit({ kind: 'tablesChanged', what: [...what, 'images'] });
  }

  get isBusy(): boolean {
    return this.evaluator.isBusy;
  }
}

function traceBits({ mode }: Breakpoint): number {
  if (mode === 'receipt') return Trace.Receipt;
  return mode === 'answer' ? Trace.Answer : Trace.Arrival;
}

function inheritsFromNamed(vm: Interpreter, v: Value, name: string): boolean {
  for (let b: Value | ReturnType<typeof vm.classOf> | null = vm.classOf(v); b !== null; b = b.superclass)
    if (b.name === name) return true;
  return false;
}

/**
 * The Process that a pause shows: the active one, else one that waits for an answer, else any that is ready; what the
 * debugger evaluates only where there is nothing else.
 */
function mainProcess(vat: Vat, isEvaluation: (process: SProcess) => boolean): SProcess | null {
  const { scheduler } = vat;
  const active = scheduler.activeProcess;
  const candidates = [
    ...(active ? [active] : []),
    ...scheduler.heldProcesses(),
    ...scheduler.readyProcesses(),
  ];
  return candidates.find((process) => !isEvaluation(process)) ?? candidates[0] ?? null;
}

/** The Context a person wants to see at a stop for an exception: the one that signalled. */
function visibleTop(top: Context, exception: SObject | null): Context {
  if (!exception) return top;
  const isMachinery = (c: Context): boolean =>
    c.receiver === exception ||
    /^(Unhandled|Exception|Error|Halt)/.test(c.method.methodClass.name) ||
    (c.method.methodClass.isMeta && /Error|Exception|Halt/.test(c.method.methodClass.name)) ||
    ['error:', 'doesNotUnderstand:', 'halt', 'halt:', 'signal', 'signal:', 'primitiveFailed'].includes(
      c.method.selector,
    );
  let context = top;
  while (context.sender !== null && isMachinery(context)) context = context.sender;
  return context;
}

/** The text of a MessageNotUnderstood, which makes it only when asked. */
function missingMessage(vat: Vat, exception: SObject): string | undefined {
  const names = exception.$b.allInstanceVariableNames();
  const message = (exception as Fields)[`f${names.indexOf('message')}`];
  const receiver = (exception as Fields)[`f${names.indexOf('receiver')}`];
  if (typeof message !== 'object' || message === null || message.$b.name !== 'Message') return undefined;
  return `${vat.memory.kernel.classOf(receiver).printName} does not understand ${display(vat, (message as Fields).f0)}`;
}

function dummyContext(stop: Stop | undefined): Context {
  return stop?.context ?? (null as unknown as Context);
}

function count(items: Iterable<unknown>): number {
  let n = 0;
  for (const item of items) if (item !== undefined) n++;
  return n;
}

function instructionIndex(context: Context, bytePc: number): number {
  return instructionsOf(context.method).bytePcs.indexOf(bytePc);
}

/** End of the smallest statement around a position. */
function statementStop(context: Context, start: number): number {
  let stop = Infinity;
  for (const entry of context.method.body.sourceMap)
    if (entry.kind === 'statement' && entry.start <= start && start < entry.stop)
      stop = Math.min(stop, entry.stop);
  return stop;
}

/** Name of the image that a send's receiver lives in, if it is a variable that holds a far reference. */
function farReceiver(vat: Vat, context: Context, start: number, selector: string): string | undefined {
  const name = /^\w+/.exec(context.method.source.slice(start))?.[0];
  if (name === undefined || selector === '') return undefined;
  const entry = frameVariables(context, entryStartingAt(context) !== undefined).get(name);
  let value: Value | undefined = entry && entry.context.stack[entry.temp.index];
  if (entry?.temp.vectorSlot !== undefined) value = undefined;
  if (value === undefined) {
    const index = context.method.methodClass.allInstanceVariableNames().indexOf(name);
    value =
      index >= 0 && typeof context.receiver === 'object'
        ? (context.receiver as Fields)[`f${index}`]
        : vat.memory.global(name);
  }
  return value instanceof Ref ? vat.host.imageName(value.home) : undefined;
}

/** True if a handler is below the active Process's sends, here or in whoever it runs for. */
function hasHandler(vat: Vat, process: SObject): boolean {
  const message = vat.deliveryOf(process)?.message;
  if (message && message.frame.trace & Trace.Handled) return true;
  for (let c = vat.runningContext(); c !== null; c = c.sender) if (c.method.isHandlerMarked) return true;
  return false;
}
