import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { TextDocument, type TextEdit } from 'vscode-languageserver-textdocument';
import { prepareCallHierarchy } from '../../../extension/language-server/features/callHierarchy';
import { codeActions } from '../../../extension/language-server/features/codeActions';
import { codeLenses } from '../../../extension/language-server/features/codeLenses';
import { completions } from '../../../extension/language-server/features/completion';
import { definition } from '../../../extension/language-server/features/definition';
import { diagnostics } from '../../../extension/language-server/features/diagnostics';
import { documentHighlights } from '../../../extension/language-server/features/documentHighlight';
import { documentSymbols } from '../../../extension/language-server/features/documentSymbols';
import { foldingRanges } from '../../../extension/language-server/features/folding';
import { formatting } from '../../../extension/language-server/features/formatting';
import { hover } from '../../../extension/language-server/features/hover';
import { references } from '../../../extension/language-server/features/references';
import { selectionRanges } from '../../../extension/language-server/features/selectionRanges';
import { semanticTokens } from '../../../extension/language-server/features/semanticTokens';
import { signatureHelp } from '../../../extension/language-server/features/signatureHelp';
import { prepareTypeHierarchy } from '../../../extension/language-server/features/typeHierarchy';
import { SourceDocument } from '../../../extension/language-server/index/sourceDocument';
import { SourceIndex } from '../../../extension/language-server/index/sourceIndex';
import { Project } from '../../../extension/language-server/project';
import { defaultLanguageSettings } from '../../../extension/protocol/languageRequests';
import { accountSources } from './accountSources';

const sources = {
  'file:///Account.class.st': accountSources['Bank/Account.class.st'],
  'file:///pump.st':
    "Object subclass: #Pump\n\tinstanceVariableNames: 'a'\n\tcategory: 'x'!\n!Pump methodsFor: 'x'!\nat: x put: y\n\t| t | t := #(1 $a foo). ^[:z | a := z; b: 'it''s!!'] value: {t. 3} ! !\n",
  'file:///Counter.som':
    "Counter = Object ( | n | add: x = ( n := n + x. 'a\\'b' print. ^#[1 2] ) ---- | m | make = ( ^self new ) )\n",
  'file:///try.st': 'x := 3. Transcript show: (x + 4) printString; cr. [:a | a foo: x bar: a] value: #baz',
};

const inserted = fc.constantFrom(
  '',
  '[',
  ']',
  '(',
  ')',
  "'",
  '"',
  '|',
  '#',
  '^',
  '.',
  ';',
  ':',
  '!',
  'x',
  ':=',
  '{',
  '<',
  '$',
);

describe('Half-written sources', () => {
  it('make no feature fail, at any place', () => {
    const cases = fc.record({
      uri: fc.constantFrom(...(Object.keys(sources) as (keyof typeof sources)[])),
      from: fc.nat(2_000),
      length: fc.nat(30),
      insertion: inserted,
      at: fc.nat(2_000),
    });
    fc.assert(
      fc.property(cases, ({ uri, from, length, insertion, at }) => {
        const whole: string = sources[uri];
        const start = from % whole.length;
        const text = whole.slice(0, start) + insertion + whole.slice(start + length);
        const index = new SourceIndex();
        for (const [each, other] of Object.entries(sources)) {
          const content = each === uri ? text : other;
          index.put(new SourceDocument(TextDocument.create(each, 'smalltalk', 0, content), false));
        }
        const document = index.get(uri)!;
        const offset = at % (text.length + 1);
        const position = document.text.positionAt(offset);
        const found = diagnostics(index, document, defaultLanguageSettings);
        for (const { range } of found) {
          assert.ok(document.text.offsetAt(range.start) <= document.text.offsetAt(range.end));
        }
        codeActions(index, document, found, true);
        completions(index, document, offset, true);
        signatureHelp(index, document, offset);
        hover(index, document, offset);
        definition(index, document, offset);
        references(index, document, offset, true);
        documentHighlights(index, document, offset);
        prepareCallHierarchy(index, document, offset);
        prepareTypeHierarchy(index, document, offset);
        selectionRanges(document, [position]);
        documentSymbols(document);
        foldingRanges(document);
        codeLenses(index, document);
        const { data } = semanticTokens(index, document);
        // Tokens that run into each other are dropped by editors: their distances must not be negative.
        for (let each = 0; each < data.length; each += 5) assert.ok(data[each]! >= 0 && data[each + 1]! >= 0);
        const edits = formatting(document) as TextEdit[];
        // Throws if edits overlap.
        TextDocument.applyEdits(document.text, edits);
      }),
      { numRuns: 400 },
    );
  });
});

describe('A server without the embedded image', () => {
  it('is told so, and knows the workspace', async () => {
    const project = new Project();
    await assert.rejects(project.readKernel('/nowhere'), /ENOENT/);
    project.update(
      TextDocument.create('file:///A.class.st', 'smalltalk', 1, accountSources['Bank/Account.class.st']),
    );
    assert.deepEqual(
      project.index.implementors('deposit:').map(({ item }) => item.className),
      ['Account'],
    );
  });
});
