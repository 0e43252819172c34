// A method into its class's MethodDictionary as Smalltalk puts it there: by the hash of its selector, growing in time.
import { textIfString } from '../object-memory/literals';
import type { Fields, SArray, SObject, Value } from '../object-memory/objects';
import type { ImageBehavior } from '../image-files/imageBehavior';
import type { ImageMemory } from '../image-files/imageMemory';
import type { ImageMethod } from '../image-files/imageMethod';

/** A MethodDictionary has its count, the array of methods, then the selectors as elements of its own. */
type MethodDictionary = SArray & { f0: Value; f1: SArray };

/** Throws if the class has no dictionary of methods. */
export function installMethod(
  memory: ImageMemory,
  behavior: ImageBehavior,
  selector: SObject,
  method: ImageMethod,
): void {
  const dictionary = (behavior.classObject as unknown as Fields).f1 as MethodDictionary | undefined;
  if (typeof dictionary !== 'object' || !Array.isArray(dictionary.a) || !Array.isArray(dictionary.f1?.a))
    throw new Error(`${behavior.printName} has no dictionary of methods`);
  put(memory, dictionary, selector, method);
  method.installedAs(behavior, method.selector);
  // What was found under the selector before, in any class, may not hold any more.
  memory.kernel.flushAll();
}

function put(memory: ImageMemory, dictionary: MethodDictionary, selector: SObject, method: Value): void {
  // A Symbol that was not interned yet may have a twin by now: the machine knows both by their text.
  const text = textIfString(selector);
  const twin = dictionary.a.findIndex((each) => each !== selector && textIfString(each) === text);
  if (twin >= 0) {
    dictionary.f1.a[twin] = method;
    return;
  }
  const index = scan(memory, dictionary, selector);
  if (dictionary.a[index] !== selector) {
    dictionary.a[index] = selector;
    dictionary.f0 = (dictionary.f0 as number) + 1;
  }
  dictionary.f1.a[index] = method;
  // MethodDictionary>>fullCheck.
  const size = dictionary.a.length;
  if (size - (dictionary.f0 as number) < Math.max(1, size >> 2)) grow(memory, dictionary);
}

/** Where the selector is or would be: both ends meet (scanFor:). */
function scan(memory: ImageMemory, { a }: MethodDictionary, selector: SObject): number {
  const { nil } = memory.kernel;
  const start = memory.identityHash(selector) % a.length;
  for (let i = 0; i < a.length; i++) {
    const index = (start + i) % a.length;
    if (a[index] === nil || a[index] === selector) return index;
  }
  throw new Error('A dictionary of methods has no free place');
}

function grow(memory: ImageMemory, dictionary: MethodDictionary): void {
  const { nil } = memory.kernel;
  const selectors = dictionary.a;
  const methods = dictionary.f1.a;
  const size = selectors.length * 2;
  dictionary.a = new Array<Value>(size).fill(nil);
  dictionary.f1.a = new Array<Value>(size).fill(nil);
  for (const [i, selector] of selectors.entries()) {
    if (selector === nil) continue;
    const index = scan(memory, dictionary, selector as SObject);
    dictionary.a[index] = selector;
    dictionary.f1.a[index] = methods[i]!;
  }
}
