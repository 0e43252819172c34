// Shapes as edges of a Balloon engine. Each takes what its primitive was given: points before they are transformed,
// fills as numbers or colours. Throws BalloonStopped where the engine can't take it now.
import type { BalloonEngine } from './balloonEngine';
import type { Sides, Stroke } from './balloonEdges';
import type { BalloonPoint } from './balloonTransform';

const noStroke: Stroke = { width: 0, fill: 0 };

export interface ShapeStyle {
  readonly fill: number;
  readonly lineWidth: number;
  readonly lineFill: number;
}

export function addLine(
  engine: BalloonEngine,
  from: BalloonPoint,
  to: BalloonPoint,
  left: number,
  right: number,
): void {
  const sides = { left: engine.fillOf(left), right: engine.fillOf(right) };
  engine.addLine(engine.toSamples(from), engine.toSamples(to), sides, noStroke);
}

export function addCurve(
  engine: BalloonEngine,
  start: BalloonPoint,
  via: BalloonPoint,
  end: BalloonPoint,
  left: number,
  right: number,
): void {
  const sides = { left: engine.fillOf(left), right: engine.fillOf(right) };
  engine.addCurve(engine.toSamples(start), engine.toSamples(via), engine.toSamples(end), sides, noStroke);
}

/** As it is drawn; undefined if nothing of it can be seen. */
function drawn(engine: BalloonEngine, style: ShapeStyle): { fill: number; stroke: Stroke } | undefined {
  const lineFill = engine.fillOf(style.lineFill);
  const fill = engine.fillOf(style.fill);
  const { lineWidth } = style;
  if ((lineFill === 0 || lineWidth === 0) && fill === 0) return undefined;
  const isStroked = lineWidth > 0 && lineFill !== 0;
  return { fill, stroke: isStroked ? { width: engine.widthOf(lineWidth), fill: lineFill } : noStroke };
}

/** Through the points in turn; it is closed if the last is the first again. */
export function addPolygon(engine: BalloonEngine, points: readonly BalloonPoint[], style: ShapeStyle): void {
  const shape = drawn(engine, style);
  if (!shape) return;
  const corners = points.map((point) => engine.toSamples(point));
  const sides = { left: shape.fill, right: 0 };
  for (let i = 1; i < corners.length; i++) engine.addLine(corners[i - 1], corners[i], sides, shape.stroke);
  engine.needsFlush = true;
}

const isSame = (a: BalloonPoint, b: BalloonPoint): boolean => a.x === b.x && a.y === b.y;

/** Three points a curve. An Array of Points takes a curve for a line by a rule of its own. */
export function addCurves(
  engine: BalloonEngine,
  points: readonly BalloonPoint[],
  style: ShapeStyle,
  isArray: boolean,
): void {
  const shape = drawn(engine, style);
  if (!shape) return;
  const sides = { left: shape.fill, right: 0 };
  for (let i = 0; i + 2 < points.length; i += 3) {
    const piece = [points[i], points[i + 1], points[i + 2]] as const;
    if (isArray) addArrayCurve(engine, piece, sides, shape.stroke);
    else addSegment(engine, piece, sides, shape.stroke);
  }
  engine.needsFlush = true;
}

type Segment = readonly [start: BalloonPoint, via: BalloonPoint, end: BalloonPoint];

function addArrayCurve(engine: BalloonEngine, segment: Segment, sides: Sides, stroke: Stroke): void {
  const [start, via, end] = segment.map((point) => engine.toSamples(point));
  // As stock plugins have it: the coordinates of one point are compared with each other, not with the next point's.
  const isLine = (start.x === start.y && via.x === via.y) || isSame(via, end);
  if (isLine) engine.addLine(start, end, sides, stroke);
  else engine.addCurve(start, via, end, sides, stroke);
}

function addSegment(engine: BalloonEngine, [start, via, end]: Segment, sides: Sides, stroke: Stroke): void {
  if (sides.left === sides.right && (stroke.width === 0 || stroke.fill === 0)) return;
  const [from, middle, to] = [start, via, end].map((point) => engine.toSamples(point));
  if (!isSame(start, via) && !isSame(via, end)) engine.addCurve(from, middle, to, sides, stroke);
  else if (!isSame(start, end)) engine.addLine(from, to, sides, stroke);
}

/** A piece of a shape of several fills. */
export interface CompressedSegment {
  readonly points: Segment;
  readonly left: number;
  readonly right: number;
  readonly lineWidth: number;
  readonly lineFill: number;
}

export function addCompressedShape(engine: BalloonEngine, segments: readonly CompressedSegment[]): void {
  const known = new Map<number, number>([[0, 0]]);
  const fillOf = (fill: number): number => {
    const there = known.get(fill) ?? engine.fillOf(fill);
    known.set(fill, there);
    return there;
  };
  for (const { points, left, right, lineWidth, lineFill } of segments) {
    const sides = { left: fillOf(left), right: fillOf(right) };
    addSegment(engine, points, sides, { width: engine.widthOf(lineWidth), fill: lineFill });
  }
  engine.needsFlush = true;
}

export function addRectangle(
  engine: BalloonEngine,
  origin: BalloonPoint,
  corner: BalloonPoint,
  style: ShapeStyle,
): void {
  const shape = drawn(engine, style);
  if (!shape) return;
  const corners = [origin, { x: corner.x, y: origin.y }, corner, { x: origin.x, y: corner.y }].map((point) =>
    engine.toSamples(point),
  );
  const sides = { left: 0, right: shape.fill };
  corners.forEach((point, i) => engine.addLine(point, corners[(i + 1) % 4], sides, shape.stroke));
  engine.needsFlush = true;
}

const segments = 16;
/** Half a segment's angle. */
const step = Math.PI / segments;

/** The ellipse within a rectangle, of sixteen curves. */
export function addOval(
  engine: BalloonEngine,
  origin: BalloonPoint,
  corner: BalloonPoint,
  style: ShapeStyle,
): void {
  const shape = drawn(engine, style);
  if (!shape) return;
  const [width, height] = [(corner.x - origin.x) >> 1, (corner.y - origin.y) >> 1];
  const [centerX, centerY] = [(corner.x + origin.x) >> 1, (corner.y + origin.y) >> 1];
  const at = (i: number): BalloonPoint => ({
    x: Math.trunc(cosines[i] * width + centerX),
    y: Math.trunc(sines[i] * height + centerY),
  });
  const sides = { left: 0, right: shape.fill };
  for (let i = 0; i < segments; i++) {
    const [start, middle, end] = [at(2 * i), at(2 * i + 1), at(2 * i + 2)];
    // The control point of a curve that passes through the middle one.
    const via = {
      x: middle.x * 2 - ((start.x + end.x) >> 1),
      y: middle.y * 2 - ((start.y + end.y) >> 1),
    };
    const [from, by, to] = [start, via, end].map((point) => engine.toSamples(point));
    engine.addCurve(from, by, to, sides, shape.stroke);
  }
  engine.needsFlush = true;
}

const quarter = segments / 2;
/** By eighths of a right angle; exact at right angles. */
const sines = Array.from({ length: 2 * segments + 1 }, (_, i) =>
  i % (2 * quarter) === 0
    ? 0
    : i % quarter === 0
      ? i % (4 * quarter) === quarter
        ? 1
        : -1
      : Math.sin(i * step),
);
const cosines = Array.from({ length: 2 * segments + 1 }, (_, i) => sines[(i + quarter) % (2 * segments)]);
