import { compileInto } from '../loader/methodCompiler';
import type { Behavior } from '../object-memory/behavior';
import type { ObjectMemory } from '../object-memory/objectMemory';
import type { CompileOutcome } from './code';

/** Compiles a method into a live image. The one that it replaces gives it its protocol, unless that is said. */
export function compileMethodIn(
  memory: ObjectMemory,
  behavior: Behavior,
  source: string,
  protocol: string | undefined,
): CompileOutcome {
  const protocolOf = (selector: string): string =>
    protocol ?? memory.methodAt(behavior, selector)?.protocol ?? '';
  const compiled = compileInto(memory, behavior, source, protocolOf);
  if ('method' in compiled) return { selector: compiled.method.selector };
  const { start, message } = compiled.error;
  return { problems: [{ range: { start, stop: start + 1 }, message }] };
}
