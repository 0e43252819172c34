// The desktops of images, as RuntimeDebugger shows them to panels: plain data that crosses threads.
import type { ImageNumber } from './runtimeDebugger';

/** An image whose Display the host shows. Sizes are in pixels of the image. */
export interface DesktopInfo {
  readonly image: ImageNumber;
  readonly name: string;
  /** Of its window: what it is told when it asks for the size of its screen. */
  readonly width: number;
  readonly height: number;
  /** Whether it was granted the user's mouse and keyboard, and the clipboard. */
  readonly takesInput: boolean;
  readonly sharesClipboard: boolean;
}

export interface PixelArea {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * What the user did, as Squeak's events have it without their time stamp and window: type, then up to five values (see
 * `InputEvent`). Wheel events count 120 a notch, up and right positive.
 */
export type UserInput = readonly number[];

/** Told of desktops that are open. */
export type DesktopEvent =
  | {
      readonly kind: 'display';
      readonly image: ImageNumber;
      /** Counts up; given to `acknowledgeFrame` when it was shown. */
      readonly frame: number;
      /** Of the whole Display, which may be larger or smaller than its window. */
      readonly width: number;
      readonly height: number;
      /** What has changed, and its pixels: red, green, blue, alpha, row by row, area by area. */
      readonly areas: readonly PixelArea[];
      readonly pixels: Uint8Array;
    }
  | {
      readonly kind: 'cursor';
      readonly image: ImageNumber;
      readonly width: number;
      readonly height: number;
      /** The pixel that points. */
      readonly hotSpotX: number;
      readonly hotSpotY: number;
      readonly pixels: Uint8Array;
    }
  /** The image cut or copied a text. */
  | { readonly kind: 'clipboard'; readonly image: ImageNumber; readonly text: string }
  | { readonly kind: 'beep'; readonly image: ImageNumber };

/** All calls reject with a DebuggerError where the image has no desktop. */
export interface DesktopDebugger {
  desktops(): Promise<readonly DesktopInfo[]>;
  /** From now on its events come, the whole Display first. Opened again, all is sent again. */
  openDesktop(image: ImageNumber): Promise<DesktopInfo>;
  /** It goes on without being looked at. */
  closeDesktop(image: ImageNumber): Promise<void>;
  /** The user has made its window larger or smaller. */
  resizeDesktop(image: ImageNumber, width: number, height: number): Promise<void>;
  /** All up to `frame` is on the screen: there is room for others. */
  acknowledgeFrame(image: ImageNumber, frame: number): Promise<void>;
  sendInput(image: ImageNumber, events: readonly UserInput[]): Promise<void>;
  /** What the host's clipboard has, for an image that shares it. */
  offerClipboard(image: ImageNumber, text: string): Promise<void>;
}
