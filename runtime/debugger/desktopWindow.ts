// One image's window, shown in a panel somewhere else: what was drawn goes there frame by frame, as fast as it is taken.
import type { CursorForm, DisplayDevice, DisplayForm } from '../devices/displayDevice';
import { changedAreas, copyPixels } from '../graphics/changedAreas';
import { cursorPixels } from '../graphics/cursorPixels';
import { DamageList } from '../graphics/damageList';
import { drawOpaque, newRgbaPixels, type RgbaPixels } from '../graphics/displayPixels';
import type { PixelRectangle } from '../graphics/pixelForm';
import type { DesktopEvent, PixelArea } from './desktop';

const frameIntervalMs = 1000 / 60;
/** Frames that may be under way: one is shown while the next one travels. */
const mostUnderWay = 2;

export class DesktopWindow implements DisplayDevice {
  private form: DisplayForm | undefined;
  private cursor: CursorForm | undefined;
  /** What the panel should show; absent while nobody looks. */
  private screen: RgbaPixels | undefined;
  /** What it does show once it has all frames. */
  private sent: RgbaPixels | undefined;
  private readonly damage = new DamageList();
  private lastFrame = 0;
  private lastTaken = 0;
  private sentAtMs = -Infinity;

  constructor(
    private readonly image: number,
    public width: number,
    public height: number,
    private readonly tell: (event: DesktopEvent) => void,
  ) {}

  /** Someone looks from now on: all of it is damaged. */
  open(): void {
    this.screen = undefined;
    this.lastTaken = this.lastFrame;
    if (this.form) this.beginScreen(this.form);
    else this.screen = this.sent = newRgbaPixels(0, 0);
    if (this.cursor) this.tellCursor(this.cursor);
  }

  close(): void {
    this.screen = this.sent = undefined;
    this.damage.take();
  }

  /** Everything up to `frame` was shown. */
  acknowledge(frame: number): void {
    this.lastTaken = Math.max(this.lastTaken, Math.min(frame, this.lastFrame));
  }

  /** When the next frame may go, Infinity if there is none, or as long as the others were not taken. */
  get frameDueMs(): number {
    const mayGo = !this.damage.isEmpty && this.lastFrame - this.lastTaken < mostUnderWay;
    return mayGo ? this.sentAtMs + frameIntervalMs : Infinity;
  }

  /** Sends what has changed, all in one frame. */
  sendFrame(nowMs: number): void {
    const { image, screen, sent } = this;
    if (!screen || !sent) return;
    this.sentAtMs = nowMs;
    const changed = this.damage.take().flatMap((area) => {
      const found = changedAreas(screen, sent, area);
      for (const each of found) copyPixels(screen, sent, each);
      return found;
    });
    // Drawn again as it was.
    if (changed.length === 0) return;
    const areas = changed.map(areaOf);
    const pixels = copyAreas(screen, areas);
    const { width, height } = screen;
    this.tell({ kind: 'display', image, frame: ++this.lastFrame, width, height, areas, pixels });
  }

  // Drawn at once: later the image may be in the middle of its next picture.
  show(form: DisplayForm, left: number, top: number, right: number, bottom: number): void {
    this.form = form;
    const { screen } = this;
    if (!screen) return;
    if (screen.width !== form.width || screen.height !== form.height) {
      this.beginScreen(form);
      return;
    }
    const area = {
      left: Math.max(0, left),
      top: Math.max(0, top),
      right: Math.min(form.width, right),
      bottom: Math.min(form.height, bottom),
    };
    drawOpaque(form, area, screen);
    this.damage.add(area);
  }

  private beginScreen(form: DisplayForm): void {
    const { width, height } = form;
    this.screen = newRgbaPixels(width, height);
    // Of no colour yet: all differs.
    this.sent = newRgbaPixels(width, height);
    this.damage.take();
    const all = { left: 0, top: 0, right: width, bottom: height };
    drawOpaque(form, all, this.screen);
    this.damage.add(all);
  }

  setCursor(cursor: CursorForm): void {
    // The image may draw the next cursor in the same Form.
    this.cursor = { ...cursor, bits: cursor.bits.slice(), mask: cursor.mask?.slice() };
    if (this.screen) this.tellCursor(this.cursor);
  }

  private tellCursor(cursor: CursorForm): void {
    const { width, height, bytes } = cursorPixels(cursor);
    const { hotSpotX, hotSpotY } = cursor;
    const pixels = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.tell({ kind: 'cursor', image: this.image, width, height, hotSpotX, hotSpotY, pixels });
  }

  /** A panel is as large as the user has made it. */
  setFullScreen(_isFull: boolean): void {
    return;
  }

  beep(): void {
    if (this.screen) this.tell({ kind: 'beep', image: this.image });
  }
}

function areaOf({ left, top, right, bottom }: PixelRectangle): PixelArea {
  return { left, top, width: right - left, height: bottom - top };
}

function copyAreas(screen: RgbaPixels, areas: readonly PixelArea[]): Uint8Array {
  const count = areas.reduce((sum, { width, height }) => sum + width * height, 0);
  const pixels = new Uint8Array(count * 4);
  let to = 0;
  for (const { left, top, width, height } of areas)
    for (let y = top; y < top + height; y++) {
      const from = (y * screen.width + left) * 4;
      pixels.set(screen.bytes.subarray(from, from + width * 4), to);
      to += width * 4;
    }
  return pixels;
}
