// A message from one of our images stepped into a method of an unmodified one, which has no file, and back.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { FrameInfo, StepKind } from '../../../runtime/debugger/runtimeDebugger';
import { RunningSystem } from '../../support/images/runningSystem';
import { imagePath } from '../image-files/images';

const asker = `"I ask a list in another image."
Class {
	#name : #Asker,
	#superclass : #Object,
	#category : #Asking
}

Asker >> ask [
	| doubled |
	doubled := List collect: [ :each | each * 2 ].
	^ doubled size
]
`;

for (const workers of [1, 2])
  describe(`stepping into an unmodified image, ${workers} worker${workers > 1 ? 's' : ''}`, () => {
    let s: RunningSystem;
    let image: number;

    before(async () => {
      s = await RunningSystem.start(
        {
          images: [
            {
              name: 'ours',
              sources: ['Asker.st'],
              entry: '[true] whileTrue: [Asker new ask. (Delay forMilliseconds: 10) wait]',
              worker: 0,
            },
            { name: 'cuis', image: imagePath('cuis5-spur32.image'), worker: workers - 1 },
          ],
          wiring: [
            {
              to: 'ours',
              as: 'List',
              from: 'cuis',
              expression: 'OrderedCollection withAll: #(3 1 2)',
            },
          ],
          workers,
        },
        { 'Asker.st': asker },
      );
      const start = asker.indexOf('doubled := List');
      await s.debugger.setBreakpoints(s.file('Asker.st'), [{ start, stop: start + 10 }]);
      await s.begin();
      image = (await s.next('stopped')).image;
      await s.debugger.setBreakpoints(s.file('Asker.st'), []);
    });

    after(() => s.end());

    /** The frames after a step, and the text at which the first one stands. */
    async function step(kind: StepKind): Promise<{ frames: readonly FrameInfo[]; at: string }> {
      await s.debugger.step(image, kind);
      image = (await s.next('stopped')).image;
      const { frames } = await s.debugger.stack(image, 0, 20);
      const [{ method, range }] = frames;
      const text =
        method?.file === undefined
          ? await s.debugger.methodSource(image, method!.className, method!.meta, method!.selector)
          : asker;
      return { frames, at: text.slice(range!.start, range!.stop) };
    }

    test('in: the method of the other image, and its sender below', async () => {
      const { frames, at } = await step('in');
      assert.equal(image, s.image('cuis'));
      assert.deepEqual(
        frames.map(({ name }) => name),
        ['OrderedCollection>>collect:', 'collect: sent by ours', 'Asker>>ask', 'do-it'],
      );
      assert.match(at, /self species new: self size/);
    });

    test('its variables', async () => {
      const { frames } = await s.debugger.stack(image, 0, 1);
      const scopes = await s.debugger.scopes(frames[0].frame);
      const temporaries = scopes.find(({ name }) => name === 'Temporaries')!;
      const [argument] = await s.debugger.variables(temporaries.handle, {});
      assert.match(argument.value, /BlockClosure in ours/);
      const { value } = await s.debugger.evaluate('self size + 1', { frame: frames[0].frame }, 'watch');
      assert.equal(value.value, '4');
    });

    test('over: from statement to statement, round a loop', async () => {
      const places: string[] = [];
      for (let i = 0; i < 3; i++) places.push((await step('over')).at);
      assert.match(places[0], /resetTo: 1$/);
      assert.match(places[1], /^firstIndex to: lastIndex do:/);
      assert.match(places[2], /addLast: \(\w+ value: \(array at: \w+\)\)$/);
    });

    test('in: back into the block that came along', async () => {
      const { frames, at } = await step('in');
      assert.equal(image, s.image('ours'));
      assert.equal(frames[0].name, '[] in Asker>>ask');
      assert.equal(at, 'each * 2');
      assert.ok(frames.some(({ name }) => name === 'OrderedCollection>>collect:'));
    });

    test('out: twice, to where it was sent', async () => {
      assert.equal((await step('out')).frames[0].name, 'OrderedCollection>>collect:');
      assert.equal((await step('out')).frames[0].name, 'Asker>>ask');
      assert.equal((await step('over')).at, '^ doubled size');
    });

    test('a breakpoint in a method without a file', async () => {
      const text = await s.debugger.methodSource(s.image('cuis'), 'OrderedCollection', false, 'collect:');
      const start = text.search(/\w+ addLast:/);
      const [info] = await s.debugger.setBreakpoints('cuis/OrderedCollection>>collect:', [
        { start, stop: start + 5 },
      ]);
      assert.equal(info.verified, true);
      await s.debugger.continue(image);
      const stop = await s.next('stopped');
      assert.deepEqual([stop.image, stop.reason], [s.image('cuis'), 'breakpoint']);
      await s.debugger.setBreakpoints('cuis/OrderedCollection>>collect:', []);
    });
  });
