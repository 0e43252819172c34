import type {
  FarReferenceInfo,
  ImageNumber,
  MessageInfo,
  PagingInfo,
} from '../runtime/debugger/runtimeDebugger';
import type { FarReferenceRow, MessageRow, PagingRow } from '../extension/protocol/customRequests';
import type { AdapterState } from './adapterState';
import type { RequestTable } from './requestTable';
import { toVariable } from './variableReferences';

const defaultMessageLimit = 200;

/** What the views show beyond the protocol: messages, far references, blobs, Processes. */
export function systemRequests(state: AdapterState): RequestTable {
  const names = async (): Promise<(image: ImageNumber) => string> => {
    const images = await state.runtime('images').images();
    const byNumber = new Map(images.map(({ image, name }) => [image, name]));
    return (image) => byNumber.get(image) ?? `image ${image}`;
  };

  /** Tells the client that a blob's bytes came or went. */
  const noteBlob = async (id: string): Promise<void> => {
    if (!state.client.takesMemoryEvents) return;
    const blobs = (await state.runtime('paging').paging()).flatMap((row) => row.blobs);
    const blob = blobs.find((one) => one.id === id);
    if (!blob) return;
    state.send('memory', { memoryReference: blob.memoryReference, offset: 0, count: blob.sizeBytes });
  };

  return {
    async 'archipelago/images'() {
      return { images: (await state.runtime('images').images()).map((image) => ({ ...image })) };
    },
    async 'archipelago/messages'({ limit = defaultMessageLimit }) {
      const { messages, total } = await state.runtime('messages').messages(limit);
      const nameOf = await names();
      const now = performance.now();
      return { messages: messages.map((message) => toMessageRow(message, nameOf, now)), total };
    },
    async 'archipelago/messagePlace'({ id, side }) {
      const place = await state.runtime('messagePlace').messagePlace(id, side);
      return place ? { place: { image: place.image, ...(await state.sourcePlace(place)) } } : {};
    },
    async 'archipelago/holdMessage'({ id }) {
      await state.runtime('holdMessage').holdMessage(id);
      return undefined;
    },
    async 'archipelago/releaseMessage'({ id }) {
      await state.runtime('releaseMessage').releaseMessage(id);
      return undefined;
    },
    async 'archipelago/holdAll'({ image, hold }) {
      await state.runtime('holdAll').holdAll(image, hold);
      return undefined;
    },
    async 'archipelago/farReferences'({ image }) {
      const references = await state.runtime('farReferences').farReferences(image);
      const nameOf = await names();
      return { references: references.map((reference) => toReferenceRow(reference, nameOf)) };
    },
    async 'archipelago/farReferenceTarget'({ id }) {
      return { target: toVariable(await state.runtime('farReferenceTarget').farReferenceTarget(id)) };
    },
    async 'archipelago/revoke'({ id }) {
      await state.runtime('revoke').revoke(id);
      return undefined;
    },
    async 'archipelago/paging'() {
      const nameOf = await names();
      const rows = await state.runtime('paging').paging();
      return { images: rows.map((row) => toPagingRow(row, nameOf)) };
    },
    async 'archipelago/pageIn'({ id }) {
      await state.runtime('pageIn').pageIn(id);
      await noteBlob(id);
      return undefined;
    },
    async 'archipelago/pageOut'({ id }) {
      await state.runtime('pageOut').pageOut(id);
      await noteBlob(id);
      return undefined;
    },
    async 'archipelago/pin'({ id, pinned }) {
      await state.runtime('pin').pin(id, pinned);
      return undefined;
    },
    async 'archipelago/processes'({ threadId }) {
      const processes = await state.runtime('processes').processes(threadId);
      return {
        processes: processes.map(({ process, name, priority, state: doing }) => ({
          process,
          name,
          priority,
          state: doing,
        })),
      };
    },
    async 'archipelago/snapshot'({ image, file }) {
      await state.runtime('snapshot').snapshot(image, file);
      return undefined;
    },
    async 'archipelago/showProcess'({ threadId, process }) {
      if (process === undefined) state.shownProcesses.delete(threadId);
      else state.shownProcesses.set(threadId, process);
      if (state.client.takesInvalidated) state.send('invalidated', { areas: ['stacks'], threadId });
      return undefined;
    },
  };
}

type NameOf = (image: ImageNumber) => string;

function toMessageRow(message: MessageInfo, nameOf: NameOf, nowMs: number): MessageRow {
  const { sentAtMs, changedAtMs, ...rest } = message;
  return {
    ...rest,
    arguments: [...message.arguments],
    fromName: nameOf(message.from),
    toName: nameOf(message.to),
    ageMs: Math.max(0, Math.round(nowMs - sentAtMs)),
    sinceChangeMs: Math.max(0, Math.round(nowMs - changedAtMs)),
  };
}

function toReferenceRow(reference: FarReferenceInfo, nameOf: NameOf): FarReferenceRow {
  const { id, holder, home, description, count, state, reason } = reference;
  const holderName = nameOf(holder);
  return { id, holder, home, holderName, homeName: nameOf(home), description, count, state, reason };
}

function toPagingRow(row: PagingInfo, nameOf: NameOf): PagingRow {
  return {
    image: row.image,
    imageName: nameOf(row.image),
    residentBytes: row.residentBytes,
    budgetBytes: row.budgetBytes,
    blobs: row.blobs.map(({ image, ...blob }) => blob),
  };
}
