// How many methods of an image decode, decompile, parse again and recompile to equivalent code; the others one by one.
import { instructionsOf } from '../bytecodes/decoder';
import { parseMethod } from '../compiler/parser';
import type { ImageMethod } from '../image-files/imageMethod';
import type { ImageMemory } from '../image-files/imageMemory';
import { methodsOf, Recompiler } from './recompiler';

export interface MethodException {
  /** `Foo>>bar`. */
  readonly method: string;
  readonly step: 'decode' | 'decompile' | 'parse' | 'recompile';
  readonly reason: string;
}

export interface MethodReport {
  readonly methods: number;
  readonly decoded: number;
  readonly decompiled: number;
  readonly parsed: number;
  /** To equivalent code (normalForm.ts), by the dialect of the image's compiler or one that differs in an option. */
  readonly recompiled: number;
  /** Of these, by the image's own dialect. */
  readonly byOwnDialect: number;
  /** Of these, with every variable in the same place of its frame. */
  readonly exact: number;
  readonly exceptions: readonly MethodException[];
}

export function reportMethods(memory: ImageMemory): MethodReport {
  const recompiler = new Recompiler(memory);
  const methods = methodsOf(memory);
  const counts = { decoded: 0, decompiled: 0, parsed: 0, recompiled: 0, byOwnDialect: 0, exact: 0 };
  const exceptions: MethodException[] = [];
  for (const method of methods) {
    const failed = reportOn(method, recompiler, counts);
    if (failed) exceptions.push({ method: method.printName, ...failed });
  }
  return { methods: methods.length, ...counts, exceptions };
}

type Counts = {
  -readonly [K in 'decoded' | 'decompiled' | 'parsed' | 'recompiled' | 'byOwnDialect' | 'exact']: number;
};

function reportOn(
  method: ImageMethod,
  recompiler: Recompiler,
  counts: Counts,
): Omit<MethodException, 'method'> | undefined {
  try {
    instructionsOf(method);
  } catch (error) {
    return { step: 'decode', reason: messageOf(error) };
  }
  counts.decoded++;
  let attempt: ReturnType<Recompiler['recompile']>;
  try {
    attempt = recompiler.recompile(method);
  } catch (error) {
    return { step: 'decompile', reason: messageOf(error) };
  }
  counts.decompiled++;
  const wrong = parseMethod(attempt.decompiled.text).diagnostics.find(({ severity }) => severity === 'error');
  if (wrong) return { step: 'parse', reason: wrong.message };
  counts.parsed++;
  const { recompiled, reason } = attempt;
  if (!recompiled) return { step: 'recompile', reason: reason ?? 'other code' };
  counts.recompiled++;
  if (recompiled.dialect === recompiler.dialect) counts.byOwnDialect++;
  if (recompiled.matched.every(({ isExact }) => isExact)) counts.exact++;
  return undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
