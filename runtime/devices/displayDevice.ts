/** Pixels as BitBlt has them: 32-bit words, the leftmost pixel in the highest bits; each row starts a word. */
export interface DisplayForm {
  readonly bits: Uint32Array;
  readonly width: number;
  readonly height: number;
  /** Bits of a pixel: 1, 2, 4, 8, 16 or 32. */
  readonly depth: number;
}

/** The picture of the pointer: 16×16 pixels of one bit, or more of 32 bits. */
export interface CursorForm extends DisplayForm {
  /** Which pixels of `bits` count; undefined: those that are 1 (of one bit), or by their alpha. */
  readonly mask?: Uint32Array;
  /** The pixel that points, from the top left. */
  readonly hotSpotX: number;
  readonly hotSpotY: number;
}

/** A window on which an image shows its Display. All of it is one-way: nothing is answered. */
export interface DisplayDevice {
  /** Of the window, in pixels; it may change at any time, as users do. */
  readonly width: number;
  readonly height: number;
  /** The rectangle of `form` has changed; right and bottom are just outside. `form.bits` changes after the call. */
  show(form: DisplayForm, left: number, top: number, right: number, bottom: number): void;
  setCursor(cursor: CursorForm): void;
  setFullScreen(isFull: boolean): void;
  beep(): void;
}
