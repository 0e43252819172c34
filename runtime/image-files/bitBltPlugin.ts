// BitBltPlugin, and its primitives by number: 96 copyBits, 104 drawLoop, 147 warpBits.
import { BitBlt } from '../graphics/bitBlt';
import { Rule } from '../graphics/combinationRules';
import { pixelOf } from '../graphics/displayPixels';
import { drawLine } from '../graphics/lines';
import { wordsPerRow } from '../graphics/pixelForm';
import { warpBits } from '../graphics/warpBlt';
import { readableBytes } from '../object-memory/bytesOf';
import type { Fields, SArray, SBytes, Value } from '../object-memory/objects';
import { FAIL, type Primitive, type PrimitiveFamily } from '../primitives/primitive';
import { forImage } from './forImage';
import { showIfDisplay } from './imageDisplay';
import { formOperand, pointersOf } from './pixelOperands';
import { isEmptyTransfer, transferOperand, warpOperand, withArguments } from './transferOperands';

/** Answers the receiver, or for rules that compare how much differs. */
const copyBits = forImage((vm, image, stack, rcvr, argc) => {
  const transfer = transferOperand(stack[rcvr], vm.kernel.nil);
  if (transfer === undefined) return FAIL;
  const complete = withArguments(transfer, stack, rcvr, argc);
  if (complete === undefined) return isEmptyTransfer(transfer) ? stack[rcvr] : FAIL;
  const blt = new BitBlt(complete);
  showIfDisplay(image, (stack[rcvr] as Fields).f0, blt.run());
  const { rule } = transfer;
  return rule === Rule.OldDifference || rule === Rule.Difference
    ? vm.kernel.integer(blt.differences)
    : stack[rcvr];
});

const warp = forImage((vm, image, stack, rcvr, argc) => {
  const operand = warpOperand(stack, rcvr, argc, vm.kernel.nil);
  if (operand === undefined) return FAIL;
  showIfDisplay(image, (stack[rcvr] as Fields).f0, warpBits(operand));
  return stack[rcvr];
});

function needsArguments(rule: number): boolean {
  return rule === Rule.BlendConstant || rule === Rule.PaintConstant || rule === Rule.ComponentAlpha;
}

/** In pixels: what is longer would be no line on any Form, and take for ever. */
const longestLine = 1 << 20;

/** `drawLoopX: xDelta Y: yDelta`. */
const drawLoop = forImage((vm, image, stack, rcvr) => {
  const transfer = transferOperand(stack[rcvr], vm.kernel.nil);
  const deltaX = stack[rcvr + 1];
  const deltaY = stack[rcvr + 2];
  if (transfer === undefined || typeof deltaX !== 'number' || typeof deltaY !== 'number') return FAIL;
  if (needsArguments(transfer.rule)) return FAIL;
  if (Math.max(Math.abs(deltaX), Math.abs(deltaY)) > longestLine) return FAIL;
  const blt = new BitBlt(transfer);
  const receiver = stack[rcvr] as Fields;
  drawLine(blt, deltaX, deltaY, (area) => showIfDisplay(image, receiver.f0, area));
  receiver.f4 = blt.destX;
  receiver.f5 = blt.destY;
  return receiver;
});

function arrayOf(v: Value): readonly Value[] | undefined {
  return typeof v === 'object' && v.$b.format === 'variable' && v.$b.fieldCount === 0
    ? (v as SArray).a
    : undefined;
}

