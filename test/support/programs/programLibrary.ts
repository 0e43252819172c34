// What generated programs are made with: a class for their methods, three that answer the same messages differently, and
// what does the things that no random text would get right.

/** Classes in Tonel; generated methods are those of subclasses of the last. */
export const libraryClasses: readonly string[] = [
  `
Class { #name : #Round, #superclass : #Object, #instVars : [ 'a' ], #category : #Tests }
{ #category : #all }
Round >> a [ ^a ]
{ #category : #all }
Round >> a: x [ a := x ]
{ #category : #all }
Round >> sides [ ^0 ]
{ #category : #all }
Round >> draw: x [ ^a ifNil: [ a := x ] ifNotNil: [ a + x ] ]
{ #category : #all }
Round >> double [ ^self sides + self sides ]
{ #category : #all }
Round >> plus: x [ ^x + 1 ]
{ #category : #all }
Round >> printOn: aStream [ aStream nextPutAll: 'round ' ; print: a ]
`,
  `
Class { #name : #Square, #superclass : #Round, #instVars : [ 'b' ], #category : #Tests }
{ #category : #all }
Square >> sides [ ^4 ]
{ #category : #all }
Square >> draw: x [ b := x. ^super draw: x ]
{ #category : #all }
Square >> plus: x [ ^(super plus: x) * 2 ]
`,
  `
Class { #name : #Cube, #superclass : #Square, #instVars : [], #category : #Tests }
{ #category : #all }
Cube >> sides [ ^super sides + 2 ]
{ #category : #all }
Cube >> double [ ^[ :x | ^x + x ] value: self sides ]
`,
  `
Class { #name : #Specimen, #superclass : #Object, #instVars : [ 'a', 'b', 'log' ], #category : #Tests }
{ #category : #all }
Specimen >> start [ a := 3. b := 0.5 ]
{ #category : #all }
Specimen >> a [ ^a ]
{ #category : #all }
Specimen >> draw: x [ ^a ifNil: [ x ] ifNotNil: [ b := x. a ] ]
{ #category : #all }
Specimen >> fall: n with: x [ ^n < 1 ifTrue: [ x ] ifFalse: [ (self fall: n - 1 with: x + n) max: x ] ]
{ #category : #all }
Specimen >> branch: n [ ^n < 2 ifTrue: [ self log: n ] ifFalse: [ (self branch: n - 1) + (self branch: n - 2) + a ] ]
{ #category : #all }
Specimen >> log: x [ log ifNil: [ log := OrderedCollection new ]. log size < 60 ifTrue: [ log add: (self brief: x) ]. ^x ]
{ #category : #all }
Specimen >> brief: x [ | text | x == self ifTrue: [ ^'self' ]. text := [ x printString ] on: Error do: [ :e | e class name ]. ^text size > 80 ifTrue: [ text first: 80 ] ifFalse: [ text ] ]
{ #category : #all }
Specimen >> printOn: aStream [ aStream nextPutAll: 'specimen' ]

{ #category : #all }
Specimen >> lim: x [ x isNumber ifFalse: [ ^x ]. x isFloat ifTrue: [ ^x ]. x isInteger ifFalse: [ ^x denominator > 100000 ifTrue: [ x truncated \\\\ 1000003 ] ifFalse: [ x ] ]. ^x abs > 16r100000000000000000000 ifTrue: [ x \\\\ 1000000007 ] ifFalse: [ x ] ]
{ #category : #all }
Specimen >> try: aBlock [ ^self log: ([ aBlock value: self ] on: Error , Warning do: [ :e | (e class name , ' ' , (e messageText ifNil: [ '-' ])) ]) ]
{ #category : #all }
Specimen >> run: aBlock with: x [ | t | t := x. ^t isNil ifTrue: [ aBlock value: 0 ] ifFalse: [ aBlock value: t ] ]
{ #category : #all }
Specimen >> wait: aBlock [ | done answer | done := Semaphore new. [ [ answer := [ aBlock value ] on: Error do: [ :e | e class name ] ] ensure: [ done signal ] ] fork. done wait. ^answer ]
{ #category : #all }
Specimen >> told [ log ifNil: [ log := OrderedCollection new ]. log add: (self brief: a); add: (self brief: b). Processor yield. ^String streamContents: [ :s | log do: [ :each | s nextPutAll: each; nextPut: Character cr ] ] ]
{ #category : #all }
Specimen >> redefine [ Round compile: 'sides ^' , (Round new sides + 1) printString. Specimen compile: 'a ^ a ifNil: [ 5 ]' ]
{ #category : #all }
Specimen >> reshape [ (Round instVarNames includes: 'c') ifTrue: [ Round removeInstVarName: 'c' ] ifFalse: [ Round addInstVarName: 'c' ] ]
{ #category : #all }
Specimen >> trade [ | x y | x := Round new a: 1; yourself. y := Square new a: 2; yourself. x become: y. self log: x. self log: y. ^x sides ]
`,
];
