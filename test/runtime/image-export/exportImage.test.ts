import assert from 'node:assert/strict';
import path from 'node:path';
import { before, test } from 'node:test';
import { exportImage } from '../../../runtime/image-export/exportImage';
import { ImageEvaluator } from '../../../runtime/image-files/imageEvaluator';
import { ImageRun, addGuestPrimitives } from '../../../runtime/image-files/imageRun';
import { bytesSource } from '../../../runtime/image-files/imageSource';
import { writeImage } from '../../../runtime/image-files/imageWriter';
import { loadImage } from '../../../runtime/image-files/loadImage';
import { readImage } from '../../../runtime/image-files/readImage';
import { installSources } from '../../../runtime/loader/packageLoader';
import { LocalImage, loadBuiltKernel } from '../../../runtime/node/evaluate';
import { readSourceFiles, sourceFilesIn } from '../../../runtime/node/sourceFiles';
import type { Value } from '../../../runtime/object-memory/objects';
import type { ImageId } from '../../../runtime/object-memory/objectMemory';
import { compareGraphs } from '../image-files/graphDifference';
import { SpurChecker } from './spurChecker';

const packages = ['Collections-Unordered-Tests', 'Kernel-Exceptions-Tests', 'Kernel-Numbers-Tests'];
const suites = [
  'HashedCollectionsTest',
  'ExceptionHandlingTest',
  'UnwindingTest',
  'FloatTest',
  'FractionTest',
  'IntegerTest',
  'ScaledDecimalTest',
];

let own: LocalImage;
let bytes: Uint8Array;

/** Something of everything: state of a class's own side, a class variable, a super send in a block, a waiting Process. */
const sample = [
  "Object subclass: #Sampled instanceVariableNames: 'a' classVariableNames: 'Shared' package: 'Samples'",
  "Sampled class instanceVariableNames: 'first second'",
  "Sampled class compile: 'second second ifNil: [second := 0]. ^second := second + 1'",
  "Sampled class compile: 'shared ^Shared'",
  "Sampled class compile: 'shared: x Shared := x'",
  "Sampled compile: 'printOn: aStream [:s | super printOn: s. s nextPut: $!] value: aStream'",
  "Sampled subclass: #Deeper instanceVariableNames: '' classVariableNames: '' package: 'Samples'",
  'Sampled second; second; shared: #(1 $a #b 2.5 1000000000000000000000 nil). Sampled shared',
  'Smalltalk at: #Slept put: 0. [(Delay forSeconds: 3600) wait. Smalltalk at: #Slept put: 1] fork. Processor yield. 1',
  'Smalltalk at: #Waiting put: Semaphore new. Smalltalk at: #Told put: 0. [| n | n := 3. (Smalltalk at: #Waiting) wait. Smalltalk at: #Told put: n + 4] fork. Processor yield. 1',
];

before(async () => {
  own = new LocalImage(loadBuiltKernel(), 'ours', () => undefined);
  addGuestPrimitives();
  const folders = packages.map((name) => path.resolve('test', 'kernel', name));
  const { steps, problems } = installSources(own.vat.memory, readSourceFiles(sourceFilesIn(folders)));
  assert.deepEqual(problems, []);
  for (const { receiver, selector, args } of steps) await own.perform(receiver, selector, args as Value[]);
  for (const source of sample) await printed(source);
  const pieces = Array.from(writeImage(exportImage(own.vat.memory)), (piece) => piece.bytes);
  bytes = new Uint8Array(Buffer.concat(pieces));
});

async function printed(source: string): Promise<string> {
  const outcome = await own.printEvaluated(source);
  assert.ok('result' in outcome, `${source}: ${JSON.stringify(outcome)}`);
  return outcome.result;
}

test('our image as Spur 64 is what a stock virtual machine takes for granted', () => {
  const checker = new SpurChecker(bytes);
  assert.ok(checker.objects.size > 15_000);
  let methods = 0;
  for (const behavior of checker.allClasses())
    for (const [selector, method] of checker.methodsOf(behavior)) {
      assert.equal(checker.lookup(behavior, selector), method);
      assert.equal(checker.texts.get(method.address), checker.textAt(selector.address));
      methods++;
    }
  assert.ok(methods > 6000, `${methods} methods`);
  for (const [place, selector] of [
    [20, 'doesNotUnderstand:'],
    [21, 'cannotReturn:'],
    [25, 'mustBeBoolean'],
    [48, 'aboutToReturn:through:'],
  ] as const)
    assert.equal(checker.textAt(checker.specialObject(place).address), selector);
  assert.equal(checker.specialObject(23).slots, 64);
});

test('a Process is active, and one is always ready: both stand in Contexts with code', () => {
  const checker = new SpurChecker(bytes);
  const processor = checker.at(checker.pointer(checker.specialObject(3), 1), 'Processor');
  const active = checker.at(checker.pointer(processor, 1), 'the active Process');
  const lists = checker.at(checker.pointer(processor, 0), 'the lists of ready Processes');
  const least = checker.at(checker.pointer(lists, 9), 'the list of priority 10');
  const idle = checker.at(checker.pointer(least, 0), 'its first Process');
  for (const process of [active, idle]) {
    const context = checker.at(checker.pointer(process, 1), 'its Context');
    assert.equal(context.classIndex, 36);
    assert.ok([6 + 16, 6 + 56].includes(context.slots));
    const method = checker.at(checker.pointer(context, 3), 'its method');
    const pc = checker.smallInteger(context, 1, 'its program counter');
    assert.ok(pc > 8 && pc <= method.slots * 8);
    if (process === idle) assert.equal(checker.texts.get(method.address), 'idleProcess');
  }
});

