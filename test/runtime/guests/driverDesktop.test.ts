// The desktop of an unmodified image, shown and driven by an image of ours that has the real window.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
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

    test('what the guest shows is in the window of the driver', async () => {
      const driver = s.image('driver');
      const { name: owner } = await s.debugger.openDesktop(driver);
      assert.equal(owner, 'driver');
      await s.evaluate(
        'guest',
        'Display fillBlack: (20@30 extent: 40@50). Display displayOn: Display at: 0@0',
      );
      for (let tries = 0; tries < 200; tries++) {
        const frame = s.events.findLast((event) => event.kind === 'display');
        if (frame?.kind === 'display' && frame.width === 640 && frame.height === 480) return;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      assert.fail('no picture of 640 by 480 pixels came');
    });

    test('what the user does there reaches the guest', async () => {
      await s.debugger.sendInput(s.image('driver'), [[1, 123, 45, 4, 0]]);
      await until('Sensor mousePoint', '123@45');
      await until('Sensor buttons', '4');
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
