// A teller and a ledger, in one worker or in two, with the places of their statements.
import type { TestContext } from 'node:test';
import type { FrameInfo, StopScope } from '../../../runtime/debugger/runtimeDebugger';
import { RunningSystem } from '../../support/images/runningSystem';

export const tellerSource = `
Class { #name : #Teller, #superclass : #Object, #instVars : [ 'ledger', 'count' ], #category : #Bank }
{ #category : #all }
Teller >> ledger: aLedger [ ledger := aLedger ]
{ #category : #all }
Teller >> count [ ^count ]
{ #category : #all }
Teller >> serve: amount [
	| before after |
	before := 1.
	after := ledger deposit: amount.
	count := after + before.
	^count
]
{ #category : #all }
Teller >> serveMany: n [
	1 to: n do: [ :i |
		count := i.
		self note: i ].
	^count
]
{ #category : #all }
Teller >> note: i [ ^i * 2 ]
{ #category : #all }
Teller >> careful [ ^[ ledger fail ] on: Error do: [ :e | e return: 3 ] ]
{ #category : #all }
Teller >> careless [ ^ledger fail ]
{ #category : #all }
Teller >> later [ ^ledger future deposit: 5 ]
{ #category : #all }
Teller >> spin [ [ count := (count ifNil: [ 0 ]) + 1. true ] whileTrue ]
`;

export const ledgerSource = `
Class { #name : #Ledger, #superclass : #Object, #instVars : [ 'total' ], #category : #Bank }
{ #category : #all }
Ledger >> total [ ^total ifNil: [ total := 0 ] ]
{ #category : #all }
Ledger >> deposit: amount [
	| old |
	old := self total.
	total := old + amount.
	^total
]
{ #category : #all }
Ledger >> fail [ ^self error: 'no money' ]
`;

export interface Bank {
  readonly s: RunningSystem;
  readonly teller: number;
  readonly ledger: number;
  /** Names of the frames of an image's stopped Process, top first. */
  stack(image: number): Promise<FrameInfo[]>;
  /** The text under a frame's range. */
  textOf(frame: FrameInfo): string;
  /** A breakpoint at the statement that starts with a text, in the Teller's or Ledger's file. */
  breakAt(file: 'Teller.st' | 'Ledger.st', text: string, more?: object): Promise<void>;
  /** Starts an expression in the teller; answers its outcome's text. */
  start(expression: string): Promise<string>;
}

export async function bank(t: TestContext, workers: 1 | 2, stopScope: StopScope = 'image'): Promise<Bank> {
  const s = await RunningSystem.start(
    {
      images: [
        { name: 'teller', worker: 0, sources: ['Teller.st'] },
        { name: 'ledger', worker: workers - 1, sources: ['Ledger.st'] },
      ],
      wiring: [
        { to: 'teller', as: 'TheLedger', from: 'ledger', expression: 'Smalltalk at: #Mine put: Ledger new' },
      ],
      stopScope,
    },
    { 'Teller.st': tellerSource, 'Ledger.st': ledgerSource },
  );
  t.after(() => s.end());
  await s.begin();
  const texts: Record<string, string> = {
    [s.file('Teller.st')]: tellerSource,
    [s.file('Ledger.st')]: ledgerSource,
  };
  await s.evaluate('teller', 'Smalltalk at: #Mine put: (Teller new ledger: TheLedger)');
  return {
    s,
    teller: s.image('teller'),
    ledger: s.image('ledger'),
    stack: async (image) => [...(await s.debugger.stack(image, 0, 50)).frames],
    textOf: ({ method, range }) =>
      method?.file && range ? texts[method.file].slice(range.start, range.stop) : '',
    breakAt: async (file, text, more = {}) => {
      const start = texts[s.file(file)].indexOf(text);
      await s.debugger.setBreakpoints(s.file(file), [{ start, stop: start + text.length, ...more }]);
    },
    start: async (expression) => {
      // A Process of its own, which breakpoints may stop, unlike an evaluation of the debugger's.
      await s.evaluate(
        'teller',
        `[ Smalltalk at: #Outcome put: ([ ${expression} ] on: Error do: [ :e | e return: e messageText ]). Transcript show: 'outcome ' , Outcome printString; cr ] fork`,
      );
      return 'started';
    },
  };
}
