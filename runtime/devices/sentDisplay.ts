import type { CursorForm, DisplayDevice, DisplayForm } from './displayDevice';
import { partBytes, type PartBounds } from './displayParts';
import type { Plain } from './plain';

/** Sends an operation of a display (see deviceOperations.ts) to whoever has it. Nothing is answered. */
export type SendOperation = (selector: string, args: readonly Plain[]) => void;

/** A display that somebody else has: what is shown is sent there, at `flush` and once for all since the last. */
export class SentDisplay implements DisplayDevice {
  private form: DisplayForm | undefined;
  private damage: PartBounds | undefined;

  constructor(
    public width: number,
    public height: number,
    private readonly send: SendOperation,
    /** Told of the first damage after each `flush`. */
    private readonly onDamage: () => void = () => undefined,
  ) {}

  show(form: DisplayForm, left: number, top: number, right: number, bottom: number): void {
    if (this.form && this.form.bits !== form.bits) this.flush();
    const { damage } = this;
    this.form = form;
    this.damage = {
      left: Math.min(left, damage?.left ?? left),
      top: Math.min(top, damage?.top ?? top),
      right: Math.max(right, damage?.right ?? right),
      bottom: Math.max(bottom, damage?.bottom ?? bottom),
    };
    if (!damage) this.onDamage();
  }

  flush(): void {
    const { form, damage } = this;
    this.damage = undefined;
    if (!form || !damage) return;
    const { left, top, right, bottom } = damage;
    const args = [form.depth, left, top, right, bottom, form.width, form.height];
    this.send('show:depth:left:top:right:bottom:of:by:', [partBytes(form, damage), ...args]);
  }

  setCursor(cursor: CursorForm): void {
    const { width, height, depth, hotSpotX, hotSpotY, mask } = cursor;
    const bytesOf = (bits: Uint32Array): Uint8Array =>
      partBytes({ bits, width, height, depth }, { left: 0, top: 0, right: width, bottom: height });
    this.send('setCursor:width:height:depth:mask:hotSpotX:y:', [
      bytesOf(cursor.bits),
      ...[width, height, depth],
      mask ? bytesOf(mask) : null,
      ...[hotSpotX, hotSpotY],
    ]);
  }

  setFullScreen(isFull: boolean): void {
    this.send('setFullScreen:', [isFull]);
  }

  beep(): void {
    this.send('beep', []);
  }
}
