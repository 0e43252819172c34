// The one interface through which the debug adapter, the views, the command line and the tests see running images.
// Everything is plain data: it crosses threads. Offsets are base 0 UTF-16 units; times are milliseconds of performance.now().

import type { CodeDebugger } from './code';
import type { DesktopDebugger, DesktopEvent } from './desktop';
import type { ProfileDebugger } from './profiles';

/** A thread of the debugger is an image; ids are unique while the system runs and start at 1. */
export type ImageNumber = number;

export type ImageState = 'starting' | 'running' | 'idle' | 'stopped' | 'dead';

export interface ImageInfo {
  readonly image: ImageNumber;
  readonly name: string;
  /** Role in the topology, if it gives one: `driver`, `guest`, … */
  readonly role?: string;
  readonly worker: number;
  readonly state: ImageState;
  /** Why it is dead. */
  readonly reason?: string;
  readonly processCount: number;
  readonly queuedMessages: number;
  /** Its Display is shown by the host: it has a desktop to open. */
  readonly hasDesktop?: true;
}

/** A method, wherever its text is. `file` (an absolute path) is absent for methods that only the image has. */
export interface MethodRef {
  readonly className: string;
  readonly meta: boolean;
  readonly selector: string;
  readonly file?: string;
}

/** Half open range: offsets in the text of `MethodRef.file` where there is one, else in what `methodSource` answers. */
export interface MethodRange {
  readonly start: number;
  readonly stop: number;
}

/** Somewhere in a method of an image. */
export interface MethodPlace {
  readonly image: ImageNumber;
  readonly method: MethodRef;
  readonly range?: MethodRange;
}

export type FrameKind = 'method' | 'block' | 'boundary' | 'do-it' | 'native';

export interface FrameInfo {
  /** Valid until its image continues. */
  readonly frame: number;
  readonly image: ImageNumber;
  readonly kind: FrameKind;
  /** `Account>>deposit:`; for a boundary `deposit: sent by teller`. */
  readonly name: string;
  readonly method?: MethodRef;
  /** The text that `range` is in, for code that is installed nowhere: an expression that was evaluated. */
  readonly source?: string;
  /** What is being executed. */
  readonly range?: MethodRange;
  readonly bytePc?: number;
  readonly canRestart: boolean;
}

export interface ProcessInfo {
  readonly process: number;
  readonly image: ImageNumber;
  readonly name: string;
  readonly priority: number;
  /** `active`, `ready`, `waiting on a Semaphore`, `waiting for the answer of deposit: from ledger`, `suspended` … */
  readonly state: string;
}

/** A value as shown in a list of variables. */
export interface VariableInfo {
  readonly name: string;
  readonly value: string;
  readonly type: string;
  /** 0 if it has nothing inside. Valid until its image continues. */
  readonly handle: number;
  readonly namedCount?: number;
  readonly indexedCount?: number;
  /** Far references and purged blobs: shown without being followed; `load` follows or pages in. */
  readonly lazy?: boolean;
  readonly kind?:
    'self' | 'temporary' | 'argument' | 'field' | 'element' | 'class' | 'far' | 'blob' | 'virtual';
  readonly canSet: boolean;
  /** An expression that evaluates to it in the frame, if there is one. */
  readonly evaluateName?: string;
  /** Key for `readBytes` if it has bytes. */
  readonly memoryReference?: string;
}

/** A part of what is inside a value; without `filter` named ones come first. Indexes are base 0. */
export interface VariablePage {
  readonly filter?: 'named' | 'indexed';
  readonly start?: number;
  readonly count?: number;
}

export interface ScopeInfo {
  readonly name: 'Self' | 'Temporaries' | 'Block' | 'Context' | 'Processes' | 'Globals' | string;
  readonly hint: 'locals' | 'arguments' | 'registers' | 'self' | 'other';
  readonly handle: number;
  readonly expensive: boolean;
}

export type BreakpointMode = 'statement' | 'send' | 'receipt' | 'answer' | 'arrival';

