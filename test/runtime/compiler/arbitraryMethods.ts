import fc from 'fast-check';
import type {
  BlockNode,
  Expression,
  LiteralNode,
  MethodNode,
  NamedRange,
  SequenceNode,
  Statement,
  VariableNode,
} from '../../../runtime/compiler/ast';
import { selectorArgumentCount } from '../../../runtime/compiler/characters';
import { integerLiteral, type LiteralValue } from '../../../runtime/compiler/literals';

// Trees without places, of every kind of node, for properties of the printer and the generator.

const at = { start: 0, stop: 0 };

const decimal = fc
  .record({
    digits: fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
    places: fc.integer({ min: 1, max: 12 }),
  })
  .map(({ digits, places }) => {
    let [numerator, denominator] = [digits, 10n ** BigInt(places)];
    for (const prime of [2n, 5n]) {
      while (numerator % prime === 0n && denominator % prime === 0n && denominator > 1n) {
        numerator /= prime;
        denominator /= prime;
      }
    }
    return { numerator, denominator };
  });

const symbolText = fc.oneof(
  fc.constantFrom('foo', 'at:put:', '+', '->', '==>', 'a_b', 'it is', '', "it's", '1x', ':', 'größe', '&>'),
  fc.string({ maxLength: 5 }),
);

const scalar: fc.Arbitrary<LiteralValue> = fc.oneof(
  fc.integer(),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(integerLiteral),
  fc.double({ noNaN: true }).map((value): LiteralValue => ({ kind: 'float', value })),
  decimal
    .filter(({ denominator }) => denominator > 1n)
    .map((each): LiteralValue => ({ kind: 'fraction', ...each })),
  fc
    .tuple(decimal, fc.nat(20))
    .map(([each, scale]): LiteralValue => ({ kind: 'scaledDecimal', ...each, scale })),
  fc.integer({ min: 1, max: 0xd7ff }).map((codePoint): LiteralValue => ({ kind: 'character', codePoint })),
  fc.constant<LiteralValue>({ kind: 'character', codePoint: 0x1f418 }),
  fc.string({ unit: 'grapheme', maxLength: 8 }).map((value): LiteralValue => ({ kind: 'string', value })),
  symbolText.map((value): LiteralValue => ({ kind: 'symbol', value })),
  fc
    .uint8Array({ maxLength: 4 })
    .map((bytes): LiteralValue => ({ kind: 'byteArray', bytes: Uint8Array.from(bytes) })),
);

const literalNode = (value: LiteralValue): LiteralNode => {
  const node = { kind: 'literal', ...at, value } as const;
  if (typeof value !== 'object' || value.kind !== 'array') return node;
  return { ...node, elements: value.elements.map(literalNode) };
};

const { literal: literalValue } = fc.letrec<{ literal: LiteralValue; element: LiteralValue }>((tie) => ({
  literal: fc.oneof(
    { maxDepth: 3 },
    { weight: 4, arbitrary: scalar },
    {
      weight: 1,
      arbitrary: fc
        .array(tie('element'), { maxLength: 4 })
        .map((elements): LiteralValue => ({ kind: 'array', elements })),
    },
  ),
  element: fc.oneof(
    tie('literal'),
    fc.constantFrom<LiteralValue>({ kind: 'nil' }, { kind: 'true' }, { kind: 'false' }),
  ),
}));

const named = (name: string): NamedRange => ({ name, ...at });
const variable = (name: string): VariableNode => ({ kind: 'variable', ...at, name });

const selectors = [
  'foo', 'class', 'value', 'size', '+', '-', '<=', '==', '->', ',', '|', 'foo:', 'value:', 'at:put:', 'a:b:c:',
  'ifTrue:', 'ifFalse:', 'ifTrue:ifFalse:', 'ifFalse:ifTrue:', 'ifNil:', 'ifNotNil:', 'ifNil:ifNotNil:',
  'ifNotNil:ifNil:', 'and:', 'or:', 'whileTrue:', 'whileFalse:', 'whileTrue', 'whileFalse', 'repeat', 'to:do:',
  'to:by:do:', 'timesRepeat:',
]; // prettier-ignore

/** Selectors whose arguments, and sometimes receivers, are blocks as often as not. */
const takesBlocks = /^(if|and|or|while|to:|times|repeat)/;

const partsOf = (selector: string): NamedRange[] =>
  (selectorArgumentCount(selector) === 0 || /^\W/.test(selector)
    ? [selector]
    : (selector.match(/[^:]+:/g) ?? [])
  ).map(named);

type Nodes = {
  expression: Expression;
  block: BlockNode;
  sequence: SequenceNode;
  statement: Statement;
};

