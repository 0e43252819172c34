import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  problemText,
  type ClassDefinition,
  type MethodDefinition,
} from '../../../runtime/sources/sourceModel';
import { readTonel } from '../../../runtime/sources/tonelReader';
import {
  writeTonelClass,
  writeTonelExtension,
  writeTonelPackage,
} from '../../../runtime/sources/tonelWriter';
import { printMethod } from '../../../runtime/compiler/printer';
import { arbitraryMethod } from '../compiler/arbitraryMethods';

const account = `"
I hold money. I say ""please"".
"
Class {
	#name : #Account,
	#superclass : #Object,
	#type : 'variable',
	#instVars : [
		'balance',
		'owner => WeakSlot'
	],
	#classVars : [ 'Limit' ],
	#classInstVars : [],
	#pools : [ 'Money' ],
	#category : 'Bank-Core',
	#package : 'Bank',
	#tag : 'Core'
}

{ #category : #'instance creation' }
Account class >> named: aName [

	^ self new name: aName
]

{ #category : 'accessing' }
Account >> - other [
	"a ] in a comment" ^ 'and a ] in a string' , $] asString , [ balance ] value
]

{
	#category : 'accessing',
	#'vendor key' : [ 'x', { #a : 1 } ]
}
Account >> balance [ ^ balance ]

{ #category : #empty }
Account >> nothing [
]
`;

function methodsOf(text: string): MethodDefinition[] {
  return readTonel('a.class.st', text).items.filter((item) => item.kind === 'method');
}

function classOf(text: string): ClassDefinition {
  const found = readTonel('a.class.st', text).items.find((item) => item.kind === 'class');
  assert.ok(found);
  return found;
}

test('reads a class definition', () => {
  const { file, format, problems } = readTonel('a.class.st', account);
  assert.deepEqual([file, format, problems], ['a.class.st', 'tonel', []]);
  const {
    name,
    superclassName,
    classKind,
    instanceVariables,
    classVariables,
    pools,
    category,
    comment,
    nameRange,
    ...rest
  } = classOf(account);
  assert.deepEqual(
    [name, superclassName, classKind, category, rest.package],
    ['Account', 'Object', 'variable', 'Bank-Core', 'Bank'],
  );
  assert.deepEqual([instanceVariables, classVariables, pools], [['balance', 'owner'], ['Limit'], ['Money']]);
  assert.equal(comment, 'I hold money. I say "please".');
  assert.equal(account.slice(nameRange.start, nameRange.stop), 'Account');
});

test('reads methods, with brackets in strings, comments and characters', () => {
  const methods = methodsOf(account);
  assert.deepEqual(
    methods.map(({ selector, isMeta, protocol, isExtension }) => [selector, isMeta, protocol, isExtension]),
    [
      ['named:', true, 'instance creation', false],
      ['-', false, 'accessing', false],
      ['balance', false, 'accessing', false],
      ['nothing', false, 'empty', false],
    ],
  );
  assert.equal(methods[2]!.source, 'balance   ^ balance');
  assert.equal(methods[3]!.source, 'nothing');
});

test('a source is in step with the file', () => {
  for (const { source, offsets } of methodsOf(account)) {
    for (let offset = 0; offset < source.length; offset++) {
      const inFile = account[offsets.toFile(offset)];
      assert.ok(inFile === source[offset] || (inFile === '[' && source[offset] === ' '));
      assert.equal(offsets.toText(offsets.toFile(offset)), offset);
    }
  }
});

test('reads extensions, traits, packages and the first versions', () => {
  const extension = readTonel(
    'Object.extension.st',
    "Extension { #name : #Object }\n\n{ #category : #'*Bank' }\nObject >> pay [\n\t^1\n]",
  );
  assert.deepEqual(extension.problems, []);
  const [method] = extension.items;
  assert.ok(method?.kind === 'method' && method.isExtension && method.className === 'Object');
  const trait = readTonel(
    'T.trait.st',
    "Trait {\n\t#name : 'TPay',\n\t#traits : 'TA + TB',\n\t#category : 'Bank'\n}\n\nTPay classSide >> x [ ^1 ]",
  );
  assert.ok(
    trait.items[0]?.kind === 'class' && trait.items[0].isTrait && trait.items[0].traits === 'TA + TB',
  );
  assert.ok(trait.items[1]?.kind === 'method' && trait.items[1].isMeta);
  assert.deepEqual(readTonel('package.st', 'Package { #name : #Bank }').items[0], {
    kind: 'package',
    name: 'Bank',
    start: 0,
    stop: 25,
  });
  assert.equal(classOf('Class { #name : #X, #superclass : #nil, #category : #Y }').superclassName, undefined);
  assert.equal(classOf("Class { #name : 'X', #package : 'P', #tag : 'T' }").category, 'P-T');
});

