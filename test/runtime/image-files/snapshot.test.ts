import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { before, test } from 'node:test';
import { MemoryFiles } from '../../../runtime/devices/memoryFiles';
import { grantFiles } from '../../../runtime/image-files/guestFiles';
import { ImageEvaluator } from '../../../runtime/image-files/imageEvaluator';
import { ImageRun, addGuestPrimitives } from '../../../runtime/image-files/imageRun';
import { bytesSource } from '../../../runtime/image-files/imageSource';
import { loadImage } from '../../../runtime/image-files/loadImage';
import { readImage } from '../../../runtime/image-files/readImage';
import type { ImageSink } from '../../../runtime/image-files/snapshotImage';
import { ImageFileSink } from '../../../runtime/node/imageFileSink';
import type { ImageId } from '../../../runtime/object-memory/objectMemory';
import { compareGraphs } from './graphDifference';
import { imageBytes, imageNames } from './images';

before(addGuestPrimitives);

const cuis = 'cuis5-spur32.image';
const savedName = `/image/${cuis}`;

class MemorySink implements ImageSink {
  private readonly pieces: Uint8Array[] = [];
  write(bytes: Uint8Array): Promise<void> {
    this.pieces.push(bytes);
    return Promise.resolve();
  }
  finish(): Promise<void> {
    return Promise.resolve();
  }
  abandon(): Promise<void> {
    return Promise.resolve();
  }
  get bytes(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.pieces));
  }
}

class Started {
  readonly lines: string[] = [];
  private constructor(
    readonly run: ImageRun,
    private readonly evaluator: ImageEvaluator,
  ) {}

  static async from(bytes: Uint8Array, files = new MemoryFiles(['/image']), name = cuis): Promise<Started> {
    const memory = loadImage(await readImage(bytesSource(name, bytes)), 1 as ImageId, name);
    grantFiles(memory, files);
    const run: ImageRun = new ImageRun(memory, (text) => started.lines.push(text));
    const started = new Started(run, new ImageEvaluator(memory, run));
    assert.ok(await started.evaluator.startUp(20_000));
    return started;
  }

  async answer(source: string): Promise<string> {
    const evaluation = await this.evaluator.evaluate(source, 60_000);
    assert.ok('answer' in evaluation, `${source} gave no answer`);
    return evaluation.answer;
  }
}

const count =
  'Smalltalk at: #Counter put: 0. [[true] whileTrue: [(Delay forMilliseconds: 5) wait. ' +
  'Smalltalk at: #Counter put: (Smalltalk at: #Counter) + 1]] forkAt: 50';
const counted = '(Delay forMilliseconds: 100) wait. Smalltalk at: #Counter';

if (imageNames.includes(cuis)) {
  test('a snapshot that Smalltalk makes goes on where it was: the saver has false, who is started true', async () => {
    const files = new MemoryFiles(['/image']);
    const image = await Started.from(imageBytes(cuis), files);
    await image.answer(count);
    await image.answer('Smalltalk at: #Result put: #none. Smalltalk at: #Long put: 100 factorial');
    assert.equal(await image.answer('Smalltalk at: #Result put: Smalltalk snapshotPrimitive'), 'false');
    const before = Number(await image.answer(counted));
    assert.ok(before > 0);

    const again = await Started.from(files.contents(savedName)!);
    const first = Number(await again.answer(counted));
    assert.ok(Number(await again.answer(counted)) > first);
    assert.equal(await again.answer('Smalltalk at: #Result'), 'true');
    assert.equal(await again.answer('(Smalltalk at: #Long) = 100 factorial'), 'true');
    assert.ok(!files.list('/image')!.some(({ name }) => name.endsWith('.saving')));
  });

  test('a snapshot of an image that has run for a while is the same graph, and its Delays go on', async () => {
    const image = await Started.from(imageBytes(cuis));
    await image.answer(count);
    await image.answer(
      '[(Delay forMilliseconds: 300) wait. Smalltalk at: #Late put: 3] forkAt: 50. Smalltalk at: #Late put: 0',
    );
    await image.answer(
      "Object subclass: #Kept instanceVariableNames: 'a' classVariableNames: '' poolDictionaries: '' category: 'T'. (Smalltalk at: #Kept) compile: 'a ^a ifNil: [a := [:x | x + 1.5e300]]'. Smalltalk at: #It put: (Smalltalk at: #Kept) new. ((Smalltalk at: #It) a value: 1) printString",
    );
    const sink = new MemorySink();
    const heard: number[] = [];
    await image.run.snapshot(sink, { progress: (done) => heard.push(done) });
    assert.equal(heard.at(-1), 1);
    const raw = await readImage(bytesSource(cuis, sink.bytes));

    const copy = new MemorySink();
    const loaded = loadImage(raw, 2 as ImageId, cuis);
    await new ImageRun(loaded, () => undefined).snapshot(copy);
    const result = compareGraphs(raw, await readImage(bytesSource(cuis, copy.bytes)));
    if ('difference' in result) assert.fail(result.difference);

    const again = await Started.from(sink.bytes);
    const first = Number(await again.answer(counted));
    assert.ok(Number(await again.answer(counted)) > first);
    assert.equal(await again.answer('(Delay forMilliseconds: 400) wait. Smalltalk at: #Late'), '3');
    assert.equal(await again.answer('((Smalltalk at: #It) a value: 1) = (1 + 1.5e300)'), 'true');
    assert.equal(await again.answer('(Smalltalk at: #It) copy class == (Smalltalk at: #Kept)'), 'true');
  });

  test('on a full disk the primitive fails, says so once, and leaves the old image whole', async () => {
    const old = imageBytes(cuis);
    const files = new MemoryFiles(['/image'], old.length + 1_000_000);
    const file = files.create(savedName)!;
    assert.equal(file.write(0, old), old.length);
    const image = await Started.from(old, files);
    assert.match(await image.answer('Smalltalk snapshotPrimitive'), /nil|ERR/);
    assert.deepEqual(
      image.lines.filter((line) => line.includes('could not be written')),
      [`${savedName} could not be written: is the disk full? What was there before is unharmed.`],
    );
    assert.deepEqual(files.contents(savedName), old);
    assert.deepEqual(
      files
        .list('/image')!
        .map(({ name }) => name)
        .filter((name) => name.includes('saving')),
      [],
    );
  });

  test('a name that Smalltalk gives the image is where it is saved', async () => {
    const files = new MemoryFiles(['/image']);
    const image = await Started.from(imageBytes(cuis), files);
    await image.answer("Smalltalk imageName: '/image/other.image'");
    assert.equal(await image.answer('Smalltalk imageName'), "'/image/other.image'");
    assert.equal(await image.answer('Smalltalk snapshotPrimitive'), 'false');
    assert.ok(files.contents('/image/other.image')!.length > 1_000_000);
    assert.equal(files.contents(savedName), undefined);
  });
}

