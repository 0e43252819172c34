// The names of instance variables in an unmodified image. Where classes keep them differs between the systems, so the
// place is found from the classes themselves: it is the one whose names are as many as the class declares fields.
import { textIfString } from '../object-memory/literals';
import type { Behavior } from '../object-memory/behavior';
import type { Fields, SArray, SObject, Value } from '../object-memory/objects';
import { ImageBehavior } from '../image-files/imageBehavior';
import type { ImageMemory } from '../image-files/imageMemory';

/** Superclass, method dictionary and format stand before all else. */
const firstPlace = 3;
const lastPlace = 8;
/** A layout, its scope, its slots: how deep names may lie below a field of the class (Pharo). */
const deepest = 3;

type NameReader = (behavior: ImageBehavior) => string[] | undefined;

export class ClassDescriptions {
  private readonly names = new Map<Behavior, string[]>();
  private reader: NameReader | undefined;

  constructor(private readonly memory: ImageMemory) {}

  /** As many as instances have named fields, inherited ones first; unknown names are `field1` and so on. */
  instanceVariableNames(behavior: Behavior): readonly string[] {
    let names = this.names.get(behavior);
    if (names === undefined) this.names.set(behavior, (names = this.findNames(behavior)));
    return names;
  }

  private findNames(behavior: Behavior): string[] {
    const { superclass } = behavior;
    const inherited = superclass ? [...this.instanceVariableNames(superclass)] : [];
    const own = behavior instanceof ImageBehavior ? this.nameReader(behavior) : undefined;
    const all = inherited.slice(0, behavior.fieldCount);
    for (let i = all.length; i < behavior.fieldCount; i++) {
      const name = own?.[i - inherited.length];
      all.push(name !== undefined && !all.includes(name) ? name : `field${i + 1}`);
    }
    return all;
  }

  private get nameReader(): NameReader {
    return (this.reader ??= this.findReader());
  }

  private findReader(): NameReader {
    let best: NameReader = () => undefined;
    let bestCount = 0;
    for (let place = firstPlace; place <= lastPlace; place++) {
      const reader: NameReader = (behavior) =>
        namesBelow(
          (behavior.classObject as unknown as Fields)[`f${place}`],
          ownFieldCount(behavior),
          deepest,
        );
      const count = this.memory.kernel.allBehaviors.filter(
        (behavior) => ownFieldCount(behavior) > 0 && reader(behavior) !== undefined,
      ).length;
      if (count > bestCount) [best, bestCount] = [reader, count];
    }
    return best;
  }
}

function ownFieldCount(behavior: Behavior): number {
  return behavior.fieldCount - (behavior.superclass?.fieldCount ?? 0);
}

/** The names in an Array of texts, or of objects with names, at `value` or below it. */
function namesBelow(value: Value | undefined, count: number, depth: number): string[] | undefined {
  if (typeof value !== 'object' || count <= 0 || depth === 0 || 'behavior' in value) return undefined;
  const elements = (value as Partial<SArray>).a;
  if (elements?.length === count) {
    const names = elements.map(nameOf);
    if (names.every((name) => name !== undefined)) return names;
  }
  if (elements !== undefined && value.$b.fieldCount === 0) return undefined;
  for (let i = 0; i < value.$b.fieldCount; i++) {
    const names = namesBelow((value as Fields)[`f${i}`], count, depth - 1);
    if (names) return names;
  }
  return undefined;
}

const identifier = /^[\p{L}_][\p{L}\p{N}_]*$/u;

function nameOf(element: Value): string | undefined {
  const text =
    textIfString(element) ??
    fieldsOf(element)
      .map((field) => textIfString(field))
      .find((each) => each !== undefined);
  return text !== undefined && identifier.test(text) ? text : undefined;
}

function fieldsOf(value: Value): Value[] {
  if (typeof value !== 'object' || 'behavior' in value) return [];
  return Array.from({ length: (value as SObject).$b.fieldCount }, (_, i) => (value as Fields)[`f${i}`]!);
}
