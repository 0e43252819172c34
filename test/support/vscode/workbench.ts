import { repeatUntil } from './eventually';
import {
  workbenchAddressVariable,
  type MouseAction,
  type Target,
  type WorkbenchReply,
  type WorkbenchRequest,
} from './workbenchRequests';

/** Asks the driver that holds the window; rejects with its reason when it can't. */
export async function askWorkbench(request: WorkbenchRequest): Promise<string[]> {
  const address = process.env[workbenchAddressVariable];
  if (!address) throw new Error(`${workbenchAddressVariable} is not set: was this run by npm test?`);
  const response = await fetch(address, { method: 'POST', body: JSON.stringify(request) });
  const reply = (await response.json()) as WorkbenchReply;
  if ('error' in reply) throw new Error(`The workbench can't ${request.ask}: ${reply.error}`);
  return reply.texts ?? [];
}

/** A place in the window: a CSS selector, or one with its frames and text. */
export type Place = string | Target;

const toTarget = (place: Place): Target => (typeof place === 'string' ? { selector: place } : place);

/** The window that this suite runs in, as a person sees and uses it. */
export const workbench = {
  /** Writes `test-results/NAME.png`. */
  screenshot: (name: string): Promise<unknown> => askWorkbench({ ask: 'screenshot', name }),
  click: (
    place: Place,
    options: { button?: 'left' | 'right'; clickCount?: number; timeoutMs?: number } = {},
  ): Promise<unknown> => askWorkbench({ ask: 'click', target: toTarget(place), ...options }),
  /** Clicks until the effect is seen. */
  clickUntil: (place: Place, isDone: () => unknown): Promise<void> =>
    repeatUntil(
      `A click on ${JSON.stringify(place)}`,
      () => workbench.click(place, { timeoutMs: 3_000 }),
      isDone,
    ),
  hover: (place: Place, timeoutMs?: number): Promise<unknown> =>
    askWorkbench({ ask: 'hover', target: toTarget(place), timeoutMs }),
  /** Moves through points of a place, from its left and top; then presses or lets go of the left button, if it should. */
  mouse: (
    place: Place,
    action: MouseAction,
    points: (readonly [number, number])[],
    intervalMs?: number,
  ): Promise<unknown> => askWorkbench({ ask: 'mouse', target: toTarget(place), action, points, intervalMs }),
  /** What a canvas shows now, as a PNG. */
  picture: async (place: Place): Promise<Buffer> =>
    Buffer.from((await askWorkbench({ ask: 'picture', target: toTarget(place) }))[0]!, 'base64'),
  /** Empty where there is none. */
  attribute: async (place: Place, name: string): Promise<string> =>
    (await askWorkbench({ ask: 'attribute', target: toTarget(place), name }))[0]!,
  /** Presses a chord in Playwright's words: `F5`, `Control+Shift+P`. */
  press: (keys: string): Promise<unknown> => askWorkbench({ ask: 'press', keys }),
  type: (text: string): Promise<unknown> => askWorkbench({ ask: 'type', text }),
  /** The texts now shown by all matches. */
  read: (place: Place): Promise<string[]> => askWorkbench({ ask: 'read', target: toTarget(place) }),
  /** Waits until the first match is seen, for 15 s unless told. */
  waitFor: (place: Place, timeoutMs?: number): Promise<unknown> =>
    askWorkbench({ ask: 'wait', target: toTarget(place), timeoutMs }),
  waitUntilGone: (place: Place, timeoutMs?: number): Promise<unknown> =>
    askWorkbench({ ask: 'wait', target: toTarget(place), state: 'hidden', timeoutMs }),
};
