// The debug side bar, as suites read it.
import { eventually, repeatUntil } from './eventually';
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

/** Clicks an action, which a row shows when the mouse is over it, until its effect is seen. */
export function actUntil(rowText: string, action: string, isDone: () => unknown): Promise<void> {
  const place = `${sideBarRows}:has-text("${rowText}")`;
  const act = async (): Promise<void> => {
    await workbench.hover(place, 3_000);
    await workbench.click(`${place} .action-label[aria-label^="${action}"]`, { timeoutMs: 3_000 });
  };
  return repeatUntil(`"${action}" on the row ${rowText}`, act, isDone);
}

/** Closes sections of the side bar, to give the others room. They stay closed for suites that follow. */
export const collapseSections = (...sections: string[]): Promise<void> => toggle(sections, true);

export const expandSections = (...sections: string[]): Promise<void> => toggle(sections, false);

async function toggle(sections: readonly string[], isExpanded: boolean): Promise<void> {
  await workbench.waitFor('.pane-header');
  for (const section of sections) {
    const before = `.pane-header[aria-label^="${section}"][aria-expanded="${isExpanded}"]`;
    if ((await workbench.read(before)).length > 0)
      await workbench.clickUntil(before, async () => (await workbench.read(before)).length === 0);
  }
}
