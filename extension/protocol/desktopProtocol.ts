// What the debug adapter and the extension say to each other of desktops: an image's Display and what the user does there.

/** An image with a desktop. Sizes are in pixels of the image. */
export interface DesktopRow {
  image: number;
  name: string;
  /** Of its window. */
  width: number;
  height: number;
  takesInput: boolean;
  sharesClipboard: boolean;
}

export interface DesktopRequests {
  'archipelago/desktops': { arguments: undefined; body: { desktops: DesktopRow[] } };
  /** From now on its events come: its cursor and its whole Display first. */
  'archipelago/openDesktop': { arguments: { image: number }; body: { desktop: DesktopRow } };
  'archipelago/closeDesktop': { arguments: { image: number }; body: undefined };
  /** The user has made its window larger or smaller. */
  'archipelago/resizeDesktop': {
    arguments: { image: number; width: number; height: number };
    body: undefined;
  };
  /** All up to `frame` is on the screen: there is room for others. At most two are under way. */
  'archipelago/acknowledgeFrame': { arguments: { image: number; frame: number }; body: undefined };
  /**
   * What the user did: each a list of up to seven integers, as Squeak's events without their time stamp. Mouse: 1, x, y,
   * buttons, modifiers. Keyboard: 2, code, 0 stroke or 1 down or 2 up, modifiers, code point. Wheel: 7, dx, dy, buttons,
   * modifiers; 120 a notch, right and up positive.
   */
  'archipelago/desktopInput': { arguments: { image: number; events: number[][] }; body: undefined };
  /** What the clipboard has, for an image that shares it. */
  'archipelago/offerClipboard': { arguments: { image: number; text: string }; body: undefined };
}

/** Pixels in base64: red, green, blue, alpha, a byte each, compressed as RFC 1950 (zlib) says. */
export type PackedPixels = string;

/** Events of desktops, by their names. */
export interface DesktopEvents {
  /** An image has started that has a desktop. */
  'archipelago/desktopStarted': { image: number; name: string };
  'archipelago/displayFrame': {
    image: number;
    frame: number;
    /** Of the whole Display. */
    width: number;
    height: number;
    /** What has changed: left, top, width, height of each area; their pixels follow each other row by row. */
    areas: [number, number, number, number][];
    pixels: PackedPixels;
  };
  'archipelago/desktopCursor': {
    image: number;
    width: number;
    height: number;
    /** The pixel that points. */
    hotSpotX: number;
    hotSpotY: number;
    pixels: PackedPixels;
  };
  /** The image cut or copied a text. */
  'archipelago/desktopClipboard': { image: number; text: string };
  'archipelago/desktopBeep': { image: number };
}

/** An event of a desktop, as DAP has events. */
export type DesktopNews = {
  readonly [E in keyof DesktopEvents]: { readonly event: E; readonly body: DesktopEvents[E] };
}[keyof DesktopEvents];

const names: Readonly<Record<keyof DesktopEvents, true>> = {
  'archipelago/desktopStarted': true,
  'archipelago/displayFrame': true,
  'archipelago/desktopCursor': true,
  'archipelago/desktopClipboard': true,
  'archipelago/desktopBeep': true,
};

export function isDesktopEvent(event: string): event is keyof DesktopEvents {
  return Object.hasOwn(names, event);
}
