import type { CodeLens, Command } from 'vscode-languageserver';
import { languageCommands } from '../../protocol/languageRequests';
import type { SourceDocument } from '../index/sourceDocument';
import type { SourceIndex } from '../index/sourceIndex';
import { methodLocation } from './locations';
import { isTestClass } from './testClasses';

interface LensData {
  readonly uri: string;
  readonly selector: string;
  readonly kind: 'senders' | 'implementors';
}

/** Above each method its senders and implementors, counted when they come into view; above tests, what runs them. */
export function codeLenses(index: SourceIndex, document: SourceDocument): CodeLens[] {
  const lenses: CodeLens[] = [];
  for (const { name, nameRange } of document.classes) {
    if (!isTestClass(index, name)) continue;
    lenses.push({
      range: document.range(nameRange),
      command: runTest('$(testing-run-all-icon) Run tests', name),
    });
  }
  for (const method of document.methods) {
    const { selector, className, isMeta } = method.item;
    if (selector === '') continue;
    const { range } = methodLocation(method);
    if (!isMeta && /^test/.test(selector) && isTestClass(index, className)) {
      lenses.push({ range, command: runTest('$(testing-run-icon) Run test', className, selector) });
    }
    for (const kind of ['senders', 'implementors'] as const) {
      lenses.push({ range, data: { uri: document.uri, selector, kind } satisfies LensData });
    }
  }
  return lenses;
}

export function resolveCodeLens(index: SourceIndex, lens: CodeLens): CodeLens {
  const { uri, selector, kind } = lens.data as LensData;
  const count = kind === 'senders' ? index.senders(selector).length : index.implementors(selector).length;
  const word = kind === 'senders' ? 'sender' : 'implementor';
  const command = kind === 'senders' ? languageCommands.showSenders : languageCommands.showImplementors;
  return {
    ...lens,
    command: {
      title: count === 1 ? `1 ${word}` : `${count === 0 ? 'no' : count} ${word}s`,
      // A title without a command can be read but not clicked.
      command: count === 0 ? '' : command,
      arguments: [uri, lens.range.start],
    },
  };
}

function runTest(title: string, className: string, selector?: string): Command {
  const args = selector === undefined ? [className] : [className, selector];
  return { title, command: languageCommands.runTest, arguments: args };
}
