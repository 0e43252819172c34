// What a message's arguments are on the other side: copies, references, aliases, cycles, blobs.
import test from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ChunkStoreError, type ChunkHash, type ChunkStore } from '../../../runtime/paging/chunkStore';
import { ArgumentReader, PassingError } from '../../../runtime/remote/argumentPassing';
import { LocalSystem } from '../../support/images/localSystem';
import { agents } from './agents';
import { anyValue } from './arbitraryFrames';
import { MemoryChunkStore } from '../../support/images/memoryChunkStore';

const copied = `
Class { #name : #Pair, #superclass : #Object, #instVars : [ 'left', 'right' ], #category : #Tests }
{ #category : #all }
Pair >> left [ ^left ]
{ #category : #all }
Pair >> right [ ^right ]
{ #category : #all }
Pair >> left: l right: r [ left := l. right := r ]
{ #category : #all }
Pair >> passMode [ ^#copy ]
`;
const copiedRow = `
Class { #name : #Row, #superclass : #Object, #type : #variable, #instVars : [ 'name' ], #category : #Tests }
{ #category : #all }
Row >> name: aString [ name := aString ]
{ #category : #all }
Row >> name [ ^name ]
{ #category : #all }
Row >> passMode [ ^#copy ]
`;

for (const hosts of [1, 2]) {
  const where = hosts === 1 ? 'within a worker' : 'between workers';
  const pair = () => {
    const both = agents(2, { hosts });
    for (const image of both) image.define(copied, copiedRow);
    return both;
  };

  for (const literal of [
    '0',
    '-1',
    '(2 raisedTo: 52)',
    '(2 raisedTo: 53) - 1',
    '(2 raisedTo: 60) - 1',
    '(2 raisedTo: 60) negated',
    '100 factorial',
    '100 factorial negated',
    '3/4',
    '1.5',
    'Float infinity',
    '-0.0',
    '1.5s2',
    '$a',
    '(Character value: 16r1F600)',
    '#foo',
    '#foo:bar:',
    '#+',
    '(WideString with: (Character value: 955)) asSymbol',
    'nil',
    'true',
    'false',
    "'a text'",
    "''",
    '(WideString with: (Character value: 955))',
    '#[1 2 255]',
    '(ByteArray new: 3)',
    '(WordArray with: 1 with: 4294967295)',
  ])
    test(`${literal} is the same there and back, ${where}`, () => {
      const [a] = pair();
      assert.equal(
        a.plain(`| it | it := ${literal}. (B echo: it) = it and: [ (B echo: it) class == it class ]`),
        true,
      );
      assert.equal(a.plain(`(B echo: ${literal}) isFarReference`), false);
    });

  /** `source` in image a answers `expected`. */
  function check(name: string, source: string, expected: unknown): void {
    test(`${name}, ${where}`, () => {
      assert.equal(pair()[0].plain(source), expected);
    });
  }

  check('NaN stays one', '(B echo: Float nan) isNaN', true);
  check('symbols are one object', '(B echo: #foo) == #foo', true);
  check('a text is copied', "| s | s := 'abc' copy. (B echo: s) == s", false);
  check(
    'what happens to a copy is not seen here',
    "| s | s := 'abc' copy. B keep: s. s at: 1 put: $x. B kept",
    'abc',
  );
  check(
    'an object is passed by reference and comes home near',
    '| o | o := Object new. (B echo: o) == o',
    true,
  );
  check('an Array is passed by reference', '(B echo: #(1 2)) isFarReference', false);
  check('there it is far', 'B keep: (Array with: 1 with: 2). B tell: Mine add: 0. (B kept at: 2)', 2);
  check('a far reference is one object', '(B echo: B) == B', true);
  check('a far reference has one identity hash', '(B echo: B) identityHash = B identityHash', true);
  check(
    'two objects are two references',
    '| x y | x := Object new. y := Object new. (B echo: x) == (B echo: y)',
    false,
  );
  check(
    'a class that says so is copied',
    '| p | p := B echo: (Pair new left: 1 right: #two). p left = 1 and: [ p right == #two ]',
    true,
  );
  check('a copy is another object', '| p | p := Pair new left: 1 right: 2. (B echo: p) == p', false);
  check(
    'copies of copies',
    '(B echo: (Pair new left: (Pair new left: 5 right: 6) right: nil)) left right',
    6,
  );
  check(
    'what a copy refers to is passed by its own rule',
    '(B echo: (Pair new left: Mine right: B)) left == Mine',
    true,
  );
  check(
    'a copy with elements',
    "| r | r := B echo: ((Row new: 3) name: 'n'; at: 2 put: #x; yourself). r name = 'n' and: [ (r at: 2) == #x and: [ r size = 3 ] ]",
    true,
  );
  check(
    'aliases among arguments stay',
    "| s p | s := 'abc' copy. p := B echo: (Pair new left: s right: s). p left == p right",
    true,
  );
  check(
    'cycles stay',
    '| p q | p := Pair new. q := Pair new left: p right: 1. p left: q right: 2. (B echo: p) left left right',
    2,
  );
  check(
    'an object in a cycle with itself',
    '| p r | p := Pair new. p left: p right: nil. r := B echo: p. r left == r',
    true,
  );
  check('a block is passed by reference and runs at home', '| n | n := 0. B do: [ :x | n := n + 1 ]. n', 1);
  check('a class is passed by reference', '(B echo: Pair) == Pair', true);

  test(`aliases over arguments stay, ${where}`, () => {
    const [a, b] = pair();
    b.define(
      'Extension { #name : #Agent }\n{ #category : #all }\nAgent >> in: aPair isLeft: x [ ^aPair left == x ]',
    );
    assert.equal(a.plain(`| s | s := 'abc' copy. B in: (Pair new left: s right: 1) isLeft: s`), true);
  });

  test(`a message to a reference of a third image goes there straight, ${where}`, () => {
    const [a, b, c] = agents(3, { hosts });
    a.value('B keep: C');
    assert.equal(a.plain('B kept == C'), true);
    assert.equal(b.plain('Mine kept == C'), true);
    assert.equal(b.plain('Mine kept add: 4'), 1);
    assert.equal(c.plain('Mine log first'), 4);
    assert.equal(c.plain('A keep: Mine. A kept == Mine'), true);
  });

  test(`a nest of copies deeper than the wire allows is one clear error, ${where}`, () => {
    const [a, b] = pair();
    const nest = (depth: number): string =>
      `| p | 1 to: ${depth} do: [ :i | p := Pair new left: p right: i ]. (B echo: p) right`;
    assert.equal(a.plain(nest(900)), 900);
    assert.match(a.error(nest(100_000)).text, /nests deeper than 1000/);
    assert.equal(b.plain('Mine echo: 1'), 1);
  });

  test(`a copy of a class that the other image lacks, or has otherwise, is one clear error, ${where}`, () => {
    const [a, b] = agents(2, { hosts });
    a.define(copied, copiedRow);
    b.define(
      copied
        .replace(`'left', `, '')
        .replace(/left: l right: r \[.*\]/, 'left: l right: r [ ^l ]')
        .replace('^left', '^1'),
    );
    assert.match(a.error('B echo: (Row new: 2)').text, /b has no class Row/);
    assert.match(
      a.error('B echo: (Pair new left: Object new right: Object new)').text,
      /Pair has 1 instance variables/,
    );
    a.value('Mine := B := nil');
    b.value('Mine := A := nil');
    a.system.collect();
    assert.equal(a.system.tableSizes().exports, 0);
  });

  test(`large bytes pass by their hash and are loaded when touched, ${where}`, () => {
    const store = new MemoryChunkStore();
    const [a, b] = agents(2, { hosts, store });
    a.value('B keep: ((ByteArray new: 100000) at: 99999 put: 7; yourself)');
    assert.equal(store.chunks.size, 1);
    const [blob] = [...b.vat.residency!.entries()];
    assert.equal(blob.isResident, false);
    assert.equal(b.plain('Mine kept class == ByteArray'), true);
    assert.equal(blob.isResident, false);
    assert.equal(a.plain('(B kept at: 99999) + B kept size'), 100007);
    assert.equal(b.plain('Mine kept at: 99999'), 7);
    assert.equal(blob.isResident, true);
  });

  test(`a full disk is an error of the send, and nothing stays behind, ${where}`, () => {
    const full: ChunkStore = {
      put: () => {
        throw new ChunkStoreError('No space left for chunks in /store: free some');
      },
      get: (hash: ChunkHash) => {
        throw new ChunkStoreError(`no chunk ${hash}`);
      },
    };
    const [a, b] = agents(2, { hosts, store: full });
    assert.match(a.error('B tell: Object new add: (ByteArray new: 100000)').text, /No space left/);
    assert.match(
      a.error('(B future tell: Object new add: (ByteArray new: 100000)) wait').text,
      /No space left/,
    );
    assert.match(b.error('A perform: #echo: with: (String new: 100000)').text, /No space left/);
    assert.equal(a.plain('B add: 1'), 1);
    a.value('Mine := B := nil');
    b.value('Mine := A := nil');
    a.system.collect();
    assert.equal(a.system.tableSizes().exports, 0);
  });
}

