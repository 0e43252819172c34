// Copies a piece of the template's state into an image, keeping aliases and cycles; shared things stay shared.
import { Context } from './context';
import { copyBits } from './copyBits';
import { isSymbol } from './literals';
import { Method, SBlock } from './method';
import type { ObjectMemory } from './objectMemory';
import type { Fields, SArray, SClass, SObject, Value } from './objects';

/** The image's counterpart of `root`, an object of its template or a literal of shared code. */
export function copyFromTemplate<T extends Value>(
  image: ObjectMemory,
  root: T,
  copies: Map<SObject, SObject> = image.copies,
): T {
  const pending: [SObject, SObject][] = [];
  const counterpart = (value: Value): Value => {
    if (typeof value !== 'object') return value;
    const known = copies.get(value);
    if (known) return known;
    const copy = shell(image, value);
    if (copy !== value) {
      copies.set(value, copy);
      pending.push([value, copy]);
    }
    return copy;
  };
  const result = counterpart(root);
  for (let next = pending.pop(); next; next = pending.pop()) fill(next[0], next[1], counterpart);
  return result as T;
}

/** An empty object of the same shape; the object itself where images share it. */
function shell(image: ObjectMemory, o: SObject): SObject {
  if (o instanceof Method) return o;
  if (o instanceof SBlock)
    return new SBlock(o.code, o.outerContext, image.kernel.nil, new Array<Value>(o.copied.length));
  if (o instanceof Context) {
    const context = new Context(null, o.method, image.kernel.nil, o.closure, [...o.stack]);
    context.markDead();
    return context;
  }
  const behavior = o.$b;
  switch (behavior.format) {
    case 'class':
      return image.classObject((o as SClass).behavior);
    case 'character':
    case 'immediate':
      return o;
    default:
      break;
  }
  if (o === image.kernel.nil || o === image.kernel.true_ || o === image.kernel.false_ || isSymbol(o))
    return o;
  return behavior.instantiate(0);
}

function fill(from: SObject, to: SObject, counterpart: (v: Value) => Value): void {
  to.h = from.h;
  if (from instanceof SBlock) {
    const block = to as { -readonly [K in keyof SBlock]: SBlock[K] };
    block.receiver = counterpart(from.receiver);
    block.outerContext = counterpart(from.outerContext) as SObject;
    from.copied.forEach((v, i) => (block.copied[i] = counterpart(v)));
    return;
  }
  if (from instanceof Context) {
    const context = to as Context;
    context.receiver = counterpart(from.receiver);
    context.stack = from.stack.slice(0, from.sp).map(counterpart);
    context.sp = from.sp;
    return;
  }
  for (let i = 0; i < from.$b.fieldCount; i++)
    (to as Fields)[`f${i}`] = counterpart((from as Fields)[`f${i}`]);
  switch (from.$b.format) {
    case 'variable':
    case 'weak':
      (to as SArray).a = (from as SArray).a.map((v) => (v instanceof WeakRef ? v : counterpart(v)));
      break;
    default:
      copyBits(from, to);
      break;
  }
}
