import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Hover, Location, MarkupContent, SymbolInformation } from 'vscode-languageserver';
import { accountSources } from './accountSources';
import { LanguageClient } from './languageClient';

describe('Finding one’s way', () => {
  let client: LanguageClient;
  before(async () => {
    client = await LanguageClient.start(accountSources);
  });
  after(() => client.stop());

  const inMethod = (body: string): string => `Class {
	#name : #Teller,
	#superclass : #Object,
	#instVars : [ 'drawer' ],
	#category : #Bank
}

Teller >> work: anAccount [
	| first second |
	first := Account for: 'Ada'.
	second := OrderedCollection new.
	${body}
]
`;

  const definitionCases: [what: string, body: string, expected: string[]][] = [
    ['a message to a variable whose class is known', 'first dep‸osit: 1', ['Account.class.st:29']],
    [
      'a message to an unknown object',
      'anAccount dep‸osit: 1',
      ['Account.class.st:29', 'SavingsAccount.class.st:8'],
    ],
    ['a class-side message', "Account f‸or: 'x'", ['Account.class.st:17']],
    ['an inherited class-side message', 'SavingsAccount fo‸r: 1', ['Account.class.st:17']],
    ['a class', '^Acco‸unt', ['Account.class.st:5']],
    ['a temporary', '^fir‸st', ['Teller.class.st:9']],
    ['an argument', '^anAcc‸ount', ['Teller.class.st:8']],
    ['an instance variable', '^draw‸er', ['Teller.class.st:4']],
    ['a symbol', '^#dep‸osit:', ['Account.class.st:29', 'SavingsAccount.class.st:8']],
    ['self', '^se‸lf', ['Teller.class.st:2']],
  ];
  for (const [what, body, expected] of definitionCases) {
    it(`defines ${what}`, async () => {
      const place = await client.open('Bank/Teller.class.st', inMethod(body));
      assert.deepEqual(client.places(await client.at<Location[]>('definition', place)), expected);
    });
  }

  it('defines a message of a kernel class in a document of the kernel', async () => {
    const place = await client.open('Bank/Teller.class.st', inMethod('second addF‸irst: 1'));
    const [location] = await client.at<Location[]>('definition', place);
    assert.match(location!.uri, /^archipelago-kernel:\/.*OrderedCollection\.class\.st$/);
    const text = await client.request<string>('archipelago/kernelDocument', location!.uri);
    const line = text.split('\n')[location!.range.start.line];
    assert.match(line!, /^OrderedCollection >> addFirst: \w+ \[/);
  });

  it('has no text for a class that the kernel lacks', async () => {
    assert.equal(
      await client.request('archipelago/kernelDocument', 'archipelago-kernel:/No/Nothing.class.st'),
      null,
    );
  });

  it('finds senders, symbols among them, with or without the methods themselves', async () => {
    const place = await client.open('Bank/Teller.class.st', inMethod('first perform: #depo‸sit: with: 3'));
    const find = (includeDeclaration: boolean): Promise<Location[]> =>
      client.at<Location[]>('references', place, { context: { includeDeclaration } });
    const senders = [
      'Account.class.st:38',
      'Account.class.st:43',
      'AccountTest.class.st:11',
      'SavingsAccount.class.st:9',
      'Teller.class.st:12',
    ];
    assert.deepEqual(client.places(await find(false)), senders);
    const methods = ['Account.class.st:29', 'SavingsAccount.class.st:8'];
    assert.deepEqual(client.places(await find(true)), [...senders, ...methods].sort());
  });

  it('finds the references to a class, subclasses’ definitions among them', async () => {
    const place = await client.open('Bank/Teller.class.st', inMethod('^Acc‸ount'));
    const found = await client.at<Location[]>('references', place, {
      context: { includeDeclaration: false },
    });
    assert.deepEqual(client.places(found), [
      'AccountTest.class.st:10',
      'SavingsAccount.class.st:3',
      'Teller.class.st:10',
      'Teller.class.st:12',
    ]);
  });

  it('finds the uses of an instance variable in subclasses', async () => {
    const text = accountSources['Bank/SavingsAccount.class.st'].replace('show: balance', 'show: bal‸ance');
    const place = await client.open('Bank/SavingsAccount.class.st', text);
    const found = await client.at<Location[]>('references', place, { context: { includeDeclaration: true } });
    assert.deepEqual(client.places(found), [
      'Account.class.st:25',
      'Account.class.st:32',
      'Account.class.st:8',
      'SavingsAccount.class.st:10',
    ]);
  });

  it('finds implementors of a message and subclasses of a class', async () => {
    const message = await client.open('Bank/Teller.class.st', inMethod('first dep‸osit: 1'));
    assert.deepEqual(client.places(await client.at<Location[]>('implementation', message)), [
      'Account.class.st:29',
      'SavingsAccount.class.st:8',
    ]);
    const name = await client.edit('Bank/Teller.class.st', inMethod('^Acc‸ount'));
    assert.deepEqual(client.places(await client.at<Location[]>('implementation', name)), [
      'SavingsAccount.class.st:2',
    ]);
  });

  const hoverCases: [what: string, body: string, expected: RegExp][] = [
    [
      'a method’s comment',
      'first dep‸osit: 1',
      /Account >> deposit: anAmount[^]*Add anAmount to the balance\./,
    ],
    ['a class’s comment', '^Acco‸unt', /Object subclass: #Account[^]*I hold money\./],
    ['a temporary’s class', '^sec‸ond', /Temporary, an instance of \*\*OrderedCollection\*\*/],
    ['the owner of an instance variable', '^dra‸wer', /Instance variable of \*\*Teller\*\*/],
    ['where lookup begins for super', '^sup‸er', /here \*\*Object\*\*/],
    [
      'the implementors of a message',
      'anAccount depos‸it: 1',
      /2 implementors:[^]*SavingsAccount\\>\\>deposit:/,
    ],
    ['that nobody implements a message', 'first fly‸Away', /No class implements this message/],
    ['an embedded class', '^Ordered‸Collection', /embedded image/],
  ];
  for (const [what, body, expected] of hoverCases) {
    it(`tells ${what}`, async () => {
      const place = await client.open('Bank/Teller.class.st', inMethod(body));
      const hover = await client.at<Hover>('hover', place);
      assert.match((hover.contents as MarkupContent).value, expected);
    });
  }

  it('says nothing over a string or a comment', async () => {
    const place = await client.open('Bank/Teller.class.st', inMethod("^'dep‸osit'"));
    assert.equal(await client.at('hover', place), null);
  });

  const symbols = async (query: string): Promise<string[]> => {
    const found = await client.request<SymbolInformation[]>('workspace/symbol', { query });
    return found.map(({ name, containerName }) => `${containerName} ${name}`);
  };

  it('lists classes and methods of the workspace before the kernel’s', async () => {
    assert.deepEqual((await symbols('deposit')).slice(0, 2).sort(), [
      'Account deposit:',
      'SavingsAccount deposit:',
    ]);
    assert.equal((await symbols('savacc'))[0], 'Bank SavingsAccount');
    assert.ok((await symbols('OrderedCollection'))[0]!.endsWith(' OrderedCollection'));
    assert.deepEqual(await symbols('zzzNobody'), []);
  });

  it('finds a new file, a changed one, and forgets a deleted one', async () => {
    const definition = (selector: string): string =>
      `Class { #name : #Vault, #superclass : #Object, #category : #Bank }\n\nVault >> ${selector} [\n\t^1\n]\n`;
    client.write('Bank/Vault.class.st', definition('openVault'));
    await client.changed('Bank/Vault.class.st', 1);
    assert.deepEqual(await symbols('openVault'), ['Vault openVault']);
    client.write('Bank/Vault.class.st', definition('lockVault'));
    await client.changed('Bank/Vault.class.st', 2);
    assert.deepEqual(await symbols('openVault'), []);
    assert.deepEqual(await symbols('lockVault'), ['Vault lockVault']);
    await client.changed('Bank/Vault.class.st', 3);
    assert.deepEqual(await symbols('lockVault'), []);
  });
});