/** Names with a meaning: arguments and temporaries of the generated method, instance variables, globals. */
function nodes(readable: readonly string[], assignable: readonly string[]): fc.LetrecValue<Nodes> {
  return fc.letrec<Nodes>((tie) => {
    const operand = tie('expression');
    const argument = (selector: string, index: number, count: number): fc.Arbitrary<Expression> => {
      if (!takesBlocks.test(selector)) return operand;
      if (selector.startsWith('to:')) {
        if (index === count - 1)
          return fc.oneof({ weight: 4, arbitrary: tie('block') }, { weight: 1, arbitrary: operand });
        if (index === 1) return fc.constantFrom(...[1, -1, 2, 0].map(literalNode));
        return operand;
      }
      return fc.oneof({ weight: 4, arbitrary: tie('block') }, { weight: 1, arbitrary: operand });
    };
    const message = fc.constantFrom(...selectors).chain((selector) => {
      const count = selectorArgumentCount(selector);
      const receiver = /^(while|repeat)/.test(selector) ? fc.oneof(tie('block'), operand) : operand;
      const args = Array.from({ length: count }, (_, index) => argument(selector, index, count));
      return fc.tuple(receiver, fc.tuple(...args)).map(([to, values]): Expression & { kind: 'message' } => ({
        kind: 'message',
        ...at,
        receiver: to,
        selector,
        selectorParts: partsOf(selector),
        args: values,
      }));
    });
    const part = fc.constantFrom('foo', '+', 'at:put:').chain((selector) =>
      fc
        .array(operand, {
          minLength: selectorArgumentCount(selector),
          maxLength: selectorArgumentCount(selector),
        })
        .map((args) => ({ ...at, selector, selectorParts: partsOf(selector), args })),
    );
    return {
      expression: fc.oneof(
        { maxDepth: 4, depthIdentifier: 'expression' },
        {
          weight: 2,
          arbitrary: fc
            .constantFrom(...readable, 'self', 'nil', 'true', 'false', 'thisContext')
            .map(variable),
        },
        { weight: 2, arbitrary: literalValue.map(literalNode) },
        { weight: 4, arbitrary: message },
        {
          weight: 1,
          arbitrary: fc
            .tuple(operand, part, fc.array(part, { minLength: 1, maxLength: 2 }))
            .map(([receiver, first, more]): Expression => ({
              kind: 'cascade',
              ...at,
              receiver,
              messages: [first, ...more],
            })),
        },
        {
          weight: 1,
          arbitrary: fc.tuple(fc.constantFrom(...assignable), operand).map(([name, value]): Expression => ({
            kind: 'assignment',
            ...at,
            variable: variable(name),
            value,
          })),
        },
        {
          weight: 1,
          arbitrary: fc
            .array(operand, { maxLength: 3 })
            .map((elements): Expression => ({ kind: 'brace', ...at, elements })),
        },
        { weight: 2, arbitrary: tie('block') },
      ),
      statement: fc.oneof(
        { weight: 6, arbitrary: operand },
        {
          weight: 1,
          arbitrary: operand.map((value): Statement => ({ kind: 'return', ...at, value, implicit: false })),
        },
      ),
      sequence: fc
        .tuple(
          fc.subarray(['t1', 't2'], { maxLength: 2 }),
          fc.array(tie('statement'), { maxLength: 3, depthIdentifier: 'expression' }),
        )
        .map(([temporaries, statements]) => ({
          kind: 'sequence',
          ...at,
          temporaries: temporaries.map(named),
          statements,
        })),
      block: fc.tuple(fc.constantFrom(0, 0, 0, 1, 2), tie('sequence')).map(([count, body]): BlockNode => ({
        kind: 'block',
        ...at,
        parameters: ['p', 'q'].slice(0, count).map(named),
        body,
      })),
    };
  });
}

/** Methods of any shape, whose names all mean something: `foo: a` with temporaries t1, t2 and x. */
export const arbitraryMethod: fc.Arbitrary<MethodNode> = fc
  .tuple(
    nodes(['a', 't1', 't2', 'x', 'first', 'Global'], ['t1', 't2', 'x', 'first', 'Global']).sequence,
    fc.boolean(),
  )
  .map(([body, withPragma]) => ({
    kind: 'method',
    ...at,
    selector: 'foo:',
    selectorParts: [named('foo:')],
    parameters: [named('a')],
    pragmas: withPragma
      ? [
          {
            kind: 'pragma',
            ...at,
            selector: 'mark:',
            selectorParts: [named('mark:')],
            args: [literalNode(3)],
          },
        ]
      : [],
    body: { ...body, temporaries: ['x', 't1', 't2'].map(named) },
    comments: [],
    isDoIt: false,
  }));
