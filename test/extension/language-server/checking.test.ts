import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { DiagnosticSeverity, type CodeAction, type Diagnostic } from 'vscode-languageserver';
import type { LanguageSettings } from '../../../extension/protocol/languageRequests';
import { accountSources } from './accountSources';
import { LanguageClient } from './languageClient';

const name = 'Bank/Teller.class.st';

const inMethod = (body: string): string =>
  `Class {\n\t#name : #Teller,\n\t#superclass : #Account,\n\t#category : #Bank\n}\n\nTeller >> work [\n\t${body}\n]\n`;

let client: LanguageClient;
afterEach(() => client.stop());

async function startWith(
  file: string,
  text: string,
  settings: Partial<LanguageSettings> = {},
): Promise<Diagnostic[]> {
  client = await LanguageClient.start(accountSources, settings);
  await client.open(file, text);
  return client.diagnostics(file);
}

/** Each diagnostic as `code "text it marks"`. */
function shown(list: readonly Diagnostic[], file = name): string[] {
  return list.map(({ code, range }) => `${code} "${client.textOf(client.uri(file), range)}"`);
}

describe('Diagnostics', () => {
  const cases: [what: string, body: string, expected: string[]][] = [
    ['nothing for sound code', '^self balance + 1', []],
    ['a missing operand', '^3 +', ['expected-expression "+"']],
    ['an undeclared name', '^amount', ['undeclared "amount"']],
    ['an unused temporary', '| spare |\n\t^1', ['unused-temporary "spare"']],
    ['code that is never reached', '^1.\n\tself balance', ['unreachable "self balance"']],
    ['an assignment to an argument', '#(1) do: [:each | each := 2]', ['not-assignable "each"']],
    ['a message that no class has', 'self flyAway', ['unknown-selector "flyAway"']],
    ['a message that the receiver’s class lacks', 'Account deposit: 3', ['not-understood "deposit:"']],
    ['a message to an instance that its class lacks', 'Object new deposit: 3', ['not-understood "deposit:"']],
    ['nothing for what a subclass may define', 'self testDeposit', ['not-understood "testDeposit"']],
    ['nothing for what `super new` makes', '^super class new transfer: 1 to: nil', []],
    ['a name that hides another', '| balance |\n\tbalance := 1.\n\t^balance', ['shadowed "balance"']],
  ];
  for (const [what, body, expected] of cases) {
    it(`tells of ${what}`, async () => {
      assert.deepEqual(shown(await startWith(name, inMethod(body))), expected);
    });
  }

  it('comes and goes as one types', async () => {
    await startWith(name, inMethod('^self balance'));
    await client.edit(name, inMethod('^self balanc'));
    const [hint] = await client.diagnostics(name, (list) => list.length === 1);
    assert.equal(hint!.severity, DiagnosticSeverity.Hint);
    assert.equal(hint!.message, 'No class implements balanc');
    await client.edit(name, inMethod('^self balance'));
    assert.deepEqual(await client.diagnostics(name, (list) => list.length === 0), []);
  });

  it('changes in one document when another defines what was missing', async () => {
    await startWith(name, inMethod('^Vault new'));
    assert.deepEqual(shown(await client.diagnostics(name, (list) => list.length === 1)), [
      'undeclared "Vault"',
    ]);
    await client.open(
      'Bank/Vault.class.st',
      'Class { #name : #Vault, #superclass : #Object, #category : #Bank }\n',
    );
    assert.deepEqual(await client.diagnostics(name, (list) => list.length === 0), []);
  });

  it('marks unused code as such', async () => {
    const [unused] = await startWith(name, inMethod('| spare |\n\t^1'));
    assert.deepEqual(unused!.tags, [1]);
  });

  it('leaves unknown messages alone if told to', async () => {
    assert.deepEqual(await startWith(name, inMethod('self flyAway'), { unknownSelectors: false }), []);
  });

  it('tells of a header that can’t be read, an unknown superclass and a method given twice', async () => {
    const text =
      'Class {\n\t#name : #Odd,\n\t#superclass : #Nobody,\n\t#category : #Bank\n}\n\nOdd >> a [\n\t^1\n]\n\nOdd >> a [\n\t^2\n]\n';
    const file = 'Bank/Odd.class.st';
    assert.deepEqual(shown(await startWith(file, text), file), [
      'unknown-superclass "Odd"',
      'duplicate-method "a"',
    ]);
    await client.edit(file, 'Class {\n\t#name : Odd\n');
    const broken = await client.diagnostics(file, (list) => list.some(({ code }) => code === 'syntax'));
    assert.equal(broken[0]!.severity, DiagnosticSeverity.Error);
  });

  it('knows the variables of a workspace of expressions', async () => {
    const file = 'try.st';
    assert.deepEqual(shown(await startWith(file, 'sum := 3.\nsum := sum + other'), file), [
      'undeclared "other"',
    ]);
  });
});

