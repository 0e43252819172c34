// Stands in a shared method dictionary where the images of a worker disagree about one (class, selector).
import type { Behavior, MethodEntry } from './behavior';
import type { Method } from './method';
import type { ObjectMemory } from './objectMemory';

let trampolines = 0;

export class Trampoline {
  /** Its place in `ObjectMemory.resolved`. */
  readonly index = trampolines++;
  /** An image's own method, or null where it removed the method. Images that are absent see `shared`. */
  private readonly overrides = new WeakMap<ObjectMemory, { method: Method | null }>();

  /** Methods that images have or had here. */
  private readonly own = new Set<WeakRef<Method>>();

  constructor(
    readonly behavior: Behavior,
    readonly selector: string,
    readonly shared: Method | null,
  ) {}

  override(image: ObjectMemory, method: Method | null): void {
    this.overrides.set(image, { method });
    if (method !== null) this.own.add(new WeakRef(method));
  }

  /** Calls with all methods that are or were seen here. */
  eachMethod(visit: (method: Method) => void): void {
    if (this.shared !== null) visit(this.shared);
    for (const reference of this.own) {
      const method = reference.deref();
      if (method !== undefined) visit(method);
    }
  }

  /** The image's answer in this very class, ignoring superclasses. */
  local(image: ObjectMemory): Method | null {
    const own = this.overrides.get(image);
    return own ? own.method : this.shared;
  }

  /** The same as `resolve`, which is asked once for each image until a method of the kernel changes. */
  resolved(image: ObjectMemory): Method | null {
    const { epoch } = image.kernel;
    if (image.resolvedAt !== epoch) {
      image.resolved.length = 0;
      image.resolvedAt = epoch;
    }
    const known = image.resolved[this.index];
    return known !== undefined ? known : (image.resolved[this.index] = this.resolve(image));
  }

  /** What `image` runs: its override, the shared method, or what is inherited. */
  resolve(image: ObjectMemory): Method | null {
    const method = this.local(image);
    if (method !== null || this.behavior.superclass === null) return method;
    return resolveEntry(this.behavior.superclass.lookup(this.selector), image);
  }
}

/** The method an image sees at a dictionary entry. */
export function resolveEntry(entry: MethodEntry | null, image: ObjectMemory): Method | null {
  return entry instanceof Trampoline ? entry.resolve(image) : entry;
}
