// What blocks do in an image of before closures; a stock VM agrees (stockVm.test.ts) but where it crashes.
export type BlockCase = readonly [what: string, source: string, result: string];

const stepped = (expression: string): string =>
  `| result context | context _ [result _ ${expression}] newProcess suspendedContext. ` +
  `[result == nil] whileTrue: [context _ context step]. result`;

export const blockCases: readonly BlockCase[] = [
  [
    'temporaries are the home’s: all blocks of an activation share them',
    '((1 to: 3) collect: [:i | [i]]) collect: [:b | b value]',
    '(3 3 3 )',
  ],
  [
    'a block that runs already fails to run',
    '| b | b _ nil. b _ [:n | n = 0 ifTrue: [0] ifFalse: [b value: n - 1]]. [b value: 2] ifError: [:m :r | m]',
    "'Attempt to evaluate a block that is already being evaluated.'",
  ],
  ['it can run again once it has returned', '| b n | n _ 0. b _ [n _ n + 1]. b value. b value. n', '2'],
  [
    'a wrong number of arguments fails',
    '[[:a :b | a + b] value: 3] ifError: [:m :r | m]',
    "'This block requires 2 arguments.'",
  ],
  [
    'so it does in an Array',
    '[[:a :b | a + b] valueWithArguments: #(3)] ifError: [:m :r | m]',
    "'This block requires 2 arguments.'",
  ],
  ['arguments in an Array', '[:a :b | a - b] valueWithArguments: #(7 4)', '3'],
  [
    '`^` returns from the home',
    "Compiler evaluate: '#(1 2 3) detect: [:x | ^ x > 1 ifTrue: [#big] ifFalse: [#small]]'",
    'small',
  ],
  [
    '`^` whose home has returned can’t return',
    "| b | b _ Compiler evaluate: '[^ 5]'. [b value] ifError: [:m :r | m]",
    "'Message not understood: cannotReturn:'",
  ],
  [
    'fields are sender, pc, stackp, nargs, startpc and home',
    '| b | b _ [:x | x]. (Array with: (b instVarAt: 1) with: (b instVarAt: 2) = (b instVarAt: 5) with: (b instVarAt: 3) with: (b instVarAt: 4)) printString , (b instVarAt: 6) class name',
    "'(nil true 0 1 )MethodContext'",
  ],
  [
    'its sender is the caller while it runs, then nil',
    '| b | b _ [thisContext sender class]. Array with: b value with: (b instVarAt: 1) with: (b instVarAt: 2)',
    '(MethodContext nil nil )',
  ],
  ['it has no elements before it runs', '| b | b _ [:x | x]. Array with: b size with: b basicSize', '(0 0 )'],
  [
    'Smalltalk makes one',
    '| b c | b _ [:x | x * 2]. c _ BlockContext new: 20. c home: b home startpc: (b instVarAt: 5) nargs: 1. c value: 21',
    '42',
  ],
  [
    'field by field, the program counter before the home',
    '| b c | b _ [:x | x * 2]. c _ BlockContext new: 20. 1 to: 6 do: [:i | c instVarAt: i put: (b instVarAt: i)]. c value: 21',
    '42',
  ],
  ['a copy shares the home', '| n b | n _ 4. b _ [n * 2] copy. n _ 5. b value', '10'],
  [
    'a Process starts in one',
    '| p | p _ [3 + 4] newProcess. Array with: p suspendedContext class with: p suspendedContext home class',
    '(BlockContext MethodContext )',
  ],
  [
    'a Process yields and goes on in it',
    '| p r | r _ OrderedCollection new. p _ [r add: 1. Processor yield. r add: 2] newProcess. p resume. Processor yield. r add: 3. Processor yield. r asArray',
    '(1 3 2 )',
  ],
  [
    'they are found as instances',
    '(BlockContext allInstances select: [:b | b home class == MethodContext]) isEmpty',
    'false',
  ],
];

/** The image's own simulation of its contexts, on which the stock VM of 2012 crashes. */
export const steppedCases: readonly BlockCase[] = [
  [
    'Smalltalk steps sends and blocks by itself',
    stepped('(#(1 2 3) inject: 0 into: [:a :b | a + (b * b)]) printString'),
    "'14'",
  ],
  ['and non-local returns', stepped('(#(1 2 3) detect: [:b | b > 1]) printString'), "'2'"],
  ['and sorting by blocks', stepped('#(3 1 2) asSortedCollection asArray printString'), "'(1 2 3 )'"],
];
