// The list of choices that a command opens, as a person uses it.
import { eventually } from './debugConversation';
import { workbench } from './workbench';

/** Rows of the list that is open. */
export const choices = '.quick-input-list .monaco-list-row';

/** Chooses a row, and waits until the list is gone or shows others. */
export async function choose(text: string): Promise<void> {
  const row = { selector: choices, hasText: text };
  await workbench.waitFor(row);
  await eventually(`the choice of ${text}`, async () => {
    // A list drawn anew under the mouse does not take the click; one that took it is gone.
    await workbench.click(row, { timeoutMs: 3_000 }).catch(() => undefined);
    return workbench.waitUntilGone(row, 3_000).then(
      () => true,
      () => false,
    );
  });
}
