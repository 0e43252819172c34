// Input as Squeak has it: events of eight integers, and for older images the pointer's place and a queue of keys.

/**
 * Type, time stamp in milliseconds, and six values that depend on the type (see `primitiveGetNextEvent` of Squeak):
 * mouse (1) has x, y, buttons, modifiers; keyboard (2) code, press, modifiers, code point; wheel (7) dx, dy, buttons,
 * modifiers.
 */
export type InputEvent = readonly [number, number, number, number, number, number, number, number];

export const enum EventType {
  None = 0,
  Mouse = 1,
  Keyboard = 2,
  DroppedFiles = 3,
  Menu = 4,
  Window = 5,
  Complex = 6,
  Wheel = 7,
}

/** Buttons of the mouse, and in old images' `primMouseButtons` modifiers above them. */
export const enum Button {
  Blue = 1,
  Yellow = 2,
  Red = 4,
}

export const enum Modifier {
  Shift = 1,
  Control = 2,
  Option = 4,
  Command = 8,
}

/** What the third value of a keyboard event says. */
export const enum KeyAction {
  Stroke = 0,
  Down = 1,
  Up = 2,
}

export interface InputDevice {
  /** Takes the first event out of the queue. */
  nextEvent(): InputEvent | undefined;
  /** Where the pointer is, in pixels of the Display. */
  readonly mouseX: number;
  readonly mouseY: number;
  /** Buttons in the lowest three bits, modifiers in the four above. */
  readonly buttons: number;
  /** Character code in the lowest eight bits, modifiers in the four above. Takes it out of the queue. */
  nextKey(): number | undefined;
  peekKey(): number | undefined;
  /** Who is told that the queue has an event; the image's input semaphore is signalled then. One at a time. */
  onEvent: (() => void) | undefined;
  /** As `nextKey` answers it: the key by which a user stops an image that takes no events. It is told and not queued. */
  interruptKey: number;
  onInterrupt: (() => void) | undefined;
}
