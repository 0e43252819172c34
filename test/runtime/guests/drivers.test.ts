// Devices of an unmodified image that an object of ours has: the image can't tell, the object decides.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { RunningSystem } from '../../support/images/runningSystem';
import { imagePath } from '../image-files/images';

const driver = `"One file, and a secret that it refuses."
Class {
	#name : #Drawer,
	#superclass : #Object,
	#instVars : [ 'log', 'contents' ],
	#category : #Drivers
}

Drawer >> log [
	^ log ifNil: [ log := OrderedCollection new ]
]

Drawer >> open: path writable: isWritable [
	self log add: path.
	('*secret*' match: path) ifTrue: [ self error: 'this is none of your business' ].
	('/drawer/*' match: path) ifFalse: [ ^ nil ].
	contents ifNil: [ contents := #[ 104 101 108 108 111 ] ].
	^ 1
]

Drawer >> close: file [
	^ true
]

Drawer >> sizeOf: file [
	^ contents size
]

Drawer >> read: file at: offset count: count [
	^ contents copyFrom: offset + 1 to: (offset + count min: contents size)
]

Drawer >> write: file at: offset bytes: bytes [
	contents := (contents copyFrom: 1 to: offset) , bytes.
	^ bytes size
]

Drawer >> list: path [
	^ { { 'note.txt'. false. contents size. 0. 0. 0. 8r644 } }
]

Drawer >> utcMicroseconds [
	^ 0
]
`;

for (const workers of [1, 2])
  describe(`a driver for an unmodified image, ${workers} worker${workers > 1 ? 's' : ''}`, () => {
    let s: RunningSystem;

    before(async () => {
      s = await RunningSystem.start(
        {
          images: [
            { name: 'driver', sources: ['Drawer.st'], worker: 0 },
            {
              name: 'cuis',
              image: imagePath('cuis5-spur32.image'),
              worker: workers - 1,
              grants: { files: { from: 'driver', as: 'MyDrawer' } },
            },
            { name: 'lonely', image: imagePath('cuis5-spur32.image'), worker: 0 },
          ],
          wiring: [{ to: 'driver', as: 'MyDrawer', from: 'driver', expression: 'Drawer new' }],
          workers,
        },
        { 'Drawer.st': driver },
      );
      await s.begin();
    });

    after(() => s.end());

    function check(name: string, image: string, expression: string, expected: string | RegExp): void {
      test(name, async () => {
        const value = await s.evaluate(image, expression);
        if (typeof expected === 'string') assert.equal(value, expected);
        else assert.match(value, expected);
      });
    }

    const reading = (path: string): string =>
      `['${path}' asFileEntry readStream upToEnd] on: Error do: [:e | e return: e class name asString]`;
    check('a file is what the driver says', 'cuis', reading('/drawer/note.txt'), `'hello'`);
    check('and it was asked', 'driver', `MyDrawer log includes: '/drawer/note.txt'`, 'true');
    check('what it refuses fails', 'cuis', reading('/drawer/secret.txt'), /File|Error/);
    check(
      'what is written reaches it',
      'cuis',
      `'/drawer/note.txt' asFileEntry appendStreamDo: [:s | s nextPutAll: ', world']. ${reading('/drawer/note.txt')}`,
      `'hello, world'`,
    );
    check('it lists', 'cuis', `('/drawer' asDirectoryEntry fileNames) first`, `'note.txt'`);
    check('an image without a grant has no files', 'lonely', reading('/drawer/note.txt'), /File|Error/);
    test('a refused message can be seen', async () => {
      const { messages } = await s.debugger.messages(1000);
      const refused = messages.find((m) => m.state === 'broken');
      assert.equal(refused?.selector, 'open:writable:');
      assert.match(JSON.stringify(refused), /none of your business/);
    });
  });
