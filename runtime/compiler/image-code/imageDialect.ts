// What differs between the compilers that made the methods of unmodified images: Squeak's of all ages, its descendants,
// and Pharo's Opal. Options, not names: which hold is found from an image's own methods.

export interface ImageDialect {
  readonly bytecodes: 'v3' | 'sista';
  /** BlockContexts, closures whose code is embedded in their method's, or CompiledBlocks. */
  readonly blocks: 'contexts' | 'embedded' | 'full';
  /** Since Spur a bytecode calls the primitive; before, the method's header alone names it. */
  readonly callsPrimitive: boolean;
  /** Selectors of the bytecodes for special sends, in their order. */
  readonly specialSelectors: readonly string[];
  /** Selectors that are expanded in place where their arguments allow it. */
  readonly inlined: ReadonlySet<string>;
  /** `ifTrue:ifFalse:` as a statement: both arms leave a value, and one pop follows. */
  readonly armsLeaveValues: boolean;
  /** `ifFalse:ifTrue:` and `ifNotNil:ifNil:` are compiled as `ifTrue:ifFalse:` and `ifNil:ifNotNil:`. */
  readonly swapsArms: boolean;
  /** The value of `ifNotNil:` for nil: that nil from the stack, or one pushed. */
  readonly keepsNil: boolean;
  /** The value of `to:do:` is nil; otherwise its receiver. */
  readonly loopsAnswerNil: boolean;
  /** `to:do:` makes its start before its limit. */
  readonly startsFirst: boolean;
  /** Limits of `to:do:` that no hidden temporary is made for, besides numbers. */
  readonly uncopiedLimits: 'variables' | 'arguments';
  /** The limit is not a variable if the loop assigns to it; then the message is sent. */
  readonly sendsIfLimitAssigned: boolean;
  /** The value of a statement before a return stays on the stack. */
  readonly keepsValueBeforeReturn: boolean;
  /** Temporaries of a loop's body become nil each time round. */
  readonly loopTemporaries: 'kept' | 'niled' | 'niled if read first';
  /** How variables that blocks share are found. */
  readonly sharing: 'squeak' | 'opal';
  /** Variables of one name in blocks that don't nest have one place in the frame. */
  readonly sharesPlacesByName: boolean;
  /** Elements that an array in braces can have on the stack. */
  readonly largestBrace: number;
  /** What makes larger ones. */
  readonly largeBrace: 'stream' | 'at:put:' | 'braceWith:';
  /** A block as a statement makes nothing. */
  readonly dropsBlocks: boolean;
  /** A variable or a literal as a statement makes nothing. */
  readonly dropsConstants: boolean;
  /** All statements leave a value, and a pop follows. */
  readonly popsEffects: boolean;
}

const controlFlow = [
  'ifTrue:',
  'ifFalse:',
  'ifTrue:ifFalse:',
  'ifFalse:ifTrue:',
  'and:',
  'or:',
  'whileTrue:',
  'whileFalse:',
  'whileTrue',
  'whileFalse',
  'to:do:',
  'to:by:do:',
  'caseOf:',
  'caseOf:otherwise:',
];
const nilTests = ['ifNil:', 'ifNotNil:', 'ifNil:ifNotNil:', 'ifNotNil:ifNil:'];

/** What depends on the image alone. */
export type DialectBase = Pick<ImageDialect, 'bytecodes' | 'blocks' | 'callsPrimitive' | 'specialSelectors'>;

/** Squeak's compiler as of its first releases, with BlockContexts. */
export function firstSqueakDialect(base: DialectBase): ImageDialect {
  return {
    ...base,
    inlined: new Set(controlFlow),
    armsLeaveValues: true,
    swapsArms: true,
    keepsNil: false,
    loopsAnswerNil: true,
    startsFirst: false,
    uncopiedLimits: 'variables',
    sendsIfLimitAssigned: false,
    keepsValueBeforeReturn: true,
    loopTemporaries: 'kept',
    sharing: 'squeak',
    sharesPlacesByName: true,
    largestBrace: 0,
    largeBrace: 'braceWith:',
    dropsBlocks: false,
    dropsConstants: true,
    popsEffects: false,
  };
}

/** Squeak's compiler since it expands `ifNil:`, still with BlockContexts. */
export function contextSqueakDialect(base: DialectBase): ImageDialect {
  return {
    ...firstSqueakDialect(base),
    inlined: new Set([...controlFlow, ...nilTests]),
    keepsValueBeforeReturn: false,
  };
}

/** Squeak's compiler since it has closures; Cuis' too. */
export function closureSqueakDialect(base: DialectBase): ImageDialect {
  return {
    ...contextSqueakDialect(base),
    inlined: new Set([...controlFlow, ...nilTests, 'ifNotNil: with argument', 'repeat']),
    loopsAnswerNil: false,
    sendsIfLimitAssigned: true,
    loopTemporaries: 'niled if read first',
    sharesPlacesByName: false,
    largestBrace: 8,
    largeBrace: 'stream',
  };
}

/** Pharo's. */
export function opalDialect(base: DialectBase): ImageDialect {
  return {
    ...closureSqueakDialect(base),
    inlined: new Set([...controlFlow, ...nilTests, 'ifNotNil: with argument', 'repeat']),
    armsLeaveValues: false,
    swapsArms: false,
    keepsNil: true,
    uncopiedLimits: 'arguments',
    loopTemporaries: 'niled',
    sharing: 'opal',
    sharesPlacesByName: true,
    largestBrace: 32,
    dropsBlocks: true,
  };
}
