// How the methods of an image end and its texts break lines: found from those that it has.
import type { Behavior } from '../object-memory/behavior';
import { textIfString } from '../object-memory/literals';
import type { Fields, SBytes, Value } from '../object-memory/objects';
import { type ImageBehavior } from '../image-files/imageBehavior';
import type { ImageMemory } from '../image-files/imageMemory';
import type { ImageMethod } from '../image-files/imageMethod';
import { methodsOf } from './recompiler';

export interface ImageConventions {
  /** The literals of every method end with its selector or properties and the binding of its class. */
  readonly namesSelector: boolean;
  /** What says where the source is, behind the bytecodes. */
  readonly trailer: 'classic' | 'shifted4' | 'shifted5';
  readonly lineEnd: '\r' | '\n';
}

const sampleSize = 400;

export function conventionsOf(memory: ImageMemory): ImageConventions {
  const methods = methodsOf(memory);
  const step = Math.max(1, Math.floor(methods.length / sampleSize));
  const sample = methods.filter((_, index) => index % step === 0);
  const share = (test: (method: ImageMethod) => boolean): number =>
    sample.filter(test).length / Math.max(1, sample.length);
  const isShifted =
    share(({ bytes }) => bytes.at(-1)! < 252 && bytes.subarray(-4).some((byte) => byte !== 0)) > 0.5;
  const isFive = share(({ bytes }) => bytes.at(-5) === 0) > 0.9;
  return {
    namesSelector: share((method) => endsWithClass(method) && namesItself(method)) > 0.5,
    trailer: isShifted ? (isFive ? 'shifted5' : 'shifted4') : 'classic',
    lineEnd: lineEndOf(memory),
  };
}

function endsWithClass({ literals, methodClass }: ImageMethod): boolean {
  return classOfBinding(literals.at(-1)) === methodClass;
}

function namesItself({ literals, selector }: ImageMethod): boolean {
  const name = literals.at(-2);
  return (
    textIfString(name) === selector || textIfString((name as Partial<Fields> | undefined)?.f1) === selector
  );
}

/** The class that a binding is of. */
function classOfBinding(binding: Value | undefined): Behavior | undefined {
  if (typeof binding !== 'object' || !binding.$b.isPointers) return undefined;
  const value = (binding as Fields).f1;
  return typeof value === 'object' && 'behavior' in value ? (value.behavior as Behavior) : undefined;
}

/** Squeak and Pharo end lines with a carriage return, Cuis with a line feed: as most Strings of the image do. */
function lineEndOf(memory: ImageMemory): ImageConventions['lineEnd'] {
  let returns = 0;
  let feeds = 0;
  for (const object of memory.reachable()) {
    if (object.$b.format !== 'bytes' || !object.$b.isText) continue;
    const text = (object as SBytes).s;
    if (text?.includes('\r')) returns++;
    else if (text?.includes('\n')) feeds++;
  }
  return feeds > returns ? '\n' : '\r';
}

/** The binding that methods of `behavior` end with: that of others, its global, or for a metaclass a new one without a name. */
export function classBindingOf(memory: ImageMemory, behavior: ImageBehavior): Value {
  behavior.lookup('');
  for (const method of behavior.methods.values()) {
    const last = (method as ImageMethod).literals?.at(-1);
    if (classOfBinding(last) === behavior) return last!;
  }
  const { kernel } = memory;
  if (!behavior.isMeta) {
    const global = memory.names.global(behavior.name);
    if (classOfBinding(global) === behavior) return global!;
  }
  const binding = kernel.known.Association.instantiate(0) as Fields;
  binding.f0 = behavior.isMeta ? kernel.nil : kernel.symbol(behavior.name);
  binding.f1 = behavior.classObject;
  return binding;
}
