import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import {
  DebuggerError,
  type BreakpointInfo,
  type BreakpointSpec,
  type CompletionInfo,
  type DataBreakpointSpec,
  type DataTarget,
  type DebugEvent,
  type EvaluationResult,
  type ExceptionDetails,
  type ExceptionFilterSpec,
  type FarReferenceInfo,
  type FrameInfo,
  type FunctionBreakpointSpec,
  type ImageInfo,
  type ImageNumber,
  type ImageState,
  type MessageInfo,
  type MethodPlace,
  type MethodRange,
  type PagingInfo,
  type ProcessInfo,
  type RuntimeDebugger,
  type ScopeInfo,
  type StepKind,
  type StepTarget,
  type StopReason,
  type StopScope,
  type TextKey,
  type VariableInfo,
  type VariablePage,
} from '../../../runtime/debugger/runtimeDebugger';
import type { ClassDetails, ClassInfo, CompileOutcome } from '../../../runtime/debugger/code';
import { ScriptedDesktops } from './scriptedDesktops';
import type { ThreadProfile } from '../../../runtime/profiler/profile';

export const bankFolder = path.resolve('examples', 'bank', 'src');
export const tellerFile = path.join(bankFolder, 'Teller.class.st');
export const accountFile = path.join(bankFolder, 'Account.class.st');

const teller = 1;
const ledger = 2;
const auditor = 3;
const kernelSource = 'value\n\t"Answer my contents."\n\t^contents';

const rangeOf = (file: string, words: string): MethodRange => {
  const start = readFileSync(file, 'utf8').lastIndexOf(words);
  return { start, stop: start + words.length };
};
const sendRange = rangeOf(tellerFile, 'account deposit: 100');
const bodyRange = rangeOf(accountFile, 'anAmount > 0');

/**
 * The bank example as a script: it knows where things stop and what is to be seen there, and runs nothing. What
 * the adapter asked of it is in `calls`.
 */
export class ScriptedDebugger extends ScriptedDesktops implements RuntimeDebugger {
  readonly calls: string[] = [];
  stopOnEntry = false;
  private readonly listeners = new Set<(event: DebugEvent) => void>();
  private readonly states: Record<ImageNumber, ImageState> = { 1: 'running', 2: 'idle', 3: 'idle' };
  private scope: StopScope = 'image';
  private lastBreakpoint = 40;
  private held = false;
  private balance = '0';
  private pagedIn = false;
  private pinned = false;
  private revoked = false;

