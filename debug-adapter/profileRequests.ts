import { writeProfile } from '../runtime/node/profileFile';
import type { AdapterState } from './adapterState';
import type { RequestTable } from './requestTable';

/** Profiles of the running images. */
export function profileRequests(state: AdapterState): RequestTable {
  return {
    async 'archipelago/startProfile'() {
      await state.runtime('startProfile').startProfile();
      return undefined;
    },
    async 'archipelago/stopProfile'({ file, title, image }) {
      const threads = await state.runtime('stopProfile').stopProfile();
      if (file === undefined) return {};
      const { file: written, summaryFile } = writeProfile(threads, {
        file,
        title: title ?? 'the running images',
        ...(image === undefined ? {} : { image: await state.imageName(image) }),
      });
      return { written: { file: written, summaryFile } };
    },
  };
}
