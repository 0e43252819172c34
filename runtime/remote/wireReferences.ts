// The references inside wire values, in the order in which ArgumentReader counts them in.
import type { Wire, WireObject } from './wire';

export type WireReference = Extract<WireObject, { k: 'ref' }>;

export function* wireReferences(values: readonly Wire[]): Iterable<WireReference> {
  for (const value of values) {
    if (typeof value !== 'object' || value === null) continue;
    if (value.k === 'ref') yield value;
    else if (value.k === 'copy') {
      yield* wireReferences(value.fields);
      if (value.elements) yield* wireReferences(value.elements);
    }
  }
}
