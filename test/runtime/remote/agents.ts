// The class that the tests' images talk to each other with.
import { LocalSystem, type LocalSystemOptions, type TestImage } from '../../support/images/localSystem';

export const agentSource = `
Class { #name : #Agent, #superclass : #Object, #instVars : [ 'log', 'kept', 'gate' ], #category : #Tests }

{ #category : #all }
Agent >> log [ ^log ifNil: [ log := OrderedCollection new ] ]

{ #category : #all }
Agent >> add: anObject [ self log add: anObject. ^self log size ]

{ #category : #all }
Agent >> echo: anObject [ ^anObject ]

{ #category : #all }
Agent >> keep: anObject [ kept := anObject ]

{ #category : #all }
Agent >> kept [ ^kept ]

{ #category : #all }
Agent >> gate [ ^gate ifNil: [ gate := Semaphore new ] ]

{ #category : #all }
Agent >> waitAtGate [ self gate wait. ^self ]

{ #category : #all }
Agent >> open [ self gate signal ]

{ #category : #all }
Agent >> tell: another add: anObject [ ^another add: anObject ]

{ #category : #all }
Agent >> bounce: another depth: depth [ depth = 0 ifTrue: [ ^0 ]. ^1 + (another bounce: self depth: depth - 1) ]

{ #category : #all }
Agent >> fail: aString [ ^self error: aString ]

{ #category : #all }
Agent >> divide: a by: b [ ^a / b ]

{ #category : #all }
Agent >> do: aBlock [ ^[ aBlock value: self ] ensure: [ self add: #ensured ] ]

{ #category : #all }
Agent >> pass: aBlock to: another [ ^[ another do: aBlock ] ensure: [ self add: #passed ] ]

{ #category : #all }
Agent >> first: another [ [ another do: [ :each | ^each ] ] ensure: [ self add: #mine ]. ^nil ]

{ #category : #all }
Agent >> first: another through: third [ [ third pass: [ :each | ^each ] to: another ] ensure: [ self add: #mine ]. ^nil ]

{ #category : #all }
Agent >> resumable: aString [ | answer | answer := [ ResumableError new signal: aString ] ensure: [ self add: #ensured ]. ^answer + 1 ]

{ #category : #all }
Agent >> twice: aString [ ^(ResumableError new signal: aString) + (ResumableError new signal: aString , aString) ]

{ #category : #all }
Agent >> count: anInteger [ 1 to: anInteger do: [ :i | self log ] ]
`;

export const resumableErrorSource = `
Class { #name : #ResumableError, #superclass : #Error, #category : #Tests }

{ #category : #all }
ResumableError >> isResumable [ ^true ]
`;

/** Images a, b, c … that each have an Agent, `Mine`, and know the others' by their names, `A`, `B`, `C` …. */
export function agents(
  count: number,
  options: LocalSystemOptions = {},
): TestImage[] & { system: LocalSystem } {
  const system = new LocalSystem(options);
  const names = Array.from({ length: count }, (_, i) => String.fromCharCode(97 + i));
  const images = names.map((name, i) => system.image(name, i % system.hosts.length));
  for (const image of images) {
    image.define(agentSource, resumableErrorSource);
    image.value('Smalltalk at: #Mine put: Agent new');
  }
  for (const image of images)
    for (const [i, other] of images.entries())
      if (other !== image) image.wire(names[i].toUpperCase(), other, 'Mine');
  return Object.assign(images, { system });
}
