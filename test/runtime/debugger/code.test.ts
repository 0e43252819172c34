// Classes and methods of live images, ours and others', and methods compiled into them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { RunningSystem } from '../../support/images/runningSystem';
import { imagePath } from '../image-files/images';

let s: RunningSystem;

before(async () => {
  s = await RunningSystem.start({
    images: [{ name: 'ours' }, { name: 'other' }, { name: 'cuis', image: imagePath('cuis5-spur32.image') }],
    workers: 1,
  });
  await s.begin();
});
after(() => s.end());

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

test('what does not compile changes nothing', async () => {
  const outcome = await s.debugger.compileMethod(s.image('other'), 'Number', false, 'isZero\n\t^(3 +');
  assert.ok('problems' in outcome && outcome.problems[0].range.start > 7);
  assert.equal(await s.evaluate('other', '0 isZero'), 'true');
});

test('a class that is not there', async () => {
  await assert.rejects(s.debugger.classDetails(s.image('ours'), 'Nowhere'), /ours has no class Nowhere/);
});
