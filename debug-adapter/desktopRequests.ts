import { deflate } from 'node:zlib';
import { promisify } from 'node:util';
import type { DesktopEvent } from '../runtime/debugger/desktop';
import type { DesktopNews, PackedPixels } from '../extension/protocol/desktopProtocol';
import type { AdapterState } from './adapterState';
import type { RequestTable } from './requestTable';

/** What panels that show an image's Display ask for. */
export function desktopRequests(state: AdapterState): RequestTable {
  return {
    async 'archipelago/desktops'() {
      const desktops = await state.runtime('desktops').desktops();
      return { desktops: desktops.map((desktop) => ({ ...desktop })) };
    },
    async 'archipelago/openDesktop'({ image }) {
      return { desktop: { ...(await state.runtime('openDesktop').openDesktop(image)) } };
    },
    async 'archipelago/closeDesktop'({ image }) {
      await state.runtime('closeDesktop').closeDesktop(image);
      return undefined;
    },
    async 'archipelago/resizeDesktop'({ image, width, height }) {
      await state.runtime('resizeDesktop').resizeDesktop(image, width, height);
      return undefined;
    },
    async 'archipelago/acknowledgeFrame'({ image, frame }) {
      await state.runtime('acknowledgeFrame').acknowledgeFrame(image, frame);
      return undefined;
    },
    async 'archipelago/desktopInput'({ image, events }) {
      await state.runtime('desktopInput').sendInput(image, events);
      return undefined;
    },
    async 'archipelago/offerClipboard'({ image, text }) {
      await state.runtime('offerClipboard').offerClipboard(image, text);
      return undefined;
    },
  };
}

/** Sends what desktops tell to the client, in order; pixels are compressed on another thread meanwhile. */
export class DesktopTeller {
  private tail: Promise<void> = Promise.resolve();

  constructor(private readonly state: AdapterState) {}

  forward(event: DesktopEvent): void {
    const packed = 'pixels' in event ? pack(event.pixels) : Promise.resolve('');
    this.tail = this.tail.then(async () => {
      const news = translate(event, await packed);
      this.state.send(news.event, news.body);
    });
  }
}

function translate(event: DesktopEvent, pixels: PackedPixels): DesktopNews {
  switch (event.kind) {
    case 'display': {
      const { image, frame, width, height } = event;
      const areas = event.areas.map((area): [number, number, number, number] => [
        area.left,
        area.top,
        area.width,
        area.height,
      ]);
      const body = { image, frame, width, height, areas, pixels };
      return { event: 'archipelago/displayFrame', body };
    }
    case 'cursor': {
      const { image, width, height, hotSpotX, hotSpotY } = event;
      const body = { image, width, height, hotSpotX, hotSpotY, pixels };
      return { event: 'archipelago/desktopCursor', body };
    }
    case 'clipboard':
      return { event: 'archipelago/desktopClipboard', body: { image: event.image, text: event.text } };
    case 'beep':
      return { event: 'archipelago/desktopBeep', body: { image: event.image } };
  }
}

const deflateBytes = promisify<Uint8Array, { level: number }, Buffer>(deflate);

/** Fast rather than small: a frame of a desktop is mostly plain areas. */
async function pack(pixels: Uint8Array): Promise<PackedPixels> {
  return (await deflateBytes(pixels, { level: 1 })).toString('base64');
}
