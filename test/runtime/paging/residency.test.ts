// Blobs under a memory budget: purged least recently touched first, loaded in place when touched, never lost.
import test from 'node:test';
import assert from 'node:assert/strict';
import { Residency, type Blob } from '../../../runtime/paging/residency';
import { LocalSystem, type TestImage } from '../../support/images/localSystem';
import { MemoryChunkStore } from '../../support/images/memoryChunkStore';

const blobBytes = 20_000;

/** An image with a budget of `blobs` blobs and a global Pictures of six, each with its number as first byte. */
function album(
  blobs: number,
  store = new MemoryChunkStore(),
): { image: TestImage; store: MemoryChunkStore; paging: Residency } {
  const image = new LocalSystem().image('album');
  const { vat } = image;
  vat.residency = new Residency(vat.memory, store, blobs * blobBytes);
  image.value(
    `Smalltalk at: #Pictures put: ((1 to: 6) collect: [ :i | (ByteArray new: ${blobBytes}) at: 1 put: i; yourself ]) asArray`,
  );
  // From now on the tests say when it is looked after: on a slow machine the host would look again in their middle.
  vat.budgetDueAtMs = Infinity;
  return { image, store, paging: vat.residency };
}

function states(paging: Residency): string {
  return [...paging.entries()].map(({ isResident }) => (isResident ? 'R' : '-')).join('');
}

function blobs(paging: Residency): Blob[] {
  return [...paging.entries()];
}

test('what is beyond the budget is purged, the least recently touched first', () => {
  const { image, paging, store } = album(2);
  paging.keepBudget();
  assert.equal(states(paging), '----RR');
  assert.equal(store.chunks.size, 4);
  assert.equal(image.plain('(Pictures at: 1) at: 1'), 1);
  assert.equal(states(paging), 'R---RR');
  paging.keepBudget();
  assert.equal(states(paging), 'R----R');
  assert.equal(paging.residentBytes, 2 * blobBytes);
});

test('class, ==, identityHash and what only moves it leave a leaf where it is', () => {
  const { image, paging } = album(0);
  image.value(
    'Smalltalk at: #Hash put: (Pictures at: 2) identityHash. Smalltalk at: #Same put: (Pictures at: 2)',
  );
  paging.keepBudget();
  assert.equal(states(paging), '------');
  assert.equal(image.plain('(Pictures at: 2) == Same'), true);
  assert.equal(image.plain('(Pictures at: 1) == Same'), false);
  assert.equal(image.plain('(Pictures at: 2) class == ByteArray'), true);
  assert.equal(image.plain('(Pictures at: 2) identityHash = Hash'), true);
  assert.equal(image.plain('| p | p := Pictures at: 2. (OrderedCollection with: p) first == p'), true);
  assert.equal(states(paging)[1], '-');
});

for (const [touch, expected] of [
  ['(Pictures at: 3) size', blobBytes],
  ['(Pictures at: 3) at: 1', 3],
  ['(Pictures at: 3) first', 3],
  ['(Pictures at: 3) sum: [ :each | each ]', 3],
  ['(Pictures at: 3) = (Pictures at: 3) copy', true],
  ['(Pictures at: 3) at: 1 put: 9. (Pictures at: 3) at: 1', 9],
  ['(ByteArray new: 3) replaceFrom: 1 to: 3 with: (Pictures at: 3) startingAt: 1; first', 3],
  ['((Pictures at: 3) , #[7]) last', 7],
  ['(Pictures at: 3) asArray first', 3],
  ['(Pictures at: 3) isString', false],
  ['(Pictures at: 3) printString size > 10', true],
  ['(Pictures at: 3) hash = (Pictures at: 3) hash', true],
  ['((Pictures at: 3) perform: #at: with: 1)', 3],
  ['(Pictures at: 3) shallowCopy first', 3],
  ['((Pictures at: 3) instVarAt: 1)', 3],
] as const)
  test(`${touch} loads the leaf in place`, () => {
    const { image, paging } = album(0);
    image.value('Smalltalk at: #Same put: (Pictures at: 3)');
    paging.keepBudget();
    assert.equal(image.plain(touch), expected);
    assert.equal(image.plain('(Pictures at: 3) == Same'), true);
    assert.equal(image.plain('Same size'), blobBytes);
    assert.ok(states(paging).startsWith('--R'));
  });