  onEvent(listener: (event: DebugEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  override emit(event: DebugEvent): void {
    for (const listener of [...this.listeners]) listener(event);
  }

  stop(image: ImageNumber, reason: StopReason, more: { ids?: number[]; text?: string } = {}): void {
    const all = this.scope === 'all';
    for (const each of [teller, ledger, auditor]) {
      if ((all || each === image) && this.states[each] !== 'dead') this.states[each] = 'stopped';
    }
    const { ids = [], text } = more;
    this.emit({ kind: 'stopped', image, reason, breakpointIds: ids, text, all, process: 7 });
  }

  private record(call: string, ...args: unknown[]): void {
    this.calls.push(`${call}(${args.map((arg) => JSON.stringify(arg)).join(', ')})`);
  }

  async images(): Promise<readonly ImageInfo[]> {
    const image = (number: number, name: string, role: string): ImageInfo => ({
      image: number,
      name,
      role,
      worker: number === auditor ? 1 : 0,
      state: this.states[number]!,
      processCount: 1,
      queuedMessages: 0,
    });
    return [
      image(teller, 'teller', 'counter'),
      image(ledger, 'ledger', 'vault'),
      image(auditor, 'auditor', 'watcher'),
    ];
  }

  async configurationDone(): Promise<void> {
    this.record('configurationDone');
    const output = { kind: 'output', image: teller, category: 'stdout' } as const;
    this.emit({ ...output, text: 'Good morn' });
    this.emit({ ...output, image: ledger, text: 'Vault open\n' });
    this.emit({ ...output, text: 'ing\n' });
    if (this.stopOnEntry) this.stop(teller, 'entry');
  }

  async setStopScope(scope: StopScope): Promise<void> {
    this.scope = scope;
  }

  async stopScope(): Promise<StopScope> {
    return this.scope;
  }

  async setBreakpoints(text: TextKey, specs: readonly BreakpointSpec[]): Promise<readonly BreakpointInfo[]> {
    this.record('setBreakpoints', text.replace(`${bankFolder}/`, ''), ...specs);
    return specs.map((spec) => {
      const id = ++this.lastBreakpoint;
      if (text === 'teller/ValueHolder>>value')
        return { id, verified: true, start: spec.start, stop: spec.stop };
      if (text !== tellerFile) return { id, verified: false, message: 'No image has loaded this file' };
      return { id, verified: true, ...sendRange };
    });
  }

  async setFunctionBreakpoints(specs: readonly FunctionBreakpointSpec[]): Promise<readonly BreakpointInfo[]> {
    this.record('setFunctionBreakpoints', ...specs);
    return specs.map(({ name }) => {
      const verified = name !== 'Account>>nothing';
      const id = ++this.lastBreakpoint;
      return verified ? { id, verified } : { id, verified, message: 'Account has no method nothing' };
    });
  }

  async setDataBreakpoints(specs: readonly DataBreakpointSpec[]): Promise<readonly BreakpointInfo[]> {
    this.record('setDataBreakpoints', ...specs);
    return specs.map(({ dataId }) => ({ id: ++this.lastBreakpoint, verified: dataId === 'Account.balance' }));
  }

  async dataTarget(name: string): Promise<DataTarget | undefined> {
    if (name !== 'Account.balance') return undefined;
    return { dataId: name, description: `${name} of all instances`, outlivesSession: true };
  }

  async cancelEvaluation(ticket: number): Promise<boolean> {
    this.record('cancelEvaluation', ticket > 0);
    return true;
  }

  async setExceptionFilters(filters: readonly ExceptionFilterSpec[]): Promise<void> {
    this.record('setExceptionFilters', ...filters);
  }

  async breakpointLocations(): Promise<readonly MethodRange[]> {
    return [sendRange];
  }

  async pause(image?: ImageNumber): Promise<void> {
    this.record('pause', image);
    this.stop(image ?? teller, 'pause');
  }

  async continue(image?: ImageNumber): Promise<void> {
    this.record('continue', image);
    for (const each of [teller, ledger, auditor]) {
      if (image === undefined || each === image) this.states[each] = 'running';
    }
    this.emit({ kind: 'continued', image: image ?? teller, all: image === undefined });
  }

  async step(image: ImageNumber, kind: StepKind, options?: object): Promise<void> {
    this.record('step', image, kind, options);
    this.states[image] = 'running';
    this.emit({ kind: 'continued', image, all: false });
    const crosses = image === teller && kind === 'in';
    const returns = image === ledger && kind === 'out';
    this.stop(crosses ? ledger : returns ? teller : image, 'step');
  }

  async stepInTargets(): Promise<readonly StepTarget[]> {
    return [
      { id: 1, label: '→ deposit: in ledger', range: sendRange },
      { id: 2, label: 'show:' },
    ];
  }

  async restartFrame(frame: number): Promise<void> {
    this.record('restartFrame', frame);
    this.stop(teller, 'step');
  }

  async kill(image: ImageNumber, reason: string): Promise<void> {
    this.record('kill', image, reason);
    this.states[image] = 'dead';
    this.emit({ kind: 'imageDied', image, reason });
  }

  async terminate(): Promise<void> {
    this.record('terminate');
    this.emit({ kind: 'terminated', exitCode: 0 });
  }

  async processes(image: ImageNumber): Promise<readonly ProcessInfo[]> {
    return [
      { process: 7, image, name: 'entry', priority: 40, state: 'active' },
      { process: 8, image, name: 'idle', priority: 10, state: 'ready' },
    ];
  }

  async stack(
    image: ImageNumber,
    start: number,
    count: number,
    process?: number,
  ): Promise<{ readonly frames: readonly FrameInfo[]; readonly total: number }> {
    if (this.states[image] !== 'stopped') throw new DebuggerError(`image ${image} runs: pause it first`);
    const own: FrameInfo[] = [
      {
        frame: 11,
        image: teller,
        kind: 'method',
        name: 'Teller class>>openBank',
        method: { className: 'Teller', meta: true, selector: 'openBank', file: tellerFile },
        range: sendRange,
        canRestart: true,
      },
      {
        frame: 12,
        image: teller,
        kind: 'method',
        name: 'ValueHolder>>value',
        method: { className: 'ValueHolder', meta: false, selector: 'value' },
        range: { start: 30, stop: 39 },
        canRestart: false,
      },
      { frame: 13, image: teller, kind: 'native', name: 'start of the entry', canRestart: false },
    ];
    const received: FrameInfo[] = [
      {
        frame: 21,
        image: ledger,
        kind: 'method',
        name: 'Account>>deposit:',
        method: { className: 'Account', meta: false, selector: 'deposit:', file: accountFile },
        range: bodyRange,
        canRestart: true,
      },
      { frame: 22, image: ledger, kind: 'boundary', name: 'deposit: sent by teller', canRestart: false },
      ...own,
    ];
    const frames = process === 8 ? [own[2]!] : image === teller ? own : received;
    return { frames: frames.slice(start, start + count), total: frames.length };
  }

  async scopes(): Promise<readonly ScopeInfo[]> {
    return [
      { name: 'Self', hint: 'self', handle: 100, expensive: false },
      { name: 'Temporaries', hint: 'locals', handle: 101, expensive: false },
      { name: 'Processes', hint: 'other', handle: 102, expensive: true },
    ];
  }

  async variables(handle: number, page?: VariablePage): Promise<readonly VariableInfo[]> {
    this.record('variables', handle, page);
    if (handle === 103) {
      const { start = 0, count = 3 } = page ?? {};
      return Array.from({ length: count }, (_, index) => ({
        name: `${start + index + 1}`,
        value: `${(start + index) ** 2}`,
        type: 'SmallInteger',
        handle: 0,
        kind: 'element' as const,
        canSet: true,
      }));
    }
    if (handle !== 101) {
      return [
        { name: 'self', value: 'Teller', type: 'Teller class', handle: 0, kind: 'self', canSet: false },
      ];
    }
    return [
      {
        name: 'account',
        value: 'an Account in ledger',
        type: 'FarReference',
        handle: 104,
        lazy: true,
        kind: 'far',
        canSet: true,
        evaluateName: 'account',
      },
      {
        name: 'balance',
        value: this.balance,
        type: 'SmallInteger',
        handle: 0,
        kind: 'temporary',
        canSet: true,
        evaluateName: 'balance',
      },
      {
        name: 'numbers',
        value: 'an Array of 1,000',
        type: 'Array',
        handle: 103,
        indexedCount: 1000,
        kind: 'temporary',
        canSet: true,
      },
      {
        name: 'bytes',
        value: '#[1 2 3]',
        type: 'ByteArray',
        handle: 105,
        indexedCount: 3,
        canSet: true,
        memoryReference: 'm105',
      },
    ];
  }

  async load(handle: number): Promise<VariableInfo> {
    this.record('load', handle);
    return {
      name: 'account',
      value: 'account of Ada',
      type: 'Account',
      handle: 106,
      namedCount: 2,
      canSet: false,
    };
  }

  async setVariable(handle: number, name: string, expression: string): Promise<VariableInfo> {
    this.record('setVariable', handle, name, expression);
    this.balance = expression;
    return { name, value: expression, type: 'SmallInteger', handle: 0, canSet: true };
  }

  async evaluate(
    expression: string,
    where: { readonly frame?: number; readonly image?: ImageNumber },
    purpose: string,
  ): Promise<EvaluationResult> {
    this.record('evaluate', expression, where, purpose);
    if (expression === 'nonsense') throw new DebuggerError('nonsense is not declared');
    return { value: { name: '', value: '42', type: 'SmallInteger', handle: 0, canSet: false } };
  }

  async completions(text: string, offset: number): Promise<readonly CompletionInfo[]> {
    this.record('completions', text, offset);
    return [
      { label: 'deposit:', kind: 'selector', detail: 'Account' },
      { label: 'Account', kind: 'class' },
    ];
  }

  async exceptionDetails(image: ImageNumber): Promise<ExceptionDetails | undefined> {
    if (image !== teller) return undefined;
    return {
      exceptionClass: 'Error',
      description: 'Ada has only 0',
      classChain: ['Error', 'Exception'],
      stackTrace: 'Teller class>>openBank',
      remoteStackTrace: 'Account>>withdraw:',
    };
  }

  async readBytes(_memoryReference: string, offset: number, count: number): Promise<Uint8Array> {
    return Uint8Array.of(1, 2, 3).slice(offset, offset + count);
  }

  async methodSource(): Promise<string> {
    return kernelSource;
  }

  async snapshot(image: ImageNumber, file: string): Promise<void> {
    this.calls.push(`snapshot ${image} ${path.basename(file)}`);
  }

  async startProfile(): Promise<void> {
    this.calls.push('startProfile');
  }

  /** Half a second of the image teller: all of it in one method. */
  async stopProfile(): Promise<readonly ThreadProfile[]> {
    this.calls.push('stopProfile');
    return [
      {
        startUs: 0,
        codes: [
          {
            name: 'Teller>>openBank',
            methodName: 'Teller>>openBank',
            selector: 'openBank',
            isBlock: false,
            start: 0,
            source: 'openBank ^ Ledger',
            facts: { isCompiled: true, discards: [], megamorphicSends: [] },
          },
        ],
        nodes: [
          { parent: -1, kind: 'image', name: 'teller', code: -1 },
          { parent: 0, kind: 'code', name: 'Teller>>openBank', code: 0 },
        ],
        samples: [1, 1],
        durationsUs: [250_000, 250_000],
        tiers: ['compiled', 'compiled'],
      },
    ];
  }

  async classes(): Promise<readonly ClassInfo[]> {
    return [
      { name: 'Object', category: 'Kernel' },
      { name: 'Account', category: 'Bank', superclass: 'Object' },
    ];
  }

  async classDetails(_image: ImageNumber, className: string): Promise<ClassDetails> {
    return {
      name: className,
      category: 'Bank',
      superclass: 'Object',
      comment: 'I know how much is in me.',
      instanceVariables: ['total'],
      classVariables: [],
      protocols: [{ meta: false, name: 'accessing', selectors: ['value'] }],
    };
  }

  async compileMethod(
    image: ImageNumber,
    className: string,
    meta: boolean,
    source: string,
  ): Promise<CompileOutcome> {
    this.calls.push(`compileMethod ${image} ${className}${meta ? ' class' : ''} ${source.length}`);
    const at = source.indexOf('!!');
    return at < 0
      ? { selector: source.split(/\s/)[0]! }
      : { problems: [{ range: { start: at, stop: at + 2 }, message: 'This is not Smalltalk' }] };
  }

  async loadedFiles(): Promise<readonly string[]> {
    return [tellerFile, accountFile];
  }

  async messages(
    limit: number,
  ): Promise<{ readonly messages: readonly MessageInfo[]; readonly total: number }> {
    this.record('messages', limit);
    const message: MessageInfo = {
      id: '1.5',
      from: teller,
      to: ledger,
      receiver: 'account of Ada',
      selector: 'deposit:',
      arguments: ['100'],
      state: this.held ? 'held' : 'queued',
      wantsAnswer: true,
      isFuture: false,
      sentAtMs: 0,
      changedAtMs: 0,
    };
    return { messages: [message], total: 1 };
  }

  async messagePlace(id: string, side: 'sender' | 'receiver'): Promise<MethodPlace | undefined> {
    if (id !== '1.5') return undefined;
    return side === 'sender'
      ? {
          image: teller,
          method: { className: 'Teller', meta: true, selector: 'openBank', file: tellerFile },
          range: sendRange,
        }
      : {
          image: ledger,
          method: { className: 'Account', meta: false, selector: 'deposit:', file: accountFile },
        };
  }

  async holdMessage(id: string): Promise<void> {
    if (id !== '1.5') throw new DebuggerError(`Message ${id} has been delivered: it can't be held any more`);
    this.held = true;
    this.emit({ kind: 'tablesChanged', what: ['messages'] });
  }

  async releaseMessage(): Promise<void> {
    this.held = false;
    this.emit({ kind: 'tablesChanged', what: ['messages'] });
  }

  async holdAll(image: ImageNumber, hold: boolean): Promise<void> {
    this.record('holdAll', image, hold);
  }

  async farReferences(image?: ImageNumber): Promise<readonly FarReferenceInfo[]> {
    this.record('farReferences', image);
    return [
      {
        id: '2/1',
        holder: teller,
        home: ledger,
        exportId: 1,
        description: 'an Account',
        count: 1,
        state: this.revoked ? 'revoked' : 'live',
        reason: this.revoked ? 'revoked in the debugger' : undefined,
      },
    ];
  }

  async farReferenceTarget(): Promise<VariableInfo> {
    return this.load(104);
  }

  async revoke(): Promise<void> {
    this.revoked = true;
  }

  async paging(): Promise<readonly PagingInfo[]> {
    const blob = {
      id: '3/b1',
      image: auditor,
      className: 'ByteArray',
      sizeBytes: 65536,
      hash: 'ab12',
      state: this.pinned ? 'pinned' : this.pagedIn ? 'resident' : 'paged out',
      preview: '#[0 1 2 …]',
      memoryReference: 'm-b1',
    } as const;
    return [{ image: auditor, residentBytes: this.pagedIn ? 65536 : 0, budgetBytes: 262144, blobs: [blob] }];
  }

  async pageIn(): Promise<void> {
    this.pagedIn = true;
  }

  async pageOut(): Promise<void> {
    this.pagedIn = false;
  }

  async pin(_id: string, pinned: boolean): Promise<void> {
    this.pinned = pinned;
  }
}