test('whatever a frame holds is read as a value or refused with a PassingError', () => {
  const system = new LocalSystem();
  const { vat } = system.image('a').define(copied, copiedRow);
  const names = [
    'Pair',
    'Row',
    'ByteArray',
    'ByteString',
    'WordArray',
    'Object',
    'SmallInteger',
    'WeakArray',
    'Symbol',
    'Nix',
  ];
  fc.assert(
    fc.property(anyValue, fc.nat(), (wire, n) => {
      const named = rename(wire, names, n);
      try {
        const value = new ArgumentReader(vat.memory, vat.references, null).read(named);
        assert.notEqual(value, undefined);
        vat.memory.setGlobal('It', value);
        system.images[0].evaluate('It identityHash. It class name size');
      } catch (error) {
        assert.ok(error instanceof PassingError, (error as Error).stack);
      }
    }),
    { numRuns: 600 },
  );
  assert.deepEqual(
    system.output.filter((text) => text.includes('virtual machine')),
    [],
  );
});

/** The value with its class names drawn from those that exist. */
function rename<T>(value: T, names: readonly string[], n: number): T {
  if (Array.isArray(value)) return value.map((v, i) => rename(v as unknown, names, n + i)) as T;
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, v], i) => [
      key,
      key === 'cls' ? names[n % names.length] : rename(v as unknown, names, n + i),
    ]),
  ) as T;
}
