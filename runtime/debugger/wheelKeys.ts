// Images that know no wheel get keys in its place, as stock virtual machines send them.
import { EventType, KeyAction, Modifier } from '../devices/inputDevice';
import type { UserInput } from './desktop';

/** Of a notch. */
const notch = 120;
const keys = { left: 28, right: 29, up: 30, down: 31 } as const;

/** Sums up small movements until they are a notch. */
export class WheelKeys {
  private restX = 0;
  private restY = 0;

  /** Control with an arrow for each notch of a wheel event. */
  keysFor([, dx = 0, dy = 0]: UserInput): readonly UserInput[] {
    this.restX += dx;
    this.restY += dy;
    const notchesX = Math.trunc(this.restX / notch);
    const notchesY = Math.trunc(this.restY / notch);
    this.restX -= notchesX * notch;
    this.restY -= notchesY * notch;
    return [
      ...strokes(notchesX > 0 ? keys.right : keys.left, Math.abs(notchesX)),
      ...strokes(notchesY > 0 ? keys.up : keys.down, Math.abs(notchesY)),
    ];
  }
}

function strokes(code: number, count: number): UserInput[] {
  const one = [KeyAction.Down, KeyAction.Stroke, KeyAction.Up].map((action) => [
    EventType.Keyboard,
    code,
    action,
    Modifier.Control,
    code,
  ]);
  return Array.from({ length: count }, () => one).flat();
}
