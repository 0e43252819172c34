import type { Expression } from '../../../runtime/compiler/ast';
import type { SourceIndex } from '../index/sourceIndex';
import { lookupMethod, type ValueType } from './methodLookup';
import { methodTree } from './methodText';

const instanceMakers: ReadonlySet<string> = new Set([
  'new',
  'new:',
  'basicNew',
  'basicNew:',
  'with:',
  'with:with:',
  'withAll:',
]);

/** True for `new` and its like, and for class methods filed as instance creation that answer what `self new` made. */
export function makesInstance(index: SourceIndex, type: ValueType, selector: string): boolean {
  if (!type.isMeta) return false;
  if (instanceMakers.has(selector)) return true;
  const method = lookupMethod(index, type, selector);
  if (method?.item.protocol !== 'instance creation') return false;
  const last = methodTree(method).body.statements.at(-1);
  const instance = { className: type.className, isMeta: false };
  const isMade = (node: Expression): boolean => {
    if (node.kind === 'assignment') return isMade(node.value);
    if (node.kind === 'cascade') {
      const selectorAtEnd = node.messages.at(-1)!.selector;
      return isMade(node.receiver) && answersReceiver(index, instance, selectorAtEnd);
    }
    if (node.kind !== 'message') return false;
    const { receiver, args } = node;
    // `Only ifNil: [Only := self new]`
    const block = node.selector === 'ifNil:' ? args[0] : undefined;
    const made = block?.kind === 'block' ? block.body.statements.at(-1) : undefined;
    if (made) return made.kind !== 'return' && isMade(made);
    const isOwn = receiver.kind === 'variable' && ['self', 'super'].includes(receiver.name);
    if (isOwn) return instanceMakers.has(node.selector);
    return isMade(receiver) && answersReceiver(index, instance, node.selector);
  };
  return last?.kind === 'return' && isMade(last.value);
}

/** True if a message's method ends without `^`, or in `^self`. */
function answersReceiver(
  index: SourceIndex,
  type: Pick<ValueType, 'className' | 'isMeta'>,
  selector: string,
): boolean {
  const method = lookupMethod(index, type, selector);
  if (!method) return false;
  const last = methodTree(method).body.statements.at(-1);
  if (last?.kind !== 'return') return true;
  return last.value.kind === 'variable' && last.value.name === 'self';
}
