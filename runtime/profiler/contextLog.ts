// Which Contexts were on the stack when: looked at while turns begin and end, and where compiled code asks for fuel.
import type { Interpreter } from '../interpreter/interpreter';
import type { TurnObserver } from '../interpreter/host';
import type { Method } from '../object-memory/method';
import type { ObjectMemory } from '../object-memory/objectMemory';
import { deliverySelector } from '../remote/deliveryContext';

/** A chain of Contexts: `code` was called from the chain `caller`. Chains that begin alike share their beginning. */
export interface Chain {
  readonly image: string;
  /** Null for the empty chain. */
  readonly caller: Chain | null;
  readonly code: Method | null;
  readonly callees: Map<Method, Chain>;
}

export interface LoggedChain {
  /** performance.now(). */
  readonly timeMs: number;
  readonly chain: Chain;
  /** Compiled code was running on top of it. */
  readonly isBelowCompiled: boolean;
}

/** Chains deeper than that are known from their innermost part. */
const deepest = 200;
/** Fuel between looks, on average; it varies, or loops of that length would always be seen in one place. */
const meanFuel = 1000;
/** The same image is not looked at more often. */
const pauseMs = 0.1;

export class ContextLog implements TurnObserver {
  readonly entries: LoggedChain[] = [];
  private readonly images = new Map<ObjectMemory, Chain>();
  private readonly scratch: Method[] = [];
  private lastMs = 0;
  private lastImage: ObjectMemory | null = null;

  /** Looks on from now on; answers what ends that. */
  observe(vm: Interpreter): () => void {
    const { refuel } = vm;
    vm.observer = this;
    vm.refuel = () => {
      const more = refuel();
      this.look(vm, true);
      return more > 0 ? this.portion(more) : more;
    };
    return () => {
      vm.observer = null;
      vm.refuel = refuel;
    };
  }

  portion(fuel: number): number {
    return Math.min(fuel, 1 + Math.floor(Math.random() * 2 * meanFuel));
  }

  atTurn(vm: Interpreter): void {
    this.look(vm, false);
  }

  private look(vm: Interpreter, isBelowCompiled: boolean): void {
    const timeMs = performance.now();
    if (vm.image === this.lastImage && timeMs - this.lastMs < pauseMs) return;
    this.lastMs = timeMs;
    this.lastImage = vm.image;
    this.entries.push({ timeMs, chain: this.chainOf(vm), isBelowCompiled });
  }

  private chainOf(vm: Interpreter): Chain {
    const { scratch } = this;
    let depth = 0;
    for (let context = vm.context; context !== null && depth < deepest; context = context.sender)
      if (context.method.home.selector !== deliverySelector) scratch[depth++] = context.method;
    let chain = this.emptyChain(vm.image);
    while (depth > 0) chain = longer(chain, scratch[--depth]);
    return chain;
  }

  private emptyChain(image: ObjectMemory): Chain {
    let chain = this.images.get(image);
    if (!chain) {
      chain = { image: image.name, caller: null, code: null, callees: new Map() };
      this.images.set(image, chain);
    }
    return chain;
  }
}

function longer(caller: Chain, code: Method): Chain {
  let chain = caller.callees.get(code);
  if (!chain) caller.callees.set(code, (chain = { image: caller.image, caller, code, callees: new Map() }));
  return chain;
}
