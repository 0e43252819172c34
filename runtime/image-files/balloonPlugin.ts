// B2DPlugin: Balloon's engine behind the work buffer of a BalloonEngine of the image. The buffer only names it here.
// Edges and fills that the image would step itself are not offered: no class of an image has such.
import { BitBlt } from '../graphics/bitBlt';
import { BalloonEngine, BalloonStopped, StopReason, type ShowSpan } from '../graphics/balloonEngine';
import { BitmapFill, LinearGradient, RadialGradient } from '../graphics/balloonFills';
import {
  addCompressedShape,
  addCurve,
  addCurves,
  addLine,
  addOval,
  addPolygon,
  addRectangle,
  type ShapeStyle,
} from '../graphics/balloonShapes';
import type { BalloonPoint } from '../graphics/balloonTransform';
import type { Interpreter } from '../interpreter/interpreter';
import type { Fields, SObject, Value } from '../object-memory/objects';
import {
  arrayOf,
  booleanOf,
  bytesToRead,
  slotsOf,
  uint32Of,
  wordsOf,
  type Slots,
} from '../primitives/pluginOperands';
import { FAIL, type Fail, type Primitive, type PrimitiveFamily } from '../primitives/primitive';
import {
  balloonPoint,
  balloonPoints,
  bitmapSource,
  exactForm,
  runs,
  shapePoints,
  transformOperand,
} from './balloonOperands';
import { forImage } from './forImage';
import { showIfDisplay } from './imageDisplay';
import type { ImageMemory } from './imageMemory';
import { transferOperand } from './transferOperands';

const engines = new WeakMap<SObject, BalloonEngine>();

const minimalBufferSize = 256;
const engineSize = 12;
const enum Slot {
  WorkBuffer = 0,
  Span = 1,
  BitBlt = 2,
  Forms = 3,
}

interface Call {
  readonly vm: Interpreter;
  readonly image: ImageMemory;
  readonly receiver: Value;
  readonly slots: Slots;
  readonly engine: BalloonEngine;
}

/** A primitive of an engine; where `work` answers null it fails. */
function onEngine(
  argc: number,
  work: (call: Call, ...args: Value[]) => Value | Fail | null,
  mustBeBuilding = true,
): Primitive {
  return forImage((vm, image, stack, rcvr, count) => {
    const receiver = stack[rcvr];
    const slots = count === argc ? slotsOf(receiver, engineSize) : null;
    const engine = slots && engines.get(slots.at(Slot.WorkBuffer) as SObject);
    if (!engine) return FAIL;
    engine.stopReason = StopReason.None;
    if (mustBeBuilding && !engine.isBuilding) {
      engine.stopReason = StopReason.BadState;
      return FAIL;
    }
    try {
      const call = { vm, image, receiver, slots, engine };
      return work(call, ...stack.slice(rcvr + 1, rcvr + 1 + argc)) ?? FAIL;
    } catch (e) {
      if (e instanceof BalloonStopped) return FAIL;
      throw e;
    }
  });
}

/** One that tells something of an engine in any state. */
const telling = (answer: (call: Call) => Value): Primitive => onEngine(0, answer, false);

const initializeBuffer: Primitive = forImage((_vm, _image, stack, rcvr, argc) => {
  const buffer = stack[rcvr + 1];
  if (argc !== 1 || (wordsOf(buffer)?.length ?? 0) < minimalBufferSize) return FAIL;
  engines.set(buffer as SObject, new BalloonEngine());
  return buffer;
});

/** From a buffer that has become too small to a larger one, which goes on. */
const copyBuffer: Primitive = forImage((_vm, _image, stack, rcvr, argc) => {
  const [from, to] = [stack[rcvr + 1], stack[rcvr + 2]];
  const engine = argc === 2 && typeof from === 'object' ? engines.get(from) : undefined;
  const [oldSize, newSize] = [wordsOf(from)?.length, wordsOf(to)?.length];
  if (!engine || oldSize === undefined || newSize === undefined || newSize < oldSize) return FAIL;
  engines.set(to as SObject, engine);
  return stack[rcvr];
});

