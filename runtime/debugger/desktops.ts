// The desktops of a worker's images: who owns which window, and what users do in them. An entry lives as long as its image.
import type { Devices } from '../devices/devices';
import { EventType, type InputEvent } from '../devices/inputDevice';
import { InputQueue } from '../devices/inputQueue';
import { WindowClipboard } from '../devices/windowClipboard';
import type { DesktopEvent, DesktopInfo, UserInput } from './desktop';
import { DesktopWindow } from './desktopWindow';
import { DebuggerError, type ImageNumber } from './runtimeDebugger';
import { WheelKeys } from './wheelKeys';

/** What of a desktop an image was granted. */
export interface DesktopGrant {
  readonly image: ImageNumber;
  readonly name: string;
  /** Of its window at first. */
  readonly width: number;
  readonly height: number;
  readonly takesInput: boolean;
  readonly sharesClipboard: boolean;
  /** Whether it takes events of the wheel as such. */
  readonly knowsWheel: boolean;
  /** Its own clock, in milliseconds, for the time of events. */
  milliseconds(): number;
  /** Whether it is stopped by the debugger: what the user does then waits. */
  isStopped(): boolean;
}

interface Desktop {
  readonly grant: DesktopGrant;
  readonly window: DesktopWindow;
  readonly input: InputQueue | undefined;
  readonly clipboard: WindowClipboard | undefined;
  readonly wheelKeys: WheelKeys | undefined;
  /** For when it goes on. */
  readonly waiting: InputEvent[];
}

/** Millisecond clocks of Smalltalk have as many bits. */
const clockMask = 0x1fffffff;
const metricChange = 1;
const smallest = 1;
const largest = 0x7fff;
/** While an image is stopped. */
const mostWaiting = 256;

export class Desktops {
  private readonly desktops = new Map<ImageNumber, Desktop>();

  constructor(private readonly tell: (event: DesktopEvent) => void) {}

  /** Makes a desktop; answers the devices of the image that it consists of. */
  add(grant: DesktopGrant): Pick<Devices, 'display' | 'input' | 'clipboard'> {
    const { image, width, height, takesInput, sharesClipboard } = grant;
    const window = new DesktopWindow(image, width, height, this.tell);
    const input = takesInput ? new InputQueue() : undefined;
    const clipboard = sharesClipboard
      ? new WindowClipboard((text) => this.tell({ kind: 'clipboard', image, text }))
      : undefined;
    const wheelKeys = grant.knowsWheel ? undefined : new WheelKeys();
    this.desktops.set(image, { grant, window, input, clipboard, wheelKeys, waiting: [] });
    return { display: window, ...(input ? { input } : {}), ...(clipboard ? { clipboard } : {}) };
  }

  remove(image: ImageNumber): void {
    this.desktops.delete(image);
  }

  get isEmpty(): boolean {
    return this.desktops.size === 0;
  }

  /** Sends frames whose time has come, and gives images that go on what waited for them. */
  poll(nowMs: number): void {
    for (const { grant, window, input, waiting } of this.desktops.values()) {
      if (window.frameDueMs <= nowMs) window.sendFrame(nowMs);
      if (waiting.length > 0 && !grant.isStopped()) for (const event of waiting.splice(0)) input?.push(event);
    }
  }

  get frameDueMs(): number {
    let due = Infinity;
    for (const { window } of this.desktops.values()) due = Math.min(due, window.frameDueMs);
    return due;
  }

  list(): readonly DesktopInfo[] {
    return [...this.desktops.values()].map(infoOf);
  }

  open(image: ImageNumber): DesktopInfo {
    const desktop = this.desktop(image);
    desktop.window.open();
    return infoOf(desktop);
  }

  close(image: ImageNumber): void {
    this.desktops.get(image)?.window.close();
  }

  resize(image: ImageNumber, width: number, height: number): void {
    const desktop = this.desktop(image);
    const { window } = desktop;
    const isSize = (n: number): boolean => Number.isInteger(n) && n >= smallest && n <= largest;
    if (!isSize(width) || !isSize(height))
      throw new DebuggerError(`A window can't be ${width} × ${height}: give whole numbers above 0`);
    if (window.width === width && window.height === height) return;
    [window.width, window.height] = [width, height];
    give(desktop, [EventType.Window, metricChange, 0, 0, width, height]);
  }

  acknowledge(image: ImageNumber, frame: number): void {
    this.desktops.get(image)?.window.acknowledge(frame);
  }

  /** What an image was not granted, it is not told. */
  input(image: ImageNumber, events: readonly UserInput[]): void {
    const desktop = this.desktop(image);
    const { wheelKeys } = desktop;
    for (const event of events) {
      if (event.length > 7 || !event.every(Number.isInteger))
        throw new DebuggerError('An event of the user is a list of up to seven integers');
      const isWheel = event[0] === EventType.Wheel;
      for (const each of isWheel && wheelKeys ? wheelKeys.keysFor(event) : [event]) give(desktop, each);
    }
  }

  offerClipboard(image: ImageNumber, text: string): void {
    this.desktop(image).clipboard?.offer(text);
  }

  private desktop(image: ImageNumber): Desktop {
    const desktop = this.desktops.get(image);
    if (desktop) return desktop;
    throw new DebuggerError(
      `Image ${image} has no desktop: grant it one in the topology ("grants": {"display": {"from": "host"}})`,
    );
  }
}

function infoOf({ grant, window, input, clipboard }: Desktop): DesktopInfo {
  const { image, name } = grant;
  const { width, height } = window;
  return {
    image,
    name,
    width,
    height,
    takesInput: input !== undefined,
    sharesClipboard: clipboard !== undefined,
  };
}

function give({ grant, input, waiting }: Desktop, values: UserInput): void {
  const [type = 0, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = values;
  const event: InputEvent = [type, grant.milliseconds() & clockMask, a, b, c, d, e, f];
  if (!grant.isStopped()) input?.push(event);
  else if (waiting.length < mostWaiting) waiting.push(event);
}
