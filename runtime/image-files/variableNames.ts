// The names of instance variables in an unmodified image. Where classes keep them differs between the systems, so the
// place is found from the classes themselves: it is the one whose names are as many as the class declares fields.
import { textIfString } from '../object-memory/literals';
import type { Behavior } from '../object-memory/behavior';
import type { Fields, SArray, SObject, Value } from '../object-memory/objects';
import type { ImageBehavior } from './imageBehavior';

/** Superclass, method dictionary and format stand before all else. */
const firstPlace = 3;
const lastPlace = 8;
/** A layout, its scope, its slots: how deep names may lie below a field of the class (Pharo). */
const deepest = 3;

/** The names that a class declares itself, undefined where it has none there. */
type NameReader = (behavior: ImageBehavior) => string[] | undefined;

export class VariableNames {
  private place: number | undefined;

  constructor(private readonly behaviors: readonly ImageBehavior[]) {}

  /** Of all named fields of an instance, inherited ones first; unknown names are `field1` and so on. */
  of(behavior: ImageBehavior): string[] {
    const { superclass, fieldCount } = behavior;
    const inherited = superclass?.allInstanceVariableNames() ?? [];
    const own = readerAt((this.place ??= this.findPlace()))(behavior);
    const all = inherited.slice(0, fieldCount);
    for (let i = all.length; i < fieldCount; i++) {
      const name = own?.[i - inherited.length];
      all.push(name !== undefined && !all.includes(name) ? name : `field${i + 1}`);
    }
    return all;
  }

  /** The field of class objects with which most classes agree. */
  private findPlace(): number {
    const declaring = this.behaviors.filter((behavior) => ownFieldCount(behavior) > 0);
    let best = firstPlace;
    let bestCount = 0;
    for (let place = firstPlace; place <= lastPlace; place++) {
      const reader = readerAt(place);
      const count = declaring.filter((behavior) => reader(behavior) !== undefined).length;
      if (count > bestCount) [best, bestCount] = [place, count];
    }
    return best;
  }
}

const readerAt =
  (place: number): NameReader =>
  (behavior) =>
    namesBelow((behavior.classObject as unknown as Fields)[`f${place}`], ownFieldCount(behavior), deepest);

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
