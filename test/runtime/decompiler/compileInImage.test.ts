// Methods compiled into live images: installed, found, run, logged, and read back from the log.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compileInImage, CompilationError } from '../../../runtime/decompiler/imageCompiler';
import { describeMethods, noSources, SourcesOfImage } from '../../../runtime/decompiler/methodSource';
import type { ImageBehavior } from '../../../runtime/image-files/imageBehavior';
import { ImageEvaluator } from '../../../runtime/image-files/imageEvaluator';
import type { ImageMethod } from '../../../runtime/image-files/imageMethod';
import type { ImageMemory } from '../../../runtime/image-files/imageMemory';
import { addGuestPrimitives, ImageRun } from '../../../runtime/image-files/imageRun';
import { loadImage } from '../../../runtime/image-files/loadImage';
import type { SArray, Fields } from '../../../runtime/object-memory/objects';
import type { ImageId } from '../../../runtime/object-memory/objectMemory';
import { imageNames, openImage } from '../image-files/images';
import { MemoryChanges } from './memoryChanges';

addGuestPrimitives();

async function load(name: string): Promise<ImageMemory> {
  return loadImage(await openImage(name), 1 as ImageId, name);
}

function behavior(memory: ImageMemory, name: string): ImageBehavior {
  return memory.kernel.behaviors.get(name) as ImageBehavior;
}

/** Uses what dialects differ in: blocks, inlined messages, shared variables, super, literals, globals. */
const source = `sumOf: aBlock upTo: limit
	"Sums up."
	| sum last |
	sum := 0.
	1 to: limit do: [:i | i odd ifTrue: [sum := sum + (aBlock value: i)] ifFalse: [last := i]].
	#(1 $a foo 'it''s!') do: [:each | each == #foo ifTrue: [^Array with: sum with: last with: super yourself == self]].
	^nil`;

const images = ['cuis5-spur32.image', 'mini.image'].filter((name) => imageNames.includes(name));

