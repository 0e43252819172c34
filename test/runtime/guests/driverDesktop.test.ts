// The desktop of an unmodified image, shown and driven by an image of ours that has the real window.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { DebugEvent } from '../../../runtime/debugger/runtimeDebugger';
import { RunningSystem } from '../../support/images/runningSystem';
import { imageNames, imagePath } from '../image-files/images';

const name = 'mini.image';

const sources = `Class { #name : #NoRightButton, #superclass : #InputDriver, #category : #T }

NoRightButton >> event: anArray [
	(anArray first = 1 and: [ anArray fifth = 1 ]) ifTrue: [ ^ self ].
	super event: anArray
]
`;

if (imageNames.includes(name))
  describe('a desktop through a driver', () => {
    let s: RunningSystem;

    before(async () => {
      s = await RunningSystem.start(
        {
          images: [
            {
              name: 'driver',
              sources: ['Driver.st'],
              grants: { display: { from: 'host' }, input: { from: 'host' } },
            },
            {
              name: 'guest',
              image: imagePath(name),
              grants: { display: { from: 'driver', as: 'Screen' }, input: { from: 'driver', as: 'Mouse' } },
            },
          ],
          wiring: [
            { to: 'driver', as: 'Screen', from: 'driver', expression: 'DisplayDriver new' },
            { to: 'driver', as: 'Mouse', from: 'driver', expression: 'NoRightButton new start; yourself' },
          ],
          workers: 1,
        },
        { 'Driver.st': sources },
      );
      await s.begin();
    });

    after(() => s.end());

    async function until(expression: string, expected: string): Promise<void> {
      let found = '';
      for (let tries = 0; found !== expected && tries < 200; tries++) {
        found = await s.evaluate('guest', expression);
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      assert.equal(found, expected);
    }

    type Frame = Extract<DebugEvent, { kind: 'display' }>;

    /** Shows each frame, until one comes that is `wanted`. */
    async function nextFrame(wanted: (frame: Frame) => boolean): Promise<Frame> {
      for (let tries = 0; tries < 200; tries++) {
        const frames = s.events.splice(0).filter((event): event is Frame => event.kind === 'display');
        const found = frames.find(wanted);
        const last = frames.at(-1);
        if (last) await s.debugger.acknowledgeFrame(last.image, last.frame);
        if (found) return found;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      return assert.fail('no such picture came');
    }

    test('what the guest shows is in the window of the driver', async () => {
      const driver = s.image('driver');
      const { name: owner } = await s.debugger.openDesktop(driver);
      assert.equal(owner, 'driver');
      await s.evaluate(
        'guest',
        'Display fillBlack: (20@30 extent: 40@50). Display displayOn: Display at: 0@0',
      );
      const frame = await nextFrame(() => true);
      assert.deepEqual([frame.width, frame.height], [640, 480]);
    });

    test('what the user does there reaches the guest', async () => {
      await s.debugger.sendInput(s.image('driver'), [[1, 123, 45, 4, 0]]);
      await until('Sensor mousePoint', '123@45');
      await until('Sensor buttons', '4');
      // The menu of the screen, which looks at the button without a pause.
      await nextFrame(({ areas }) => areas.some(({ left, width }) => left > 40 && width > 40 && width < 300));
    });

    test('unless the driver keeps it to itself', async () => {
      await s.debugger.sendInput(s.image('driver'), [
        [1, 200, 46, 1, 0],
        [1, 124, 46, 0, 0],
      ]);
      await until('Sensor mousePoint', '124@46');
      await until('Sensor buttons', '0');
    });
  });
