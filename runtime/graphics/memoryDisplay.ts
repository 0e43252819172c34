// A screen in memory: keeps what an image shows as a screen would, for pictures, tests and windows elsewhere.
import type { CursorForm, DisplayDevice, DisplayForm } from '../devices/displayDevice';
import { drawOpaque, newRgbaPixels, type RgbaPixels } from './displayPixels';
import { union } from './lines';
import type { PixelRectangle } from './pixelForm';

export class MemoryDisplay implements DisplayDevice {
  private pixels: RgbaPixels;
  private damage: PixelRectangle | undefined;
  /** How often an image has shown something. */
  shows = 0;
  cursor: CursorForm | undefined;
  isFullScreen = false;
  beeps = 0;

  /** Black until something is shown. `onDamage` is told of the first damage after each `takeDamage`. */
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

  // Drawn at once: images show what they then take off their Display again.
  show(form: DisplayForm, left: number, top: number, right: number, bottom: number): void {
    this.shows++;
    const area = { left, top, right, bottom };
    drawOpaque(form, area, this.pixels);
    const isFirst = this.damage === undefined;
    this.damage = this.damage === undefined ? area : union(this.damage, area);
    if (isFirst) this.onDamage();
  }

  /** Where the picture has changed since the last time, or undefined if nowhere. */
  takeDamage(): PixelRectangle | undefined {
    const { damage } = this;
    this.damage = undefined;
    return damage;
  }

  /** What a screen would show now; it changes as the image goes on. */
  picture(): RgbaPixels {
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
