// The debugger's interface over all workers: sends each request to the worker that can answer it, and puts the
// answers of several together.
import {
  DebuggerError,
  type BreakpointInfo,
  type BreakpointSpec,
  type CompletionInfo,
  type DataBreakpointSpec,
  type DataTarget,
  type DebugEvent,
  type EvaluationPurpose,
  type EvaluationResult,
  type ExceptionDetails,
  type ExceptionFilterSpec,
  type FarReferenceInfo,
  type FrameInfo,
  type FunctionBreakpointSpec,
  type ImageInfo,
  type ImageNumber,
  type MessageInfo,
  type MethodPlace,
  type MethodRange,
  type PagingInfo,
  type ProcessInfo,
  type RuntimeDebugger,
  type ScopeInfo,
  type StepGranularity,
  type StepKind,
  type StepTarget,
  type StopScope,
  type TextKey,
  type VariableInfo,
  type VariablePage,
} from '../debugger/runtimeDebugger';
import type { ClassDetails, ClassInfo, CompileOutcome } from '../debugger/code';
import type { DesktopInfo, UserInput } from '../debugger/desktop';
import type { PartialStack } from '../debugger/frames';
import { workerOf } from '../debugger/handles';
import type { ThreadProfile } from '../profiler/profile';
import { TableNews } from './tableNews';
import type { WorkerThread } from './workerThread';

/** What only the system can do. */
export interface SystemControl {
  begin(): Promise<void>;
  end(): Promise<void>;
}

/** A chain of messages longer than this is cut in stack traces. */
const maxBoundaries = 100;

export class SystemDebugger implements RuntimeDebugger {
  scope: StopScope = 'image';
  private lastBreakpointId = 0;
  private readonly dead = new Map<ImageNumber, ImageInfo>();
  private readonly known = new Map<ImageNumber, ImageInfo>();
  private allAreStopped = false;
  private isProfiling = false;
  /** Of the time until the system ended. */
  private lastProfile: readonly ThreadProfile[] | null = null;
  /** Breakpoints are verified in some worker or in none; each worker knows only of itself. */
  private readonly verified = new Map<number, boolean>();

  private readonly tableNews = new TableNews((what) => this.emit({ kind: 'tablesChanged', what }));

  constructor(
    private readonly threads: readonly WorkerThread[],
    private readonly listeners: Set<(event: DebugEvent) => void>,
    private readonly control: SystemControl,
  ) {}

