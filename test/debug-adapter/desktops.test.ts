import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inflateSync } from 'node:zlib';
import type { DesktopEvents } from '../../extension/protocol/desktopProtocol';
import type { Devices } from '../../runtime/devices/devices';
import { RecordingClient } from '../support/dap/recordingClient';
import { ScriptedDebugger } from '../support/dap/scriptedDebugger';

const image = 3;

interface Talk {
  readonly client: RecordingClient;
  readonly system: ScriptedDebugger;
  readonly devices: Pick<Devices, 'display' | 'input' | 'clipboard'>;
  next<N extends keyof DesktopEvents>(event: N): Promise<DesktopEvents[N]>;
}

/** A launched session in which the third image has a desktop of one bit a pixel, 64 × 2, all of it black. */
function desktopTest(name: string, talk: (talk: Talk) => Promise<void>): void {
  test(name, async () => {
    const system = new ScriptedDebugger();
    const devices = system.addDesktop(image, 'auditor');
    devices.display!.show({ bits: new Uint32Array(4).fill(-1), width: 64, height: 2, depth: 1 }, 0, 0, 64, 2);
    const client = await RecordingClient.connect({
      async launch(_request, onEvent) {
        system.onEvent(onEvent);
        return system;
      },
    });
    try {
      await client.ask('initialize', { adapterID: 'archipelago' });
      await client.ask('launch', { program: 'any.topology.json' });
      await talk({ client, system, devices, next: (event) => client.event(event) });
    } finally {
      await client.close();
    }
  });
}

const pixelsOf = (packed: string): number[] => [...inflateSync(Buffer.from(packed, 'base64'))];

desktopTest('A client finds desktops, and hears of those that start', async ({ client, system, next }) => {
  const { desktops } = await client.ask('archipelago/desktops');
  const desktop = {
    image,
    name: 'auditor',
    width: 640,
    height: 480,
    takesInput: true,
    sharesClipboard: true,
  };
  assert.deepEqual(desktops, [desktop]);
  const info = {
    image,
    name: 'auditor',
    worker: 0,
    state: 'idle',
    processCount: 0,
    queuedMessages: 0,
  } as const;
  system.emit({ kind: 'imageStarted', info: { ...info, hasDesktop: true } });
  assert.deepEqual(await next('archipelago/desktopStarted'), { image, name: 'auditor' });
});

desktopTest('An open desktop sends its pixels, packed', async ({ client, system, devices, next }) => {
  await client.ask('archipelago/openDesktop', { image });
  system.sendFrames();
  const whole = await next('archipelago/displayFrame');
  assert.deepEqual([whole.frame, whole.width, whole.height, whole.areas], [1, 64, 2, [[0, 0, 64, 2]]]);
  assert.deepEqual(
    pixelsOf(whole.pixels),
    [...Array(128).keys()].flatMap(() => [0, 0, 0, 255]),
  );
  const white = { bits: new Uint32Array(4), width: 64, height: 2, depth: 1 };
  devices.display!.show(white, 1, 1, 2, 2);
  system.sendFrames();
  const part = await next('archipelago/displayFrame');
  assert.deepEqual(part.areas, [[1, 1, 1, 1]]);
  assert.deepEqual(pixelsOf(part.pixels), [255, 255, 255, 255]);
  await client.ask('archipelago/acknowledgeFrame', { image, frame: part.frame });
  await client.ask('archipelago/closeDesktop', { image });
  devices.display!.show(white, 0, 0, 64, 2);
  system.sendFrames();
  assert.deepEqual(client.untaken('archipelago/displayFrame'), []);
});

desktopTest('What the user does reaches the image', async ({ client, devices, next }) => {
  await client.ask('archipelago/desktopInput', { image, events: [[2, 97, 0, 0, 97]] });
  assert.deepEqual(devices.input!.nextEvent(), [2, 0, 97, 0, 0, 97, 0, 0]);
  await client.ask('archipelago/resizeDesktop', { image, width: 800, height: 600 });
  assert.equal(devices.display!.width, 800);
  await client.ask('archipelago/offerClipboard', { image, text: 'in' });
  assert.equal(devices.clipboard!.read(), 'in');
  devices.clipboard!.write('out');
  assert.deepEqual(await next('archipelago/desktopClipboard'), { image, text: 'out' });
});

desktopTest('A cursor and a beep go to whoever looks', async ({ client, devices, next }) => {
  await client.ask('archipelago/openDesktop', { image });
  const cursor = { bits: new Uint32Array(1).fill(0x80ff0000), width: 1, height: 1, depth: 32 };
  devices.display!.setCursor({ ...cursor, hotSpotX: 0, hotSpotY: 0 });
  const told = await next('archipelago/desktopCursor');
  assert.deepEqual([told.width, told.height, pixelsOf(told.pixels)], [1, 1, [255, 0, 0, 128]]);
  devices.display!.beep();
  assert.deepEqual(await next('archipelago/desktopBeep'), { image });
});

desktopTest('An image without a desktop is refused in words', async ({ client }) => {
  const words = await client.askInVain('archipelago/openDesktop', { image: 1 });
  assert.match(words, /has no desktop: grant it one in the topology/);
});
