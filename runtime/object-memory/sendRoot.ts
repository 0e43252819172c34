// What the prototypes of all Smalltalk objects inherit from in the end: where a message is looked up that no class
// below has compiled code for. It is a chain of objects: V8 makes one with more than 1,020 properties a dictionary, and
// where one of these is among the prototypes, it calls its slowest code for each field that a constructor adds.

const mostProperties = 900;

interface Segment {
  readonly object: object;
  count: number;
}

const segments: Segment[] = [newSegment()];
const segmentOf = new Map<string, Segment>();

export const sendRoot: object = segments[0].object;

/** All Smalltalk objects inherit the property from now on. */
export function addToRoot(property: string, value: unknown): void {
  let segment = segments.find(({ count }) => count < mostProperties);
  if (!segment) {
    segment = newSegment();
    Object.setPrototypeOf(segments[segments.length - 1].object, segment.object);
    segments.push(segment);
  }
  define(segment.object, property, value);
  segment.count++;
  segmentOf.set(property, segment);
}

/** Not by an assignment: callers would stay slow for good. */
export function define(target: object, property: string, value: unknown): void {
  Object.defineProperty(target, property, { value, configurable: true, writable: true, enumerable: false });
}

export function removeFromRoot(property: string): void {
  const segment = segmentOf.get(property);
  if (!segment) return;
  segmentOf.delete(property);
  Reflect.deleteProperty(segment.object, property);
  segment.count--;
}

function newSegment(): Segment {
  const object = Object.create(Object.prototype) as object;
  lookThrough(object);
  return { object, count: 0 };
}

/** V8 keeps for good what code that it watches looks through, if that is once looked through while it is empty. */
function lookThrough(object: object): void {
  const inheriting = Object.create(object) as { readonly anything?: unknown };
  let found = 0;
  for (let i = 0; i < 1000; i++) if (anythingOf(inheriting) !== undefined) found++;
  if (found > 0) throw new Error('The root of all objects is not empty');
}

function anythingOf(object: { readonly anything?: unknown }): unknown {
  return object.anything;
}
