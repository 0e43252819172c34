import assert from 'node:assert/strict';
import test from 'node:test';
import { readChunks } from '../../../runtime/sources/chunkReader';
import { writeChunks } from '../../../runtime/sources/chunkWriter';
import { problemText, type SourceItem } from '../../../runtime/sources/sourceModel';

const fileOut = `'From Squeak6.0 of today'!
"Change Set: bank"!

Object subclass: #Account
	instanceVariableNames: 'balance owner'
	classVariableNames: 'Limit'
	poolDictionaries: ''
	category: 'Bank-Core'!

!Account commentStamp: 'abc 1/2/2020 10:00' prior: 0!
I hold money!!!

Account class
	instanceVariableNames: 'all'!

!Account methodsFor: 'accessing' stamp: 'abc 1/2/2020 10:00'!
balance
	^balance! !

!Account methodsFor: 'it''s'!
deposit: x
	x > 3 ifTrue: [self error: 'too much!!'].
	balance := balance + x!
withdraw: x
	^x!
]style[(3 4)bla! !
!Object methodsFor: '*bank'!
isAccount ^false! !

Smalltalk at: #Ledger put: 3!

Account initialize!
`;

function brief(item: SourceItem): string {
  switch (item.kind) {
    case 'class':
      return `class ${item.name} < ${item.superclassName} ${item.classKind} [${item.instanceVariables.join(' ')}] [${item.classVariables.join(' ')}] [${item.pools.join(' ')}] ${item.category}`;
    case 'method':
      return `method ${item.className}${item.isMeta ? ' class' : ''}>>${item.selector} {${item.protocol}}${item.isExtension ? ' extension' : ''}`;
    case 'comment':
      return `comment ${item.className} ${item.text}`;
    case 'classSide':
      return `class side ${item.className} [${item.instanceVariables.join(' ')}]`;
    case 'doIt':
      return `do-it ${item.source}`;
    case 'package':
      return `package ${item.name}`;
  }
}

test('reads a fileOut in its order', () => {
  const { items, problems } = readChunks('bank.st', fileOut);
  assert.deepEqual(problems, []);
  assert.deepEqual(items.map(brief), [
    "do-it 'From Squeak6.0 of today'",
    'do-it "Change Set: bank"',
    'class Account < Object normal [balance owner] [Limit] [] Bank-Core',
    'comment Account I hold money!',
    'class side Account [all]',
    'method Account>>balance {accessing}',
    "method Account>>deposit: {it's}",
    "method Account>>withdraw: {it's}",
    'method Object>>isAccount {*bank} extension',
    'do-it Smalltalk at: #Ledger put: 3',
    'do-it Account initialize',
  ]);
});

test('offsets skip the doubled marks', () => {
  for (const end of ['\n', '\r', '\r\n']) {
    const text = fileOut.replaceAll('\n', end);
    for (const item of readChunks('bank.st', text).items) {
      if (item.kind !== 'method' && item.kind !== 'doIt') continue;
      for (let offset = 0; offset < item.source.length; offset++) {
        assert.equal(text[item.offsets.toFile(offset)], item.source[offset]);
        assert.equal(item.offsets.toText(item.offsets.toFile(offset)), offset);
      }
      assert.equal(item.offsets.toFile(item.source.length) >= item.stop - 1, true);
    }
  }
});

test('keeps stamps', () => {
  const [, , , comment, , method] = readChunks('bank.st', fileOut).items;
  assert.ok(comment?.kind === 'comment' && comment.stamp === 'abc 1/2/2020 10:00');
  assert.ok(method?.kind === 'method' && method.stamp === 'abc 1/2/2020 10:00');
});

function check(source: string, expected: string): void {
  test(`reads ${source}`, () => {
    const { items, problems } = readChunks('x.st', `${source}!\n`);
    assert.deepEqual(problems, []);
    assert.equal(items.map(brief).join('; '), expected);
  });
}

check(
  "Object variableByteSubclass: #B instanceVariableNames: '' classVariableNames: '' poolDictionaries: 'P' category: 'C'",
  'class B < Object bytes [] [] [P] C',
);
check(
  "nil subclass: #Root instanceVariableNames: 'a' classVariableNames: '' package: 'C'",
  'class Root < undefined normal [a] [] [] C',
);
check(
  "Object weakSubclass: #W instanceVariableNames: '' classVariableNames: '' package: 'C'",
  'class W < Object weak [] [] [] C',
);
check(
  "Object << #P slots: { #a . #b => WeakSlot }; sharedVariables: { #L }; tag: 'T'; package: 'C'",
  'class P < Object normal [a b] [L] [] C-T',
);
check("Object << #P package: 'C'", 'class P < Object normal [] [] [] C');
check("Object << #V layout: VariableLayout; slots: {}; package: 'C'", 'class V < Object variable [] [] [] C');
check('Object class << Foo class slots: { #x }', 'class side Foo [x]');
check("Foo comment: 'it''s'", "comment Foo it's");
check("Foo class instanceVariableNames: 'a b'", 'class side Foo [a b]');
check('Object subclass: #Short', 'do-it Object subclass: #Short');
check('Foo bar. Foo baz', 'do-it Foo bar. Foo baz');
check('----SNAPSHOT----{2020} image.image priorSource: 3!\n3 + 4', 'do-it 3 + 4');
check(
  "!classDefinition: #A category: 'C'!\nObject subclass: #A instanceVariableNames: '' classVariableNames: '' poolDictionaries: '' category: 'C'",
  'class A < Object normal [] [] [] C',
);
check("Trait named: #TFoo uses: {} category: 'C'", 'class TFoo < undefined normal [] [] [] C');

test('keeps traits as written', () => {
  const { items } = readChunks(
    'x.st',
    "Object subclass: #A uses: TA + TB instanceVariableNames: '' classVariableNames: '' package: 'C'!",
  );
  assert.ok(items[0]?.kind === 'class' && items[0].traits === 'TA + TB');
});

test('names the place of an error', () => {
  const problems = readChunks('x.st', "3 foo: !\n\n!A methodsFor: 'x'!\n123! !").problems.map(problemText);
  assert.deepEqual(problems, [
    'x.st:1:6: Expected an expression before the end',
    'x.st:4:1: Expected a method pattern, not "123! !"',
  ]);
  assert.match(readChunks('x.st', "!A methodsFor: 'x'!\nfoo ^1!").problems[0]!.message, /an empty chunk/);
});

test('what is written reads back', () => {
  const places = new Set(['start', 'stop', 'offsets', 'nameRange']);
  const plain = (items: readonly SourceItem[]): unknown =>
    JSON.parse(JSON.stringify(items, (key, value: unknown) => (places.has(key) ? undefined : value)));
  const { items } = readChunks('bank.st', fileOut);
  const text = writeChunks(items);
  assert.deepEqual(plain(readChunks('bank.st', text).items), plain(items));
  assert.equal(writeChunks(readChunks('bank.st', text).items), text);
});
