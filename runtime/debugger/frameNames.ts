// The names that code in a frame can use, with what they stand for.
import type { Context } from '../object-memory/context';
import type { Fields, Value } from '../object-memory/objects';
import type { Vat } from '../remote/vat';
import type { VariableLister } from './variables';

/** Inner ones win over outer ones. */
export function visibleNames(
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
      .forEach((name, i) => names.set(name, (receiver as Fields)[`f${i}`]));
  const slots = lister.slots({ kind: 'temporaries', vat, context, isTop });
  const outer = context.outer;
  if (outer)
    for (const s of lister.slots({ kind: 'temporaries', vat, context: outer, isTop: false }))
      names.set(s.name, s.value);
  for (const s of slots) names.set(s.name, s.value);
  return names;
}
