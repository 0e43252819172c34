// Far references between our images and an unmodified Cuis, both ways, in one worker and between two.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { RunningSystem } from '../../support/images/runningSystem';
import { imagePath } from '../image-files/images';

const ledger = `"An account that our image keeps."
Class {
	#name : #Ledger,
	#superclass : #Object,
	#instVars : [ 'total' ],
	#category : #Bank
}

Ledger >> deposit: amount [
	amount < 0 ifTrue: [ self error: 'nothing can be deposited that is less than nothing' ].
	^ total := self total + amount
]

Ledger >> total [
	^ total ifNil: [ 0 ]
]

Ledger >> tell: aBlock [
	^ [ aBlock value: self total ] ensure: [ total := 0 ]
]

Ledger >> colour [
	^ #unheardOfColour
]
`;

for (const workers of [1, 2])
  describe(`an unmodified image in a topology of ${workers} worker${workers > 1 ? 's' : ''}`, () => {
    let s: RunningSystem;

    before(async () => {
      s = await RunningSystem.start(
        {
          images: [
            { name: 'ours', sources: ['Ledger.st'], worker: 0 },
            { name: 'cuis', image: imagePath('cuis5-spur32.image'), worker: workers - 1 },
          ],
          wiring: [
            { to: 'ours', as: 'List', from: 'cuis', expression: 'OrderedCollection withAll: #(3 1 2)' },
            { to: 'ours', as: 'Cuis', from: 'cuis', expression: 'Smalltalk' },
            { to: 'cuis', as: 'Ledger', from: 'ours', expression: 'Ledger new' },
          ],
          workers,
        },
        { 'Ledger.st': ledger },
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

    check('a message and its answer', 'ours', 'List size', '3');
    check('strings are copied', 'ours', 'List printString', `'an OrderedCollection(3 1 2)'`);
    check('an argument of the image comes home', 'ours', '(List add: 7) + List last', '14');
    check('a block of ours is called back', 'ours', '(List collect: [ :e | e * 10 ]) first', '30');
    check('symbols that both know', 'ours', '(Cuis at: #Smalltalk) == Cuis', 'true');
    check(
      'what it does not understand is the sender’s error',
      'ours',
      '[ List zork ] on: Error do: [ :e | e messageText ]',
      /zork/,
    );
    check(
      'its errors are the sender’s',
      'ours',
      '[ List at: 99 ] on: Error do: [ :e | e class name, e messageText ]',
      /non-existent element/,
    );
    check(
      'a block returns through it',
      'ours',
      'List do: [ :e | e = 1 ifTrue: [ ^ #found ] ]. #missed',
      '#found',
    );
    check('it sends to ours', 'cuis', 'Ledger deposit: 5; total', '5');
    check(
      'what is far is not equal to another',
      'cuis',
      '{Ledger == Ledger. Ledger == nil}',
      '#(true false)',
    );
    check(
      'an error of ours is its error',
      'cuis',
      '[Ledger deposit: -1] on: Error do: [:e | e return: e messageText]',
      /less than nothing/,
    );
    check(
      'it is understood by ours or not',
      'cuis',
      '[Ledger zork] on: Error do: [:e | e return: e messageText]',
      /zork/,
    );
    check('ours calls a block of its', 'cuis', 'Ledger deposit: 5. Ledger tell: [:n | n + 1]', /^\d+$/);
    check(
      'a block of its returns through ours, which unwinds',
      'cuis',
      'Ledger deposit: 9. Ledger tell: [:n | ^n]. #missed',
      '9',
    );
    check('and was unwound', 'cuis', 'Ledger total', '0');
    check('a symbol that it has not heard of', 'cuis', 'Ledger colour', '#unheardOfColour');
    check(
      'is the same as its own from then on',
      'cuis',
      'Ledger colour == (#unheardOf, #Colour) asSymbol',
      'true',
    );
    check(
      'evaluation uses the names of its classes',
      'cuis',
      '(Ledger deposit: 3) + Object category size - Object category size',
      '3',
    );
  });
