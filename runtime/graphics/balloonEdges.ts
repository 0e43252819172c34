// Edges as Balloon steps them from one line of samples to the next: lines by Bresenham's rule, curves by forward
// differences in 24.8 fixed point, and both with a width, as a square brush draws them.
import type { Curve } from './balloonCurves';
import type { BalloonPoint } from './balloonTransform';

/** What stands on either side; 0 for nothing. */
export interface Sides {
  readonly left: number;
  readonly right: number;
}

export interface Stroke {
  /** In samples. */
  readonly width: number;
  readonly fill: number;
}

export abstract class BalloonEdge {
  /** Samples below the present line that it still covers. */
  lines = 0;
  /** The fills beside it change at it; not at the beginning and end of a wide one. */
  hasSides = true;

  constructor(
    /** Where it is in the present line. */
    public x: number,
    /** Its first line. */
    readonly y: number,
    readonly endX: number,
    readonly endY: number,
    readonly depth: number,
    readonly sides: Sides,
    readonly stroke: Stroke | null,
  ) {}

  /** How wide the stroke is in the present line. */
  width = 0;

  /** Goes to line `y`, at or below its first. */
  abstract begin(y: number): void;
  /** Goes on to line `y`, the next. */
  abstract step(y: number): void;
}

const half = (width: number): number => width >> 1;

function upperFirst(p1: BalloonPoint, p2: BalloonPoint): [BalloonPoint, BalloonPoint] {
  return p1.y <= p2.y ? [p1, p2] : [p2, p1];
}

export class LineEdge extends BalloonEdge {
  protected direction = 1;
  protected increment = 0;
  private error = 0;
  private errorUp = 0;

  constructor(p1: BalloonPoint, p2: BalloonPoint, depth: number, sides: Sides, stroke: Stroke | null = null) {
    const [upper, lower] = upperFirst(p1, p2);
    const up = stroke ? half(stroke.width) : 0;
    super(upper.x, upper.y - up, lower.x, lower.y - up, depth, sides, stroke);
  }

  private get height(): number {
    return this.endY - this.y;
  }

  begin(y: number): void {
    if (y >= this.endY) {
      this.lines = 0;
      return;
    }
    this.beginAtTop();
    for (let line = this.y; line < y; line++) this.stepLine();
    this.lines = this.height - (y - this.y);
  }

  protected beginAtTop(): void {
    const { height } = this;
    const deltaX = this.endX - this.x;
    const width = Math.abs(deltaX);
    this.direction = deltaX >= 0 ? 1 : -1;
    this.error = height === 0 || deltaX >= 0 ? 0 : 1 - height;
    if (height === 0) {
      this.increment = deltaX;
      this.errorUp = 0;
    } else if (height > width) {
      this.increment = 0;
      this.errorUp = width;
    } else {
      this.increment = Math.trunc(width / height) * this.direction;
      this.errorUp = width % height;
    }
    this.lines = height;
  }

  protected stepLine(): void {
    this.x += this.increment;
    this.error += this.errorUp;
    if (this.error > 0) {
      this.x += this.direction;
      this.error -= this.height;
    }
  }

  step(_y: number): void {
    this.stepLine();
  }
}

/** Counts the lines of a stroke: where the brush enters and leaves, the fills beside it have not begun or have ended. */
class Brush {
  private entry = 0;
  private exit: number;

  constructor(
    lines: number,
    private readonly extent: number,
  ) {
    this.exit = -lines - half(extent);
  }

  get hasSides(): boolean {
    return this.entry >= half(this.extent) && this.exit < 0;
  }

  /** What the fills beside the edge do after a step: begin, end, or go on. */
  step(edge: BalloonEdge): void {
    this.entry++;
    this.exit++;
    if (this.entry >= half(this.extent)) edge.hasSides = true;
    if (this.exit >= 0) edge.hasSides = false;
  }

  /** Lines since the end of the edge itself; negative before. */
  get beyond(): number {
    return this.exit + half(this.extent);
  }

  get entered(): number {
    return this.entry;
  }
}

export class WideLineEdge extends LineEdge {
  private brush!: Brush;

  constructor(p1: BalloonPoint, p2: BalloonPoint, depth: number, sides: Sides, stroke: Stroke) {
    super(p1, p2, depth, sides, stroke);
    this.width = stroke.width;
  }

  override begin(y: number): void {
    const extent = this.stroke!.width;
    const startX = this.x;
    this.beginAtTop();
    this.brush = new Brush(this.lines, extent);
    this.lines += extent;
    this.x = startX - half(extent);
    this.width = extent + Math.abs(this.increment);
    if (this.direction < 0) this.x += this.increment;
    this.hasSides = this.brush.hasSides;
    for (let line = this.y; line < y; line++) this.step(line);
    this.lines -= y - this.y;
  }

  override step(_y: number): void {
    const extent = this.stroke!.width;
    this.brush.step(this);
    const lastX = this.x;
    this.stepLine();
    if (this.brush.entered <= extent || this.brush.beyond >= 0) this.squareEnds(lastX, this.x);
  }