/**
 * The text in which breakpoints are set: the absolute path of a file, or, for a method without a file, its name
 * (`teller/Account>>deposit:`, `teller/Account class>>named:`) in an image. Offsets are in that text.
 */
export type TextKey = string;

/** A wish for a breakpoint somewhere in `start…stop` of a text (a line, or a column's rest of a line). */
export interface BreakpointSpec {
  readonly start: number;
  readonly stop: number;
  readonly condition?: string;
  /** `5`, `>= 5`, `% 3`. */
  readonly hitCondition?: string;
  /** Text with `{expressions}`, written to the console instead of stopping. */
  readonly logMessage?: string;
  readonly mode?: BreakpointMode;
}

export interface FunctionBreakpointSpec {
  /** `Account>>deposit:`, `Account class>>named:`, or a selector alone: any class. */
  readonly name: string;
  readonly condition?: string;
  readonly hitCondition?: string;
}

export interface BreakpointInfo {
  readonly id: number;
  readonly verified: boolean;
  readonly message?: string;
  /** Where it was bound, in its text. */
  readonly start?: number;
  readonly stop?: number;
}

export type DataAccess = 'read' | 'write' | 'readWrite';

/** Something whose accesses can stop: an instance variable of one object, or of all instances of a class. */
export interface DataTarget {
  /** `Account.balance` for all instances of a class; else only valid while the system runs. */
  readonly dataId: string;
  readonly description: string;
  readonly outlivesSession: boolean;
}

export interface DataBreakpointSpec {
  readonly dataId: string;
  readonly access: DataAccess;
  readonly condition?: string;
  readonly hitCondition?: string;
}

/** `unhandled`, `all`, `doesNotUnderstand`, `halt`, `brokenReference`; the condition is evaluated with the exception as `self`. */
export interface ExceptionFilterSpec {
  readonly filter: string;
  readonly condition?: string;
}

export interface ExceptionDetails {
  readonly exceptionClass: string;
  readonly description: string;
  /** Class names from the exception's class up to Exception. */
  readonly classChain: readonly string[];
  readonly stackTrace: string;
  /** Where it came from another image: that image's stack. */
  readonly remoteStackTrace?: string;
}

export type StepKind = 'in' | 'over' | 'out' | 'nextMessage';
export type StepGranularity = 'statement' | 'line' | 'instruction';

export interface StepTarget {
  readonly id: number;
  /** `deposit:` or `→ deposit: in ledger`. */
  readonly label: string;
  readonly range?: MethodRange;
}

export interface EvaluationResult {
  readonly value: VariableInfo;
}

export type EvaluationPurpose = 'watch' | 'repl' | 'hover' | 'clipboard' | 'variables';

export interface CompletionInfo {
  readonly label: string;
  readonly kind: 'variable' | 'selector' | 'class' | 'global' | 'keyword';
  readonly detail?: string;
}

export type MessageState = 'held' | 'queued' | 'delivered' | 'running' | 'answered' | 'broken';

/** A row of the in-flight table. */
export interface MessageInfo {
  readonly id: string;
  /** The message whose processing sent this one. */
  readonly cause?: string;
  readonly from: ImageNumber;
  readonly to: ImageNumber;
  readonly receiver: string;
  readonly selector: string;
  readonly arguments: readonly string[];
  readonly state: MessageState;
  readonly wantsAnswer: boolean;
  readonly isFuture: boolean;
  readonly sentAtMs: number;
  readonly changedAtMs: number;
  readonly reason?: string;
}

/** A row of the far references view. */
export interface FarReferenceInfo {
  readonly id: string;
  /** The image that holds the reference. */
  readonly holder: ImageNumber;
  /** The image in which the target lives. */
  readonly home: ImageNumber;
  readonly exportId: number;
  /** Class of the target as far as it is known. */
  readonly description: string;
  /** References counted out and not yet released; 0 once the target's image has ended. */
  readonly count: number;
  readonly state: 'live' | 'broken' | 'revoked';
  readonly reason?: string;
}