if (imageNames.includes('mini.image'))
  test('an image of the time before Spur saves itself, and has its answers again', async () => {
    const files = new MemoryFiles(['/image']);
    const image = await Started.from(imageBytes('mini.image'), files, 'mini.image');
    await image.answer('Smalltalk at: #Block put: [:x | x * 2]. Smalltalk at: #Table put: IdentitySet new');
    await image.answer('#(1 2 3) do: [:i | (Smalltalk at: #Table) add: Object new]');
    assert.equal(await image.answer('Smalltalk at: #Result put: Smalltalk snapshotPrimitive'), 'false');
    const again = await Started.from(files.contents('/image/mini.image')!, files, 'mini.image');
    assert.equal(await again.answer('Smalltalk at: #Result'), 'true');
    assert.equal(await again.answer('(Smalltalk at: #Block) value: 21'), '42');
    // Identity hashes are what they were.
    const found =
      '(Smalltalk at: #Table) inject: true into: [:all :o | all & ((Smalltalk at: #Table) includes: o)]';
    assert.equal(await again.answer(found), 'true');
  });

if (imageNames.includes('headless-spur32.image'))
  test('a snapshot that is called off leaves nothing', async () => {
    const raw = await readImage(bytesSource('headless', imageBytes('headless-spur32.image')));
    const run = new ImageRun(loadImage(raw, 1 as ImageId, 'headless'), () => undefined);
    const at = folder();
    const stop = new AbortController();
    const progress = (done: number): void => {
      if (done > 0) stop.abort(new Error('no longer wanted'));
    };
    const snapshot = run.snapshot(new ImageFileSink(path.join(at, 'x.image')), {
      progress,
      signal: stop.signal,
    });
    await assert.rejects(snapshot, { message: 'no longer wanted' });
    assert.deepEqual(readdirSync(at), []);
  });

const folder = (): string => mkdtempSync(path.join(tmpdir(), 'archipelago-sink-'));

test('a sink on disk replaces a file as a whole, or leaves it as it was', async () => {
  const at = folder();
  const file = path.join(at, 'my.image');
  writeFileSync(file, 'old');
  const given = new ImageFileSink(file);
  await given.write(Uint8Array.of(1));
  await given.abandon();
  assert.equal(readFileSync(file, 'utf8'), 'old');
  const kept = new ImageFileSink(file);
  await kept.write(Uint8Array.of(1, 2));
  await kept.write(Uint8Array.of(3));
  assert.equal(readFileSync(file, 'utf8'), 'old');
  await kept.finish();
  assert.deepEqual([...readFileSync(file)], [1, 2, 3]);
  assert.deepEqual(readdirSync(at), ['my.image']);
  rmSync(at, { recursive: true });
});

test('a sink that cannot write names the file and the way out', async () => {
  const file = path.join(folder(), 'absent', 'my.image');
  const sink = new ImageFileSink(file);
  await assert.rejects(sink.write(Uint8Array.of(1)), {
    message: `${file} was not saved: its folder does not exist. Create it, or save elsewhere.`,
  });
  await sink.abandon();
  assert.ok(!existsSync(path.dirname(file)));
});
