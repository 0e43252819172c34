// Globals and class variables, which are slots here, as the Associations that methods and dictionaries of an exported
// image share.
import type { ImageKernel } from '../image-files/imageKernel';
import type { Behavior } from '../object-memory/behavior';
import type { ObjectMemory } from '../object-memory/objectMemory';
import type { Fields, SObject, Value } from '../object-memory/objects';

export class ExportedBindings {
  private readonly bySlot = new Map<number, SObject>();
  private readonly ofClasses = new Map<Behavior, SObject>();
  readonly globals: readonly SObject[];

  constructor(
    private readonly source: ObjectMemory,
    private readonly kernel: ImageKernel,
    private readonly copyOf: (value: Value) => Value,
  ) {
    const names = [...source.kernel.globals, ...source.ownGlobals];
    this.globals = names.map(([name, slot]) => this.bindingAt(slot, name));
  }

  /** Those of the class's own variables. */
  pool(behavior: Behavior): SObject[] {
    return [...this.source.classVariablesOf(behavior)].map(([name, slot]) => this.bindingAt(slot, name));
  }

  /** Of the variable in `slot`, which code calls `name`. */
  bindingAt(slot: number, name: string): SObject {
    let binding = this.bySlot.get(slot);
    if (!binding) {
      binding = this.newBinding(this.kernel.symbol(name), this.kernel.nil);
      this.bySlot.set(slot, binding);
      (binding as Fields).f1 = this.copyOf(this.source.slotValue(slot));
    }
    return binding;
  }

  /** What the literals of a class's methods end with. */
  ofClass(behavior: Behavior): SObject {
    let binding = this.ofClasses.get(behavior);
    if (!binding) this.ofClasses.set(behavior, (binding = this.findOfClass(behavior)));
    return binding;
  }

  private findOfClass(behavior: Behavior): SObject {
    const { source, kernel } = this;
    const slot = behavior.isMeta ? undefined : source.globalSlot(behavior.name);
    if (slot !== undefined && source.slotValue(slot) === source.classObject(behavior))
      return this.bindingAt(slot, behavior.name);
    return this.newBinding(kernel.nil, this.copyOf(source.classObject(behavior)));
  }

  private newBinding(key: Value, value: Value): SObject {
    const binding = this.kernel.known.Association.instantiate(0) as Fields;
    binding.f0 = key;
    binding.f1 = value;
    return binding;
  }
}
