// Keys as Squeak's virtual machines tell them: a press is a down and a stroke, a release an up. Pure.
import { macRomanOf } from './macRoman';

/** What is needed of a KeyboardEvent. */
export interface KeyInput {
  readonly key: string;
  /** Which key it is, whatever it types. */
  readonly code: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  /** Typing a character by AltGr, which some systems tell as Control and Alt. */
  readonly isAltGraph: boolean;
  readonly repeat: boolean;
}

type ModifierInput = Pick<KeyInput, 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'>;

const keyboardEvent = 2;
const stroke = 0;
const down = 1;
const up = 2;
const shift = 1;
const control = 2;
const option = 4;
const command = 8;

/** Keys that type no character have these codes. */
const namedKeys: Readonly<Record<string, number>> = {
  Home: 1,
  End: 4,
  Insert: 5,
  Backspace: 8,
  Tab: 9,
  PageUp: 11,
  PageDown: 12,
  Enter: 13,
  Escape: 27,
  ArrowLeft: 28,
  ArrowRight: 29,
  ArrowUp: 30,
  ArrowDown: 31,
  Delete: 127,
};

/** Command is the Mac's own key of that name, and Alt elsewhere, as on stock virtual machines. */
export function modifiersOf(input: ModifierInput, isMac: boolean): number {
  const { shiftKey, ctrlKey, altKey, metaKey } = input;
  const [isCommand, isOption] = isMac ? [metaKey, altKey] : [altKey, metaKey];
  return (
    (shiftKey ? shift : 0) | (ctrlKey ? control : 0) | (isOption ? option : 0) | (isCommand ? command : 0)
  );
}

/** The code in Mac OS Roman and the code point of a key; undefined if it is none for an image. */
function codesOf(input: KeyInput, modifiers: number): readonly [number, number] | undefined {
  const named = namedKeys[input.key];
  if (named !== undefined) return [named, named];
  const codePoint = input.key.codePointAt(0);
  if (codePoint === undefined || [...input.key].length !== 1) return undefined;
  // A letter with Control is a control character, as terminals have it.
  const isLetter = /^[a-z]$/i.test(input.key);
  if ((modifiers & control) !== 0 && isLetter) return [codePoint & 0x1f, codePoint];
  return [macRomanOf(codePoint), codePoint];
}

export class DesktopKeys {
  /** What was told of keys that are down, by which key it is. */
  private readonly pressed = new Map<string, readonly [number, number]>();

  constructor(private readonly isMac: boolean) {}

  /** Events for a key that goes down or repeats; none if it is not for the image. */
  down(input: KeyInput): number[][] {
    const modifiers = this.modifiers(input);
    const codes = codesOf(input, modifiers);
    if (!codes) return [];
    const [code, codePoint] = codes;
    const typed = [keyboardEvent, code, stroke, modifiers, codePoint];
    if (input.repeat && this.pressed.has(input.code)) return [typed];
    this.pressed.set(input.code, codes);
    return [[keyboardEvent, code, down, modifiers, codePoint], typed];
  }

  up(input: KeyInput): number[][] {
    const codes = this.pressed.get(input.code);
    if (!codes) return [];
    this.pressed.delete(input.code);
    return [[keyboardEvent, codes[0], up, this.modifiers(input), codes[1]]];
  }

  /** Ups of all keys that are down: the user went elsewhere. */
  releaseAll(): number[][] {
    const events = [...this.pressed.values()].map(([code, codePoint]) => [
      keyboardEvent,
      code,
      up,
      0,
      codePoint,
    ]);
    this.pressed.clear();
    return events;
  }

  private modifiers(input: KeyInput): number {
    const modifiers = modifiersOf(input, this.isMac);
    return input.isAltGraph && [...input.key].length === 1 ? modifiers & shift : modifiers;
  }
}

/** Strokes of a text that was composed, or came from elsewhere than a key. Lines end as the Return key ends them. */
export function strokesOf(text: string): number[][] {
  return [...text.replace(/\r\n?|\n/g, '\r')].map((character) => {
    const codePoint = character.codePointAt(0)!;
    return [keyboardEvent, macRomanOf(codePoint), stroke, 0, codePoint];
  });
}

/** Function keys stay VS Code's: those of the debugger do what they do everywhere. */
export function isForEditor({ key }: Pick<KeyInput, 'key'>): boolean {
  return /^F\d+$/.test(key);
}

/** Gives the keyboard back. VS Code's own key for that does not find its way out of a panel. */
export function isForLeaving({ key, shiftKey }: Pick<KeyInput, 'key' | 'shiftKey'>): boolean {
  return key === 'F6' && shiftKey;
}

/** Whether the image may take the clipboard for this key. */
export function mayPaste(input: KeyInput): boolean {
  const { key, ctrlKey, altKey, metaKey, shiftKey } = input;
  return ((ctrlKey || altKey || metaKey) && key.toLowerCase() === 'v') || (shiftKey && key === 'Insert');
}
