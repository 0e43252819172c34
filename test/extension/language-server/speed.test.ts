import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { describe, it } from 'node:test';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { completions } from '../../../extension/language-server/features/completion';
import { diagnostics } from '../../../extension/language-server/features/diagnostics';
import { references } from '../../../extension/language-server/features/references';
import { workspaceSymbols } from '../../../extension/language-server/features/workspaceSymbols';
import { SourceDocument } from '../../../extension/language-server/index/sourceDocument';
import { SourceIndex } from '../../../extension/language-server/index/sourceIndex';
import { defaultLanguageSettings } from '../../../extension/protocol/languageRequests';

const classCount = 250;
const methodsEach = 40;

function classText(number: number): string {
  const name = `Worker${number}`;
  const methods = Array.from(
    { length: methodsEach },
    (_, at) => `{ #category : #working }
${name} >> job${at}: anItem with: aCount [
	"Answer what is left of anItem."

	| rest total |
	total := 0.
	rest := anItem collect: [:each | each job${(at + 1) % methodsEach}: self with: aCount].
	rest do: [:each | total := total + each size].
	total > aCount ifTrue: [^self job${(at + 7) % methodsEach}: rest with: total].
	^OrderedCollection new add: rest; add: state; yourself
]
`,
  );
  const superclass = number === 0 ? 'nil' : `#Worker${number >> 1}`;
  return `Class {\n\t#name : #${name},\n\t#superclass : ${superclass},\n\t#instVars : [ 'state' ],\n\t#category : #Work\n}\n\n${methods.join('\n')}`;
}

const uri = (number: number): string => `file:///work/Worker${number}.class.st`;

const document = (number: number, text: string, previous?: SourceDocument): SourceDocument =>
  new SourceDocument(TextDocument.create(uri(number), 'smalltalk', 0, text), false, previous);

/** Fails if something takes far longer than the limit, which leaves room for a machine that does other things too. */
function within<T>(limitMs: number, what: string, action: () => T): T {
  const started = performance.now();
  const result = action();
  const tookMs = performance.now() - started;
  assert.ok(tookMs < limitMs, `${what} took ${Math.round(tookMs)} ms, more than ${limitMs}`);
  return result;
}

describe('A workspace of 10,000 methods', () => {
  const index = new SourceIndex();
  it('is indexed in seconds, then answers at once', () => {
    within(10_000, 'indexing', () => {
      for (let each = 0; each < classCount; each++) index.put(document(each, classText(each)));
    });
    const open = index.get(uri(100))!;
    within(500, 'completion', () => {
      const offset = open.text.getText().indexOf('collect:');
      assert.ok(completions(index, open, offset, true).items.length > 30);
    });
    within(500, 'senders', () => {
      const offset = open.text.getText().indexOf('job7: rest');
      assert.equal(references(index, open, offset, false).length, 2 * classCount);
    });
    within(1_000, 'symbols', () => assert.ok(workspaceSymbols(index, 'job3').length > 100));
    within(1_000, 'diagnostics', () => diagnostics(index, open, defaultLanguageSettings));
  });

  it('takes an edit without reading the rest again', () => {
    const before = index.get(uri(100))!;
    const text = before.text.getText().replace('total := 0.', 'total := 1.');
    const after = within(500, 'an edit', () => {
      const edited = document(100, text, before);
      index.put(edited);
      diagnostics(index, edited, defaultLanguageSettings);
      return edited;
    });
    const summaries = new Set(before.methods.map(({ summary }) => summary));
    const kept = after.methods.filter(({ summary }) => summaries.has(summary));
    assert.equal(kept.length, methodsEach - 1);
  });
});