/** A row of the paged-out objects view. */
export interface BlobInfo {
  readonly id: string;
  readonly image: ImageNumber;
  readonly className: string;
  readonly sizeBytes: number;
  readonly hash: string;
  readonly state: 'resident' | 'paged out' | 'pinned';
  readonly preview: string;
  /** Key for `readBytes`, which leaves the blob where it is. */
  readonly memoryReference: string;
}

export interface PagingInfo {
  readonly image: ImageNumber;
  readonly residentBytes: number;
  readonly budgetBytes: number;
  readonly blobs: readonly BlobInfo[];
}

export type StopReason =
  | 'breakpoint'
  | 'function breakpoint'
  | 'data breakpoint'
  | 'step'
  | 'pause'
  | 'exception'
  | 'halt'
  | 'entry'
  | 'message';

/**
 * A stop counts as 'step' for the image in which it ended: a step from teller into ledger makes `ledger` stop.
 * `exitCode` is 1 if an entry ended in an unhandled error.
 */
export type DebugEvent =
  /** An image file is being read; the share of it that is, between 0 and 1. */
  | { readonly kind: 'loading'; readonly image: ImageNumber; readonly name: string; readonly share: number }
  | { readonly kind: 'imageStarted'; readonly info: ImageInfo }
  | { readonly kind: 'imageDied'; readonly image: ImageNumber; readonly reason: string }
  | {
      readonly kind: 'stopped';
      readonly image: ImageNumber;
      readonly reason: StopReason;
      readonly breakpointIds: readonly number[];
      readonly text?: string;
      /** All images stopped with it. */
      readonly all: boolean;
      readonly process: number;
    }
  | { readonly kind: 'continued'; readonly image: ImageNumber; readonly all: boolean }
  | {
      readonly kind: 'output';
      readonly image: ImageNumber;
      readonly category: 'stdout' | 'stderr' | 'console';
      readonly text: string;
      readonly method?: MethodRef;
      readonly range?: MethodRange;
    }
  | { readonly kind: 'breakpointChanged'; readonly breakpoint: BreakpointInfo }
  /** The tables behind the views changed; sent at most four times a second. */
  | {
      readonly kind: 'tablesChanged';
      readonly what: readonly ('messages' | 'references' | 'blobs' | 'images')[];
    }
  | DesktopEvent
  | { readonly kind: 'terminated'; readonly exitCode: number };

/** `'all'` or one image. */
export type StopScope = 'image' | 'all';

/** All calls reject with a DebuggerError whose message is fit for users. */
export interface RuntimeDebugger extends DesktopDebugger, CodeDebugger, ProfileDebugger {
  onEvent(listener: (event: DebugEvent) => void): () => void;
  images(): Promise<readonly ImageInfo[]>;
  /** Lets images run that were started held at their entry. */
  configurationDone(): Promise<void>;
  setStopScope(scope: StopScope): Promise<void>;
  /** What was set last; at first what the topology says, else `image`. */
  stopScope(): Promise<StopScope>;

  /**
   * Writes the image to a file as it is, in the format that it came from; one of ours as Spur 64. It is held meanwhile, and
   * what of it other images hold is not in the file.
   */
  snapshot(image: ImageNumber, file: string): Promise<void>;

  /** Replaces all breakpoints of a text. One of a text that no image has loaded is not verified, and says so. */
  setBreakpoints(text: TextKey, breakpoints: readonly BreakpointSpec[]): Promise<readonly BreakpointInfo[]>;
  setFunctionBreakpoints(breakpoints: readonly FunctionBreakpointSpec[]): Promise<readonly BreakpointInfo[]>;
  /** Replaces all data breakpoints. They stop before a method reads or writes the variable. */
  setDataBreakpoints(breakpoints: readonly DataBreakpointSpec[]): Promise<readonly BreakpointInfo[]>;
  /**
   * The instance variable `name` of the value behind a handle or of a frame's receiver, or `Account.balance`; undefined
   * if there is none.
   */
  dataTarget(
    name: string,
    where: { readonly handle?: number; readonly frame?: number },
  ): Promise<DataTarget | undefined>;
  setExceptionFilters(filters: readonly ExceptionFilterSpec[]): Promise<void>;
  /** Places in `start…stop` of a text where a breakpoint can stand: statements and sends. */
  breakpointLocations(text: TextKey, start: number, stop: number): Promise<readonly MethodRange[]>;

