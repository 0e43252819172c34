// Draws frames on the canvas, one after the other, and the image's cursor over it.
import type { ToDesktop } from './desktopMessages';

type Frame = Extract<ToDesktop, { kind: 'frame' }>;
type Cursor = Extract<ToDesktop, { kind: 'cursor' }>;

export class DesktopScreen {
  private readonly context: CanvasRenderingContext2D;
  /** Frames are unpacked in any order and drawn in theirs. */
  private tail: Promise<void> = Promise.resolve();

  constructor(
    private readonly canvas: HTMLCanvasElement,
    /** The Display has another size. */
    private readonly onResize: () => void,
  ) {
    this.context = canvas.getContext('2d', { alpha: false })!;
  }

  /** Draws a frame after those before it; `done` is called when it is drawn. */
  draw(frame: Frame, done: () => void): void {
    const unpacked = inflate(frame.pixels);
    this.tail = this.tail.then(async () => {
      this.put(frame, await unpacked);
      done();
    });
  }

  private put({ width, height, areas, frame }: Frame, pixels: Uint8ClampedArray<ArrayBuffer>): void {
    const { canvas } = this;
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
      this.onResize();
    }
    let start = 0;
    for (const [left, top, areaWidth, areaHeight] of areas) {
      const end = start + areaWidth * areaHeight * 4;
      const data = new ImageData(pixels.subarray(start, end), areaWidth, areaHeight);
      this.context.putImageData(data, left, top);
      start = end;
    }
    canvas.dataset.frame = String(frame);
  }

  setCursor(cursor: Cursor): void {
    const { width, height, hotSpotX, hotSpotY } = cursor;
    const unpacked = inflate(cursor.pixels);
    this.tail = this.tail.then(async () => {
      const picture = document.createElement('canvas');
      picture.width = width;
      picture.height = height;
      picture.getContext('2d')!.putImageData(new ImageData(await unpacked, width, height), 0, 0);
      this.canvas.style.cursor = `url(${picture.toDataURL()}) ${hotSpotX} ${hotSpotY}, default`;
    });
  }
}

async function inflate(packed: Uint8Array<ArrayBuffer>): Promise<Uint8ClampedArray<ArrayBuffer>> {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Uint8ClampedArray(await new Response(stream).arrayBuffer());
}
