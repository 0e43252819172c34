import type { DebugProtocol } from '@vscode/debugprotocol';
import type * as vscode from 'vscode';
import type { Archipelago } from '../archipelago';
import { shownBytes } from '../documents/byteDocuments';
import type { BlobRow, PagingRow } from '../protocol/customRequests';
import { sizeWords, tableItem, TableTree } from './tableTree';
import { registerAction } from './actions';

interface BlobNode {
  readonly blob: BlobRow;
  readonly imageName: string;
}
type PagingNode = PagingRow | BlobNode;

/** Large byte objects by image: what is in memory, what waits on the disk. */
class PagedObjectsTree extends TableTree<PagingNode> {
  constructor(archipelago: Archipelago) {
    super(archipelago, 'archipelago.pagedObjects', ['blobs', 'images']);
  }

  protected async rows(node?: PagingNode): Promise<PagingNode[]> {
    if (!node) {
      const body = await this.archipelago.sessions.ask('archipelago/paging');
      return (body?.images ?? []).filter(({ blobs }) => blobs.length > 0);
    }
    return 'blobs' in node ? node.blobs.map((blob) => ({ blob, imageName: node.imageName })) : [];
  }

  protected item(node: PagingNode): vscode.TreeItem {
    return 'blobs' in node ? imageItem(node) : blobItem(node);
  }
}

function imageItem({ image, imageName, residentBytes, budgetBytes, blobs }: PagingRow): vscode.TreeItem {
  const away = blobs.filter(({ state }) => state === 'paged out').length;
  const budget = budgetBytes > 0 && Number.isFinite(budgetBytes) ? ` of ${sizeWords(budgetBytes)}` : '';
  return tableItem({
    id: `paging ${image}`,
    label: imageName,
    description: `${sizeWords(residentBytes)}${budget} in memory · ${away} of ${blobs.length} on disk`,
    icon: 'server-environment',
    sentence: `Image ${imageName} has ${sizeWords(residentBytes)}${budget} of large objects in memory; ${away} of ${blobs.length} are on disk.`,
    isExpanded: true,
  });
}

const blobWords = { resident: 'in memory', 'paged out': 'on disk', pinned: 'pinned in memory' } as const;
const blobIcons = { resident: 'file-binary', 'paged out': 'archive', pinned: 'pinned' } as const;

function blobItem({ blob, imageName }: BlobNode): vscode.TreeItem {
  const { id, className, sizeBytes, hash, state, preview } = blob;
  return tableItem({
    id: `blob ${id}`,
    label: className,
    description: `${blobWords[state]} · ${sizeWords(sizeBytes)} · ${hash.slice(0, 8)}`,
    icon: blobIcons[state],
    sentence: `${className} of ${sizeBytes} bytes in ${imageName}, ${blobWords[state]}. ${preview}`,
    contextValue: `blob.${state.replace(' ', '-')}`,
  });
}

export function registerPagedObjectsView(archipelago: Archipelago): void {
  const tree = new PagedObjectsTree(archipelago);
  const { sessions, bytes } = archipelago;
  const act = (command: string, run: (blob: BlobRow) => Promise<unknown>): void =>
    registerAction(archipelago, command, async ({ blob }: BlobNode) => {
      await run(blob);
      tree.refresh();
    });
  act('archipelago.pageIn', ({ id }) => sessions.ask('archipelago/pageIn', { id }));
  act('archipelago.pageOut', ({ id }) => sessions.ask('archipelago/pageOut', { id }));
  act('archipelago.pin', ({ id }) => sessions.ask('archipelago/pin', { id, pinned: true }));
  act('archipelago.unpin', ({ id }) => sessions.ask('archipelago/pin', { id, pinned: false }));
  registerAction(archipelago, 'archipelago.showBytes', async ({ blob, imageName }: BlobNode) => {
    const { memoryReference, sizeBytes, className, hash } = blob;
    const count = Math.min(sizeBytes, shownBytes);
    const body = (await sessions.current?.customRequest('readMemory', { memoryReference, count })) as
      NonNullable<DebugProtocol.ReadMemoryResponse['body']> | undefined;
    const data = Buffer.from(body?.data ?? '', 'base64');
    await bytes.show(`${className} ${hash.slice(0, 8)} in ${imageName}`, data, sizeBytes);
  });
}
