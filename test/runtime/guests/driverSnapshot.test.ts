// An unmodified image saves itself into files that an object of another image has.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { RunningSystem } from '../../support/images/runningSystem';
import { imagePath } from '../image-files/images';

const shelf = `"Files in memory; none may be larger than limit."
Class {
	#name : #Shelf,
	#superclass : #Object,
	#instVars : [ 'files', 'open', 'limit', 'log' ],
	#category : #Drivers
}

Shelf >> initialize [
	files := Dictionary new.
	open := OrderedCollection new.
	log := OrderedCollection new.
	limit := SmallInteger maxVal
]

Shelf >> limit: anInteger [
	limit := anInteger
]

Shelf >> log [
	^ log
]

Shelf >> names [
	^ files keys asSortedCollection asArray
]

Shelf >> sizeOfNamed: path [
	^ (files at: path) size
]

Shelf >> create: path [
	log add: #create.
	files at: path put: #[].
	open add: path.
	^ open size
]

Shelf >> write: file at: offset bytes: bytes [
	| path |
	path := open at: file.
	offset + bytes size > limit ifTrue: [ ^ 0 ].
	files at: path put: (files at: path) , bytes.
	^ bytes size
]

Shelf >> flush: file [
	log add: #flush.
	^ true
]

Shelf >> close: file [
	log add: #close.
	^ true
]

Shelf >> deleteFile: path [
	files removeKey: path ifAbsent: [ ^ false ].
	^ true
]

Shelf >> rename: from to: to [
	log add: #rename.
	files at: to put: (files removeKey: from).
	^ true
]
`;

let s: RunningSystem;

before(async () => {
  s = await RunningSystem.start(
    {
      images: [
        { name: 'driver', sources: ['Shelf.st'], worker: 0 },
        {
          name: 'cuis',
          image: imagePath('cuis5-spur32.image'),
          worker: 1,
          grants: { files: { from: 'driver', as: 'MyShelf' } },
        },
      ],
      wiring: [{ to: 'driver', as: 'MyShelf', from: 'driver', expression: 'Shelf new' }],
      workers: 2,
    },
    { 'Shelf.st': shelf },
  );
  await s.begin();
});
after(() => s.end());

test('each operation of a snapshot is a message to the driver', async () => {
  await s.evaluate('cuis', "Smalltalk imageName: '/shelf/my.image'");
  assert.equal(await s.evaluate('cuis', 'Smalltalk snapshotPrimitive'), 'false');
  assert.equal(await s.evaluate('driver', 'MyShelf names'), "#('/shelf/my.image')");
  assert.ok(Number(await s.evaluate('driver', "MyShelf sizeOfNamed: '/shelf/my.image'")) > 7_000_000);
  assert.equal(await s.evaluate('driver', 'MyShelf log asArray'), '#(#create #flush #close #rename)');
});

test('a driver that takes no more makes the primitive fail, and keeps what it had', async () => {
  await s.evaluate('driver', 'MyShelf limit: 1000000');
  assert.match(await s.evaluate('cuis', 'Smalltalk snapshotPrimitive'), /nil|Error/);
  assert.equal(await s.evaluate('driver', 'MyShelf names'), "#('/shelf/my.image')");
});
