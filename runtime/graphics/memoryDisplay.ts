// A screen in memory: keeps what an image shows as a screen would, for pictures, tests and windows elsewhere.
import type { CursorForm, DisplayDevice, DisplayForm } from '../devices/displayDevice';
import { drawOpaque, newRgbaPixels, type RgbaPixels } from './displayPixels';
import { union } from './lines';
import type { PixelRectangle } from './pixelForm';

export class MemoryDisplay implements DisplayDevice {
  private pixels: RgbaPixels;
  private form: DisplayForm | undefined;
  private damage: PixelRectangle | undefined;
  /** How often an image has shown something. */
  shows = 0;
  cursor: CursorForm | undefined;
  isFullScreen = false;
  beeps = 0;

  /** Black until something is shown. `onDamage` is told of the first damage after each `flush`. */
  constructor(
    width: number,
    height: number,
    private readonly onDamage: () => void = () => undefined,
  ) {
    this.pixels = newRgbaPixels(width, height);
  }

  get width(): number {
    return this.pixels.width;
  }

  get height(): number {
    return this.pixels.height;
  }

  /** As a user changes a window: what was shown is lost until the image shows it again. */
  resize(width: number, height: number): void {
    this.pixels = newRgbaPixels(width, height);
    this.damage = undefined;
  }

  show(form: DisplayForm, left: number, top: number, right: number, bottom: number): void {
    this.shows++;
    // What was shown of another Form has to be drawn while that is as it was.
    if (this.form !== undefined && this.form.bits !== form.bits) this.flush();
    this.form = form;
    const isFirst = this.damage === undefined;
    const area = { left, top, right, bottom };
    this.damage = this.damage === undefined ? area : union(this.damage, area);
    if (isFirst) this.onDamage();
  }

  /** Draws what was shown since the last time. Answers where the picture has changed, or undefined if nowhere. */
  flush(): PixelRectangle | undefined {
    const { form, damage } = this;
    if (form === undefined || damage === undefined) return undefined;
    this.damage = undefined;
    drawOpaque(form, damage, this.pixels);
    return damage;
  }

  /** What a screen would show now. */
  picture(): RgbaPixels {
    this.flush();
    return this.pixels;
  }

  setCursor(cursor: CursorForm): void {
    // The Form's bits change when the image draws another cursor in it.
    this.cursor = { ...cursor, bits: cursor.bits.slice(), mask: cursor.mask?.slice() };
  }

  setFullScreen(isFull: boolean): void {
    this.isFullScreen = isFull;
  }

  beep(): void {
    this.beeps++;
  }
}