test('what was stored into comes back as it was last', () => {
  const { image, paging, store } = album(0);
  paging.keepBudget();
  image.value('(Pictures at: 4) at: 2 put: 77');
  const chunks = store.chunks.size;
  paging.keepBudget();
  assert.equal(states(paging), '------');
  assert.equal(store.chunks.size, chunks + 1, 'chunks are never overwritten');
  assert.equal(image.plain('((Pictures at: 4) at: 2) + ((Pictures at: 4) at: 1)'), 81);
});

test('what is pinned stays', () => {
  const { paging } = album(1);
  paging.keepBudget();
  const [, second] = blobs(paging);
  paging.fault(second.object);
  paging.pin(second, true);
  paging.keepBudget();
  assert.equal(second.isResident, true);
  paging.pin(second, false);
  assert.equal(blobs(paging).filter(({ isResident }) => isResident).length, 1);
});

test('what a Context uses is loaded when it goes on', () => {
  const { image, paging } = album(0);
  const running = image.start(
    '| p s | p := Pictures at: 5. s := Semaphore new. Smalltalk at: #Go put: s. s wait. p at: 1',
  );
  image.system.run();
  paging.keepBudget();
  assert.equal(states(paging)[4], '-');
  image.value('Go signal');
  image.system.run();
  assert.ok(running.outcome && 'value' in running.outcome);
  assert.equal(running.outcome.value, 5);
});

test('a blob that nothing refers to is forgotten', () => {
  const { image, paging } = album(6);
  paging.keepBudget();
  assert.equal(blobs(paging).length, 6);
  image.value('Pictures := nil');
  paging.keepBudget();
  assert.equal(blobs(paging).length, 0);
});

test('a missing chunk is an error of the Process that touches it, and the leaf stays one', () => {
  const { image, paging, store } = album(0);
  paging.keepBudget();
  const [first] = blobs(paging);
  const bytes = store.get(first.hash!);
  store.chunks.delete(first.hash!);
  assert.equal(image.error('(Pictures at: 1) first').cls, 'PageFaultError');
  assert.match(image.error('(Pictures at: 1) first').text, /missing/);
  assert.equal(
    image.plain('[ (Pictures at: 1) first ] on: PageFaultError do: [ :e | e return: #lost ]'),
    'lost',
  );
  assert.match(
    image.error('(ByteArray new: 3) replaceFrom: 1 to: 3 with: (Pictures at: 1) startingAt: 1').text,
    /missing/,
  );
  assert.equal(image.plain('(Pictures at: 2) first'), 2);
  store.put(bytes);
  assert.equal(image.plain('(Pictures at: 1) first'), 1);
});

test('a full disk leaves everything in memory and says so; the image goes on', () => {
  const store = new MemoryChunkStore();
  store.isFull = true;
  const { image, paging } = album(1, store);
  assert.match(image.system.output.join(''), /album: .*full/);
  assert.throws(() => paging.keepBudget(), /full/);
  assert.equal(states(paging), 'RRRRRR');
  assert.equal(image.plain('(Pictures at: 1) first'), 1);
  store.isFull = false;
  paging.keepBudget();
  assert.equal(states(paging), '-----R');
  assert.equal(image.plain('(1 to: 6) inject: 0 into: [ :sum :i | sum + (Pictures at: i) first ]'), 21);
});

test('a large text is purged and comes back, too', () => {
  const { image, paging } = album(0);
  image.value(`Pictures := nil. Smalltalk at: #Text put: (String new: ${blobBytes} withAll: $x)`);
  paging.keepBudget();
  assert.equal(states(paging), '-');
  assert.equal(image.plain('Text occurrencesOf: $x'), blobBytes);
  assert.equal(image.plain('Text class == ByteString'), true);
});

test('become: and allInstances see a leaf as what it is', () => {
  const { image, paging } = album(0);
  paging.keepBudget();
  image.value(`(Pictures at: 1) becomeForward: (Pictures at: 2)`);
  assert.equal(image.plain('(Pictures at: 1) == (Pictures at: 2)'), true);
  assert.equal(image.plain('(Pictures at: 1) first'), 2);
  assert.equal(image.plain('(ByteArray allInstances count: [ :each | each size = 20000 ])'), 5);
});
