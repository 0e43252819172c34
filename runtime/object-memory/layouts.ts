// Generates one constructor function per class: fields are in-object properties, so that a class is a hidden class.
import type { Behavior } from './behavior';
import type { Format, SObject, Value } from './objects';

/**
 * Makes an instance with `size` indexable elements (0 for fixed classes), all nil, 0 or empty. A Float is given its
 * number; indexable pointers may be given their elements instead.
 */
export type Instantiate = (size: number | Value[]) => SObject;

const indexedPart: Partial<Record<Format, string>> = {
  variable: 'this.a = typeof size === "number" ? elements(size) : size;',
  weak: 'this.a = new Array(size).fill(nil);',
  bytes: "this.s = size === 0 ? '' : null; this.b = size === 0 ? null : new Uint8Array(size);",
  shorts: 'this.d = new Uint16Array(size);',
  words: 'this.w = new Uint32Array(size);',
  longs: 'this.q = new BigUint64Array(size);',
  float: 'this.v = size;',
  largeInt: 'this.big = 0n; this.b = size === 0 ? null : new Uint8Array(size);',
  character: 'this.value = 0;',
  class: 'this.behavior = null;',
};

/** `count` times nil. V8 makes literals in place, and fills in a loop faster than by `fill`. */
function nilElements(count: number, nil: Value): Value[] {
  switch (count) {
    case 0:
      return [];
    case 1:
      return [nil];
    case 2:
      return [nil, nil];
    case 3:
      return [nil, nil, nil];
    case 4:
      return [nil, nil, nil, nil];
    default: {
      const elements = new Array<Value>(count);
      for (let i = 0; i < count; i++) elements[i] = nil;
      return elements;
    }
  }
}

/** Field names that a generated constructor declares, in order: what makes two layouts the same hidden class. */
function constructorSource(name: string, format: Format, fieldCount: number): string {
  const fields = Array.from({ length: fieldCount }, (_, i) => `this.f${i} = nil;`).join(' ');
  const safeName = /^[A-Za-z][A-Za-z0-9]*$/.test(name) ? name : 'SmalltalkClass';
  return (
    `function S_${safeName}(size) { this.h = 0; ${fields} ${indexedPart[format] ?? ''} }\n` +
    `S_${safeName}.prototype = prototype; prototype.constructor = S_${safeName};\n` +
    `return function instantiate(size) { return new S_${safeName}(size); };`
  );
}

/**
 * Gives `behavior` its constructor and prototype. The prototype inherits from the superclass's: methods that the
 * compiled tier installs on prototypes are inherited as Smalltalk's are.
 */
export function installLayout(
  behavior: Behavior,
  nil: Value,
  root: object,
  prototype = Object.create(behavior.superclass?.prototype ?? root) as object,
): void {
  Object.defineProperty(prototype, '$b', { value: behavior, writable: true });
  behavior.prototype = prototype as SObject;
  // Made when first needed: most classes of a kernel never have an instance, most metaclasses not theirs.
  behavior.instantiate = (size) => {
    const source = constructorSource(
      behavior.printName.replace(' ', ''),
      behavior.format,
      behavior.fieldCount,
    );
    const elements = (count: number): Value[] => nilElements(count, nil);
    behavior.instantiate = new Function('prototype', 'nil', 'elements', source)(
      prototype,
      nil,
      elements,
    ) as Instantiate;
    return behavior.instantiate(size);
  };
}
