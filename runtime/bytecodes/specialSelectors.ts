// The special selectors of the bytecode sets, with the operation that takes their fast path.
import { Op } from './instructions';

export interface SpecialSend {
  readonly selector: string;
  readonly argc: number;
  /** Op.Send where there is no fast path. */
  readonly op: Op;
}

const s = (selector: string, argc: number, op: Op = Op.Send): SpecialSend => ({ selector, argc, op });

/** Bytecodes 96–127 of Sista V1. */
export const sistaSpecialSends: readonly SpecialSend[] = [
  s('+', 1, Op.Add),
  s('-', 1, Op.Subtract),
  s('<', 1, Op.Less),
  s('>', 1, Op.Greater),
  s('<=', 1, Op.LessOrEqual),
  s('>=', 1, Op.GreaterOrEqual),
  s('=', 1, Op.Equal),
  s('~=', 1, Op.NotEqual),
  s('*', 1, Op.Multiply),
  s('/', 1, Op.Divide),
  s('\\\\', 1, Op.Modulo),
  s('@', 1),
  s('bitShift:', 1, Op.BitShift),
  s('//', 1, Op.IntegerDivide),
  s('bitAnd:', 1, Op.BitAnd),
  s('bitOr:', 1, Op.BitOr),
  s('at:', 1, Op.At),
  s('at:put:', 2, Op.AtPut),
  s('size', 0, Op.Size),
  s('next', 0),
  s('nextPut:', 1),
  s('atEnd', 0),
  s('==', 1, Op.Identical),
  s('class', 0, Op.Class),
  s('~~', 1, Op.NotIdentical),
  s('value', 0, Op.Value0),
  s('value:', 1, Op.Value1),
  s('do:', 1),
  s('new', 0),
  s('new:', 1),
  s('x', 0),
  s('y', 0),
];

const fastPaths = new Map(sistaSpecialSends.map(({ selector, op }) => [selector, op]));

/** A special selector as an image defines it: with the fast path that our own have. */
export function specialSend(selector: string, argc: number): SpecialSend {
  return { selector, argc, op: fastPaths.get(selector) ?? Op.Send };
}

/** Bytecodes 176–207 of V3: as Sista's, but that blocks are made where that has `~~`. */
export const v3SpecialSends: readonly SpecialSend[] = sistaSpecialSends.map((send) =>
  send.selector === '~~' ? s('blockCopy:', 1) : send,
);
