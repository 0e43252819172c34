// The names that code in a frame can use, with what they stand for.
import { released } from '../object-memory/ownFloats';
import type { Context } from '../object-memory/context';
import type { Fields, Value } from '../object-memory/objects';
import type { Vat } from '../remote/vat';
import { DebuggerError } from './runtimeDebugger';
import type { VariableLister } from './variables';

/** Inner ones win over outer ones. */
function visibleNames(
  lister: VariableLister,
  vat: Vat,
  context: Context,
  isTop: boolean,
): Map<string, Value> {
  const names = new Map<string, Value>();
  names.set('self', context.receiver);
  names.set('thisContext', context);
  const { receiver } = context;
  if (typeof receiver === 'object' && receiver.$b !== vat.memory.kernel.leaf)
    context.method.methodClass
      .allInstanceVariableNames()
      .forEach((name, i) => names.set(name, released(vat.memory.kernel, (receiver as Fields)[`f${i}`])));
  const slots = lister.slots({ kind: 'temporaries', vat, context, isTop });
  const outer = context.outer;
  if (outer)
    for (const s of lister.slots({ kind: 'temporaries', vat, context: outer, isTop: false }))
      names.set(s.name, s.value);
  for (const s of slots) names.set(s.name, s.value);
  return names;
}

/** What a name stands for, in a frame or in the image; nothing is run to find it. */
export function valueOfName(
  lister: VariableLister,
  vat: Vat,
  frame: { readonly context: Context; readonly isTop: boolean } | null,
  name: string,
): Value {
  const value = frame && visibleNames(lister, vat, frame.context, frame.isTop).get(name);
  const found = value ?? (/^\w+$/.test(name) ? vat.memory.global(name) : undefined);
  if (found === undefined || found === null) throw new DebuggerError(`${name} is no variable here`);
  return found;
}
