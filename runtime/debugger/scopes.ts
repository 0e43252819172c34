// The groups of variables that a frame shows.
import type { Context } from '../object-memory/context';
import type { Vat } from '../remote/vat';
import type { Handles } from './handles';
import type { ScopeInfo } from './runtimeDebugger';
import type { Container, VariableLister } from './variables';

export function scopesOf(
  vat: Vat,
  context: Context,
  isTop: boolean,
  containers: Handles<Container>,
  lister: VariableLister,
): ScopeInfo[] {
  const add = (container: Container): number => containers.add(vat.id, container);
  const scopes: ScopeInfo[] = [
    {
      name: 'Temporaries',
      hint: 'locals',
      handle: add({ kind: 'temporaries', vat, context, isTop }),
      expensive: false,
    },
  ];
  const outer = context.outer;
  if (outer)
    scopes.push({
      name: 'Block',
      hint: 'locals',
      handle: add({ kind: 'temporaries', vat, context: outer, isTop: false }),
      expensive: false,
    });
  const self: ScopeInfo = {
    name: 'Self',
    hint: 'self',
    handle: add({ kind: 'pairs', vat, pairs: [['self', context.receiver]] }),
    expensive: false,
  };
  // Clients open the first one: temporaries, where there are any.
  if (lister.slots({ kind: 'temporaries', vat, context, isTop }).length > 0) scopes.push(self);
  else scopes.unshift(self);
  scopes.push({
    name: 'Context',
    hint: 'registers',
    handle: add({ kind: 'context', vat, context }),
    expensive: true,
  });
  scopes.push({ name: 'Globals', hint: 'other', handle: add({ kind: 'globals', vat }), expensive: true });
  return scopes;
}