describe('Quick fixes', () => {
  const fixes = async (file: string, text: string): Promise<CodeAction[]> => {
    const diagnostics = await startWith(file, text);
    const range = diagnostics[0]!.range;
    return client.in<CodeAction[]>('codeAction', file, { range, context: { diagnostics } });
  };
  const cases: [what: string, body: string, title: string, expected: RegExp][] = [
    [
      'declares a temporary',
      'amount := 3',
      'Declare amount as a temporary',
      /work \[\n\t\| amount \|\n\tamount := 3/,
    ],
    [
      'declares one more temporary',
      '| a | a := 1. amount := a',
      'Declare amount as a temporary',
      /\| a amount \|/,
    ],
    ['removes an unused temporary', '| spare |\n\t^1', 'Remove the unused temporary', /work \[\n\t\^1/],
    ['removes one of several', '| spare a |\n\ta := 1', 'Remove the unused temporary', /\| a \|/],
    [
      'creates a missing method',
      'self fly: 1 to: 2',
      'Create Teller>>fly:to:',
      /\n\n\{ #category : #'as yet unclassified' \}\nTeller >> fly: argument1 to: argument2 \[\n\t\^self shouldBeImplemented\n\]\n$/,
    ],
    [
      'creates a missing class method',
      'Teller flyAway',
      'Create Teller class>>flyAway',
      /\nTeller class >> flyAway \[/,
    ],
  ];
  for (const [what, body, title, expected] of cases) {
    it(what, async () => {
      const action = (await fixes(name, inMethod(body))).find((each) => each.title === title);
      assert.ok(action, `no ${title}`);
      assert.match(client.applied(name, action.edit!), expected);
    });
  }

  it('creates a missing class in a file beside', async () => {
    const [action] = await fixes(name, inMethod('^Vault new'));
    assert.equal(action!.title, 'Create class Vault');
    const [create, edit] = action!.edit!.documentChanges!;
    assert.deepEqual([(create as { uri: string }).uri], [client.uri('Bank/Vault.class.st')]);
    const [{ newText }] = (edit as unknown as { edits: [{ newText: string }] }).edits;
    assert.equal(newText, "Class {\n\t#name : #Vault,\n\t#superclass : #Object,\n\t#category : #'Bank'\n}\n");
  });

  it('creates a class and a method in a file-out', async () => {
    const file = 'all.st';
    const text = `Object subclass: #A\n\tinstanceVariableNames: ''\n\tcategory: 'B'!\n\n!A methodsFor: 'x'!\nrun\n\t^self go! !\n`;
    const [method] = await fixes(file, text);
    const created = client.applied(file, method!.edit!);
    assert.match(
      created,
      /! !\n\n!A methodsFor: 'as yet unclassified'!\ngo\n\t\^self shouldBeImplemented! !\n$/,
    );
    await client.edit(file, created);
    assert.deepEqual(await client.diagnostics(file, (list) => list.length === 0), []);
  });

  it('creates a method in a SOM class', async () => {
    const file = 'Go.som';
    const [method] = await fixes(file, 'Go = (\n    run = ( ^self fly )\n)\n');
    const created = client.applied(file, method!.edit!);
    assert.equal(created, 'Go = (\n    run = ( ^self fly )\n\n    fly = (\n        ^nil\n    )\n)\n');
  });
});
