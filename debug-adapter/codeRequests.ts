import { methodDocumentUri } from '../extension/protocol/methodDocument';
import type { AdapterState } from './adapterState';
import { TextLines } from './positions';
import type { RequestTable } from './requestTable';

/** What the tree of classes and the documents of methods ask for. */
export function codeRequests(state: AdapterState): RequestTable {
  return {
    async 'archipelago/classes'({ image }) {
      const classes = await state.runtime('classes').classes(image);
      return { classes: classes.map((one) => ({ ...one })) };
    },
    async 'archipelago/classDetails'({ image, className }) {
      const details = await state.runtime('classDetails').classDetails(image, className);
      const protocols = details.protocols.map(({ meta, name, selectors }) => ({
        meta,
        name,
        selectors: [...selectors],
      }));
      return {
        ...details,
        instanceVariables: [...details.instanceVariables],
        classVariables: [...details.classVariables],
        protocols,
      };
    },
    async 'archipelago/methodDocument'({ uri }) {
      return { text: await state.texts.text({ path: uri }) };
    },
    async 'archipelago/compileMethod'({ uri, text, protocol }) {
      const { document, image } = await state.texts.methodNamed(uri);
      const { className, isMeta } = document;
      const outcome = await state
        .runtime('compileMethod')
        .compileMethod(image, className, isMeta, text, protocol);
      if ('problems' in outcome) {
        const lines = new TextLines(text);
        const problems = outcome.problems.map(({ range, message }) => ({
          ...state.client.positions.toClientRange(lines, range),
          message,
        }));
        return { uri, problems };
      }
      state.texts.forgetMethods();
      if (state.client.takesInvalidated) state.send('invalidated', { areas: ['stacks'] });
      return { uri: methodDocumentUri({ ...document, selector: outcome.selector }), problems: [] };
    },
  };
}
