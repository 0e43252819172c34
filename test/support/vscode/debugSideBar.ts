// The debug side bar, as suites read it.
import { eventually } from './debugConversation';
import { workbench } from './workbench';

/** Rows of all views that are open. */
export const sideBarRows = '.pane-body .monaco-list-row';

/** Waits for a row that has this text, and answers all it says. */
export const sideBarRow = (text: string | RegExp): Promise<string> =>
  eventually(`a row with ${text}`, async () =>
    (await workbench.read(sideBarRows)).find((one) =>
      typeof text === 'string' ? one.includes(text) : text.test(one),
    ),
  );

export const hasSideBarRow = async (text: RegExp): Promise<boolean> =>
  (await workbench.read(sideBarRows)).some((one) => text.test(one));

/** Clicks an action that a row shows when the mouse is over it. */
async function act(rowText: string, action: string): Promise<void> {
  const place = `${sideBarRows}:has-text("${rowText}")`;
  await workbench.hover(place, 3_000);
  await workbench.click(`${place} .action-label[aria-label^="${action}"]`, { timeoutMs: 3_000 });
}

/**
 * Clicks an action of a row until its effect is seen: the view may be drawn anew under the mouse, or the row be gone
 * once the effect is there.
 */
export async function actUntil(rowText: string, action: string, isDone: () => unknown): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const trouble = await act(rowText, action).catch((error: Error) => error);
    if (await eventually('the effect', isDone, 3_000).catch(() => false)) return;
    if (Date.now() > deadline)
      throw new Error(`"${action}" on the row ${rowText} had no effect`, { cause: trouble });
  }
}

/** Closes sections of the side bar, to give the others room. They stay closed for suites that follow. */
export const collapseSections = (...sections: string[]): Promise<void> => toggle(sections, true);

export const expandSections = (...sections: string[]): Promise<void> => toggle(sections, false);

async function toggle(sections: readonly string[], isExpanded: boolean): Promise<void> {
  for (const section of sections) {
    const header = `.pane-header[aria-label^="${section}"][aria-expanded="${isExpanded}"]`;
    if ((await workbench.read(header)).length > 0) await workbench.click(header);
  }
}
