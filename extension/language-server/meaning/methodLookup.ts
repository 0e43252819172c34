import type { MethodCode } from '../index/sourceDocument';
import type { SourceIndex } from '../index/sourceIndex';
import { withTraits } from './classScope';

/** The class of a value; `isMeta` if the value is the class itself. `isExact` if it can't be a subclass's. */
export interface ValueType {
  readonly className: string;
  readonly isMeta: boolean;
  readonly isExact: boolean;
}

/** The method that an object of the type runs for a selector; a class's lookup goes on in Class. */
export function lookupMethod(
  index: SourceIndex,
  { className, isMeta }: Pick<ValueType, 'className' | 'isMeta'>,
  selector: string,
): MethodCode | undefined {
  for (const { name } of withTraits(index.classes, className, isMeta)) {
    const found = index.methodIn(name, isMeta, selector);
    if (found) return found;
  }
  return isMeta ? lookupMethod(index, { className: 'Class', isMeta: false }, selector) : undefined;
}

/** Whether objects of the type understand a message; undefined if classes are missing to tell. */
export function understands(index: SourceIndex, type: ValueType, selector: string): boolean | undefined {
  const { classes } = index;
  if (!classes.isComplete(type.className) || (type.isMeta && !classes.isComplete('Class'))) return undefined;
  if (lookupMethod(index, type, selector)) return true;
  const dnu = lookupMethod(index, type, 'doesNotUnderstand:');
  if (dnu && dnu.item.className !== 'Object' && dnu.item.className !== 'ProtoObject') return undefined;
  if (type.isExact) return false;
  // An abstract class may send what only its subclasses define, a trait what its users do.
  if (classes.get(type.className)?.definition.isTrait) return undefined;
  return classes
    .allSubclasses(type.className)
    .some(({ name }) => index.methodIn(name, type.isMeta, selector));
}
