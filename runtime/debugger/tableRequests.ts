// What the views ask of one worker: messages on their way, far references, blobs; and news of them.
import { Context } from '../object-memory/context';
import type { ImageId } from '../object-memory/objectMemory';
import type { ImageHost } from '../remote/imageHost';
import type { ExportId } from '../remote/wire';
import { contextsOf } from './frames';
import { livingImage } from './livingImage';
import { methodRef, positionAt, rangeInText } from './positions';
import {
  DebuggerError,
  type DebugEvent,
  type FarReferenceInfo,
  type MessageInfo,
  type MethodPlace,
  type PagingInfo,
} from './runtimeDebugger';
import { farReferencesOf, messageInfo, pagingOf } from './tables';
import type { VariableLister } from './variables';

const intervalMs = 250;
const tableNames = ['messages', 'references', 'blobs'] as const;

export class TableRequests {
  private toldAtMs = 0;
  private seen: readonly number[] = [];

  constructor(
    private readonly host: ImageHost,
    private readonly lister: VariableLister,
    private readonly emit: (event: DebugEvent) => void,
  ) {}

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
    livingImage(this.host, image).inbox.holdAll(hold);
  }

  farReferences(image?: ImageId): FarReferenceInfo[] {
    const rows = [...this.host.allVats()].flatMap((vat) => farReferencesOf(vat));
    return image === undefined ? rows : rows.filter((r) => r.holder === image || r.home === image);
  }

  revoke(home: ImageId, exportId: number, reason: string): void {
    const vat = livingImage(this.host, home);
    if (!vat.references.revoke(exportId as ExportId, reason))
      throw new DebuggerError(`${vat.name} no longer exports object ${exportId}`);
  }

  paging(): PagingInfo[] {
    return [...this.host.allVats()].flatMap(
      (vat) => pagingOf(vat, (object) => this.lister.memoryReference(vat, object)) ?? [],
    );
  }

  /** `in` and `out` move the blob, `pin` and `unpin` change what the budget may do. */
  changeBlob(blobId: string, change: 'in' | 'out' | 'pin' | 'unpin'): void {
    const [image, id] = blobId.split('/').map(Number);
    const vat = livingImage(this.host, image as ImageId);
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

  /** Tells what changed since it was told last, not too often. */
  poll(nowMs: number): void {
    if (nowMs - this.toldAtMs < intervalMs) return;
    this.toldAtMs = nowMs;
    let blobs = 0;
    let references = 0;
    for (const vat of this.host.allVats()) {
      if (vat.owesBudgetLook) this.host.lookAfterBudget(vat, nowMs);
      blobs += vat.residency?.version ?? 0;
      references += vat.imports.size * 7919 + vat.exports.size;
    }
    const seen = [this.host.inFlight.version, references, blobs];
    const what = tableNames.filter((_, i) => seen[i] !== this.seen[i]);
    if (what.length === 0) return;
    this.seen = seen;
    // What images do and how much waits for them changes with their messages.
    this.emit({ kind: 'tablesChanged', what: [...what, 'images'] });
  }
}