/** `displayString: aString from: start to: stop map: glyphMap xTable: xTable kern: kernDelta`. */
const displayString = forImage((vm, image, stack, rcvr, argc) => {
  const [receiver, string, start, stop, map, table, kern] = stack.slice(rcvr, rcvr + 7);
  const transfer = transferOperand(receiver, vm.kernel.nil);
  const glyphMap = arrayOf(map);
  const xTable = arrayOf(table);
  if (argc !== 6 || transfer === undefined || needsArguments(transfer.rule)) return FAIL;
  if (glyphMap?.length !== 256 || xTable === undefined) return FAIL;
  if (typeof string !== 'object' || string.$b.format !== 'bytes') return FAIL;
  if (typeof start !== 'number' || typeof stop !== 'number' || typeof kern !== 'number') return FAIL;
  const bytes = readableBytes(string as SBytes);
  if (!(start > 0 && stop > 0 && stop <= bytes.length)) return FAIL;
  const blt = new BitBlt(transfer);
  const left = blt.destX;
  for (let i = start - 1; i < stop; i++) {
    const glyph = glyphMap[bytes[i]] as number;
    const from = xTable[glyph];
    const to = xTable[glyph + 1];
    if (typeof from !== 'number' || typeof to !== 'number') return FAIL;
    blt.sourceX = from;
    blt.width = to - from;
    blt.run();
    blt.destX += blt.width + kern;
  }
  showIfDisplay(image, (receiver as Fields).f0, {
    left,
    top: blt.destY,
    right: blt.destX,
    bottom: blt.destY + blt.height,
  });
  (receiver as Fields).f4 = blt.destX;
  return receiver;
});

/** Of a Form; 0 outside of it. */
const pixelValueAt: Primitive = (vm, stack, rcvr) => {
  const x = stack[rcvr + 1];
  const y = stack[rcvr + 2];
  if (typeof x !== 'number' || typeof y !== 'number') return FAIL;
  if (x < 0 || y < 0) return 0;
  const object = pointersOf(stack[rcvr], 4);
  const form = object && formOperand(object);
  if (form === undefined || form.depth < 0) return FAIL;
  const { bits, width, height, depth } = form;
  if (x >= width || y >= height) return 0;
  return vm.kernel.integer(pixelOf(bits, y * wordsPerRow(width, depth), x, depth));
};

/** Of the table of stop conditions, base 0. */
const endOfRun = 256;
const crossedX = 257;

/**
 * 103, `scanCharactersFrom: start to: stop in: string rightX: rightX stopConditions: stops kern: kernDelta` of a
 * CharacterScanner (destX, lastIndex, xTable, map): how far text fits.
 */
const scanCharacters: Primitive = (vm, stack, rcvr, argc) => {
  const [receiver, start, stop, string, rightX, stopsObject, kern] = stack.slice(rcvr, rcvr + 7);
  const scanner = pointersOf(receiver, 4);
  const stops = arrayOf(stopsObject);
  const xTable = scanner && arrayOf(scanner.f2);
  const map = scanner && arrayOf(scanner.f3);
  if (argc !== 6 || xTable === undefined || map?.length !== 256 || !(stops && stops.length > crossedX))
    return FAIL;
  if (typeof string !== 'object' || string.$b.format !== 'bytes') return FAIL;
  if (typeof start !== 'number' || typeof stop !== 'number' || typeof rightX !== 'number') return FAIL;
  const startX = scanner!.f0;
  if (typeof kern !== 'number' || typeof startX !== 'number') return FAIL;
  let destX = startX;
  const bytes = readableBytes(string as SBytes);
  if (!(start > 0 && stop > 0 && stop <= bytes.length)) return FAIL;
  const stopAt = (x: number, index: number, reason: Value): Value => {
    scanner!.f0 = x;
    scanner!.f1 = index;
    return reason;
  };
  for (let i = start; i <= stop; i++) {
    const code = bytes[i - 1];
    if (stops[code] !== vm.kernel.nil) return stopAt(destX, i, stops[code]);
    const glyph = map[code] as number;
    const from = xTable[glyph];
    const to = xTable[glyph + 1];
    if (typeof from !== 'number' || typeof to !== 'number') return FAIL;
    const next = destX + to - from;
    if (next > rightX) return stopAt(destX, i, stops[crossedX]);
    destX = next + kern;
  }
  return stopAt(destX, stop, stops[endOfRun]);
};

export const bitBltPlugin: PrimitiveFamily = {
  numbered: { 96: copyBits, 103: scanCharacters, 104: drawLoop, 147: warp },
  named: {
    'BitBltPlugin.primitiveCopyBits': copyBits,
    'BitBltPlugin.primitiveDrawLoop': drawLoop,
    'BitBltPlugin.primitiveWarpBits': warp,
    'BitBltPlugin.primitiveDisplayString': displayString,
    'BitBltPlugin.primitivePixelValueAt': pixelValueAt,
  },
};
