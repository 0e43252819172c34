// The tree that a text was printed from beside the one that it is read as: where in the text each part came from.
import type { AstNode, Expression, MethodNode, SequenceNode, Statement } from '../compiler/ast';
import { outerRange } from '../compiler/ast';
import type { SourcePosition } from '../object-memory/method';
import type { Place } from './tree';

export interface PlacedRange extends Omit<SourcePosition, 'pc'> {
  readonly place: Place;
}

/** Messages, returns and the statements that they are in, in the order of the text. */
export function placeRanges(
  built: MethodNode,
  read: MethodNode,
  places: ReadonlyMap<object, Place>,
): PlacedRange[] {
  const found: PlacedRange[] = [];
  sequence(built.body, read.body);
  return found;

  function sequence(one: SequenceNode, two: SequenceNode): void {
    for (const [index, statement] of one.statements.entries()) {
      const other = two.statements[index];
      if (!other) return;
      const from = found.length;
      visit(statement, other);
      const first = found
        .slice(from)
        .reduce<Place | undefined>(
          (least, { place }) =>
            least === undefined || (place.unit === least.unit && place.pc < least.pc) ? place : least,
          places.get(statement),
        );
      if (first) found.splice(from, 0, { ...rangeOf(other), kind: 'statement', place: first });
    }
  }

  function visit(one: AstNode, two: AstNode): void {
    if (one.kind !== two.kind) return;
    switch (one.kind) {
      case 'return': {
        visit(one.value, (two as typeof one).value);
        return add(one, two, 'return');
      }
      case 'assignment':
        return visit(one.value, (two as typeof one).value);
      case 'message': {
        const other = two as typeof one;
        visit(one.receiver, other.receiver);
        all(one.args, other.args);
        return add(one, other, 'send', other.selector, other.selectorParts[0]?.start);
      }
      case 'cascade': {
        const other = two as typeof one;
        visit(one.receiver, other.receiver);
        for (const [index, message] of one.messages.entries()) {
          const part = other.messages[index];
          if (!part) return;
          all(message.args, part.args);
          const place = places.get(message);
          if (place)
            found.push({
              // The first one's range has the receiver, as the compiler's.
              start: index === 0 ? other.start : part.start,
              stop: part.stop,
              kind: 'send',
              selector: part.selector,
              selectorStart: part.start,
              place,
            });
        }
        return;
      }
      case 'brace':
        return all(one.elements, (two as typeof one).elements);
      case 'block':
        return sequence(one.body, (two as typeof one).body);
      default:
    }
  }

  function all(one: readonly Expression[], two: readonly Expression[]): void {
    for (const [index, each] of one.entries()) {
      const other = two[index];
      if (other) visit(each, other);
    }
  }

  function add(one: AstNode, two: AstNode, kind: string, selector?: string, selectorStart?: number): void {
    const place = places.get(one);
    if (!place) return;
    const { start, stop } = two;
    found.push({ start, stop, kind, place, ...(selector !== undefined && { selector, selectorStart }) });
  }
}

function rangeOf(node: Statement): { start: number; stop: number } {
  const { start, stop } = outerRange(node);
  return { start, stop };
}
