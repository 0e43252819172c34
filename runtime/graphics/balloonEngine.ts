// Balloon: fills shapes between edges, one line of samples after the other (Squeak's B2DPlugin). Edges that begin are
// taken from a sorted list into the active ones; what lies on top between two of them fills the span.
import { piecesOf } from './balloonCurves';
import {
  CurveEdge,
  LineEdge,
  WideCurveEdge,
  WideLineEdge,
  type BalloonEdge,
  type Sides,
  type Stroke,
} from './balloonEdges';
import type { BalloonFill } from './balloonFills';
import { BalloonSpan } from './balloonSpan';
import { BalloonTransform, isColor, type BalloonPoint } from './balloonTransform';
import { VisibleFills } from './visibleFills';

/** Why the engine did not go on, by the plugin's numbers. */
export const enum StopReason {
  None = 0,
  BadState = 2,
  /** Something transparent is to come over what was not displayed yet. */
  NeedFlush = 3,
}

type Phase = 'building' | 'rendering' | 'completed';

export interface Clip {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Takes the pixels from `left` up to `right` of a finished line `y`. */
export type ShowSpan = (left: number, right: number, y: number) => void;

/** Thrown by a shape that can't be added now; nothing of it is left. */
export class BalloonStopped extends Error {}

const farRight = 999999999;
/** Fills are numbered as if each took that much of the plugin's memory; 0 is none. */
const fillStep = 4;

export class BalloonEngine {
  readonly span = new BalloonSpan();
  readonly transform = new BalloonTransform();
  clip: Clip = { left: 0, top: 0, right: 0, bottom: 0 };
  /** Of the shapes to come: greater ones cover smaller ones. */
  depth = 0;
  needsFlush = false;
  stopReason = StopReason.None;
  private phase: Phase = 'building';
  private readonly edges: BalloonEdge[] = [];
  private readonly fills = new Map<number, BalloonFill>();
  /** Edges still to begin, uppermost and leftmost first, from `next` on. */
  private pending: BalloonEdge[] = [];
  private next = 0;
  private active: BalloonEdge[] = [];
  private readonly visible = new VisibleFills();
  private y = 0;
  private sampleClip: Clip = this.clip;

  get isBuilding(): boolean {
    return this.phase === 'building';
  }

  get isFinished(): boolean {
    return this.phase === 'completed';
  }

  get level(): number {
    return this.span.level;
  }

  /** The number by which shapes name it. */
  addFill(fill: BalloonFill): number {
    const number = (this.fills.size + 1) * fillStep;
    this.fills.set(number, fill);
    return number;
  }

  isFill(fill: number): boolean {
    return fill === 0 || isColor(fill) || this.fills.has(fill);
  }

  /** The fill as it is drawn. Throws BalloonStopped if it needs what was added before to be displayed. */
  fillOf(fill: number): number {
    if (fill !== 0 && !isColor(fill)) return fill;
    const color = this.transform.color(fill);
    if (color !== 0 && color >>> 24 < 255 && this.needsFlush) {
      this.stopReason = StopReason.NeedFlush;
      throw new BalloonStopped();
    }
    return color;
  }

  /** The colours of a gradient as they are drawn. */
  rampOf(colors: Uint32Array): Uint32Array {
    return this.transform.changesColors ? colors.map((color) => this.fillOf(color)) : colors.slice();
  }

  widthOf(width: number): number {
    return this.transform.width(width, this.level);
  }

  toSamples(point: BalloonPoint): BalloonPoint {
    return this.transform.point(point, this.level);
  }

  /** From sample to sample. */
  addLine(from: BalloonPoint, to: BalloonPoint, sides: Sides, stroke: Stroke): void {
    this.edges.push(
      isDrawn(stroke)
        ? new WideLineEdge(from, to, this.depth, sides, stroke)
        : new LineEdge(from, to, this.depth, sides),
    );
  }

  addCurve(start: BalloonPoint, via: BalloonPoint, end: BalloonPoint, sides: Sides, stroke: Stroke): void {
    const pieces = piecesOf({ start, via, end }, isDrawn(stroke));
    for (const piece of pieces.reverse())
      this.edges.push(
        isDrawn(stroke)
          ? new WideCurveEdge(piece, this.depth, sides, stroke)
          : new CurveEdge(piece, this.depth, sides),
      );
  }

  /** Sorts the edges and clears the span, whose pixels were given before. */
  beginRendering(): void {
    const { clip, span } = this;
    clip.left = Math.max(0, clip.left);
    clip.right = Math.min(span.size, clip.right);
    const samples = (v: number): number => v << span.shift;
    const area = (this.sampleClip = {
      left: samples(clip.left),
      top: samples(clip.top),
      right: samples(clip.right),
      bottom: samples(clip.bottom),
    });
    this.pending = this.edges.filter((edge) => isWithin(edge, area));
    this.pending.sort((a, b) => a.y - b.y || a.x - b.x);
    this.next = 0;
    this.active = [];
    this.phase = 'rendering';
    if (this.pending.length === 0) {
      this.y = area.bottom;
      return;
    }
    this.y = Math.max(area.top, this.pending[0].y);
    span.clearAll();
  }

