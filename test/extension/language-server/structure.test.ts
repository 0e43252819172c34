import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type {
  CallHierarchyIncomingCall,
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
  CodeLens,
  DocumentHighlight,
  DocumentSymbol,
  FoldingRange,
  InlayHint,
  SelectionRange,
  SemanticTokens,
  TypeHierarchyItem,
} from 'vscode-languageserver';
import { semanticTokensLegend } from '../../../extension/language-server/features/semanticTokens';
import { accountSources } from './accountSources';
import { LanguageClient } from './languageClient';

const account = 'Bank/Account.class.st';
const test = 'Bank/AccountTest.class.st';

describe('The shape of a document', () => {
  let client: LanguageClient;
  before(async () => {
    client = await LanguageClient.start(accountSources);
    for (const [name, text] of Object.entries(accountSources)) await client.open(name, text);
  });
  after(() => client.stop());

  const marked = (name: keyof typeof accountSources, text: string): ReturnType<LanguageClient['edit']> =>
    client.edit(name, accountSources[name].replace(text.replace('‸', ''), text));

  it('lists classes, sides and methods', async () => {
    const symbols = await client.in<DocumentSymbol[]>('documentSymbol', account);
    const outline = symbols.map(({ name, children }) => [name, (children ?? []).map((each) => each.name)]);
    assert.deepEqual(outline, [
      ['Account', ['balance', 'deposit:', 'transfer:to:', 'withdraw:']],
      ['Account class', ['for:']],
    ]);
    const [first] = symbols;
    assert.ok(first!.range.end.line >= first!.children!.at(-1)!.range.end.line);
  });

  it('folds comments, definitions and methods', async () => {
    const ranges = await client.in<FoldingRange[]>('foldingRange', account);
    const lines = accountSources[account].split('\n');
    const folded = ranges.map(({ startLine, endLine }) => `${lines[startLine]} … ${lines[endLine]}`);
    assert.equal(folded[0], '" … "');
    assert.ok(folded.includes('Class { … \t#category : #Bank'));
    assert.ok(folded.includes('Account >> deposit: anAmount [ … \tbalance := self balance + anAmount'));
    assert.ok(ranges.every(({ startLine, endLine }) => startLine < endLine));
  });

  it('tells what each name is', async () => {
    const { data } = await client.in<SemanticTokens>('semanticTokens/full', test);
    const text = accountSources[test].split('\n');
    const tokens: string[] = [];
    let line = 0;
    let character = 0;
    for (let at = 0; at < data.length; at += 5) {
      line += data[at]!;
      character = data[at] === 0 ? character + data[at + 1]! : data[at + 1]!;
      const word = text[line]!.slice(character, character + data[at + 2]!);
      const modifiers = semanticTokensLegend.tokenModifiers.filter((_, bit) => data[at + 4]! & (1 << bit));
      tokens.push([word, semanticTokensLegend.tokenTypes[data[at + 3]!], ...modifiers].join(' '));
    }
    assert.deepEqual(tokens, [
      'AccountTest class',
      'TestCase class defaultLibrary',
      'AccountTest class',
      'testDeposit method declaration',
      'account variable declaration',
      'account variable',
      'Account class',
      'for: method',
      'account variable',
      'deposit: method',
      'self keyword',
      'assert: method',
      'account variable',
      'balance method',
      'equals: method',
    ]);
  });

  it('marks the other places of a variable, assignments apart', async () => {
    const place = await marked(account, 'bal‸ance := self');
    const found = await client.at<DocumentHighlight[]>('documentHighlight', place);
    assert.deepEqual(
      found.map(({ range, kind }) => [range.start.line + 1, kind]),
      [
        [25, 2],
        [32, 3],
      ],
    );
  });

  it('widens a selection from word to statement to method', async () => {
    const place = await marked(account, 'self bal‸ance + anAmount');
    const [selection] = await client.in<SelectionRange[]>('selectionRange', account, {
      positions: [place.position],
    });
    const texts: string[] = [];
    for (let each: SelectionRange | undefined = selection; each; each = each.parent) {
      texts.push(client.textOf(place.uri, each.range));
    }
    assert.deepEqual(texts.slice(0, 3), [
      'self balance',
      'self balance + anAmount',
      'balance := self balance + anAmount',
    ]);
    assert.equal(texts.at(-1), accountSources[account]);
  });

  it('counts senders and implementors above a method when they are seen', async () => {
    const lenses = await client.in<CodeLens[]>('codeLens', account);
    const resolved = await Promise.all(
      lenses.map((each) => client.request<CodeLens>('codeLens/resolve', each)),
    );
    const titles = resolved
      .filter(({ range }) => range.start.line === 28)
      .map(({ command }) => command!.title);
    assert.deepEqual(titles, ['4 senders', '2 implementors']);
  });

  it('offers to run a test and all tests of a class', async () => {
    const lenses = await client.in<CodeLens[]>('codeLens', test);
    const commands = lenses.flatMap(({ command }) =>
      command ? [[command.command, ...command.arguments!]] : [],
    );
    assert.deepEqual(commands, [
      ['archipelago.runTest', 'AccountTest'],
      ['archipelago.runTest', 'AccountTest', 'testDeposit'],
    ]);
  });

  it('shows no lenses and shows the classes of temporaries if told to', async () => {
    const range = { start: { line: 0, character: 0 }, end: { line: 100, character: 0 } };
    const hints = (): Promise<InlayHint[]> => client.in<InlayHint[]>('inlayHint', test, { range });
    assert.deepEqual(await hints(), []);
    await client.configure({ codeLens: false, inlayHints: true });
    assert.deepEqual(
      (await hints()).map(({ label }) => label),
      [': Account'],
    );
    assert.deepEqual(await client.in('codeLens', test), []);
    await client.configure({});
  });

  it('finds callers and callees of a method', async () => {
    const [item] = await client.at<CallHierarchyItem[]>(
      'prepareCallHierarchy',
      await marked(account, 'with‸draw: anAmount ['),
    );
    assert.equal(`${item!.detail} ${item!.name}`, 'Account withdraw:');
    const incoming = await client.request<CallHierarchyIncomingCall[]>('callHierarchy/incomingCalls', {
      item,
    });
    assert.deepEqual(
      incoming.map(({ from }) => `${from.detail} ${from.name}`),
      ['Account transfer:to:'],
    );
    const outgoing = await client.request<CallHierarchyOutgoingCall[]>('callHierarchy/outgoingCalls', {
      item,
    });
    const called = outgoing.map(({ to }) => `${to.detail} ${to.name}`);
    assert.equal(called[0], 'Account deposit:');
    assert.ok(called.includes('Number negated'));
  });

  it('finds the superclass and the subclasses of a class', async () => {
    const [item] = await client.at<TypeHierarchyItem[]>(
      'prepareTypeHierarchy',
      await marked(account, 'with‸draw: anAmount ['),
    );
    assert.equal(item!.name, 'Account');
    const up = await client.request<TypeHierarchyItem[]>('typeHierarchy/supertypes', { item });
    const down = await client.request<TypeHierarchyItem[]>('typeHierarchy/subtypes', { item });
    assert.deepEqual(
      [up.map(({ name }) => name), down.map(({ name }) => name)],
      [['Object'], ['SavingsAccount']],
    );
  });
});
