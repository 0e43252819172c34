// The panel of an image's desktop, as a person uses it.
import { PNG } from 'pngjs';
import { eventually } from './eventually';
import { regionsDiffer, type Region } from './pictures';
import { workbench } from './workbench';

/** The panel that is seen; one at a time. */
export const desktopFrames = ['iframe.webview.ready:visible', 'iframe#active-frame'];
export const desktopCanvas = { selector: '#display', frames: desktopFrames };

export async function desktopPicture(): Promise<PNG> {
  return PNG.sync.read(await workbench.picture(desktopCanvas));
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * With the left button, at a pixel of the image that is shown as large as it is. Down and up follow at once: a button that
 * stays down is something else than a click.
 */
export async function clickDesktop(x: number, y: number): Promise<void> {
  await workbench.mouse(desktopCanvas, 'click', [[x, y]]);
}

/** Waits until the clock in the task bar of Cuis goes: an image that is only starting takes no clicks. */
export async function clockGoes(): Promise<void> {
  const first = await desktopPicture();
  const clock = { left: 0, top: first.height - 40, right: 150, bottom: first.height };
  await eventually(
    'a clock that goes',
    async () => {
      const now = await desktopPicture();
      return now.height === first.height && regionsDiffer(first, now, clock);
    },
    60_000,
  );
}

/** Milliseconds between two pictures that are to be the same: several, because a caret blinks. */
const settlingMs = [400, 250, 550, 150];

/** Waits until the picture is no more what it was, and then no more changes. */
export async function changedDesktop(what: string, before: PNG, region: Region): Promise<PNG> {
  let looks = 0;
  return eventually(what, async () => {
    const first = await desktopPicture();
    if (!regionsDiffer(before, first, region)) return undefined;
    await pause(settlingMs[looks++ % settlingMs.length]);
    const second = await desktopPicture();
    return regionsDiffer(first, second, region) ? undefined : second;
  });
}