function checkProblem(name: string, text: string, expected: RegExp, ...selectors: string[]): void {
  test(`goes on after ${name}`, () => {
    const { items, problems } = readTonel('a.class.st', text);
    assert.match(problems.map(problemText).join('\n'), expected);
    assert.deepEqual(
      items.flatMap((item) => (item.kind === 'method' ? [item.selector] : [])),
      selectors,
    );
  });
}

checkProblem(
  'a body that is not closed',
  "Class { #name : 'A' }\n\nA >> x [\n\t[ 1\n]\n\n{ #category : 'c' }\nA >> y [\n\t^2\n]\n",
  /a\.class\.st:3:8: Expected a method whose brackets/,
  'x',
  'y',
);
checkProblem(
  'a quote that is not closed',
  "Class { #name : 'A' }\n\nA >> x [\n\t^'abc\n]\n\nA >> y [\n\t^2\n]\n",
  /a\.class\.st:3:8: /,
  'x',
  'y',
);
checkProblem(
  'text between methods',
  "Class { #name : 'A' }\n\nrubbish\n\nA >> y [\n\t^2\n]\n",
  /:3:1: Expected a method .*, not "rubbish"/,
  'y',
);
checkProblem(
  'a header without a name',
  "Class { #superclass : 'B' }\nA >> y [ ^2 ]",
  /Expected a #name/,
  'y',
);
checkProblem('a broken header', "Class { #name 'B' }\nA >> y [ ^2 ]", /:1:15: Expected : after the key/, 'y');
checkProblem('an unknown type', "Class { #name : 'B', #type : 'odd' }", /Expected one of normal, .* not odd/);
checkProblem('a file of another kind', 'hello', /:1:1: Expected Class, Trait, Extension or Package/);

test('what is written reads back', () => {
  const definition = classOf(account);
  const methods = methodsOf(account);
  const text = writeTonelClass(definition, methods);
  const places = { start: 0, stop: 0, nameRange: { start: 0, stop: 0 } };
  assert.deepEqual({ ...classOf(text), ...places }, { ...definition, ...places });
  const plain = (each: MethodDefinition): unknown => [
    each.isMeta,
    each.selector,
    each.protocol,
    each.source.replace(/\s+/g, ' '),
  ];
  assert.deepEqual(methodsOf(text).map(plain), methods.map(plain));
  assert.equal(writeTonelClass(classOf(text), methodsOf(text)), text);
  assert.equal(writeTonelPackage("It's"), "Package { #name : 'It\\'s' }\n");
  assert.match(
    writeTonelExtension('Object', methods.slice(0, 1)),
    /^Extension \{ #name : 'Object' \}\n\n\{ #category/,
  );
});

test('any method written reads back', () => {
  fc.assert(
    fc.property(arbitraryMethod, (method) => {
      const source = printMethod(method);
      const [template] = methodsOf(account);
      const text = writeTonelExtension('Account', [{ ...template!, source }]);
      const { items, problems } = readTonel('x.extension.st', text);
      assert.deepEqual(problems, []);
      assert.equal(items.length, 1);
      assert.ok(items[0]?.kind === 'method');
      assert.equal(
        items[0].source.replace(/^foo: a {2}\n/, 'foo: a\n').trimEnd(),
        source.replace(/\r\n?/g, '\n').trimEnd(),
      );
    }),
    { numRuns: 500 },
  );
});

test('never throws', () => {
  const pieces = fc.constantFrom(
    'Class',
    '{',
    '}',
    '#name',
    ':',
    "'A'",
    ',',
    '[',
    ']',
    'A >> x',
    '\n',
    '"',
    "'",
    '#',
    ' ',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
      readTonel('x.st', parts.join(' '));
    }),
    { numRuns: 1000 },
  );
});
