// The rows of the views: messages, far references, blobs, Processes.
import type { SProcess } from '../interpreter/processScheduler';
import type { Context } from '../object-memory/context';
import { textIfString } from '../object-memory/literals';
import type { Fields, SObject } from '../object-memory/objects';
import type { Ref } from '../object-memory/ref';
import type { ImageHost } from '../remote/imageHost';
import type { InFlightMessage } from '../remote/inFlight';
import type { Vat } from '../remote/vat';
import type { Wire } from '../remote/wire';
import { article } from './presentation';
import type { BlobInfo, FarReferenceInfo, MessageInfo, PagingInfo, ProcessInfo } from './runtimeDebugger';

/** A wire value for people. */
export function wireText(wire: Wire): string {
  if (wire === null) return 'nil';
  if (typeof wire === 'string') return `#${wire}`;
  if (typeof wire !== 'object') return String(wire);
  switch (wire.k) {
    case 'float':
      return String(wire.v);
    case 'char':
      return `$${String.fromCodePoint(wire.v)}`;
    case 'string':
      return `'${wire.v.slice(0, 80)}'`;
    case 'bytes':
      return `a ByteArray (${wire.v.length} bytes)`;
    case 'words':
      return article(wire.cls);
    case 'copy':
      return `a copy of ${article(wire.cls)}`;
    case 'ref':
      return `→ ${article(wire.cls)}`;
    case 'blob':
      return `${article(wire.cls)} (${wire.size} bytes, by hash)`;
    case 'back':
      return `the same as argument part ${wire.v + 1}`;
  }
}

export function messageInfo(host: ImageHost, message: InFlightMessage): MessageInfo {
  const { frame } = message;
  const receiver = host.vat(frame.to);
  const isHeld = message.state === 'queued' && (receiver?.inbox.isHeld(frame) ?? false);
  return {
    id: message.id,
    ...(frame.causeId !== 0 ? { cause: `${frame.causeFrom}.${frame.causeId}` } : {}),
    from: frame.from,
    to: frame.to,
    receiver: receiverText(host, message),
    selector: frame.selector,
    arguments: frame.args.map(wireText),
    state: isHeld ? 'held' : message.state,
    wantsAnswer: frame.question !== 0,
    isFuture: frame.pipelined || frame.question === 0,
    sentAtMs: frame.sentAtMs,
    changedAtMs: message.changedAtMs,
    ...(message.reason !== null ? { reason: message.reason } : {}),
  };
}

function receiverText(host: ImageHost, { frame }: InFlightMessage): string {
  const where = host.imageName(frame.to);
  if ('questionId' in frame.target) return `the answer of question ${frame.target.questionId} in ${where}`;
  const { exportId } = frame.target;
  const object = host.vat(frame.to)?.exports.get(exportId)?.object;
  if (object) return `${article(object.$b.printName)} in ${where}`;
  const sender = host.vat(frame.from);
  for (const { ref } of sender?.imports.entries() ?? [])
    if (ref.home === frame.to && ref.exportId === (exportId as number))
      return `${article(ref.className)} in ${where}`;
  return `object ${exportId} in ${where}`;
}

export function farReferencesOf(vat: Vat): FarReferenceInfo[] {
  const rows: FarReferenceInfo[] = [];
  const add = (ref: Ref, count: number): void => {
    const reason = vat.brokenReason(ref);
    rows.push({
      id: `${vat.id}/${ref.home}/${ref.exportId}`,
      holder: vat.id,
      home: ref.home,
      exportId: ref.exportId,
      description: ref.className,
      count,
      state: reason === undefined ? 'live' : reason.startsWith('revoked') ? 'revoked' : 'broken',
      ...(reason !== undefined ? { reason } : {}),
    });
  };
  for (const { ref, count } of vat.imports.entries()) add(ref, count);
  for (const ref of vat.imports.brokenRefs()) add(ref, 0);
  return rows;
}

export function pagingOf(vat: Vat, memoryReference: (object: SObject) => string): PagingInfo | undefined {
  const { residency } = vat;
  if (!residency) return undefined;
  const blobs = [...residency.entries()].map((blob): BlobInfo => ({
    id: `${vat.id}/${blob.id}`,
    image: vat.id,
    className: blob.behavior.name,
    sizeBytes: blob.sizeBytes,
    hash: blob.hash ?? '',
    state: !blob.isResident ? 'paged out' : blob.isPinned ? 'pinned' : 'resident',
    preview: preview(blob.object.b),
    memoryReference: memoryReference(blob.object),
  }));
  return { image: vat.id, residentBytes: residency.residentBytes, budgetBytes: residency.budgetBytes, blobs };
}

function preview(bytes: Uint8Array | null): string {
  if (bytes === null) return '';
  return [...bytes.subarray(0, 16)].map((b) => b.toString(16).padStart(2, '0')).join(' ');
}

/** Every Process of an image that the VM knows of, with what it does. */
export function processesOf(vat: Vat, idOf: (process: SObject) => number): ProcessInfo[] {
  const { scheduler, memory } = vat;
  const found = new Map<SProcess, string>();
  for (const process of scheduler.readyProcesses())
    found.set(process, process === scheduler.active ? 'active' : 'ready');
  for (const process of scheduler.heldProcesses()) found.set(process, heldState(vat, process));
  for (const object of memory.reachable()) {
    if (object.$b !== memory.kernel.known.Process || found.has(object as SProcess)) continue;
    const { f1, f3 } = object as SProcess;
    if (f1 === memory.kernel.nil) continue;
    found.set(
      object as SProcess,
      f3 === memory.kernel.nil ? 'suspended' : `waiting on ${article((f3 as SObject).$b.name)}`,
    );
  }
  return [...found].map(([process, state]) => ({
    process: idOf(process),
    image: vat.id,
    name: processName(vat, process),
    priority: typeof process.f2 === 'number' ? process.f2 : 0,
    state,
  }));
}

function heldState(vat: Vat, process: SProcess): string {
  const question = vat.questions.ofProcess(process);
  if (!question) return 'waiting for room in a queue';
  const { selector } = question.message.frame;
  return `waiting for the answer of ${selector} from ${vat.host.imageName(question.to)}`;
}

function processName(vat: Vat, process: SProcess): string {
  const message = vat.deliveryOf(process)?.message;
  if (message) return `${message.frame.selector} from ${vat.host.imageName(message.frame.from)}`;
  const names = process.$b.allInstanceVariableNames();
  const own = textIfString((process as unknown as Fields)[`f${names.indexOf('name')}`]);
  if (own !== undefined) return own;
  let bottom = process.f1 as Context | SObject;
  while ('sender' in bottom && bottom.sender) bottom = bottom.sender;
  return 'method' in bottom ? bottom.method.printName : 'Process';
}
