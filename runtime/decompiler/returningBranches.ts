// Branches that return, in expressions and before the end of others: compilers leave out jumps behind a return, so that
// what such a message makes looks like two statements.
import { node, type Flow, type Item } from './flows';
import { isPseudo, type Arm, type Inlined, type TreeNode } from './tree';

/**
 * `a ifTrue: [^b] ifFalse: [c := d]` as a statement leaves the value of its second arm, for one pop; the first needs no
 * jump. A statement of its own would leave none: true if the popped value and what is before it are such an arm.
 */
export function otherArm(top: Item, { statements }: Flow, isLeft = false): boolean {
  if (!isNoStatement(top, isLeft)) return false;
  const value = valueOfReturning(node(top), statements);
  const index = statements.findLastIndex(
    (each) => each.kind === 'inlined' && isOneArmed(each) && returnsAtEnd(each.args[0] as Arm),
  );
  const first = statements[index];
  if (first?.kind !== 'inlined') {
    if (value === top) return false;
    statements.push(value);
    return true;
  }
  const other = [...statements.splice(index + 1), value];
  const selector = first.selector === 'ifTrue:' ? 'ifTrue:ifFalse:' : 'ifFalse:ifTrue:';
  const arm: Arm = { kind: 'arm', parameters: [], body: { temporaries: [], statements: other } };
  statements[index] = { ...first, selector, args: [first.args[0]!, arm], isValue: true };
  return true;
}

/** `a ifTrue: [^b]` as a value: the nil behind it is what it answers otherwise. */
export function valueOfReturning(value: TreeNode, statements: TreeNode[]): TreeNode {
  const last = statements.at(-1);
  if (!isPseudo(value, 'nil') || last?.kind !== 'inlined' || !isOneArmed(last) || last.isValue) return value;
  if (!returnsAtEnd(last.args[0] as Arm)) return value;
  statements.pop();
  return { ...last, isValue: true };
}

/** Compilers leave no value of it for a pop where it is a statement; for a return they may leave other values. */
function isNoStatement(item: Item, isLeft: boolean): boolean {
  if (isLeft) return item.kind === 'send';
  switch (item.kind) {
    case 'assignment':
    case 'variable':
    case 'field':
    case 'binding':
    case 'pseudo':
    case 'literal':
      return true;
    case 'loop':
      return true;
    case 'inlined':
      return isOneArmed(item) || item.selector === 'ifNil:' || item.selector === 'ifNotNil:';
    default:
      return false;
  }
}

function isOneArmed({ selector }: Inlined): boolean {
  return selector === 'ifTrue:' || selector === 'ifFalse:';
}

function returnsAtEnd({ body }: Arm): boolean {
  return body.statements.at(-1)?.kind === 'return';
}
