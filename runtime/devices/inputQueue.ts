import { EventType, KeyAction, Modifier, type InputDevice, type InputEvent } from './inputDevice';

/** Command and a full stop, as stock virtual machines begin. */
const usualInterruptKey = (Modifier.Command << 8) | 46;

/** Events that wait for an image. When it takes none, the oldest are forgotten. */
export class InputQueue implements InputDevice {
  private readonly events: InputEvent[] = [];
  private readonly keys: number[] = [];
  mouseX = 0;
  mouseY = 0;
  buttons = 0;
  onEvent: (() => void) | undefined;
  interruptKey = usualInterruptKey;
  onInterrupt: (() => void) | undefined;

  constructor(private readonly limit = 1024) {}

  /** What the user did; movements that nobody has looked at become one. */
  push(event: InputEvent): void {
    const [type, , a, b, c, d] = event;
    if (type === EventType.Mouse) {
      [this.mouseX, this.mouseY] = [a, b];
      this.buttons = (c & 7) | (d << 3);
      const last = this.events.at(-1);
      if (last?.[0] === EventType.Mouse && last[4] === c && last[5] === d) this.events.pop();
    } else if (type === EventType.Keyboard) {
      this.buttons = (this.buttons & 7) | (c << 3);
      const key = (a & 0xff) | (c << 8);
      // An image that takes events looks for the key itself.
      if (key === this.interruptKey && this.onInterrupt && !this.onEvent) {
        if (b === KeyAction.Stroke) this.onInterrupt();
        return;
      }
      if (b === KeyAction.Stroke) this.keys.push(key);
    }
    this.events.push(event);
    if (this.events.length > this.limit) this.events.shift();
    if (this.keys.length > this.limit) this.keys.shift();
    this.onEvent?.();
  }

  nextEvent(): InputEvent | undefined {
    return this.events.shift();
  }

  nextKey(): number | undefined {
    return this.keys.shift();
  }

  peekKey(): number | undefined {
    return this.keys[0];
  }
}
