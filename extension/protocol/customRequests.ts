// The requests and events that the debug adapter answers beyond the Debug Adapter Protocol.
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { CodeRequests } from './codeProtocol';
import type { DesktopRequests } from './desktopProtocol';
import type { ProfileRequests } from './profileProtocol';

/** A message on its way, or one that ended lately. Times are milliseconds before now. */
export interface MessageRow {
  id: string;
  /** The message whose processing sent this one. */
  cause?: string;
  from: number;
  to: number;
  fromName: string;
  toName: string;
  receiver: string;
  selector: string;
  arguments: string[];
  state: 'held' | 'queued' | 'delivered' | 'running' | 'answered' | 'broken';
  wantsAnswer: boolean;
  isFuture: boolean;
  ageMs: number;
  sinceChangeMs: number;
  reason?: string;
}

/** A far reference: who holds it, where its target lives. */
export interface FarReferenceRow {
  id: string;
  holder: number;
  home: number;
  holderName: string;
  homeName: string;
  description: string;
  /** References counted out and not yet released; 0 once the target's image has ended. */
  count: number;
  state: 'live' | 'broken' | 'revoked';
  reason?: string;
}

/** A large byte object, in memory or in the page store. */
export interface BlobRow {
  id: string;
  className: string;
  sizeBytes: number;
  hash: string;
  state: 'resident' | 'paged out' | 'pinned';
  preview: string;
  memoryReference: string;
}

/** An image's blobs against its budget. */
export interface PagingRow {
  image: number;
  imageName: string;
  residentBytes: number;
  budgetBytes: number;
  blobs: BlobRow[];
}

/** An image as the topology map and the status bar show it. */
export interface ImageRow {
  image: number;
  name: string;
  role?: string;
  worker: number;
  state: 'starting' | 'running' | 'idle' | 'stopped' | 'dead';
  reason?: string;
  processCount: number;
  queuedMessages: number;
}

export interface ProcessRow {
  process: number;
  name: string;
  priority: number;
  state: string;
}

/** Somewhere in a source that the client can open. Lines and columns count as the client asked in `initialize`. */
export interface SourcePlace {
  image: number;
  source: DebugProtocol.Source;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
}

/** Arguments and answer of each custom request, by its command. */
export interface CustomRequests extends CodeRequests, DesktopRequests, ProfileRequests {
  'archipelago/images': { arguments: undefined; body: { images: ImageRow[] } };
  'archipelago/messages': { arguments: { limit?: number }; body: { messages: MessageRow[]; total: number } };
  /** `place` is absent where it can't be told any more. */
  'archipelago/messagePlace': {
    arguments: { id: string; side: 'sender' | 'receiver' };
    body: { place?: SourcePlace };
  };
  'archipelago/holdMessage': { arguments: { id: string }; body: undefined };
  'archipelago/releaseMessage': { arguments: { id: string }; body: undefined };
  /** Holds every message that will be sent to an image, or stops doing so. */
  'archipelago/holdAll': { arguments: { image: number; hold: boolean }; body: undefined };
  'archipelago/farReferences': { arguments: { image?: number }; body: { references: FarReferenceRow[] } };
  /** The object behind a reference; its `variablesReference` goes into `variables`. */
  'archipelago/farReferenceTarget': {
    arguments: { id: string };
    body: { target: DebugProtocol.Variable };
  };
  'archipelago/revoke': { arguments: { id: string }; body: undefined };
  'archipelago/paging': { arguments: undefined; body: { images: PagingRow[] } };
  'archipelago/pageIn': { arguments: { id: string }; body: undefined };
  'archipelago/pageOut': { arguments: { id: string }; body: undefined };
  'archipelago/pin': { arguments: { id: string; pinned: boolean }; body: undefined };
  'archipelago/processes': { arguments: { threadId: number }; body: { processes: ProcessRow[] } };
  /** Shows another Process of an image in its thread's call stack. No `process`: the one that stopped. */
  'archipelago/showProcess': { arguments: { threadId: number; process?: number }; body: undefined };
  /** Runs until the image takes its next message. */
  'archipelago/stepToNextMessage': { arguments: { threadId: number }; body: undefined };
  /** Writes an image to a file, an absolute path. */
  'archipelago/snapshot': { arguments: { image: number; file: string }; body: undefined };
  'archipelago/pauseAll': { arguments: undefined; body: undefined };
  'archipelago/continueAll': { arguments: undefined; body: undefined };
  'archipelago/setStopScope': { arguments: { stopScope: 'image' | 'all' }; body: undefined };
}

/** The event sent when the tables behind the views changed, at most four times a second. */
export const tablesChangedEvent = 'archipelago/tablesChanged';

export interface TablesChangedBody {
  what: ('messages' | 'references' | 'blobs' | 'images')[];
}
