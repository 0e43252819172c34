import type { BlockNode, Expression, MessageNode } from './ast';

/** How the generator expands a message in place instead of sending it. */
export type InlinedForm =
  | {
      readonly kind: 'if';
      /** What runs for true and for false; undefined answers nil. */
      readonly whenTrue: BlockNode | undefined;
      readonly whenFalse: BlockNode | undefined;
    }
  | {
      readonly kind: 'ifNil';
      /** An undefined branch answers the receiver, or nil for a missing `ifNotNil:`. */
      readonly whenNil: BlockNode | undefined;
      readonly whenNotNil: BlockNode | undefined;
    }
  | { readonly kind: 'and' | 'or'; readonly argument: BlockNode }
  | {
      readonly kind: 'while';
      readonly condition: BlockNode;
      readonly body: BlockNode | undefined;
      readonly until: boolean;
    }
  | { readonly kind: 'repeat'; readonly body: BlockNode }
  | {
      readonly kind: 'toDo';
      readonly limit: Expression;
      readonly step: number;
      /** The step as written, if it was; it is a number literal. */
      readonly stepNode: Expression | undefined;
      readonly body: BlockNode;
    }
  | { readonly kind: 'timesRepeat'; readonly body: BlockNode };

/** The way `message` is expanded in place, or undefined if it must be sent. */
export function inlinedForm(message: MessageNode): InlinedForm | undefined {
  const { receiver, selector, args } = message;
  if (receiver.kind === 'variable' && receiver.name === 'super') return undefined;
  const first = blockOf(args[0]);
  switch (selector) {
    case 'ifTrue:':
    case 'ifFalse:': {
      if (!first || !takes(first, 0)) return undefined;
      const isTrue = selector === 'ifTrue:';
      return { kind: 'if', whenTrue: isTrue ? first : undefined, whenFalse: isTrue ? undefined : first };
    }
    case 'ifTrue:ifFalse:':
    case 'ifFalse:ifTrue:': {
      const second = blockOf(args[1]);
      if (!first || !second || !takes(first, 0) || !takes(second, 0)) return undefined;
      const isTrue = selector === 'ifTrue:ifFalse:';
      return { kind: 'if', whenTrue: isTrue ? first : second, whenFalse: isTrue ? second : first };
    }
    case 'ifNil:':
      if (!first || !takes(first, 0)) return undefined;
      return { kind: 'ifNil', whenNil: first, whenNotNil: undefined };
    case 'ifNotNil:':
      if (!first || !takes(first, 0, 1)) return undefined;
      return { kind: 'ifNil', whenNil: undefined, whenNotNil: first };
    case 'ifNil:ifNotNil:':
    case 'ifNotNil:ifNil:': {
      const second = blockOf(args[1]);
      const nilFirst = selector === 'ifNil:ifNotNil:';
      const [whenNil, whenNotNil] = nilFirst ? [first, second] : [second, first];
      if (!whenNil || !whenNotNil || !takes(whenNil, 0) || !takes(whenNotNil, 0, 1)) return undefined;
      return { kind: 'ifNil', whenNil, whenNotNil };
    }
    case 'and:':
    case 'or:':
      if (!first || !takes(first, 0)) return undefined;
      return { kind: selector === 'and:' ? 'and' : 'or', argument: first };
    case 'whileTrue:':
    case 'whileFalse:':
    case 'whileTrue':
    case 'whileFalse': {
      const condition = blockOf(receiver);
      if (!condition || !takes(condition, 0)) return undefined;
      if (args.length === 1 && (!first || !takes(first, 0))) return undefined;
      return { kind: 'while', condition, body: first, until: selector.startsWith('whileFalse') };
    }
    case 'repeat': {
      const body = blockOf(receiver);
      return body && takes(body, 0) ? { kind: 'repeat', body } : undefined;
    }
    case 'to:do:':
    case 'to:by:do:': {
      const body = blockOf(args.at(-1));
      const stepNode = args.length === 3 ? args[1] : undefined;
      const step = args.length === 3 ? numberOf(stepNode) : 1;
      if (!body || !takes(body, 1) || step === undefined || step === 0) return undefined;
      return { kind: 'toDo', limit: args[0] as Expression, step, stepNode, body };
    }
    case 'timesRepeat:':
      return first && takes(first, 0) ? { kind: 'timesRepeat', body: first } : undefined;
    default:
      return undefined;
  }
}

function blockOf(node: Expression | undefined): BlockNode | undefined {
  return node?.kind === 'block' ? node : undefined;
}

function takes(block: BlockNode, ...counts: number[]): boolean {
  return counts.includes(block.parameters.length);
}

function numberOf(node: Expression | undefined): number | undefined {
  if (node?.kind !== 'literal') return undefined;
  const { value } = node;
  if (typeof value === 'number') return value;
  return typeof value === 'object' && value.kind === 'float' ? value.value : undefined;
}
