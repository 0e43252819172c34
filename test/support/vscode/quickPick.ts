// The list of choices that a command opens, as a person uses it.
import { workbench } from './workbench';

/** Rows of the list that is open; a closed one keeps its rows, unseen. */
export const choices = '.quick-input-list .monaco-list-row:visible';

/** Chooses a row, and waits until the list is gone or shows others. */
export async function choose(text: string): Promise<void> {
  const row = { selector: choices, hasText: text };
  await workbench.waitFor(row);
  await workbench.clickUntil(row, async () => {
    const texts = await workbench.read(choices);
    return !texts.some((shown) => shown.includes(text));
  });
}