/** Fills that the engine knows, as 32-bit numbers; null if one is something else. */
function fillsOf(engine: BalloonEngine, ...values: Value[]): number[] | null {
  const fills = values.map(uint32Of);
  return fills.every((fill) => fill !== null && engine.isFill(fill)) ? (fills as number[]) : null;
}

function styleOf(engine: BalloonEngine, fill: Value, width: Value, lineFill: Value): ShapeStyle | null {
  const fills = fillsOf(engine, fill, lineFill);
  return fills && typeof width === 'number' ? { fill: fills[0], lineWidth: width, lineFill: fills[1] } : null;
}

const line = onEngine(4, ({ vm, engine, receiver }, start, end, left, right) => {
  const points = balloonPoints(vm, [start, end]);
  const fills = fillsOf(engine, left, right);
  if (points === null || fills === null) return null;
  addLine(engine, points[0], points[1], fills[0], fills[1]);
  return receiver;
});

const bezier = onEngine(5, ({ vm, engine, receiver }, start, end, via, left, right) => {
  const points = balloonPoints(vm, [start, via, end]);
  const fills = fillsOf(engine, left, right);
  if (points === null || fills === null) return null;
  addCurve(engine, points[0], points[1], points[2], fills[0], fills[1]);
  return receiver;
});

const withinRectangle = (
  add: (engine: BalloonEngine, origin: BalloonPoint, corner: BalloonPoint, style: ShapeStyle) => void,
): Primitive =>
  onEngine(5, ({ vm, engine, receiver }, origin, corner, fill, width, lineFill) => {
    const points = balloonPoints(vm, [origin, corner]);
    const style = styleOf(engine, fill, width, lineFill);
    if (points === null || style === null) return null;
    add(engine, points[0], points[1], style);
    return receiver;
  });

const polygon = onEngine(5, ({ vm, engine, receiver }, shape, count, fill, width, lineFill) => {
  const points = typeof count === 'number' ? shapePoints(vm, shape, count) : null;
  const style = styleOf(engine, fill, width, lineFill);
  if (points === null || style === null) return null;
  addPolygon(engine, points, style);
  return receiver;
});

const bezierShape = onEngine(5, ({ vm, engine, receiver }, shape, count, fill, width, lineFill) => {
  const points = typeof count === 'number' ? shapePoints(vm, shape, 3 * count) : null;
  const style = styleOf(engine, fill, width, lineFill);
  if (points === null || style === null) return null;
  addCurves(engine, points, style, arrayOf(shape) !== null);
  return receiver;
});

const compressedShape = onEngine(7, ({ vm, engine, receiver }, shape, count, ...lists) => {
  if (typeof count !== 'number' || wordsOf(shape) === null) return null;
  const points = shapePoints(vm, shape, 3 * count);
  const fills = wordsOf(lists[4]);
  const [left, right, widths, lineFills] = lists.slice(0, 4).map((list) => runs(list, count));
  if (!points || !fills || !left || !right || !widths || !lineFills) return null;
  if (!fills.every((fill) => engine.isFill(fill))) return null;
  const isIndex = (index: number): boolean => index <= fills.length;
  if (![left, right, lineFills].every((list) => list.every(isIndex))) return null;
  const fillAt = (index: number): number => (index === 0 ? 0 : fills[index - 1]);
  addCompressedShape(
    engine,
    Array.from({ length: count }, (_, i) => ({
      points: [points[3 * i], points[3 * i + 1], points[3 * i + 2]],
      left: fillAt(left[i]),
      right: fillAt(right[i]),
      lineWidth: widths[i],
      lineFill: fillAt(lineFills[i]),
    })),
  );
  return receiver;
});

