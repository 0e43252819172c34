// Expressions of Squeak 2.2 that say something of the VM under it. Not among them: what a stock VM of today answers by
// mistake (`-1073741824 // -1`), and where it shows an image's own bytes.
export const stockVmDoIts: readonly string[] = String.raw`
3.7 truncated
-3.7 truncated
3.7 fractionPart
-3.7 fractionPart
1.0e100 truncated
1.0e15 truncated
123456789012.5 truncated
-123456789012.5 rounded
0.1 exponent
1024.0 exponent
3.0 timesTwoPower: 10
1.5 timesTwoPower: -3
2.0 ln
2 sqrt
-1.0 sqrt
0.5 arcTan
1.0 exp
0.7 sin
0.7 cos
2 raisedTo: 0.5
1.0 / 3.0
1.0 / 3
1 / 3.0
[1.0 / 0.0] ifError: [:m :r | m]
3.0 = 3
3.0 hash
1.0e-10 printString
1.0e300 * 1.0e10
1.1 printString
100 factorial // 98 factorial
(100 factorial) negated // 7
(100 factorial) negated \\ 7
(100 factorial) rem: 97
(100 factorial) negated quo: 12345678901
1073741823 + 1
1073741823 * 1073741823
-1073741824 - 1
-1073741824 negated
1073741824 - 1 == 1073741823
(1 bitShift: 30) class
(1 bitShift: 29) class
1 bitShift: 100
(1 bitShift: 100) bitShift: -99
-1 bitShift: 5
-5 bitShift: -1
(2 raisedTo: 64) bitAnd: 16rFFFFFFFF
(2 raisedTo: 64) bitOr: 1
(2 raisedTo: 64) bitXor: (2 raisedTo: 64)
-5 bitAnd: 255
16rFFFFFFFF bitAnd: 16rF0F0F0F0
16rFFFFFFFF + 1
16rFFFFFFFF * 16rFFFFFFFF
16rFFFFFFFF // 3
16rFFFFFFFF \\ 7
16rFFFFFFFF negated // 7
16rFFFFFFFF = 4294967295
16rFFFFFFFF < 16rFFFFFFFE
10 gcd: 4
17 \\ -5
-17 // 5
-17 rem: 5
7 // 0.5
[7 // 0] ifError: [:m :r | m]
[3 at: 1] ifError: [:m :r | m]
[3 foo: 4] ifError: [:m :r | m]
[#(1 2) at: 3] ifError: [:m :r | m]
[#(1 2) at: 0 put: 3] ifError: [:m :r | m]
[#(1 2) at: #a] ifError: [:m :r | m]
['abc' at: 1 put: 3] ifError: [:m :r | m]
['abc' at: 1 put: $z; yourself] ifError: [:m :r | m]
[#abc at: 1 put: $z] ifError: [:m :r | m]
(Bitmap new: 2) at: 1 put: 16rFFFFFFFF; at: 1
[(Bitmap new: 2) at: 1 put: -1] ifError: [:m :r | m]
[(ByteArray new: 2) at: 1 put: 256] ifError: [:m :r | m]
[Array new: -1] ifError: [:m :r | m]
[Character value: 300] ifError: [:m :r | m]
(Character value: 65) == $A
$a asInteger
'hello' hash
#hello hash == #hello hash
'hello' asSymbol == #hello
'abc' = 'abc' copy
'abc' < 'abd'
'abc' copy asUppercase
'hello world' findTokens: ' '
('hello' copyReplaceFrom: 2 to: 3 with: 'XYZ')
#(1 2 3) copy replaceFrom: 2 to: 3 with: #(9 8 7) startingAt: 2
| a | a _ #(1 2 3 4 5) copy. a replaceFrom: 2 to: 5 with: a startingAt: 1. a
| a | a _ #(1 2 3 4 5) copy. a replaceFrom: 1 to: 4 with: a startingAt: 2. a
| a b | a _ 'abc' copy. b _ #(1 2) copy. a become: b. Array with: a with: b
| a b c | a _ Object new. c _ Array with: a. b _ 'x'. a become: b copy. c
3 perform: #between:and: with: 1 with: 5
[3 perform: #between:and: with: 1] ifError: [:m :r | m]
3 perform: #+ withArguments: #(4)
[3 perform: #+ withArguments: #(4 5)] ifError: [:m :r | m]
3 instVarAt: 1
[(3@4) instVarAt: 3] ifError: [:m :r | m]
(3@4) instVarAt: 2
3 class == SmallInteger
nil class
3.5 class
(2 raisedTo: 40) class
(2 raisedTo: 40) negated class
$a class
thisContext class
[] class
(3@4) copy = (3@4)
Object new = Object new
3 -> 4
(1 to: 5) inject: 0 into: [:a :b | a + b]
#(3 1 2) asSortedCollection first
(Set withAll: #(1 2 2 3)) size
Smalltalk at: #Foo put: 3. Smalltalk at: #Foo
(Dictionary new at: 1 put: 2; yourself) at: 1
[Dictionary new at: 5] ifError: [:m :r | m]
(ReadStream on: 'hello world') upTo: $ 
(WriteStream on: String new) nextPutAll: 'a'; print: 3; contents
(ReadStream on: #(1 2 3)) next: 2
1000000000 printString
-1 printStringBase: 16
255 printStringBase: 2
'16rFF' asNumber
1e10 class
1e10
12345678901234567890
-12345678901234567890 abs
(1/3) + (2/3)
(1/3) < (1/2)
3 max: 4.0
5 asFloat
5 asCharacter
'abc' reversed
'a:b:c' numArgs
#+ numArgs
3 isMemberOf: SmallInteger
3 respondsTo: #foo
Object superclass
Class class class
Metaclass class class == Metaclass
Array format
Point format
String format
Float format
CompiledMethod format
LargePositiveInteger format
(Object compiledMethodAt: #yourself) numArgs
(Object compiledMethodAt: #yourself) primitive
(Object compiledMethodAt: #at:) primitive
(Object compiledMethodAt: #at:) numTemps
(Object compiledMethodAt: #at:) frameSize
(Object compiledMethodAt: #at:) numLiterals
(Object compiledMethodAt: #at:) initialPC
(Object compiledMethodAt: #at:) size
(Object compiledMethodAt: #at:) header
((Object compiledMethodAt: #at:) literalAt: 1) class
Object selectors size > 100
Object organization class
(Compiler evaluate: '3+4')
[Compiler evaluate: '3 zork: 4'] ifError: [:m :r | m]
(1 to: 3) collect: [:x | x * x]
#(1 $a 'abc' #sym (1 2) nil true)
(Array with: 1 with: 2) , #(3)
OrderedCollection new add: 3; yourself
(Form extent: 10@10) bits size
(Form extent: 33@2 depth: 1) bits size
(Form extent: 3@2 depth: 8) bits size
Processor activePriority
(Semaphore new) signal; wait; class
| s r | s _ Semaphore new. r _ 0. [s wait. r _ 1] fork. s signal. Processor yield. r
| p | p _ [3] newProcess. p priority
[nil foo] ifError: [:m :r | m]
[self error: 'boo'] ifError: [:m :r | m]
Date newDay: 1 year: 2000
(Time fromSeconds: 12345) printString
(Date newDay: 60 year: 2000) weekday
3 @ 4 + 1
(1@1 corner: 5@5) intersect: (3@3 corner: 9@9)
(1@1 extent: 4@4) containsPoint: 3@3
(3@4) theta
(3@4) r
(3@4) dist: 0@0
Smalltalk version
26 benchFib
3 even
7 isPrime
16r7FFFFFFF hash
(2 raisedTo: 31) hash
(String new: 3) size
(Array new: 3) at: 2
#(1 2 3) hash
(1 to: 0) isEmpty
1 to: 10 by: 3
$a < $b
$z asUppercase
true & nil
[3 ifTrue: [4]] ifError: [:m :r | m]
true and: [false]
nil isNil
nil printString
true printString
Object new printString
OrderedCollection printString
[:x | ] value: 3
[] value
[:x :y | x @ y] valueWithArguments: #(1 2)
[:x | x] numArgs
Object class category
'' isEmpty
'abc' indexOf: $c
'abc' asByteArray
'abc' includesSubstring: 'bc'
'hello' at: 1
'hello' copyWithout: $l
16r12345678 digitAt: 1
16r123456789A digitAt: 5
16r123456789A digitLength
(16r123456789A at: 1)
300 digitAt: 2
1.5 at: 1
1.5 at: 2
1.5 basicAt: 1
(Float new: 2) at: 1 put: 1072693248; at: 2 put: 0; yourself
`
  .trim()
  .split('\n');
