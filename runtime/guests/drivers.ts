// The drivers of a worker's images: which object of another image has which device of theirs.
import type { AskedDevice } from '../devices/deviceOperations';
import { ImageMemory } from '../image-files/imageMemory';
import type { Ref } from '../object-memory/ref';
import { mediateDevice } from '../primitives/deviceCalls';
import type { Vat } from '../remote/vat';
import { DriverDisplay } from './driverDisplay';
import { DriverMediator } from './driverMediator';
import { DriverSockets } from './driverSockets';
import { InputPort } from './inputPort';

/** Of the window of an image of our own. */
const windowSize = { width: 640, height: 480 };

export class Drivers {
  private readonly displays = new Map<Vat, DriverDisplay>();

  /** From now on `driver` has `device` of the image. */
  connect(vat: Vat, device: AskedDevice, driver: Ref): void {
    const { memory } = vat;
    if (device === 'display') {
      const { width, height } = memory instanceof ImageMemory ? memory.windowSize : windowSize;
      const display = new DriverDisplay(vat, driver, width, height);
      this.displays.set(vat, display);
      memory.devices = { ...memory.devices, display };
    } else if (device === 'input') {
      // Events are brought: an image that had to ask for them would ask all the time.
      const port = new InputPort(memory.kernel);
      memory.devices = { ...memory.devices, input: port.queue };
      vat.perform(driver, 'attach:', [port], null);
    } else if (device === 'sockets') {
      memory.devices = { ...memory.devices, sockets: new DriverSockets(vat, driver) };
    } else mediateDevice(memory, device, new DriverMediator(vat, driver));
  }

  /** Sends what images have drawn. */
  poll(nowMs: number): void {
    for (const [vat, display] of this.displays) {
      if (vat.state === 'dead') this.displays.delete(vat);
      else if (display.dueMs <= nowMs) display.send(nowMs);
    }
  }

  get dueMs(): number {
    let due = Infinity;
    for (const [vat, display] of this.displays)
      if (vat.state === 'running') due = Math.min(due, display.dueMs);
    return due;
  }
}