  onEvent(listener: (event: DebugEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private emit(event: DebugEvent): void {
    for (const listener of this.listeners) listener(event);
  }

  /** An event of a worker, on its way to the listeners. */
  handle(event: DebugEvent): void {
    if (event.kind === 'tablesChanged') {
      this.tableNews.note(event.what);
      return;
    }
    if (event.kind === 'imageStarted') this.known.set(event.info.image, event.info);
    if (event.kind === 'imageDied') {
      const info = this.known.get(event.image);
      if (info) this.dead.set(event.image, { ...info, state: 'dead', reason: event.reason });
      this.tableNews.note(['messages', 'references', 'images']);
    }
    if (
      event.kind === 'breakpointChanged' &&
      !event.breakpoint.verified &&
      this.verified.get(event.breakpoint.id)
    )
      return;
    if (event.kind === 'breakpointChanged' && event.breakpoint.verified)
      this.verified.set(event.breakpoint.id, true);
    if (event.kind === 'stopped' && this.scope === 'all') {
      // Others that stop at the same moment stop with it.
      if (this.allAreStopped && event.reason === 'pause') return;
      this.allAreStopped = true;
      void this.all((thread) => thread.call('freezeAll')).then(() => this.emit({ ...event, all: true }));
      return;
    }
    this.emit(event);
  }

  /** The system ends: nothing more is told. A profile that is being taken can still be had. */
  async end(): Promise<void> {
    this.tableNews.stop();
    if (this.isProfiling)
      this.lastProfile = await Promise.race([this.collectProfile().catch(() => []), noProfile()]);
  }

  private all<T>(call: (thread: WorkerThread) => Promise<T>): Promise<T[]> {
    return Promise.all(this.threads.filter(({ isDead }) => !isDead).map(call));
  }

  private thread(handle: number): WorkerThread {
    const thread = this.threads[workerOf(handle)] as WorkerThread | undefined;
    if (!thread) throw new DebuggerError(`There is nothing with number ${handle}`);
    return thread;
  }

  async images(): Promise<readonly ImageInfo[]> {
    const living = (await this.all((t) => t.debug<ImageInfo[]>('images'))).flat();
    return [...living, ...this.dead.values()].sort((a, b) => a.image - b.image);
  }

  async configurationDone(): Promise<void> {
    await this.control.begin();
    // They are not held any more.
    this.tableNews.note(['images']);
  }

  async setStopScope(scope: StopScope): Promise<void> {
    this.scope = scope;
    return Promise.resolve();
  }

  stopScope(): Promise<StopScope> {
    return Promise.resolve(this.scope);
  }

  async setBreakpoints(text: TextKey, specs: readonly BreakpointSpec[]): Promise<readonly BreakpointInfo[]> {
    const ids = specs.map(() => ++this.lastBreakpointId);
    return this.merge(await this.all((t) => t.debug<BreakpointInfo[]>('setBreakpoints', text, specs, ids)));
  }

  async setFunctionBreakpoints(specs: readonly FunctionBreakpointSpec[]): Promise<readonly BreakpointInfo[]> {
    const ids = specs.map(() => ++this.lastBreakpointId);
    return this.merge(await this.all((t) => t.debug<BreakpointInfo[]>('setFunctionBreakpoints', specs, ids)));
  }

  async setDataBreakpoints(specs: readonly DataBreakpointSpec[]): Promise<readonly BreakpointInfo[]> {
    const ids = specs.map(() => ++this.lastBreakpointId);
    return this.merge(await this.all((t) => t.debug<BreakpointInfo[]>('setDataBreakpoints', specs, ids)));
  }

  async dataTarget(
    name: string,
    where: { readonly handle?: number; readonly frame?: number },
  ): Promise<DataTarget | undefined> {
    const place = where.handle ?? where.frame;
    const ofObject =
      place === undefined
        ? undefined
        : await this.thread(place).debug<DataTarget | undefined>('dataTarget', name, where);
    if (ofObject || !/^\w+( class)?\.\w+$/.test(name)) return ofObject;
    return { dataId: name, description: `${name} of all instances`, outlivesSession: true };
  }

  /** One breakpoint is verified if any worker could bind it. */
  private merge(answers: readonly BreakpointInfo[][]): BreakpointInfo[] {
    const merged = answers[0].map(
      (first, i) => answers.map((a) => a[i]).find(({ verified }) => verified) ?? first,
    );
    for (const { id, verified } of merged) this.verified.set(id, verified);
    return merged;
  }

  async setExceptionFilters(filters: readonly ExceptionFilterSpec[]): Promise<void> {
    await this.all((t) => t.debug('setExceptionFilters', filters));
  }

  async breakpointLocations(text: TextKey, start: number, stop: number): Promise<readonly MethodRange[]> {
    const found = (
      await this.all((t) => t.debug<MethodRange[]>('breakpointLocations', text, start, stop))
    ).flat();
    const byPlace = new Map(found.map((range) => [`${range.start}-${range.stop}`, range]));
    return [...byPlace.values()].sort((a, b) => a.start - b.start || a.stop - b.stop);
  }

  async pause(image?: ImageNumber): Promise<void> {
    if (image !== undefined) {
      await this.thread(image).debug('pause', image);
      return;
    }
    const first = (await this.images()).find(({ state }) => state !== 'dead' && state !== 'stopped');
    if (!first) return;
    const scope = this.scope;
    this.scope = 'all';
    try {
      await this.thread(first.image).debug('pause', first.image);
      await this.all((t) => t.call('freezeAll'));
    } finally {
      this.scope = scope;
    }
  }

  async continue(image?: ImageNumber): Promise<void> {
    if (image !== undefined && this.scope === 'image') {
      await this.thread(image).debug('continue', image);
      this.allAreStopped = false;
      this.emit({ kind: 'continued', image, all: false });
      return;
    }
    this.allAreStopped = false;
    const any = image ?? [...this.known.keys()].find((each) => !this.dead.has(each)) ?? 0;
    await this.all((t) => t.call('continueAll'));
    this.emit({ kind: 'continued', image: any, all: true });
  }

  async step(
    image: ImageNumber,
    kind: StepKind,
    options: { granularity?: StepGranularity; targetId?: number; singleThread?: boolean } = {},
  ): Promise<void> {
    const { granularity = 'statement', targetId, singleThread = false } = options;
    await this.thread(image).debug('step', image, kind, granularity, targetId);
    this.allAreStopped = false;
    if (this.scope === 'all' && !singleThread) await this.all((t) => t.call('continueAll'));
    this.emit({ kind: 'continued', image, all: this.scope === 'all' && !singleThread });
  }

  stepInTargets(frame: number): Promise<readonly StepTarget[]> {
    return this.thread(frame).debug('stepInTargets', frame);
  }

  restartFrame(frame: number): Promise<void> {
    return this.thread(frame).debug('restartFrame', frame);
  }

  kill(image: ImageNumber, reason: string): Promise<void> {
    return this.thread(image).debug('kill', image, reason);
  }

  terminate(): Promise<void> {
    return this.control.end();
  }

  processes(image: ImageNumber): Promise<readonly ProcessInfo[]> {
    return this.thread(image).debug('processes', image);
  }

  async stack(
    image: ImageNumber,
    start: number,
    count: number,
    process?: number,
  ): Promise<{ readonly frames: readonly FrameInfo[]; readonly total: number }> {
    const frames: FrameInfo[] = [];
    let total = 0;
    let part = await this.thread(image).debug<PartialStack>('stack', image, start, count, process);
    for (let n = 0; ; n++) {
      frames.push(...part.frames);
      total += part.total;
      const next = part.continuation;
      if (!next || next.question === 0 || n >= maxBoundaries || this.dead.has(next.image)) break;
      const wanted = Math.max(0, count - frames.length);
      try {
        part = await this.thread(next.image).debug<PartialStack>(
          'stack',
          next.image,
          Math.max(0, start - total),
          wanted,
          undefined,
          next.question,
        );
      } catch (error) {
        if (error instanceof DebuggerError) break;
        throw error;
      }
    }
    return { frames, total };
  }

  scopes(frame: number): Promise<readonly ScopeInfo[]> {
    return this.thread(frame).debug('scopes', frame);
  }

  variables(handle: number, page?: VariablePage): Promise<readonly VariableInfo[]> {
    return this.thread(handle).debug('variables', handle, page);
  }

  async load(handle: number): Promise<VariableInfo> {
    const loaded = await this.thread(handle).debug<VariableInfo | { home: number; exportId: number }>(
      'load',
      handle,
    );
    if (!('home' in loaded)) return loaded;
    return this.thread(loaded.home).debug('exported', loaded.home, loaded.exportId);
  }

  setVariable(handle: number, name: string, expression: string): Promise<VariableInfo> {
    return this.thread(handle).debug('setVariable', handle, name, expression);
  }

  async evaluate(
    expression: string,
    where: { readonly frame?: number; readonly image?: ImageNumber },
    purpose: EvaluationPurpose,
    ticket?: number,
  ): Promise<EvaluationResult> {
    const place = where.frame ?? where.image;
    if (place === undefined) throw new DebuggerError('An expression needs a frame or an image');
    const thread = this.thread(place);
    return { value: await thread.debug<VariableInfo>('evaluate', expression, where, purpose, ticket) };
  }

  async cancelEvaluation(ticket: number): Promise<boolean> {
    return (await this.all((t) => t.debug<boolean>('cancelEvaluation', ticket))).includes(true);
  }

  completions(
    text: string,
    offset: number,
    where: { readonly frame?: number; readonly image?: ImageNumber },
  ): Promise<readonly CompletionInfo[]> {
    const place = where.frame ?? where.image;
    if (place === undefined) return Promise.resolve([]);
    return this.thread(place).debug('completions', text, offset, where);
  }

  exceptionDetails(image: ImageNumber): Promise<ExceptionDetails | undefined> {
    return this.thread(image).debug('exceptionDetails', image);
  }

  readBytes(memoryReference: string, offset: number, count: number): Promise<Uint8Array> {
    return this.thread(parseInt(memoryReference, 10)).debug('readBytes', memoryReference, offset, count);
  }

  methodSource(image: ImageNumber, className: string, meta: boolean, selector: string): Promise<string> {
    return this.thread(image).debug('methodSource', image, className, meta, selector);
  }

  async startProfile(): Promise<void> {
    if (this.isProfiling) throw new DebuggerError('A profile is being taken already');
    this.isProfiling = true;
    await this.all((t) => t.call('startProfile'));
  }

  async stopProfile(): Promise<readonly ThreadProfile[]> {
    const { lastProfile } = this;
    this.lastProfile = null;
    if (lastProfile !== null) return lastProfile;
    if (!this.isProfiling) throw new DebuggerError('No profile is being taken');
    return this.collectProfile();
  }

  private collectProfile(): Promise<readonly ThreadProfile[]> {
    this.isProfiling = false;
    return this.all((t) => t.call('stopProfile'));
  }

  snapshot(image: ImageNumber, file: string): Promise<void> {
    return this.thread(image).call('snapshot', image, file);
  }

  classes(image: ImageNumber): Promise<readonly ClassInfo[]> {
    return this.thread(image).debug('classes', image);
  }

  classDetails(image: ImageNumber, className: string): Promise<ClassDetails> {
    return this.thread(image).debug('classDetails', image, className);
  }

  compileMethod(
    image: ImageNumber,
    className: string,
    meta: boolean,
    source: string,
    protocol?: string,
  ): Promise<CompileOutcome> {
    return this.thread(image).debug('compileMethod', image, className, meta, source, protocol);
  }

  async loadedFiles(): Promise<readonly string[]> {
    return [...new Set((await this.all((t) => t.debug<string[]>('loadedFiles'))).flat())].sort();
  }

  async messages(
    limit: number,
  ): Promise<{ readonly messages: readonly MessageInfo[]; readonly total: number }> {
    const rows = (
      await Promise.all(
        this.threads.map(async (thread, worker) =>
          thread.isDead
            ? []
            : (await thread.debug<MessageInfo[]>('messages')).map((row) => ({ row, worker })),
        ),
      )
    ).flat();
    const merged = new Map<string, MessageInfo>();
    for (const { row, worker } of rows) {
      const other = merged.get(row.id);
      // The receiver's worker knows best what became of it, unless it has ended for the sender.
      const isBest = !other || isEnded(row) || (workerOf(row.to) === worker && !isEnded(other));
      if (isBest) merged.set(row.id, row);
    }
    const all = [...merged.values()].map(inLocalTime);
    const live = all.filter((row) => !isEnded(row)).sort((a, b) => a.sentAtMs - b.sentAtMs);
    const ended = all.filter(isEnded).sort((a, b) => b.changedAtMs - a.changedAtMs);
    return { messages: [...live, ...ended].slice(0, limit), total: all.length };
  }

  async messagePlace(id: string, side: 'sender' | 'receiver'): Promise<MethodPlace | undefined> {
    const found = await this.all((t) => t.debug<MethodPlace | undefined>('messagePlace', id, side));
    return found.find((place) => place !== undefined);
  }

  async holdMessage(id: string): Promise<void> {
    const held = await this.all((t) => t.debug<boolean>('holdMessage', id));
    if (!held.includes(true)) throw new DebuggerError(`Message ${id} is no longer waiting to be delivered`);
  }

  async releaseMessage(id: string): Promise<void> {
    const released = await this.all((t) => t.debug<boolean>('releaseMessage', id));
    if (!released.includes(true)) throw new DebuggerError(`Message ${id} is not held`);
  }

  holdAll(image: ImageNumber, hold: boolean): Promise<void> {
    return this.thread(image).debug('holdAll', image, hold);
  }

  async farReferences(image?: ImageNumber): Promise<readonly FarReferenceInfo[]> {
    return (await this.all((t) => t.debug<FarReferenceInfo[]>('farReferences', image))).flat();
  }

  farReferenceTarget(id: string): Promise<VariableInfo> {
    const [, home, exportId] = id.split('/').map(Number);
    return this.thread(home).debug('exported', home, exportId);
  }

  revoke(referenceId: string): Promise<void> {
    const [, home, exportId] = referenceId.split('/').map(Number);
    return this.thread(home).debug('revoke', home, exportId, 'revoked in the debugger');
  }

  async paging(): Promise<readonly PagingInfo[]> {
    return (await this.all((t) => t.debug<PagingInfo[]>('paging'))).flat();
  }

  pageIn(blobId: string): Promise<void> {
    return this.thread(parseInt(blobId, 10)).debug('changeBlob', blobId, 'in');
  }

  pageOut(blobId: string): Promise<void> {
    return this.thread(parseInt(blobId, 10)).debug('changeBlob', blobId, 'out');
  }

  pin(blobId: string, pinned: boolean): Promise<void> {
    return this.thread(parseInt(blobId, 10)).debug('changeBlob', blobId, pinned ? 'pin' : 'unpin');
  }

  async desktops(): Promise<readonly DesktopInfo[]> {
    return (await this.all((t) => t.desktop('list'))).flat();
  }

  openDesktop(image: ImageNumber): Promise<DesktopInfo> {
    return this.thread(image).desktop('open', image);
  }

  closeDesktop(image: ImageNumber): Promise<void> {
    return this.thread(image).desktop('close', image);
  }

  resizeDesktop(image: ImageNumber, width: number, height: number): Promise<void> {
    return this.thread(image).desktop('resize', image, width, height);
  }

  acknowledgeFrame(image: ImageNumber, frame: number): Promise<void> {
    return this.thread(image).desktop('acknowledge', image, frame);
  }

  sendInput(image: ImageNumber, events: readonly UserInput[]): Promise<void> {
    return this.thread(image).desktop('input', image, events);
  }

  offerClipboard(image: ImageNumber, text: string): Promise<void> {
    return this.thread(image).desktop('offerClipboard', image, text);
  }
}

/** Workers tell times since 1970; clients count from this thread's start. */
function inLocalTime(row: MessageInfo): MessageInfo {
  const { timeOrigin } = performance;
  return { ...row, sentAtMs: row.sentAtMs - timeOrigin, changedAtMs: row.changedAtMs - timeOrigin };
}

function isEnded({ state }: MessageInfo): boolean {
  return state === 'answered' || state === 'broken';
}

/** A worker that hangs can't hold up the end. */
function noProfile(): Promise<readonly ThreadProfile[]> {
  return new Promise((resolve) => void setTimeout(() => resolve([]), profileLimitMs).unref());
}
const profileLimitMs = 10_000;
