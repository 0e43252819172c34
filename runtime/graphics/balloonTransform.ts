// How Balloon maps points, widths and colours before it takes them in: single-precision matrices, results truncated.

export interface BalloonPoint {
  readonly x: number;
  readonly y: number;
}

/** Colours are 32-bit words, alpha in the highest byte; other words are numbers of fills. */
export function isColor(fill: number): boolean {
  return fill >>> 24 !== 0;
}

const clamped = (v: number): number => Math.max(0, Math.min(255, Math.trunc(v)));

function packed(r: number, g: number, b: number, a: number): number {
  return ((a << 24) | (r << 16) | (g << 8) | b) >>> 0;
}

export class BalloonTransform {
  offsetX = 0;
  offsetY = 0;
  private matrix: Float32Array | null = null;
  private colors: Float32Array | null = null;

  /** Six numbers, row by row; null for none. The offset is part of it from now on. */
  setMatrix(matrix: ArrayLike<number> | null): void {
    this.matrix = matrix && Float32Array.from(matrix);
    if (!this.matrix) return;
    this.matrix[2] += this.offsetX;
    this.matrix[5] += this.offsetY;
  }

  /** Factor and summand of red, green, blue and alpha, the summands as parts of 1; null for none. */
  setColors(colors: ArrayLike<number> | null): void {
    this.colors = colors && Float32Array.from(colors);
    if (this.colors) for (let i = 1; i < 8; i += 2) this.colors[i] *= 256;
  }

  get changesColors(): boolean {
    return this.colors !== null;
  }

  /** In samples. */
  point({ x, y }: BalloonPoint, level: number): BalloonPoint {
    const m = this.matrix;
    if (!m) return { x: (x + this.offsetX) * level, y: (y + this.offsetY) * level };
    return {
      x: ((m[0] * x + m[1] * y + m[2]) * level) | 0,
      y: ((m[3] * x + m[4] * y + m[5]) * level) | 0,
    };
  }

  /** The smaller of what it becomes in either direction; at least 1 unless it is 0. */
  width(width: number, level: number): number {
    if (width === 0) return 0;
    const origin = this.point({ x: 0, y: 0 }, level);
    const length = (to: BalloonPoint): number => {
      const end = this.point(to, level);
      return (Math.trunc(Math.sqrt((end.x - origin.x) ** 2 + (end.y - origin.y) ** 2)) + 128) >> 8;
    };
    return Math.min(length({ x: width * 256, y: 0 }), length({ x: 0, y: width * 256 })) || 1;
  }

  /** Colours of shapes have their components multiplied by alpha already; 0 stands for transparent. */
  color(color: number): number {
    let [r, g, b, a] = [(color >>> 16) & 255, (color >>> 8) & 255, color & 255, color >>> 24];
    const t = this.colors;
    if (t && a !== 0) {
      const scale = (a * t[6] + t[7]) / a;
      r = clamped((r * t[0] + t[1]) * scale);
      g = clamped((g * t[2] + t[3]) * scale);
      b = clamped((b * t[4] + t[5]) * scale);
      a = clamped(a * scale);
    }
    return a < 1 ? 0 : packed(r, g, b, a);
  }

  /** Pixels of a bitmap; nearly transparent ones become 0. */
  pixel(color: number): number {
    const t = this.colors;
    if (!t) return color >>> 0;
    const a = clamped((color >>> 24) * t[6] + t[7]);
    if (a < 16) return 0;
    const component = (at: number, i: number): number => clamped(((color >>> at) & 255) * t[i] + t[i + 1]);
    return packed(component(16, 0), component(8, 2), component(0, 4), a);
  }
}
