// The shapes of Smalltalk objects as JavaScript objects. Constructors are generated per class (layouts.ts), so that
// V8's hidden classes are Smalltalk's classes; what stands here are the views of those shapes that the VM's code uses.
import type { Behavior } from './behavior';

/** Any Smalltalk value. SmallIntegers are numbers (safe integers) or, from 2^53 to 2^60, bigints. */
export type Value = number | bigint | SObject;

/** What every object on the heap has. Instance variables are own properties `f0 … fn`. */
export interface SObject {
  /** Identity hash, 1 … 2^22-1; 0 means that none was asked for yet. */
  h: number;
  /** The class, on the prototype. */
  readonly $b: Behavior;
}

/** An object with `fieldCount` named fields, seen through computed names: for cold code only. */
export type Fields = SObject & Record<string, Value>;

/** Indexable pointers: Array and every `variable` or `weak` class. Weak ones hold `WeakRef`s for heap objects. */
export interface SArray extends SObject {
  a: Value[];
}

/** Indexable bytes; exactly one of the two is set. `s` is Latin-1 text, the compact form of what was never stored into. */
export interface SBytes extends SObject {
  s: string | null;
  b: Uint8Array | null;
}

/** Indexable 32-bit words: WideString, WordArray, Bitmap, FloatArray. */
export interface SWords extends SObject {
  w: Uint32Array;
}

/** Indexable 16-bit elements: DoubleByteArray. */
export interface SShorts extends SObject {
  d: Uint16Array;
}

/** Indexable 64-bit elements: DoubleWordArray, Float64Array. */
export interface SLongs extends SObject {
  q: BigUint64Array;
}

/** A boxed IEEE 754 double. */
export interface SFloat extends SObject {
  v: number;
}

/**
 * A LargePositiveInteger or LargeNegativeInteger. `big` is the signed value; while its digits are being stored one
 * by one (`digitAt:put:`), `b` has the magnitude's bytes, least significant first, and `big` is stale.
 */
export interface SLargeInt extends SObject {
  big: bigint;
  b: Uint8Array | null;
}

/** A Character, interned per kernel; `value` is its code point. */
export interface SCharacter extends SObject {
  value: number;
}

/** A class or metaclass as one image sees it; class-side instance variables are its fields. */
export interface SClass extends SObject {
  readonly behavior: Behavior;
}

/** The kinds of instances, after Squeak's instance specifications. */
export type Format =
  | 'normal'
  | 'variable'
  | 'weak'
  | 'bytes'
  | 'shorts'
  | 'words'
  | 'longs'
  | 'float'
  | 'largeInt'
  | 'character'
  | 'class'
  | 'immediate'
  | 'virtual';