const gradientFill = onEngine(5, ({ vm, engine }, ramp, origin, direction, normal, radial) => {
  const colors = wordsOf(ramp);
  const points = balloonPoints(vm, [origin, direction, normal]);
  const isRadial = booleanOf(vm, radial);
  if (!colors?.length || points === null || isRadial === null) return null;
  const orientation = { origin: points[0], direction: points[1], normal: points[2] };
  const Gradient = isRadial ? RadialGradient : LinearGradient;
  return engine.addFill(new Gradient(engine.rampOf(colors), orientation, engine.transform, engine.level));
});

/** form, its map, whether it is repeated, origin, direction, normal, place among the engine's forms. */
const bitmapFill = onEngine(7, ({ vm, engine, slots }, form, map, tile, ...others) => {
  const points = balloonPoints(vm, others.slice(0, 3));
  const isTiled = booleanOf(vm, tile);
  const index = others[3];
  if (points === null || isTiled === null || typeof index !== 'number' || index <= 0) return null;
  const source = bitmapSource(vm, form, map, isTiled, () => arrayOf(slots.at(Slot.Forms))?.[index - 1]);
  if (source === null) return null;
  const orientation = { origin: points[0], direction: points[1], normal: points[2] };
  // Places of the map are changed here and, as pixels, once more.
  const colorMap = engine.rampOf(source.colorMap);
  return engine.addFill(new BitmapFill({ ...source, colorMap }, orientation, engine.transform, engine.level));
});

/** Blends finished lines as the engine's BitBlt says; null if that or the forms can't be used. */
function showing({ vm, image, slots }: Call): ShowSpan | null {
  const bitBlt = slots.at(Slot.BitBlt);
  const transfer = transferOperand(bitBlt, vm.kernel.nil);
  const forms = arrayOf(slots.at(Slot.Forms));
  if (transfer === undefined || !forms?.every((form) => exactForm(form) !== null)) return null;
  return (left, right, y) => {
    const span = { ...transfer, destX: left, destY: y, sourceX: left, width: right - left };
    showIfDisplay(image, (bitBlt as Fields).f0, new BitBlt(span).run());
  };
}

/** Gives the engine its line of pixels. */
function useSpan({ engine, slots }: Call): boolean {
  const bits = wordsOf(slots.at(Slot.Span));
  if (!bits?.length) return false;
  engine.span.use(bits);
  return true;
}

/** Answers why it stopped: never before all is done. */
const rendering = (render: (engine: BalloonEngine, show: ShowSpan) => void): Primitive =>
  onEngine(
    2,
    (call, edge, fill) => {
      const show = useSpan(call) ? showing(call) : null;
      if (show === null || slotsOf(edge, 6) === null || slotsOf(fill, 6) === null) return null;
      render(call.engine, show);
      return call.engine.stopReason;
    },
    false,
  );

const initializeProcessing = onEngine(0, (call) => {
  if (!useSpan(call)) return null;
  call.engine.beginRendering();
  return call.receiver;
});

const setClip = onEngine(1, ({ vm, engine, receiver }, rectangle) => {
  const slots = slotsOf(rectangle, 2);
  const points = slots && balloonPoints(vm, [slots.at(0), slots.at(1)]);
  if (points === null) return null;
  const [origin, corner] = points;
  engine.clip = { left: origin.x, top: origin.y, right: corner.x, bottom: corner.y };
  return receiver;
});

function newPoint(vm: Interpreter, x: number, y: number): Value {
  const point = vm.kernel.known.Point.instantiate(0) as Fields;
  [point.f0, point.f1] = [x, y];
  return point;
}

const getClip = onEngine(
  1,
  ({ vm, engine }, rectangle) => {
    const slots = slotsOf(rectangle, 2);
    if (slots === null) return null;
    const { left, top, right, bottom } = engine.clip;
    slots.put(0, newPoint(vm, left, top));
    slots.put(1, newPoint(vm, right, bottom));
    return rectangle;
  },
  false,
);

const setOffset = onEngine(1, ({ vm, engine, receiver }, offset) => {
  const point = balloonPoint(vm, offset);
  if (point === null) return null;
  engine.transform.offsetX = point.x;
  engine.transform.offsetY = point.y;
  return receiver;
});

