// What the main thread and the workers say to each other beside the rings: structured clones over the worker's port.
import type { AskedDevice } from '../devices/deviceOperations';
import type { Desktops } from '../debugger/desktops';
import type { DebugEvent } from '../debugger/runtimeDebugger';
import type { ExportName, ImageTables } from '../remote/collectionPart';
import type { ThreadProfile } from '../profiler/profile';
import type { Wire } from '../remote/wire';
import type { ImageSpec } from '../topology/topology';

/** Given to a worker at its start. */
export interface WorkerSetup {
  readonly worker: number;
  readonly bells: SharedArrayBuffer;
  /** See heartbeat.ts: the worker's own number is that of the listener. */
  readonly heartbeat: SharedArrayBuffer;
  /** Folder with kernel.json. */
  readonly kernelFolder: string;
  /** Folder of the chunk store. */
  readonly storeFolder: string;
}

export interface ImageStart {
  readonly image: number;
  readonly name: string;
  readonly role?: string;
  /** Absolute files. */
  readonly sources: readonly string[];
  /** An image file of Squeak, Pharo or Cuis that it is started from, absolute; and what it finds as its arguments. */
  readonly file?: string;
  readonly arguments?: readonly string[];
  readonly memoryBudgetBytes?: number;
  readonly grants?: ImageSpec['grants'];
}

/** What clients do with the desktops of a worker's images. */
export type DesktopOperation =
  'list' | 'open' | 'close' | 'resize' | 'acknowledge' | 'input' | 'offerClipboard';

/** What can be called in a worker; the debugger's own calls go by `debug`. */
export interface WorkerCalls {
  /** Makes an image, stopped, and loads its sources; answers problems as lines `file:line:column: message`. */
  startImage(start: ImageStart): Promise<readonly string[]>;
  /** Evaluates an expression and answers a reference for the image `holder`. */
  grant(image: number, expression: string, holder: number): Promise<Wire>;
  setGlobal(image: number, name: string, value: Wire): Promise<void>;
  /** From now on the image's device is the object that `driver` refers to, in another image. */
  mediate(image: number, device: AskedDevice, driver: Wire): void;
  /** Writes an image to a file; it does not run meanwhile. */
  snapshot(image: number, file: string): Promise<void>;
  startProfile(): void;
  stopProfile(): ThreadProfile;
  /** Starts the entry Process; answers when it ended, with its error if there was one. */
  runEntry(image: number, expression: string, stopOnEntry: boolean): Promise<string | undefined>;
  /** Lets all images run. */
  go(images: readonly number[]): void;
  learnNames(names: readonly (readonly [image: number, name: string])[]): void;
  imageDied(image: number, reason: string): void;
  freezeAll(): void;
  continueAll(): void;
  /** Who waits for what, for finding deadlocks. */
  waits(): readonly WaitEdge[];
  /** Breaks a deadlock: the Process that asked this question gets an error. */
  breakWait(image: number, question: number, text: string): void;
  /** Lets no image run until `collectionEnd`. */
  collectionBegin(): void;
  /** Takes what came over the links; true if something did, or waits to be sent. */
  drainLinks(): boolean;
  collectionTables(): readonly ImageTables[];
  collectionRoots(): readonly ExportName[];
  collectionMark(exports: readonly ExportName[]): readonly ExportName[];
  collectionSweep(): void;
  collectionEnd(): void;
  tableSizes(): {
    exports: number;
    imports: number;
    questions: number;
    answers: number;
    inFlight: number;
    timers: number;
  };
  connectTo(worker: number, buffer: SharedArrayBuffer): void;
  connectFrom(worker: number, buffer: SharedArrayBuffer): void;
  disconnect(worker: number): void;
  debug(method: string, args: readonly unknown[]): unknown;
  desktop<M extends DesktopOperation>(method: M, args: Parameters<Desktops[M]>): ReturnType<Desktops[M]>;
}

/** One wait: a Process that runs for `holder` (or a Process of its own) waits for what `target` names. */
export interface WaitEdge {
  /** `q:image:question` or `p:image:process`. */
  readonly from: string;
  readonly to: string;
  readonly image: number;
  readonly question: number;
  /** `deposit: to ledger`. */
  readonly text: string;
}

export interface CallMessage {
  readonly kind: 'call';
  readonly seq: number;
  readonly method: keyof WorkerCalls;
  readonly args: readonly unknown[];
}

export type FromWorker =
  | { readonly kind: 'ready'; readonly loadMs: number }
  | { readonly kind: 'answer'; readonly seq: number; readonly value: unknown }
  | {
      readonly kind: 'failure';
      readonly seq: number;
      readonly message: string;
      readonly isDebuggerError: boolean;
    }
  | { readonly kind: 'event'; readonly event: DebugEvent }
  | { readonly kind: 'needRing'; readonly to: number };