  /** Stops at the next safepoint; answers once it stopped. No argument: all images. */
  pause(image?: ImageNumber): Promise<void>;
  /** No argument: all stopped images. */
  continue(image?: ImageNumber): Promise<void>;
  step(
    image: ImageNumber,
    kind: StepKind,
    options?: { granularity?: StepGranularity; targetId?: number; singleThread?: boolean },
  ): Promise<void>;
  stepInTargets(frame: number): Promise<readonly StepTarget[]>;
  restartFrame(frame: number): Promise<void>;
  /** Kills an image: its references break with the reason. */
  kill(image: ImageNumber, reason: string): Promise<void>;
  terminate(): Promise<void>;

  processes(image: ImageNumber): Promise<readonly ProcessInfo[]>;
  /** Frames of the stopped Process (or of `process`), continuing behind a boundary into the sending image. */
  stack(
    image: ImageNumber,
    start: number,
    count: number,
    process?: number,
  ): Promise<{ readonly frames: readonly FrameInfo[]; readonly total: number }>;
  scopes(frame: number): Promise<readonly ScopeInfo[]>;
  variables(handle: number, page?: VariablePage): Promise<readonly VariableInfo[]>;
  /** Follows a far reference or pages a blob in; answers what then stands there. */
  load(handle: number): Promise<VariableInfo>;
  setVariable(handle: number, name: string, expression: string): Promise<VariableInfo>;
  evaluate(
    expression: string,
    where: { readonly frame?: number; readonly image?: ImageNumber },
    purpose: EvaluationPurpose,
    /** A number by which it can be cancelled. */
    ticket?: number,
  ): Promise<EvaluationResult>;
  /** Gives up an evaluation; false if it is not under way. */
  cancelEvaluation(ticket: number): Promise<boolean>;
  completions(
    text: string,
    offset: number,
    where: { readonly frame?: number; readonly image?: ImageNumber },
  ): Promise<readonly CompletionInfo[]>;
  exceptionDetails(image: ImageNumber): Promise<ExceptionDetails | undefined>;
  readBytes(memoryReference: string, offset: number, count: number): Promise<Uint8Array>;
  /** Source of a method without a file, as the image has it. */
  methodSource(image: ImageNumber, className: string, meta: boolean, selector: string): Promise<string>;
  /** Absolute paths of the files that images were loaded from, each once. */
  loadedFiles(): Promise<readonly string[]>;

  /** Messages on their way, oldest first, then those that ended last; at most `limit` rows. */
  messages(limit: number): Promise<{ readonly messages: readonly MessageInfo[]; readonly total: number }>;
  /** Where a message was sent, or the method that it runs or will run; undefined if it can't be told any more. */
  messagePlace(id: string, side: 'sender' | 'receiver'): Promise<MethodPlace | undefined>;
  /** Keeps a message that is not yet delivered from being so. */
  holdMessage(id: string): Promise<void>;
  releaseMessage(id: string): Promise<void>;
  /** Hold every message that will be sent to `image` from now on, or stop doing so. */
  holdAll(image: ImageNumber, hold: boolean): Promise<void>;
  /** References that an image holds or that others hold into it; no argument: of all images. */
  farReferences(image?: ImageNumber): Promise<readonly FarReferenceInfo[]>;
  /** The object behind a reference, as its home image has it; its fields by `variables`. Works while images run. */
  farReferenceTarget(id: string): Promise<VariableInfo>;
  revoke(referenceId: string): Promise<void>;
  paging(): Promise<readonly PagingInfo[]>;
  pageIn(blobId: string): Promise<void>;
  pageOut(blobId: string): Promise<void>;
  pin(blobId: string, pinned: boolean): Promise<void>;
}

/** A debugger request that could not be done; the message says what to do. */
export class DebuggerError extends Error {
  override readonly name = 'DebuggerError';
}
