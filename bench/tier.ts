// Which tier runs methods: what is measured against what.
import type { Interpreter } from '../runtime/interpreter/interpreter';

/** As users have it, or by the interpreter alone. */
export type Tier = 'compiled' | 'interpreter';

/** Before anything runs there. Images whose tiers differ have kernels of their own: what is hot is known by kernel. */
export function setTier(vm: Interpreter, tier: Tier): void {
  if (tier === 'interpreter') vm.tier = null;
}
