// The code of images as RuntimeDebugger shows and changes it, class by class: plain data that crosses threads.
import type { ImageNumber, MethodRange } from './runtimeDebugger';

export interface ClassInfo {
  readonly name: string;
  readonly category: string;
  /** Absent for a root. */
  readonly superclass?: string;
}

/** A protocol of the class, or of its metaclass. */
export interface ProtocolInfo {
  readonly meta: boolean;
  readonly name: string;
  readonly selectors: readonly string[];
}

export interface ClassDetails extends ClassInfo {
  readonly comment: string;
  readonly instanceVariables: readonly string[];
  readonly classVariables: readonly string[];
  readonly protocols: readonly ProtocolInfo[];
}

/** Ranges are offsets in the text that was to be compiled. */
export interface CodeProblem {
  readonly range: MethodRange;
  readonly message: string;
}

export type CompileOutcome = { readonly selector: string } | { readonly problems: readonly CodeProblem[] };

/** All calls reject with a DebuggerError where there is no such image or class. */
export interface CodeDebugger {
  classes(image: ImageNumber): Promise<readonly ClassInfo[]>;
  classDetails(image: ImageNumber, className: string): Promise<ClassDetails>;
  /** Compiles a method into the live image, as its own Smalltalk would; without a protocol it keeps the one it has. */
  compileMethod(
    image: ImageNumber,
    className: string,
    meta: boolean,
    source: string,
    protocol?: string,
  ): Promise<CompileOutcome>;
}
