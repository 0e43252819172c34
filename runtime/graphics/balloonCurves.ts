// Quadratic curves, cut until each piece runs down or up only, is at most 255 samples high and not much wider: then
// forward differencing in whole numbers follows it.
import type { BalloonPoint } from './balloonTransform';

export interface Curve {
  start: BalloonPoint;
  via: BalloonPoint;
  end: BalloonPoint;
}

const maxHeight = 255;
const maxSlope = 32;

/** `value`, or the nearer of two bounds if it is not between them. */
function between(value: number, bound1: number, bound2: number): number {
  return Math.max(Math.min(bound1, bound2), Math.min(Math.max(bound1, bound2), value));
}

/** Cuts at a parameter from 0 to 1: `curve` becomes the first part, the answer is the second. */
function splitAt(curve: Curve, parameter: number): Curve {
  const { start, via, end } = curve;
  const part = (from: number, to: number): number => from + Math.trunc((to - from) * parameter);
  const left = { x: part(start.x, via.x), y: part(start.y, via.y) };
  const right = { x: part(via.x, end.x), y: part(via.y, end.y) };
  const shared = { x: part(left.x, right.x), y: part(left.y, right.y) };
  curve.via = { x: left.x, y: between(left.y, start.y, shared.y) };
  curve.end = shared;
  return { start: shared, via: { x: right.x, y: between(right.y, shared.y, end.y) }, end };
}

function splitAtHalf(curve: Curve): Curve {
  const { start, via, end } = curve;
  const half = (from: number, to: number): number => from + ((to - from) >> 1);
  const left = { x: half(start.x, via.x), y: half(start.y, via.y) };
  const right = { x: half(via.x, end.x), y: half(via.y, end.y) };
  const shared = { x: half(right.x, left.x), y: half(right.y, left.y) };
  curve.via = left;
  curve.end = shared;
  return { start: shared, via: right, end };
}

/** Cuts where the curve turns back in a direction; undefined if it does not. */
function splitAtTurn(curve: Curve, axis: 'x' | 'y'): Curve | undefined {
  const before = curve.via[axis] - curve.start[axis];
  const after = curve.end[axis] - curve.via[axis];
  return before * after >= 0 ? undefined : splitAt(curve, Math.abs(before) / Math.abs(after - before));
}

function isTooLarge({ start, end }: Curve): boolean {
  const height = Math.abs(end.y - start.y);
  return height !== 0 && (height > maxHeight || height * maxSlope < Math.abs(end.x - start.x));
}

/** The pieces of a curve. Those with a width must not turn back from left to right either. */
export function piecesOf(curve: Curve, isWide: boolean): Curve[] {
  const pieces = [{ ...curve }];
  const lower = splitAtTurn(pieces[0], 'y');
  if (lower) pieces.push(lower);
  if (isWide)
    for (const half of [...pieces]) {
      const more = splitAtTurn(half, 'x');
      if (more) pieces.push(more);
    }
  const cut = (piece: Curve): void => {
    if (!isTooLarge(piece)) return;
    const more = splitAtHalf(piece);
    pieces.push(more);
    cut(piece);
    cut(more);
  };
  for (const piece of [...pieces]) cut(piece);
  return pieces;
}
