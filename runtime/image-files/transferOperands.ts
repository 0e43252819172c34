// A BitBlt object of an image as what the pixel engine is given.
import type { ComponentAlpha } from '../graphics/alphaBlending';
import { BitBlt, type Transfer } from '../graphics/bitBlt';
import { ignoresSource, isRule, Rule } from '../graphics/combinationRules';
import type { Warp, WarpPoint } from '../graphics/warpBlt';
import { readableBytes } from '../object-memory/bytesOf';
import type { Fields, SBytes, SObject, Value } from '../object-memory/objects';
import {
  colorMapOperand,
  coordinate,
  formOperand,
  halftoneOperand,
  pointersOf,
  wordsOf,
} from './pixelOperands';

/** Fields of BitBlt by name; those of WarpBlt follow. */
const fieldCount = 15;
const warpFieldCount = fieldCount + 12;
/** Points a pixel in each direction: images take 2 or 3. */
const mostSmoothing = 64;

/** Reads a BitBlt; undefined if it can't be done as it is, and the image's own Smalltalk has to see to it. */
export function transferOperand(v: Value, nil: SObject): Transfer | undefined {
  const blt = pointersOf(v, fieldCount);
  if (blt === undefined) return undefined;
  const rule = blt.f3;
  if (typeof rule !== 'number' || !isRule(rule)) return undefined;
  const dest = formOperand(blt.f0);
  if (dest === undefined) return undefined;
  const hasSource = blt.f1 !== nil && !ignoresSource(rule);
  const source = hasSource ? formOperand(blt.f1) : undefined;
  if (hasSource && source === undefined) return undefined;
  const colorMap = source
    ? colorMapOperand(blt.f14, nil, Math.abs(source.depth), Math.abs(dest.depth))
    : null;
  const halftone = ignoresSource(rule) ? null : halftoneOperand(blt.f2, nil);
  if (colorMap === undefined || halftone === undefined) return undefined;
  const or = (value: Value, otherwise: number): number => (value === nil ? otherwise : coordinate(value));
  const transfer: Transfer = {
    rule,
    dest,
    source,
    isWithinOneForm: source !== undefined && blt.f0 === blt.f1,
    halftone: halftone ?? undefined,
    colorMap: colorMap ?? undefined,
    destX: or(blt.f4, 0),
    destY: or(blt.f5, 0),
    width: or(blt.f6, dest.width),
    height: or(blt.f7, dest.height),
    sourceX: source ? or(blt.f8, 0) : 0,
    sourceY: source ? or(blt.f9, 0) : 0,
    clipX: or(blt.f10, 0),
    clipY: or(blt.f11, 0),
    clipWidth: or(blt.f12, dest.width),
    clipHeight: or(blt.f13, dest.height),
    sourceAlpha: 255,
    componentAlpha: noComponentAlpha,
  };
  return coordinatesOf(transfer).some(Number.isNaN) ? undefined : transfer;
}

const noComponentAlpha: ComponentAlpha = {
  color: 0xffffff,
  alpha: 255,
  gamma: undefined,
  ungamma: undefined,
};

function coordinatesOf(t: Transfer): number[] {
  const { destX, destY, width, height, sourceX, sourceY, clipX, clipY, clipWidth, clipHeight } = t;
  return [destX, destY, width, height, sourceX, sourceY, clipX, clipY, clipWidth, clipHeight];
}

/** Adds what is given with the message to a transfer that needs it; undefined if it is missing. */
export function withArguments(
  transfer: Transfer,
  stack: readonly Value[],
  rcvr: number,
  argc: number,
): Transfer | undefined {
  const { rule } = transfer;
  if (rule === Rule.BlendConstant || rule === Rule.PaintConstant) {
    const sourceAlpha = stack[rcvr + 1];
    const isAlpha = argc === 1 && typeof sourceAlpha === 'number' && sourceAlpha >= 0 && sourceAlpha <= 255;
    return isAlpha ? { ...transfer, sourceAlpha } : undefined;
  }
  if (rule !== Rule.ComponentAlpha) return transfer;
  const color = stack[rcvr + 1];
  const alpha = argc > 1 ? stack[rcvr + 2] : 255;
  if (argc < 1 || typeof color !== 'number' || typeof alpha !== 'number') return undefined;
  const table = (v: Value): Uint8Array | undefined =>
    argc === 4 && typeof v === 'object' && v.$b.format === 'bytes' ? readableBytes(v as SBytes) : undefined;
  const gamma = table(stack[rcvr + 3]);
  const ungamma = table(stack[rcvr + 4]);
  return { ...transfer, componentAlpha: { color, alpha, gamma, ungamma } };
}

/** Whether clipping leaves nothing of it: then nothing more is asked of its arguments. */
export function isEmptyTransfer(transfer: Transfer): boolean {
  const blt = new BitBlt(transfer);
  blt.clip(blt.source);
  return blt.w <= 0 || blt.h <= 0;
}

/** Reads a WarpBlt and its arguments: smoothing and the colours of the source, both or neither. */
export function warpOperand(
  stack: readonly Value[],
  rcvr: number,
  argc: number,
  nil: SObject,
): Warp | undefined {
  const v = stack[rcvr];
  const transfer = transferOperand(v, nil);
  const blt = pointersOf(v, warpFieldCount);
  if (transfer?.source === undefined || blt === undefined) return undefined;
  const { source } = transfer;
  const corners = [0, 3, 6, 9].map((at) => corner(blt, fieldCount + at));
  if (corners.some(({ x, y }) => Number.isNaN(x + y))) return undefined;
  const smoothing = argc === 2 ? stack[rcvr + 1] : 1;
  if (typeof smoothing !== 'number' || smoothing < 1 || smoothing > mostSmoothing) return undefined;
  const mapObject = argc === 2 ? stack[rcvr + 2] : nil;
  const sourceMap = wordsOf(mapObject);
  const sourceBits = Math.abs(source.depth);
  if (argc === 2) {
    if (mapObject === nil ? sourceBits < 16 : (sourceMap?.length ?? 0) < 2 ** sourceBits) return undefined;
  }
  const [topLeft, bottomLeft, bottomRight, topRight] = corners;
  return {
    ...transfer,
    source,
    corners: [topLeft, bottomLeft, bottomRight, topRight],
    smoothing,
    sourceMap,
  };
}

function corner(blt: Fields, field: number): WarpPoint {
  return { x: coordinate(blt[`f${field}`]), y: coordinate(blt[`f${field + 1}`]) };
}
