// Images of a running topology as files: an unmodified one goes on where it was, ours becomes one that others open.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, test } from 'node:test';
import { readImageFile } from '../../../runtime/node/imageFile';
import { RunningSystem } from '../../support/images/runningSystem';
import { imagePath } from '../image-files/images';

const systems: RunningSystem[] = [];

async function start(...args: Parameters<typeof RunningSystem.start>): Promise<RunningSystem> {
  const system = await RunningSystem.start(...args);
  systems.push(system);
  await system.begin();
  return system;
}
after(() => Promise.all(systems.map((system) => system.end())));

test('an unmodified image is saved and goes on in another system', async () => {
  const first = await start({
    images: [{ name: 'cuis', image: imagePath('cuis5-spur32.image') }, { name: 'ours' }],
    wiring: [{ to: 'cuis', as: 'Far', from: 'ours', expression: 'Object new' }],
    workers: 1,
  });
  await first.evaluate('cuis', "Smalltalk at: #Kept put: 'this was kept'");
  const file = path.join(first.folder, 'saved.image');
  await first.debugger.snapshot(first.image('cuis'), file);
  assert.equal(await first.evaluate('cuis', 'Kept size'), '13');
  const second = await start({ images: [{ name: 'again', image: file }], workers: 1 });
  assert.equal(await second.evaluate('again', 'Smalltalk at: #Kept'), "'this was kept'");
  // What lives elsewhere is not in a file.
  assert.equal(await second.evaluate('again', 'Smalltalk at: #Far'), 'nil');
});

test('one of ours is saved as Spur 64', async () => {
  const system = await start({ images: [{ name: 'ours' }] });
  const file = path.join(system.folder, 'ours.image');
  await system.debugger.snapshot(system.image('ours'), file);
  const { header } = await readImageFile(file);
  assert.deepEqual([header.version.memory, header.version.wordBytes], ['spur', 8]);
});

test('what can not be written is told, and the image goes on', async () => {
  const system = await start({ images: [{ name: 'ours' }] });
  const file = path.join(system.folder, 'no', 'such', 'folder', 'ours.image');
  await assert.rejects(
    system.debugger.snapshot(system.image('ours'), file),
    /ours: .*ours\.image was not saved/,
  );
  assert.equal(await system.evaluate('ours', '3 + 4'), '7');
});
