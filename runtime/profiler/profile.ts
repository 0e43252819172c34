// A profile as the parts of the program hand it on: plain data that crosses threads. Times are microseconds.

/** A method or block in a profile. */
export interface ProfiledCode {
  /** `Account>>deposit:`, `[] in Account>>deposit:`. */
  readonly name: string;
  /** Of its method. */
  readonly methodName: string;
  readonly selector: string;
  readonly isBlock: boolean;
  /** Absolute; absent where only the image has the text. */
  readonly file?: string;
  /** Where it begins, as an offset in the text of its file, else of its method. */
  readonly start: number;
  /** The text of its method, where there is no file. */
  readonly source?: string;
  readonly facts: CodeFacts;
}

/** What the compiled tier did with it, up to the end of the profile. */
export interface CodeFacts {
  readonly isCompiled: boolean;
  /** Why it is not, however hot it is. */
  readonly whyInterpreted?: string;
  /** Why its compiled code was thrown away, in words, most frequent first. */
  readonly discards: readonly { readonly why: string; readonly count: number }[];
  readonly megamorphicSends: readonly MegamorphicSend[];
}

/** A send that met more than four classes of receivers. */
export interface MegamorphicSend {
  readonly selector: string;
  /** Some of them: those met last. */
  readonly classes: readonly string[];
}

/** `native`: a primitive. `compiling`: making compiled code. `machine`: the virtual machine's work between turns of images. */
export type FrameKind = 'image' | 'code' | 'native' | 'collector' | 'compiling' | 'machine' | 'idle';

/** Who was called from where: a node of a tree. */
export interface ProfileNode {
  /** Index of another node; -1 at the top. */
  readonly parent: number;
  readonly kind: FrameKind;
  readonly name: string;
  /** Index of the code that runs; -1 where `kind` is another than `code`. */
  readonly code: number;
}

export type SampledTier = 'compiled' | 'interpreted' | 'none';

/** What one thread did. The arrays of samples are parallel. */
export interface ThreadProfile {
  /** When it began. */
  readonly startUs: number;
  readonly codes: readonly ProfiledCode[];
  readonly nodes: readonly ProfileNode[];
  /** Index of the innermost node. */
  readonly samples: readonly number[];
  /** Time until the next sample, or the end. */
  readonly durationsUs: readonly number[];
  readonly tiers: readonly SampledTier[];
}
