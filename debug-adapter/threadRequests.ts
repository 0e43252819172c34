import type { DebugProtocol } from '@vscode/debugprotocol';
import type { ImageInfo, PagingInfo } from '../runtime/debugger/runtimeDebugger';
import { isAlive, type AdapterState } from './adapterState';
import type { RequestTable } from './requestTable';
import { fileSource } from './sourceTexts';

/** Images, which are the threads and the modules of a session, and the files that they came from. */
export function threadRequests(state: AdapterState): RequestTable {
  return {
    async threads() {
      const images = (await state.runtime('threads').images()).filter(isAlive);
      for (const { image, name } of images) state.noteName(image, name);
      return { threads: images.map((image) => ({ id: image.image, name: threadName(image) })) };
    },

    async terminateThreads({ threadIds = [] }) {
      const runtime = state.runtime('terminateThreads');
      for (const image of threadIds) await runtime.kill(image, 'it was ended in the debugger');
      return undefined;
    },

    async modules(args) {
      const runtime = state.runtime('modules');
      const [images, paging] = await Promise.all([runtime.images(), runtime.paging()]);
      const rows = new Map(paging.map((row) => [row.image, row]));
      const modules = images.filter(isAlive).map((image) => toModule(image, rows.get(image.image)));
      const start = args?.startModule ?? 0;
      const end = args?.moduleCount ? start + args.moduleCount : undefined;
      return { modules: modules.slice(start, end), totalModules: modules.length };
    },

    async loadedSources() {
      const files = await state.runtime('loadedSources').loadedFiles();
      return { sources: files.map(fileSource) };
    },

    async source({ source, sourceReference }) {
      const content = await state.texts.text(source ?? { sourceReference });
      return { content, mimeType: 'text/x-smalltalk' };
    },
  };
}

const stateWords: Record<ImageInfo['state'], string> = {
  starting: 'starting',
  running: 'running',
  idle: 'waiting',
  stopped: 'stopped',
  dead: 'ended',
};

/** An image's name, its role if it has one, and what it does. */
export const threadName = ({ name, role, state }: ImageInfo): string =>
  [role ? `${name} (${role})` : name, stateWords[state]].join(' · ');

export function toModule(image: ImageInfo, paging?: PagingInfo): DebugProtocol.Module {
  const pagedOut = paging?.blobs.filter(({ state }) => state === 'paged out').length ?? 0;
  const words = [
    stateWords[image.state],
    `${image.processCount} ${image.processCount === 1 ? 'process' : 'processes'}`,
    ...(paging ? [`${paging.residentBytes} bytes of blobs resident`, `${pagedOut} paged out`] : []),
  ];
  return { id: image.image, name: image.name, isUserCode: true, symbolStatus: words.join(', ') };
}