describe('compiling in an image', () => {
  for (const name of images)
    test(`a method compiled into ${name} runs there`, async () => {
      const memory = await load(name);
      const run = new ImageRun(memory, () => undefined);
      const evaluator = new ImageEvaluator(memory, run);
      const { method } = compileInImage(memory, behavior(memory, 'Number'), source, 'tests');
      assert.equal(method.printName, 'Number>>sumOf:upTo:');
      const answer = await evaluator.evaluate('3 sumOf: [:x | x * x] upTo: 4');
      assert.match('answer' in answer ? answer.answer : '', /^#?\(10 4 true ?\)$/);
      compileInImage(memory, behavior(memory, 'Number'), 'sumOf: a upTo: b\n\t^b', 'tests');
      assert.deepEqual(
        await evaluator.evaluate('3 sumOf: 1 upTo: 4'),
        { answer: '4' },
        'the old one is gone',
      );
    });

  for (const name of imageNames)
    test(`what is logged for ${name} is its source afterwards`, async () => {
      const memory = await load(name);
      const changes = new MemoryChanges();
      // Object, whatever it is called there.
      const object = memory.kernel.nil.$b.superclass as ImageBehavior;
      const pattern = 'archipelagoTest: aBlock';
      const text = `${pattern}\n\t| wow |\n\twow := 'Oh!'.\n\taBlock value: [:x | wow := x].\n\t^wow`;
      const { method } = compileInImage(memory, object, text, "it's", {
        changes,
        stamp: 'ab 1/2/2026 03:04',
      });
      assert.match(changes.text, /methodsFor: 'it''s' stamp: 'ab 1\/2\/2026 03:04'!/);
      assert.match(changes.text, /'Oh!!'/);
      const sources = new SourcesOfImage(memory, { changes, sources: null });
      const found = sources.sourceOf(method);
      assert.equal(found.origin, 'changes');
      assert.equal(found.text, text);
      assert.equal(found.stamp, 'ab 1/2/2026 03:04');
      const sends = found.code.get(method)!.sourceMap.filter(({ kind }) => kind === 'send');
      assert.deepEqual(
        sends
          .filter(({ selector }) => selector === 'value:')
          .map(({ start, stop }) => text.slice(start, stop)),
        ['aBlock value: [:x | wow := x]'],
      );
      assert.deepEqual(
        found.code
          .get(method)!
          .temps.map((temp) => temp.name)
          .slice(0, 2),
        ['aBlock', 'wow'],
      );
    });

  test('a changes file that does not fit gives decompiled text and says so', async () => {
    const memory = await load('headless-spur32.image');
    const changes = new MemoryChanges();
    const object = memory.kernel.known.Object as ImageBehavior;
    const { method } = compileInImage(memory, object, 'archipelagoTest\n\t^3 + 4', 'x', { changes });
    const whole = changes.bytes;
    changes.bytes = new TextEncoder().encode(changes.text.replace('3 + 4', '3 - 4'));
    const changed = new SourcesOfImage(memory, { changes, sources: null }).sourceOf(method);
    assert.equal(changed.origin, 'decompiled');
    assert.match(changed.note!, /Test\.changes is not the source/);
    assert.equal(changed.text, 'archipelagoTest\n\t^3 + 4');
    changes.bytes = whole.subarray(0, 20);
    const torn = new SourcesOfImage(memory, { changes, sources: null }).sourceOf(method);
    assert.equal(torn.origin, 'decompiled');
    assert.match(torn.note!, /Test\.changes has not the source/);
  });

  test('errors have ranges, and leave the class as it was', async () => {
    const memory = await load('headless-spur32.image');
    const object = memory.kernel.known.Object as ImageBehavior;
    const text = 'archipelagoTest\n\t^Undefinedd foo: self';
    assert.throws(
      () => compileInImage(memory, object, text, 'x'),
      (error: unknown) => {
        assert.ok(error instanceof CompilationError);
        const [first] = error.diagnostics;
        assert.equal(first?.code, 'undeclared');
        assert.equal(text.slice(first.start, first.stop), 'Undefinedd');
        return true;
      },
    );
    assert.equal(object.lookup('archipelagoTest'), null);
  });

  test('a dictionary of methods grows, and every method is found where Smalltalk looks', async () => {
    const memory = await load('mini.image');
    const object = memory.kernel.known.Object as ImageBehavior;
    const dictionary = (object.classObject as unknown as Fields).f1 as SArray & Fields;
    const before = dictionary.a.length;
    for (let i = 0; dictionary.a.length === before; i++)
      compileInImage(memory, object, `archipelago${i}\n\t^${i}`, 'x');
    const { nil } = memory.kernel;
    const keys = dictionary.a.filter((key) => key !== nil);
    assert.equal(keys.length, dictionary.f0);
    for (const key of keys) {
      let index = memory.identityHash(key as Fields) % dictionary.a.length;
      while (dictionary.a[index] !== key) {
        assert.notEqual(dictionary.a[index], nil, 'no gap before it');
        index = (index + 1) % dictionary.a.length;
      }
    }
  });

  test('methods without a file have text, positions and variables', async () => {
    const memory = await load('headless-spur32.image');
    describeMethods(memory, noSources);
    const collection = behavior(memory, 'Collection');
    const method = collection.lookup('inject:into:') as ImageMethod;
    assert.match(method.source, /^inject: arg1 into: arg2\n/);
    assert.ok(method.body.sourceMap.length > 0);
    assert.deepEqual(
      method.body.temps.map(({ name, kind }) => `${kind} ${name}`),
      ['argument arg1', 'argument arg2', 'temporary t1'],
    );
  });

  test('the code of BlockContexts has the positions of its method, and the names that it has kept', async () => {
    const memory = await load('mini.image');
    describeMethods(memory, noSources);
    const method = behavior(memory, 'Collection').lookup('detect:ifNone:') as ImageMethod;
    assert.match(method.source, /^detect: aBlock ifNone: exceptionBlock\n/);
    assert.deepEqual(method.blockCode.body.sourceMap, method.body.sourceMap);
    assert.deepEqual(method.blockCode.body.temps, [], 'they are those of the home Context');
    assert.deepEqual(
      method.body.temps.map(({ name }) => name),
      ['aBlock', 'exceptionBlock', 'each'],
    );
  });
});