  /** Fills the whole of the brush where it begins and ends. */
  private squareEnds(lastX: number, nextX: number): void {
    const { direction, brush } = this;
    const deltaX = nextX - lastX;
    let { width } = this;
    if (brush.entered < this.stroke!.width) {
      if (direction < 0) width -= deltaX;
      else {
        width += deltaX;
        this.x = lastX;
      }
    }
    if (brush.beyond === 0) {
      if (direction > 0) width -= this.increment;
      else {
        width += this.increment;
        this.x = lastX;
      }
    }
    if (brush.beyond > 0) {
      if (direction < 0) {
        width += deltaX;
        this.x = lastX;
      } else width -= deltaX;
    }
    this.width = width;
  }
}

/** A point that runs along a curve, in 256ths of a sample. */
interface Runner {
  x: number;
  y: number;
  dx: number;
  dy: number;
  ddx: number;
  ddy: number;
}

/** The square of a fraction in 8.24 fixed point. */
function squared(value: number): number {
  const low = value & 0xffff;
  const high = (value >>> 16) & 255;
  return (((low * low) >>> 16) + low * high * 2 + ((high * high) << 16)) >>> 8;
}

/** Down to line `y`; the position in samples. */
function run(runner: Runner, y: number): number {
  const target = y * 256;
  // A curve that runs up again has come to its end.
  while (target > runner.y && runner.dy >= 0) {
    runner.x += (runner.dx + 0x8000) >> 16;
    runner.y += (runner.dy + 0x8000) >> 16;
    runner.dx = (runner.dx + runner.ddx) | 0;
    runner.dy = (runner.dy + runner.ddy) | 0;
  }
  return runner.x >> 8;
}

export class CurveEdge extends BalloonEdge {
  private readonly via: BalloonPoint;
  protected runner!: Runner;

  constructor(curve: Curve, depth: number, sides: Sides, stroke: Stroke | null = null) {
    const isDown = curve.end.y >= curve.start.y;
    const [upper, lower] = isDown ? [curve.start, curve.end] : [curve.end, curve.start];
    const up = stroke ? half(stroke.width) : 0;
    super(upper.x, upper.y - up, lower.x, lower.y - up, depth, sides, stroke);
    this.via = { x: curve.via.x, y: curve.via.y - up };
  }

  begin(y: number): void {
    if (y >= this.endY) {
      this.lines = 0;
      return;
    }
    this.beginAtTop();
    if (y === this.y) return;
    this.x = run(this.runner, y);
    this.lines -= y - this.y;
  }

  protected beginAtTop(): void {
    const { x, y, via, endX, endY } = this;
    this.lines = endY - y;
    const step = Math.trunc(0x1000000 / Math.max(2, this.lines * 2));
    const square = squared(step);
    const differences = (start: number, middle: number, end: number): [number, number] => {
      const second = Math.imul(start + end - middle * 2, square) * 2;
      return [(Math.imul((middle - start) * 2, step) + (second >> 1)) | 0, second | 0];
    };
    const [dx, ddx] = differences(x, via.x, endX);
    const [dy, ddy] = differences(y, via.y, endY);
    this.runner = { x: x * 256, y: y * 256, dx, dy, ddx, ddy };
  }

  step(y: number): void {
    this.x = run(this.runner, y);
  }
}

export class WideCurveEdge extends CurveEdge {
  private brush!: Brush;
  /** Runs along the other border of the stroke. */
  private other!: Runner;
  private finalX = 0;

  constructor(curve: Curve, depth: number, sides: Sides, stroke: Stroke) {
    super(curve, depth, sides, stroke);
    this.width = stroke.width;
  }

  override begin(y: number): void {
    const extent = this.stroke!.width;
    const offset = half(extent);
    this.beginAtTop();
    const { lines } = this;
    this.other = { ...this.runner };
    this.other.y += extent * 256;
    if (this.runner.dx < 0) {
      this.runner.x -= offset * 256;
      this.other.x += (extent - offset) * 256;
      this.finalX = this.endX - offset;
    } else {
      this.runner.x += offset * 256;
      this.other.x -= (extent - offset) * 256;
      this.finalX = this.endX - offset + extent;
    }
    if (lines === 0) this.runner.x = this.finalX * 256;
    this.lines = lines + extent;
    this.brush = new Brush(lines, extent);
    this.hasSides = this.brush.hasSides;
    this.spread();
    for (let line = this.y; line < y; line++) this.step(line);
    this.lines -= y - this.y;
  }

  override step(y: number): void {
    this.brush.step(this);
    if (this.brush.beyond < 0) run(this.runner, y);
    else this.runner.x = this.finalX * 256;
    run(this.other, y);
    this.spread();
  }

  /** From one border to the other, but not less than the brush. */
  private spread(): void {
    const [a, b] = [this.runner.x >> 8, this.other.x >> 8];
    this.x = Math.min(a, b);
    this.width = Math.max(Math.abs(a - b), this.stroke!.width);
  }
}
