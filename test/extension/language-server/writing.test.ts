import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { CompletionItem, CompletionList, MarkupContent, SignatureHelp } from 'vscode-languageserver';
import { accountSources } from './accountSources';
import { LanguageClient } from './languageClient';

const name = 'Bank/Teller.class.st';

const inMethod = (body: string): string => `Class {
	#name : #Teller,
	#superclass : #Account,
	#instVars : [ 'drawer' ],
	#category : #Bank
}

Teller >> work: anAccount [
	| mine |
	mine := Account for: 'Ada'.
	${body}
]
`;

describe('Completion', () => {
  let client: LanguageClient;
  before(async () => {
    client = await LanguageClient.start(accountSources);
    await client.open(name, inMethod(''));
  });
  after(() => client.stop());

  const items = async (body: string): Promise<CompletionItem[]> => {
    const place = await client.edit(name, inMethod(body));
    return (await client.at<CompletionList>('completion', place)).items;
  };
  const labels = async (body: string): Promise<string[]> => (await items(body)).map(({ label }) => label);
  const first = async (body: string, count: number): Promise<string[]> => {
    const sorted = (await items(body)).sort((a, b) => ((a.sortText ?? '') < (b.sortText ?? '') ? -1 : 1));
    return sorted.slice(0, count).map(({ label }) => label);
  };

  const offered: [what: string, body: string, expected: string[]][] = [
    [
      'temporaries, arguments, variables of the class and of its superclass',
      '^‸',
      ['mine', 'anAccount', 'drawer', 'balance', 'Limit'],
    ],
    [
      'pseudo variables and classes',
      '^‸',
      ['self', 'super', 'thisContext', 'Account', 'OrderedCollection', 'Transcript'],
    ],
    ['a block’s argument inside the block', '#(1 2) do: [:each | e‸ ]', ['each', 'mine']],
    ['classes by their beginning, in any case', '^accou‸', ['Account', 'AccountTest']],
    ['the messages of a class', 'Account f‸', ['for:']],
    ['the further keywords of a message', 'mine transfer: 3 t‸', ['to:']],
    ['messages in a cascade', 'mine deposit: 1; w‸', ['withdraw:']],
    ['selectors as symbols', '^#depo‸', ['#deposit:']],
  ];
  for (const [what, body, expected] of offered) {
    it(`offers ${what}`, async () => {
      const found = await labels(body);
      for (const each of expected)
        assert.ok(found.includes(each), `${each} is not in ${found.slice(0, 40).join(' ')}`);
    });
  }

  const refused: [what: string, body: string, unexpected: string][] = [
    ['a variable where a message goes', 'mine m‸', 'mine'],
    ['a message where a variable goes', '^de‸', 'deposit:'],
    ['a block’s argument outside the block', '#(1 2) do: [:each | each ]. ‸', 'each'],
    ['anything in a comment', '"A sel‸ "', 'self'],
    ['anything in a string', "'sel‸ '", 'self'],
    ['anything where a new name is made up', 'mine do: [:sel‸ | 1]', 'self'],
  ];
  for (const [what, body, unexpected] of refused) {
    it(`does not offer ${what}`, async () => {
      const found = await labels(body);
      assert.ok(!found.includes(unexpected), `${unexpected} is offered`);
    });
  }

  it('offers what the receiver’s own class defines first', async () => {
    assert.deepEqual((await first('mine ‸', 4)).sort(), ['balance', 'deposit:', 'transfer:to:', 'withdraw:']);
  });

  it('offers variables before classes', async () => {
    assert.deepEqual((await first('^‸', 2)).sort(), ['anAccount', 'mine']);
  });

  it('writes arguments with the names that the method gives them', async () => {
    const transfer = (await items('mine transf‸')).find(({ label }) => label === 'transfer:to:')!;
    assert.equal(transfer.insertText, 'transfer: ${1:anAmount} to: ${2:anAccount}');
  });

  it('shows the method’s comment for the item that is picked', async () => {
    const deposit = (await items('mine depos‸')).find(({ label }) => label === 'deposit:')!;
    const { documentation } = await client.request<CompletionItem>('completionItem/resolve', deposit);
    assert.match((documentation as MarkupContent).value, /Account >> deposit: anAmount[^]*Add anAmount/);
  });

  it('knows the keys of a header and the classes to inherit from', async () => {
    await client.open('Bank/New.class.st', '');
    const keys = await client.edit('Bank/New.class.st', 'Class {\n\t#na‸\n}\n');
    assert.ok(
      (await client.at<CompletionList>('completion', keys)).items.some(({ label }) => label === '#name'),
    );
    const place = await client.edit(
      'Bank/New.class.st',
      'Class {\n\t#name : #New,\n\t#superclass : #Acc‸\n}\n',
    );
    const { items: found } = await client.at<CompletionList>('completion', place);
    assert.ok(found.some(({ label }) => label === '#Account'));
  });

  const help = async (body: string): Promise<SignatureHelp | null> =>
    client.at<SignatureHelp | null>('signatureHelp', await client.edit(name, inMethod(body)));

  it('tells the arguments of the message being written', async () => {
    const signature = await help('mine transfer: ‸');
    assert.equal(signature!.signatures[0]!.label, 'transfer: anAmount to: anAccount');
    assert.equal(signature!.activeParameter, 0);
    const next = await help('mine transfer: (1 max: 2) to: ‸');
    assert.equal(next!.activeParameter, 1);
    const { label, parameters } = next!.signatures[0]!;
    const [start, stop] = parameters![1]!.label as [number, number];
    assert.equal(label.slice(start, stop), 'to: anAccount');
  });

  it('tells nothing outside a keyword message, the method’s own pattern included', async () => {
    assert.equal(await help('mine balance. ‸'), null);
  });
});
