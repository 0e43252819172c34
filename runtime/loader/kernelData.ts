// The embedded kernel as a file: what the build writes and every worker loads. JSON, because V8 parses it faster than
// anything written in JavaScript could.
import type { Format } from '../object-memory/objects';

export const kernelDataVersion = 2;

export interface KernelData {
  readonly version: typeof kernelDataVersion;
  /** Superclasses first. */
  readonly classes: readonly ClassData[];
}

export interface ClassData {
  readonly name: string;
  readonly superclass: string | null;
  readonly format: Format;
  readonly instanceVariables: readonly string[];
  readonly classVariables: readonly string[];
  readonly classInstanceVariables: readonly string[];
  readonly pools: readonly string[];
  readonly category: string;
  readonly comment: string;
  readonly methods: readonly MethodData[];
  readonly classMethods: readonly MethodData[];
}

export interface MethodData {
  readonly selector: string;
  readonly protocol: string;
  readonly numArgs: number;
  readonly primitive: number;
  readonly primitiveName?: { readonly name: string; readonly module: string | undefined };
  /** JSON text of the compiler's output as codeSerialization writes it: parsed when the method is first used. */
  readonly code: string;
  /** Index into the file of sources. */
  readonly source: number;
}

/** The methods' texts, a file of their own: only the debugger and the browser read it. */
export type KernelSources = readonly string[];
