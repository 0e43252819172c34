import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { RenameFile, WorkspaceEdit } from 'vscode-languageserver';
import { accountSources } from './accountSources';
import { LanguageClient, type Marked } from './languageClient';

const files = Object.entries(accountSources);

describe('Rename', () => {
  let client: LanguageClient;
  before(async () => {
    client = await LanguageClient.start(accountSources);
    for (const [name, text] of files) await client.open(name, text);
  });
  after(() => client.stop());

  /** The place of `before‸after` in a file that is as it was. */
  const place = (name: keyof typeof accountSources, marked: string): Promise<Marked> => {
    const text: string = accountSources[name];
    const plain = marked.replace('‸', '');
    assert.ok(text.includes(plain), plain);
    return client.edit(name, text.replace(plain, marked));
  };
  const rename = async (at: Marked, newName: string): Promise<WorkspaceEdit> =>
    client.at<WorkspaceEdit>('rename', at, { newName });
  const account = 'Bank/Account.class.st';

  it('gives an argument a new name in its method alone', async () => {
    const edit = await rename(await place(account, 'deposit: anAm‸ount [\n\t"Add'), 'money');
    const text = client.applied(account, edit);
    assert.match(text, /deposit: money \[[^\]]*self balance \+ money/);
    assert.match(text, /withdraw: anAmount/);
    assert.deepEqual(Object.keys(edit.changes!), [client.uri(account)]);
  });

  it('renames an instance variable in the definition and in subclasses', async () => {
    const edit = await rename(await place(account, '^bal‸ance ifNil:'), 'money');
    assert.match(
      client.applied(account, edit),
      /'money'[^]*>> balance \[\n\t\^money ifNil:[^]*money := self balance/,
    );
    assert.match(client.applied('Bank/SavingsAccount.class.st', edit), /show: money printString/);
  });

  it('renames a method, its overrides and its senders', async () => {
    const edit = await rename(await place(account, 'depo‸sit: anAmount [\n\t"Add'), 'add:');
    const text = client.applied(account, edit);
    assert.match(text, /Account >> add: anAmount[^]*anAccount add: anAmount[^]*self add: anAmount negated/);
    assert.match(
      client.applied('Bank/SavingsAccount.class.st', edit),
      />> add: anAmount \[\n\tsuper add: anAmount/,
    );
    assert.match(client.applied('Bank/AccountTest.class.st', edit), /account add: 10/);
  });

  it('renames each keyword of a message', async () => {
    const edit = await rename(await place(account, 'trans‸fer:'), 'move:into:');
    assert.match(client.applied(account, edit), />> move: anAmount into: anAccount \[/);
  });

  it('renames a class, the heads of its methods, subclasses, and its file', async () => {
    const edit = await rename(await place('Bank/AccountTest.class.st', 'Acc‸ount for:'), 'Ledger');
    const text = client.applied(account, edit);
    assert.match(text, /#name : #Ledger,[^]*Ledger class >> for:[^]*Ledger >> withdraw:/);
    assert.doesNotMatch(text, /\bAccount\b/);
    assert.match(client.applied('Bank/SavingsAccount.class.st', edit), /#superclass : #Ledger/);
    assert.match(
      client.applied('Bank/AccountTest.class.st', edit),
      /#name : #AccountTest[^]*Ledger for: 'Ada'/,
    );
    const moved = edit.documentChanges!.find((each): each is RenameFile => 'newUri' in each);
    assert.equal(moved!.newUri, client.uri('Bank/Ledger.class.st'));
  });

  const refusals: [what: string, marked: string, newName: string, reason: RegExp][] = [
    ['a selector of the embedded image', 'anAmount neg‸ated', 'minus', /in the embedded image/],
    [
      'a selector of another number of arguments',
      'dep‸osit: anAmount negated',
      'deposit',
      /takes 1 arguments/,
    ],
    ['a name that is none', '^bal‸ance ifNil:', 'a b', /is not a name/],
    ['a reserved name', '^bal‸ance ifNil:', 'self', /reserved/],
    ['a name that the method has', 'anAm‸ount to: anAccount', 'anAccount', /already has a variable/],
    ['a selector that the class has', 'with‸draw: anAmount.', 'deposit:', /already has a method/],
  ];
  for (const [what, marked, newName, reason] of refusals) {
    it(`refuses ${what}, with the reason`, async () => {
      await assert.rejects(rename(await place(account, marked), newName), reason);
    });
  }

  it('tells what would be renamed', async () => {
    const at = await place(account, 'trans‸fer:');
    const { placeholder } = await client.at<{ placeholder: string }>('prepareRename', at);
    assert.equal(placeholder, 'transfer:to:');
    assert.equal(await client.at('prepareRename', await place(account, '^se‸lf new')), null);
  });
});
