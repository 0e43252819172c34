// What a desktop's view and the extension say to each other.

/** How pixels of the image become those of the screen: each as a square of whole ones, or smoothly at the usual size. */
export type Scaling = 'integer' | 'smooth';

export interface DesktopSettings {
  readonly scaling: Scaling;
  /** Whether the image's window is as large as the panel; else it keeps its size, and there are scroll bars. */
  readonly followsPanel: boolean;
}

/** Compressed as RFC 1950 (zlib) says: red, green, blue, alpha, a byte each. */
type Packed = Uint8Array<ArrayBuffer>;

export type ToDesktop =
  | ({ readonly kind: 'settings' } & DesktopSettings)
  /** Shown from now on; its frames follow. */
  | { readonly kind: 'attached'; readonly name: string; readonly takesInput: boolean }
  /** What was shown stays, under these words. */
  | { readonly kind: 'detached'; readonly words: string }
  | {
      readonly kind: 'frame';
      readonly frame: number;
      readonly width: number;
      readonly height: number;
      /** Left, top, width, height of what has changed. */
      readonly areas: readonly (readonly [number, number, number, number])[];
      readonly pixels: Packed;
    }
  | {
      readonly kind: 'cursor';
      readonly width: number;
      readonly height: number;
      readonly hotSpotX: number;
      readonly hotSpotY: number;
      readonly pixels: Packed;
    }
  | { readonly kind: 'beep' };

export type FromDesktop =
  | { readonly kind: 'ready' }
  /** All up to `frame` is drawn. */
  | { readonly kind: 'drawn'; readonly frame: number }
  /** See `archipelago/desktopInput`. */
  | {
      readonly kind: 'input';
      readonly events: number[][];
      /** The image may be about to paste. */
      readonly needsClipboard: boolean;
    }
  /** The user wants the keyboard back. */
  | { readonly kind: 'left' }
  /** In pixels of the image. */
  | { readonly kind: 'resized'; readonly width: number; readonly height: number };
