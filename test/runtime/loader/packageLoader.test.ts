import assert from 'node:assert/strict';
import test from 'node:test';
import { installSources, type Installation } from '../../../runtime/loader/packageLoader';
import { loadBuiltKernel, LocalImage } from '../../../runtime/node/evaluate';
import { readSource } from '../../../runtime/sources/sourceReader';

const kernel = loadBuiltKernel();
const newImage = (): LocalImage => new LocalImage(kernel, 'loader', () => undefined);

/** Loads files, runs the steps of loading, and answers what was installed. */
async function load(image: LocalImage, files: Readonly<Record<string, string>>): Promise<Installation> {
  const read = Object.entries(files).map(([file, text]) => ({ source: readSource(file, text), text }));
  const installation = installSources(image.vat.memory, read);
  for (const { receiver, selector, args, text } of installation.steps) {
    const outcome = await image.perform(receiver, selector, args);
    assert.ok(!('error' in outcome), text);
  }
  return installation;
}

async function check(image: LocalImage, expression: string, expected: string): Promise<void> {
  assert.deepEqual(await image.printEvaluated(expression), { result: expected }, expression);
}

const tonelClass = (name: string, superclass: string, more = ''): string =>
  `Class { #name : #${name}, #superclass : #${superclass}${more}, #category : #Test }\n`;

test('a class is defined before its subclass, whatever the order of the files', async () => {
  const image = newImage();
  const { problems, classes } = await load(image, {
    'A.class.st': tonelClass('LoadedSub', 'LoadedTop'),
    'B.class.st': `${tonelClass('LoadedTop', 'Object', ", #instVars : [ 'a' ]")}
{ #category : #x }
LoadedTop >> a [
	^a ifNil: [ 3 ]
]`,
  });
  assert.deepEqual(problems, []);
  assert.deepEqual(
    classes.map(({ name }) => name),
    ['LoadedTop', 'LoadedSub'],
  );
  await check(image, 'LoadedSub new a', '3');
});

test('class-side initialize runs after all is loaded, superclasses as the files say', async () => {
  const image = newImage();
  await load(image, {
    'A.class.st': `${tonelClass('LoadedState', 'Object', ", #classVars : [ 'Count' ]")}
{ #category : #x }
LoadedState class >> initialize [
	Count := LoadedLater value
]

{ #category : #x }
LoadedState class >> count [
	^Count
]`,
    'B.class.st': `${tonelClass('LoadedLater', 'Object')}
{ #category : #x }
LoadedLater class >> value [
	^7
]`,
  });
  await check(image, 'LoadedState count', '7');
});

test('do-its of chunk files run in their order', async () => {
  const image = newImage();
  await load(image, {
    'A.st': `Object subclass: #LoadedChunk
	instanceVariableNames: ''
	classVariableNames: ''
	package: 'Test'!

!LoadedChunk methodsFor: 'x'!
foo
	^LoadedGlobal * 2! !

Smalltalk at: #LoadedGlobal put: 4!
Smalltalk at: #LoadedGlobal put: (Smalltalk at: #LoadedGlobal) + 1!
`,
  });
  await check(image, 'LoadedChunk new foo', '10');
});

test('an image that extends a class of the kernel does so for itself alone', async () => {
  const one = newImage();
  const other = newImage();
  await load(one, {
    'Integer.extension.st': `Extension { #name : #Integer }

{ #category : #'*Test' }
Integer >> loadedDouble [
	^self * 2
]

{ #category : #'*Test' }
Integer >> isPrime [
	^#mine
]`,
  });
  await check(one, '4 loadedDouble', '8');
  await check(one, '7 isPrime', '#mine');
  await check(other, '7 isPrime', 'true');
  assert.ok('error' in (await other.printEvaluated('4 loadedDouble')));
});

test('what is wrong is told with its place, and the rest is loaded', async () => {
  const image = newImage();
  const { problems } = await load(image, {
    'A.class.st': tonelClass('LoadedOrphan', 'NoSuchClass'),
    'B.class.st': `${tonelClass('LoadedWell', 'Object')}
{ #category : #x }
LoadedWell >> bad [
	^ ( 3
]

{ #category : #x }
LoadedWell >> good [
	^ 4
]`,
  });
  assert.match(problems[0].message, /no class NoSuchClass, the superclass of LoadedOrphan/);
  assert.deepEqual([problems[0].file, problems[0].line], ['A.class.st', 1]);
  assert.deepEqual([problems[1].file, problems[1].line > 3], ['B.class.st', true]);
  await check(image, 'LoadedWell new good', '4');
});

test("a class of the kernel can't be given another shape", async () => {
  const image = newImage();
  const { problems } = await load(image, {
    'Point.class.st': tonelClass('Point', 'Object', ", #instVars : [ 'x', 'y', 'z' ]"),
  });
  assert.match(problems[0].message, /The class Point of the kernel is defined in another way/);
  await check(image, '3 @ 4', '(3@4)');
});

test('traits are flattened into their users', async () => {
  const image = newImage();
  await load(image, {
    'C.class.st': `${tonelClass('LoadedUser', 'Object', ", #traits : 'TLoaded - {#hidden}', #classTraits : 'TLoaded classTrait'")}
{ #category : #x }
LoadedUser >> own [
	^1
]`,
    'T.trait.st': `Trait { #name : #TLoaded, #category : #Test }

{ #category : #x }
TLoaded >> shared [
	^self own + 1
]

{ #category : #x }
TLoaded >> hidden [
	^9
]

{ #category : #x }
TLoaded class >> make [
	^self new
]`,
  });
  await check(image, 'LoadedUser make shared', '2');
  await check(image, 'LoadedUser canUnderstand: #hidden', 'false');
});

test("SOM code has SOM's division, classes and globals; other code in the image keeps its own", async () => {
  const image = newImage();
  const { problems } = await load(image, {
    'Som.som': `Som = (
  | count |
  quotient = ( ^ 7 / 2 )
  real = ( ^ 7 // 2 )
  classes = ( ^ (1 class == Integer) && (#a class == Symbol) && (0.5 class == Double) )
  text = ( ^ 'a' + 'b' )
  missing = ( ^ notThere )
  unknownGlobal: name = ( ^ name )
  list = ( | v | v := Vector new. v append: 3. v append: 4. ^ v size )
  ----
  make = ( ^ super new )
)`,
  });
  assert.deepEqual(problems, []);
  await check(image, 'Som make quotient', '3');
  await check(image, 'Som make real', '3.5');
  await check(image, 'Som make classes', 'true');
  await check(image, 'Som make text', "'ab'");
  await check(image, 'Som make missing', '#notThere');
  await check(image, 'Som make list', '2');
  await check(image, '7 // 2', '3');
  await check(image, '7 / 2', '(7/2)');
});
