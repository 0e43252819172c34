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

/** Closes sections of the side bar, to give the others room. They stay closed for suites that follow. */
export const collapseSections = (...sections: string[]): Promise<void> => toggle(sections, true);

export const expandSections = (...sections: string[]): Promise<void> => toggle(sections, false);

async function toggle(sections: readonly string[], isExpanded: boolean): Promise<void> {
  for (const section of sections) {
    const header = `.pane-header[aria-label^="${section}"][aria-expanded="${isExpanded}"]`;
    if ((await workbench.read(header)).length > 0) await workbench.click(header);
  }
}