test('what is read back is what was written', async () => {
  const raw = await readImage(bytesSource('ours.image', bytes));
  const again = Array.from(writeImage(loadImage(raw, 1 as ImageId, 'ours')), (piece) => piece.bytes);
  const result = compareGraphs(
    raw,
    await readImage(bytesSource('ours.image', new Uint8Array(Buffer.concat(again)))),
  );
  if ('difference' in result) assert.fail(result.difference);
  assert.equal(result.objects, raw.objectCount);
});

const expressions = [
  '3 + 4',
  '100 factorial printString size',
  '(1 to: 10) inject: 0 into: [:a :b | a + b]',
  '[1/0] on: ZeroDivide do: [:e | e class name]',
  '[:x | x foo] on: Error do: [:e | e messageText]',
  '1.5 * 2 + (3/4)',
  '2 raisedTo: 70',
  '#(3 1 2) asSortedCollection asArray',
  "'abc' reversed , 'd' asSymbol",
  '(1 to: 5) collect: [:x | [:y | x * y] value: x]',
  '[^3] value. 4',
  '[#(1 2 3) do: [:x | x = 2 ifTrue: [Error signal: x printString]]. 9] on: Error do: [:e | e return: e messageText]',
  '[[1/0] ensure: [Smalltalk at: #Told put: 5]] on: ZeroDivide do: [:e | e retryUsing: [Smalltalk at: #Told]]',
  'Sampled new printString',
  'Deeper new printString',
  'Deeper second',
  'Sampled second',
  'Sampled shared',
  'Sampled shared first + 1',
  '(Smalltalk at: #Waiting) signal. Processor yield. Smalltalk at: #Told',
  'Sampled selectors asSortedCollection asArray',
  'Sampled superclass',
  'Deeper class superclass',
  '(Dictionary new at: Sampled put: 1; at: Deeper put: 2; yourself) at: Deeper',
  'thisContext method numArgs',
];

test('started here, it gives the same answers as the original', async () => {
  const memory = loadImage(await readImage(bytesSource('ours.image', bytes)), 2 as ImageId, 'copy');
  const evaluator = new ImageEvaluator(memory, new ImageRun(memory, () => undefined));
  assert.ok(await evaluator.startUp(1000));
  for (const source of expressions) {
    const expected = await printed(source);
    assert.deepEqual(await evaluator.evaluate(source), { answer: expected }, source);
  }
  assert.deepEqual([await printed('Slept'), await evaluator.evaluate('Slept')], ['0', { answer: '1' }]);
  for (const suite of suites) {
    const source = `${suite} buildSuite run printString`;
    const expected = await printed(source);
    assert.match(expected, /\d+ (run|ran)/);
    assert.deepEqual(await evaluator.evaluate(source, 60_000), { answer: expected }, source);
  }
});

test('what is evaluated in it is part of its snapshots', async () => {
  const memory = loadImage(await readImage(bytesSource('ours.image', bytes)), 2 as ImageId, 'copy');
  const run = new ImageRun(memory, () => undefined);
  const evaluator = new ImageEvaluator(memory, run);
  const sources = [
    'Smalltalk at: #Gate put: Semaphore new. Smalltalk at: #Late put: 0',
    'Smalltalk at: #Plus put: [:x | x + Late]. 1 to: 300 do: [:i | Smalltalk at: i printString asSymbol put: i]',
    '[| n | n := 2. Gate wait. Smalltalk at: #Late put: n + 40. [:m | Late := Late + m] value: 1] fork. Processor yield',
  ];
  for (const source of sources) assert.ok('answer' in (await evaluator.evaluate(source)), source);
  const pieces: Uint8Array[] = [];
  const done = (): Promise<void> => Promise.resolve();
  const write = (piece: Uint8Array): Promise<void> => {
    pieces.push(piece);
    return done();
  };
  await run.snapshot({ write, finish: done, abandon: done });
  const saved = new Uint8Array(Buffer.concat(pieces));
  new SpurChecker(saved);
  const again = loadImage(await readImage(bytesSource('ours.image', saved)), 3 as ImageId, 'again');
  const other = new ImageEvaluator(again, new ImageRun(again, () => undefined));
  for (const [source, answer] of [
    ['(Smalltalk at: #Plus) value: 3', '3'],
    ['Gate signal. Processor yield. Late', '43'],
    ['Plus value: 3', '46'],
    ["(Smalltalk at: '299' asSymbol) + (Smalltalk at: '7' asSymbol)", '306'],
  ] as const)
    assert.deepEqual(await other.evaluate(source), { answer }, source);
});

test('what this virtual machine alone knows can not be saved, and that is said', async () => {
  const memory = loadImage(await readImage(bytesSource('ours.image', bytes)), 2 as ImageId, 'copy.image');
  const lines: string[] = [];
  const run = new ImageRun(memory, (text) => lines.push(text));
  const evaluator = new ImageEvaluator(memory, run);
  await evaluator.evaluate(
    "Object subclass: #Lost instanceVariableNames: '' classVariableNames: '' package: 'X'",
  );
  await evaluator.evaluate("Sampled compile: 'lost ^1'");
  const done = (): Promise<void> => Promise.resolve();
  await assert.rejects(run.snapshot({ write: done, finish: done, abandon: done }), {
    name: 'UnsavableError',
    message:
      "copy.image can't be saved with what was defined in it since it was started: Lost, Sampled>>lost. " +
      'Load that into a new image: archipelago snapshot FILE SOURCE',
  });
});
