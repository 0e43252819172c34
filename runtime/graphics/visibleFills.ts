// The fills that lie over each other at one place of a line, with the place up to which each goes.

interface Layer {
  readonly fill: number;
  readonly depth: number;
  right: number;
}

/** Which of two layers is on top: the deeper number, then the lesser fill. */
function covers(a: Layer, b: Layer): boolean {
  return a.depth !== b.depth ? a.depth > b.depth : a.fill < b.fill;
}

const farRight = 999999999;

export class VisibleFills {
  private readonly layers: Layer[] = [];
  private topmost: Layer | undefined;

  clear(): void {
    this.layers.length = 0;
    this.topmost = undefined;
  }

  /** 0 if nothing is there. */
  get top(): number {
    return this.topmost?.fill ?? 0;
  }

  /** Where the topmost ends. */
  get topRight(): number {
    return this.topmost?.right ?? farRight;
  }

  /** Shows a layer or, if it is there, takes it away. */
  toggle(fill: number, depth: number, right: number): void {
    const at = this.indexOf(fill, depth);
    if (at < 0) this.show({ fill, depth, right });
    else this.hide(at);
  }

  /** Shows a layer or lets it go on to `right`. */
  extend(fill: number, depth: number, right: number): void {
    const layer = this.layers[this.indexOf(fill, depth)];
    if (!layer) this.show({ fill, depth, right });
    else layer.right = Math.max(layer.right, right);
  }

  /** Takes layers away from the top as long as they end there. */
  hideUpTo(x: number): void {
    while (this.topmost && this.topmost.right <= x) this.hide(this.layers.indexOf(this.topmost));
  }

  private indexOf(fill: number, depth: number): number {
    return this.layers.findIndex((layer) => layer.fill === fill && layer.depth === depth);
  }

  private show(layer: Layer): void {
    this.layers.push(layer);
    if (!this.topmost || covers(layer, this.topmost)) this.topmost = layer;
  }

  private hide(at: number): void {
    const [hidden] = this.layers.splice(at, 1);
    if (hidden !== this.topmost) return;
    this.topmost = this.layers.reduce<Layer | undefined>(
      (top, layer) => (!top || covers(layer, top) ? layer : top),
      undefined,
    );
  }
}
