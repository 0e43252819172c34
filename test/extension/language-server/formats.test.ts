import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Location, WorkspaceEdit } from 'vscode-languageserver';
import { LanguageClient } from './languageClient';

const fileOut = `'From Squeak6.0'!

Object subclass: #Pump
	instanceVariableNames: 'flow'
	classVariableNames: ''
	poolDictionaries: ''
	category: 'Works'!
!Pump commentStamp: 'ad' prior: 0!
I pump.!

!Pump methodsFor: 'running'!
run
	Transcript show: 'Go!!'; show: flow printString.
	^self flow: 3! !

!Pump methodsFor: 'running'!
flow: aNumber
	flow := aNumber! !

!Pump class methodsFor: 'instances'!
primed
	^self new run! !

Pump primed flow: 2!
`;

const counter = `Counter = Object (
    | count |
    increment: by = (
        'it\\'s on' size.
        count := count + by.
        ^self
    )
    ----
    start = ( ^self new increment: 1 )
)
`;

const files = {
  'pump.st': fileOut,
  'Counter.som': counter,
  'Twice.som': 'Twice = Counter ( twice = ( self increment: 2 ) )\n',
  'Program.cs': 'class Program { static void Main() { Console.WriteLine("Hi"); } }',
  'changes.cs': "'From Squeak6.0'!\n!Pump methodsFor: 'more'!\nstopIt\n\t^self flow: 0! !\n",
};

describe('File-outs and SOM', () => {
  let client: LanguageClient;
  before(async () => {
    client = await LanguageClient.start(files);
  });
  after(() => client.stop());
  const find = async (name: keyof typeof files, marked: string): Promise<string[]> => {
    const place = await client.open(name, files[name].replace(marked.replace('‸', ''), marked));
    const context = { includeDeclaration: true };
    return client.places(await client.at<Location[]>('references', place, { context }));
  };

  it('finds senders past a doubled mark, in change sets too', async () => {
    assert.deepEqual(await find('pump.st', '^self flo‸w: 3'), [
      'changes.cs:4',
      'pump.st:14',
      'pump.st:17',
      'pump.st:24',
    ]);
  });

  it('finds an instance variable after a doubled mark', async () => {
    assert.deepEqual(await find('pump.st', 'show: flo‸w'), ['pump.st:13', 'pump.st:18', 'pump.st:4']);
  });

  it('finds senders in SOM classes, past strings with escapes', async () => {
    assert.deepEqual(await find('Counter.som', 'incre‸ment: by'), [
      'Counter.som:3',
      'Counter.som:9',
      'Twice.som:1',
    ]);
  });

  it('renames a variable of a SOM class behind an escape', async () => {
    const place = await client.open('Counter.som', counter.replace('^self\n', '^cou‸nt\n'));
    const text = client.applied(
      'Counter.som',
      await client.at<WorkspaceEdit>('rename', place, { newName: 'sum' }),
    );
    assert.match(text, /\| sum \|[^]*'it\\'s on' size\.\n {8}sum := sum \+ by\.\n {8}\^sum/);
  });

  it('renames a class in the preambles of a file-out and its expressions', async () => {
    const place = await client.open('pump.st', fileOut.replace('#Pump', '#Pu‸mp'));
    const edit = await client.at<WorkspaceEdit>('rename', place, { newName: 'Motor' });
    const text = client.applied('pump.st', edit);
    assert.doesNotMatch(text, /\bPump\b/);
    assert.match(
      text,
      /subclass: #Motor[^]*!Motor commentStamp:[^]*!Motor class methodsFor:[^]*\nMotor primed flow: 2!/,
    );
  });

  it('has no complaint about them', async () => {
    await client.open('pump.st', fileOut);
    await client.open('Counter.som', counter);
    assert.deepEqual(await client.diagnostics('pump.st', (list) => list.length === 0), []);
    assert.deepEqual(await client.diagnostics('Counter.som', (list) => list.length === 0), []);
  });
});

describe('The names that a topology wires', () => {
  const topology = (expression: string): string => `{
  // Who knows whom.
  "images": [{ "name": "a" }, { "name": "b" }],
  "wiring": [{ "to": "a", "as": "Ledger", "from": "b", "expression": "${expression}" }]
}`;
  const book = 'Class {\n\t#name : #Book,\n\t#superclass : #Object\n}\n\nBook >> note: aText [\n]\n';
  const user = (line: string): string =>
    `Class {\n\t#name : #User,\n\t#superclass : #Object\n}\n\nUser >> work [\n\t${line}\n]\n`;

  it('are globals, whose targets’ classes are known', async () => {
    const client = await LanguageClient.start({
      'x.topology.json': topology('Book new'),
      'Book.class.st': book,
    });
    const place = await client.open('User.class.st', user("Ledger no‸te: 'x'. Ledger fly"));
    assert.deepEqual(client.places(await client.at<Location[]>('definition', place)), ['Book.class.st:6']);
    const [diagnostic, ...others] = await client.diagnostics('User.class.st');
    assert.deepEqual([diagnostic!.message, others], ['No class implements fly', []]);
    client.write('x.topology.json', '{ "wiring": [] }');
    await client.changed('x.topology.json', 2);
    const changed = await client.diagnostics('User.class.st', (list) => list.length > 1);
    assert.ok(changed.every(({ code }) => code === 'undeclared' || code === 'unknown-selector'));
    await client.stop();
  });

  it('may be those of their own expressions', async () => {
    const client = await LanguageClient.start({ 'x.topology.json': topology('Ledger') });
    const place = await client.open('User.class.st', user('Ledger pri‸ntString'));
    const found = await client.at<Location[]>('definition', place);
    assert.ok(found.length > 0);
    await client.stop();
  });
});