const setTransform = (
  count: number,
  set: (engine: BalloonEngine, numbers: ArrayLike<number> | null) => void,
): Primitive =>
  onEngine(1, ({ vm, engine, receiver }, transform) => {
    const numbers = transformOperand(vm, transform, count);
    if (numbers === 'wrong') return null;
    set(engine, numbers);
    return receiver;
  });

const setNumber = (set: (engine: BalloonEngine, value: number) => void): Primitive =>
  onEngine(1, ({ engine, receiver }, value) => {
    if (typeof value !== 'number') return null;
    set(engine, value);
    return receiver;
  });

const needsFlushPut = onEngine(
  1,
  ({ vm, engine, receiver }, flag) => {
    const needsFlush = booleanOf(vm, flag);
    if (needsFlush === null) return null;
    engine.needsFlush = needsFlush;
    return receiver;
  },
  false,
);

const failureReason: Primitive = forImage((_vm, _image, stack, rcvr) => {
  const slots = slotsOf(stack[rcvr], engineSize);
  return (slots && engines.get(slots.at(Slot.WorkBuffer) as SObject))?.stopReason ?? FAIL;
});

/** Adds to `size` words of statistics, of which none are kept. */
const statistics = (size: number): Primitive =>
  onEngine(1, ({ receiver }, words) => ((wordsOf(words)?.length ?? 0) < size ? null : receiver), false);

const primitives: Record<string, Primitive> = {
  InitializeBuffer: initializeBuffer,
  CopyBuffer: copyBuffer,
  AddLine: line,
  AddBezier: bezier,
  AddRect: withinRectangle(addRectangle),
  AddOval: withinRectangle(addOval),
  AddPolygon: polygon,
  AddBezierShape: bezierShape,
  AddCompressedShape: compressedShape,
  AddGradientFill: gradientFill,
  AddBitmapFill: bitmapFill,
  InitializeProcessing: initializeProcessing,
  RenderImage: rendering((engine, show) => engine.renderAll(show)),
  RenderScanline: rendering((engine, show) => engine.renderLine(show)),
  FinishedProcessing: telling(({ vm, engine }) => vm.kernel.boolean(engine.isFinished)),
  AbortProcessing: telling(({ engine, receiver }) => {
    engine.abort();
    return receiver;
  }),
  SetClipRect: setClip,
  GetClipRect: getClip,
  SetOffset: setOffset,
  GetOffset: telling(({ vm, engine: { transform } }) => newPoint(vm, transform.offsetX, transform.offsetY)),
  SetEdgeTransform: setTransform(6, (engine, numbers) => engine.transform.setMatrix(numbers)),
  SetColorTransform: setTransform(8, (engine, numbers) => engine.transform.setColors(numbers)),
  SetAALevel: setNumber((engine, level) => engine.span.setLevel(level)),
  GetAALevel: telling(({ engine }) => engine.level),
  SetDepth: setNumber((engine, depth) => void (engine.depth = depth)),
  GetDepth: telling(({ engine }) => engine.depth),
  NeedsFlush: telling(({ vm, engine }) => vm.kernel.boolean(engine.needsFlush)),
  NeedsFlushPut: needsFlushPut,
  GetFailureReason: failureReason,
  GetBezierStats: statistics(4),
  GetCounts: statistics(9),
  GetTimes: statistics(9),
  DoProfileStats: forImage((vm, _image, stack, rcvr) =>
    booleanOf(vm, stack[rcvr + 1]) === null ? FAIL : vm.kernel.false_,
  ),
  SetBitBltPlugin: forImage((_vm, _image, stack, rcvr) =>
    bytesToRead(stack[rcvr + 1]) === null ? FAIL : stack[rcvr],
  ),
};

export const balloonPlugin: PrimitiveFamily = {
  named: Object.fromEntries(
    Object.entries(primitives).map(([name, primitive]) => [`B2DPlugin.primitive${name}`, primitive]),
  ),
};