  /** Renders to the end. */
  renderAll(show: ShowSpan): void {
    while (!this.isFinished) this.renderLine(show);
  }

  /** Renders one line of samples. */
  renderLine(show: ShowSpan): void {
    if (this.phase === 'building') this.beginRendering();
    if (this.isFinished) return;
    this.addEdges();
    if (this.isInPixel(0)) this.span.clear();
    this.fillLine();
    if (this.isInPixel(this.level - 1)) {
      this.showSpan(show);
      const isOver = this.next >= this.pending.length && this.active.length === 0;
      if (isOver || this.y >= this.sampleClip.bottom) {
        this.abort();
        return;
      }
    }
    this.y++;
    this.updateEdges();
  }

  /** Nothing more is rendered. */
  abort(): void {
    this.phase = 'completed';
  }

  /** Whether the line is that one of the lines of a pixel. */
  private isInPixel(line: number): boolean {
    return (this.y & (this.level - 1)) === line;
  }

  private showSpan(show: ShowSpan): void {
    const { span, clip } = this;
    const left = Math.max(clip.left, span.start >> span.shift);
    const right = Math.min(clip.right, (span.end + span.level - 1) >> span.shift);
    const y = this.y >> span.shift;
    if (y < clip.top || y >= clip.bottom || right < clip.left || left >= clip.right) return;
    show(left, right, y);
  }

  private addEdges(): void {
    for (; this.next < this.pending.length; this.next++) {
      const edge = this.pending[this.next];
      if (edge.y > this.y) return;
      edge.begin(this.y);
      if (edge.lines > 0) this.activate(edge);
    }
  }

  private activate(edge: BalloonEdge): void {
    const { active } = this;
    let at = 0;
    while (at < active.length && active[at].x < edge.x) at++;
    while (at < active.length && active[at].x === edge.x && sortsBefore(active[at], edge)) at++;
    active.splice(at, 0, edge);
  }

  private updateEdges(): void {
    const { active } = this;
    for (let i = 0; i < active.length;) {
      const edge = active[i];
      edge.lines--;
      if (edge.lines === 0) {
        active.splice(i, 1);
        continue;
      }
      edge.step(this.y);
      let at = i;
      for (; at > 0 && active[at - 1].x > edge.x; at--) active[at] = active[at - 1];
      active[at] = edge;
      i++;
    }
  }

  private fillLine(): void {
    const { active, visible, sampleClip, span } = this;
    visible.clear();
    let right = sampleClip.right;
    for (let i = 0; i < active.length; i++) {
      const edge = active[i];
      const left = (right = edge.x);
      if (left >= sampleClip.right) break;
      visible.hideUpTo(left);
      if (edge.stroke) {
        visible.extend(edge.stroke.fill, edge.depth * 2 + 1, left + edge.width);
        visible.hideUpTo(left);
      }
      if (edge.hasSides) this.toggle(edge);
      if (i + 1 === active.length) break;
      right = active[i + 1].x;
      if (right >= sampleClip.left) this.fillBetween(left, right);
    }
    if (right < sampleClip.right) this.fillBetween(right, sampleClip.right);
    span.filledTo = 0;
  }

  private toggle({ sides, depth, x }: BalloonEdge): void {
    if (sides.left !== 0) this.visible.toggle(sides.left, depth * 2, farRight);
    if (sides.right !== 0) this.visible.toggle(sides.right, depth * 2, farRight);
    this.visible.hideUpTo(x);
  }

  /** Each stretch with what lies on top there; strokes end between edges. */
  private fillBetween(left: number, right: number): void {
    const { visible } = this;
    let from = left;
    for (let to = visible.topRight; to < right; from = to, to = visible.topRight) {
      this.fillSpan(visible.top, from, to);
      visible.hideUpTo(to);
    }
    this.fillSpan(visible.top, from, right);
  }

  private fillSpan(fill: number, left: number, right: number): void {
    if (fill === 0) return;
    const { span, sampleClip } = this;
    const from = Math.max(left, span.filledTo, sampleClip.left);
    const to = Math.min(right, span.size << span.shift, sampleClip.right);
    span.start = Math.min(span.start, from);
    span.end = Math.max(span.end, to);
    span.filledTo = Math.max(span.filledTo, to);
    if (from >= to) return;
    if (isColor(fill)) span.fillColor(fill, from, to);
    else this.fills.get(fill)?.fill(span, from, to, this.y);
  }
}

function isDrawn({ width, fill }: Stroke): boolean {
  return width !== 0 && fill !== 0;
}

/** Whether it can be seen; what lies to the left still changes what is filled. */
function isWithin(edge: BalloonEdge, area: Clip): boolean {
  const width = edge.stroke?.width ?? 0;
  if (edge.y >= area.bottom || edge.endY + width < area.top) return false;
  return edge.x - width < area.right || edge.endX - width < area.right;
}

function sortsBefore(a: BalloonEdge, b: BalloonEdge): boolean {
  return a.y !== b.y ? a.y < b.y : a.x < b.x;
}
