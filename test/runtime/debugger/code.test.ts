// Classes and methods of live images, ours and others', and methods compiled into them.
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { RunningSystem } from '../../support/images/runningSystem';
import { imagePath } from '../image-files/images';

let s: RunningSystem;
const folder = mkdtempSync(path.join(os.tmpdir(), 'code-'));

before(async () => {
  // Its changes go into a file beside it.
  const image = path.join(folder, 'cuis.image');
  copyFileSync(imagePath('cuis5-spur32.image'), image);
  s = await RunningSystem.start({
    images: [
      { name: 'ours' },
      { name: 'other' },
      { name: 'cuis', image, grants: { files: { from: 'host' }, clock: { from: 'host' } } },
    ],
    workers: 1,
  });
  await s.begin();
});
after(async () => {
  await s.end();
  rmSync(folder, { recursive: true, force: true });
});

for (const [image, name, superclass, category, selector] of [
  ['ours', 'OrderedCollection', 'SequenceableCollection', /Collections/, 'addFirst:'],
  ['cuis', 'OrderedCollection', 'SequenceableCollection', /^Collections-/, 'addFirst:'],
] as const)
  test(`classes of ${image}`, async () => {
    const row = (await s.debugger.classes(s.image(image))).find((one) => one.name === name);
    assert.equal(row?.superclass, superclass);
    assert.match(row.category, category);
    const details = await s.debugger.classDetails(s.image(image), name);
    assert.deepEqual(details.instanceVariables.length >= 2, true);
    const adding = details.protocols.find(({ selectors }) => selectors.includes(selector));
    assert.equal(adding?.name, 'adding');
    assert.ok(details.protocols.some(({ meta }) => meta));
  });

test('a method compiled into one image is not another’s', async () => {
  const before = await s.evaluate('other', '3 isString');
  const outcome = await s.debugger.compileMethod(s.image('ours'), 'Object', false, 'isString\n\t^#changed');
  assert.deepEqual(outcome, { selector: 'isString' });
  assert.equal(await s.evaluate('ours', '3 isString'), '#changed');
  assert.equal(await s.evaluate('other', '3 isString'), before);
  assert.equal(
    await s.debugger.methodSource(s.image('ours'), 'Object', false, 'isString'),
    'isString\n\t^#changed',
  );
});

test('a method of an unmodified image is changed in the live image', async () => {
  const cuis = s.image('cuis');
  const outcome = await s.debugger.compileMethod(
    cuis,
    'OrderedCollection',
    false,
    'addAndTell: anObject\n\t"A method that was not there."\n\tself add: anObject.\n\t^#unheardOfBefore -> self size',
    'adding',
  );
  assert.deepEqual(outcome, { selector: 'addAndTell:' });
  assert.match(
    await s.evaluate('cuis', '(OrderedCollection new addAndTell: 3) printString'),
    /unheardOfBefore ?-> ?1/,
  );
  // Its own Smalltalk puts it into the protocol, when it comes to it.
  await eventually(async () => {
    const { protocols } = await s.debugger.classDetails(cuis, 'OrderedCollection');
    const adding = protocols.find(({ name, meta }) => name === 'adding' && !meta);
    return adding!.selectors.includes('addAndTell:');
  });
  assert.match(
    await s.debugger.methodSource(cuis, 'OrderedCollection', false, 'addAndTell:'),
    /was not there/,
  );
  const changes = readFileSync(path.join(folder, 'cuis.changes'), 'latin1');
  assert.match(changes, /!OrderedCollection methodsFor: 'adding' stamp: 'archipelago [\d/: ]+'/);
  assert.match(changes, /was not there/);
});

test('what does not compile in it says where', async () => {
  const source = 'addAndTell: anObject\n\t^(self add:';
  const outcome = await s.debugger.compileMethod(s.image('cuis'), 'OrderedCollection', false, source);
  assert.ok('problems' in outcome && outcome.problems[0].range.start > 20);
});

test('what does not compile changes nothing', async () => {
  const outcome = await s.debugger.compileMethod(s.image('other'), 'Number', false, 'isZero\n\t^(3 +');
  assert.ok('problems' in outcome && outcome.problems[0].range.start > 7);
  assert.equal(await s.evaluate('other', '0 isZero'), 'true');
});

test('a class that is not there', async () => {
  await assert.rejects(s.debugger.classDetails(s.image('ours'), 'Nowhere'), /ours has no class Nowhere/);
});

async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  const untilMs = performance.now() + 30_000;
  while (!(await isSo())) {
    assert.ok(performance.now() < untilMs, s.output('stderr'));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
