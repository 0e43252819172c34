// The display of an image that an object of another image has: parts of the picture go there as messages, each after the
// one before was answered, so that a slow driver sees fewer of them.
import type { CursorForm, DisplayDevice, DisplayForm } from '../devices/displayDevice';
import { partBytes } from '../devices/displayParts';
import { DamageList } from '../graphics/damageList';
import type { PixelRectangle } from '../graphics/pixelForm';
import type { Value } from '../object-memory/objects';
import type { Ref } from '../object-memory/ref';
import type { Vat } from '../remote/vat';

/** Parts are not sent more often than this. */
const intervalMs = 1000 / 30;

export class DriverDisplay implements DisplayDevice {
  private form: DisplayForm | null = null;
  private readonly damage = new DamageList();
  /** What else was asked for since the last time, at most one of a kind. */
  private readonly wishes = new Map<string, readonly Value[]>();
  private unanswered = 0;
  private sentAtMs = -Infinity;

  constructor(
    private readonly vat: Vat,
    private readonly driver: Ref,
    /** Of the window that the image was saved with. */
    readonly width: number,
    readonly height: number,
  ) {}

  show(form: DisplayForm, left: number, top: number, right: number, bottom: number): void {
    if (this.form?.width !== form.width || this.form.height !== form.height) this.damage.take();
    this.form = form;
    this.damage.add({
      left: Math.max(0, left),
      top: Math.max(0, top),
      right: Math.min(form.width, right),
      bottom: Math.min(form.height, bottom),
    });
  }

  /** When `send` has something to do, Infinity if it has not. */
  get dueMs(): number {
    const isIdle = this.unanswered > 0 || (this.damage.isEmpty && this.wishes.size === 0);
    return isIdle ? Infinity : this.sentAtMs + intervalMs;
  }

  /** Sends what has come together since the last time. Not to be called while the image runs. */
  send(nowMs: number): void {
    this.sentAtMs = nowMs;
    for (const [selector, args] of this.wishes) this.ask(selector, args);
    this.wishes.clear();
    if (this.form) for (const area of this.damage.take()) this.sendPart(this.form, area);
  }

  private sendPart(form: DisplayForm, area: PixelRectangle): void {
    const { left, top, right, bottom } = area;
    const { width, height, depth } = form;
    const bytes = this.vat.memory.kernel.bytes(partBytes(form, area));
    this.ask('show:depth:left:top:right:bottom:of:by:', [
      bytes,
      depth,
      left,
      top,
      right,
      bottom,
      width,
      height,
    ]);
  }

  private ask(selector: string, args: readonly Value[]): void {
    this.unanswered++;
    // However busy the image is: what it has drawn is seen meanwhile.
    this.vat.perform(this.driver, selector, args, () => this.unanswered--, this.vat.urgentPriority);
  }

  setCursor({ bits, width, height, depth, mask, hotSpotX, hotSpotY }: CursorForm): void {
    const { kernel } = this.vat.memory;
    const whole = { left: 0, top: 0, right: width, bottom: height };
    const bytesOf = (words: Uint32Array): Value =>
      kernel.bytes(partBytes({ bits: words, width, height, depth }, whole));
    const shape = [bytesOf(bits), width, height, depth, mask ? bytesOf(mask) : kernel.nil];
    this.wishes.set('setCursor:width:height:depth:mask:hotSpotX:y:', [...shape, hotSpotX, hotSpotY]);
  }

  setFullScreen(isFull: boolean): void {
    this.wishes.set('setFullScreen:', [this.vat.memory.kernel.boolean(isFull)]);
  }

  beep(): void {
    this.wishes.set('beep', []);
  }
}
