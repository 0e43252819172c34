// Methods that a person changed, compiled into a live image as its own browser would.
import { CompilationError, compileInImage } from '../decompiler/imageCompiler';
import { SourcesOfImage } from '../decompiler/methodSource';
import type { ChangesFile, SourceFile } from '../decompiler/sourceFiles';
import type { ImageBehavior } from '../image-files/imageBehavior';
import { ImageMemory } from '../image-files/imageMemory';
import { protocolsOf } from '../image-files/organizer';
import { compileInto } from '../loader/methodCompiler';
import type { Behavior } from '../object-memory/behavior';
import type { ObjectMemory } from '../object-memory/objectMemory';
import type { Vat } from '../remote/vat';
import type { CompileOutcome } from './code';
import { DebuggerError } from './runtimeDebugger';

const unclassified = 'as yet unclassified';
const author = 'archipelago';

/** The one that it replaces gives it its protocol, unless that is said. */
export function compileMethodIn(
  vat: Vat,
  behavior: Behavior,
  source: string,
  protocol: string | undefined,
  /** Told what did not work after the method was changed. */
  tell: (problem: string) => void,
): CompileOutcome {
  const { memory } = vat;
  if (memory instanceof ImageMemory)
    return compileInGuest(vat, memory, behavior as ImageBehavior, source, protocol, tell);
  return compileInOurs(memory, behavior, source, protocol);
}

function compileInOurs(
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

function compileInGuest(
  vat: Vat,
  memory: ImageMemory,
  behavior: ImageBehavior,
  source: string,
  protocol: string | undefined,
  tell: (problem: string) => void,
): CompileOutcome {
  const changes = changesOf(memory);
  const selector = /^\s*([\w:]+|[^\w\s]+)/.exec(source)?.[1] ?? '';
  const kept = protocolsOf(behavior.classObject).find(({ elements }) =>
    elements.some((each) => each === selector || each.startsWith(selector)),
  );
  try {
    const { method, followUp } = compileInImage(
      memory,
      behavior,
      source,
      protocol ?? kept?.name ?? unclassified,
      { changes, stamp: `${author} ${stampTime(new Date())}` },
    );
    vat.performMethod(memory.kernel.nil, followUp, [], (outcome) => {
      if ('error' in outcome) tell(`${method.printName} has no protocol: ${outcome.error.text}`);
    });
    return { selector: method.selector };
  } catch (error) {
    if (!(error instanceof CompilationError)) throw changesProblem(error as Error, changes);
    const problems = error.diagnostics
      .filter(({ severity }) => severity === 'error')
      .map(({ start, stop, message }) => ({ range: { start, stop }, message }));
    return { problems };
  }
}

function changesOf(memory: ImageMemory): ChangesFile | null {
  const file = memory.texts instanceof SourcesOfImage ? memory.texts.files.changes : null;
  return isWritable(file) ? file : null;
}

function isWritable(file: SourceFile | null): file is ChangesFile {
  return file !== null && 'append' in file;
}

function changesProblem(error: Error, changes: ChangesFile | null): Error {
  if (!('code' in error) || !changes) return error;
  return new DebuggerError(`The method was not changed: ${changes.name} can't be written: ${error.message}`);
}

/** `11/23/2026 04:30`, as Squeak's change stamps have it. */
function stampTime(date: Date): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${date.getMonth() + 1}/${date.getDate()}/${date.getFullYear()} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
