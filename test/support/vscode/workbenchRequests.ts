/** Something on the screen of the VS Code window under test. */
export interface Target {
  /** A CSS selector, or any other that Playwright knows. */
  selector: string;
  /** Selectors of the frames to go through, outermost first: a webview is `iframe.webview`, `iframe#active-frame`. */
  frames?: string[];
  /** Only elements that contain this text. */
  hasText?: string;
  /** Which of several matches, from 0; the first unless told. */
  index?: number;
}

/** Moves through all points; then, at the last, presses or lets go of the left button, or both at once. */
export type MouseAction = 'move' | 'down' | 'up' | 'click';

/** What a suite in the extension host asks of the driver that holds the window. */
export type WorkbenchRequest =
  | { ask: 'screenshot'; name: string }
  | { ask: 'click'; target: Target; button?: 'left' | 'right'; clickCount?: number; timeoutMs?: number }
  | { ask: 'hover'; target: Target; timeoutMs?: number }
  /** At places from the left and top of the target; the points of a movement one after the other, so far apart in time. */
  | {
      ask: 'mouse';
      target: Target;
      action: MouseAction;
      points: (readonly [number, number])[];
      intervalMs?: number;
    }
  /** What a canvas shows, as a PNG in base64. */
  | { ask: 'picture'; target: Target }
  | { ask: 'attribute'; target: Target; name: string }
  | { ask: 'press'; keys: string }
  | { ask: 'type'; text: string }
  /** The text of every match, in order of the document; at once, so possibly none. */
  | { ask: 'read'; target: Target }
  | { ask: 'wait'; target: Target; state?: 'visible' | 'hidden'; timeoutMs?: number }
  | { ask: 'report'; result: SuiteResult }
  /** The run went to its end. Without it a window that closes is a failure, whatever its exit code. */
  | { ask: 'finish' };

/** The answer to a request: what it asked for, or why that could not be. */
export type WorkbenchReply = { texts?: string[] } | { error: string };

/** One test that ran in the extension host. */
export interface SuiteResult {
  title: string;
  durationMs: number;
  /** The failure's message and stack. */
  error?: string;
}

/** The variable that tells suites the driver's address. */
export const workbenchAddressVariable = 'ARCHIPELAGO_WORKBENCH';

/** The variable that lists the suites' compiled files, one to a line. */
export const suiteFilesVariable = 'ARCHIPELAGO_SUITES';
