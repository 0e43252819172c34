// Mouse and wheel as Squeak's virtual machines tell them. Pure.
import { modifiersOf } from './desktopKeys';

/** What is needed of a PointerEvent. */
export interface MouseInput {
  /** Where it is, in pixels of the image. */
  readonly x: number;
  readonly y: number;
  /** Left 1, right 2, middle 4, as in MouseEvent. */
  readonly buttons: number;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

/** What is needed of a WheelEvent. */
export interface WheelInput extends MouseInput {
  readonly deltaX: number;
  readonly deltaY: number;
  /** 0 pixels, 1 lines, 2 pages. */
  readonly deltaMode: number;
}

const mouseEvent = 1;
const wheelEvent = 7;
const blue = 1;
const yellow = 2;
const red = 4;
const control = 2;
const command = 8;

/** A notch of a wheel counts 120; browsers say 100 pixels, 3 lines or a page. */
const perUnit = [1.2, 40, 120] as const;

export class DesktopMouse {
  private restX = 0;
  private restY = 0;
  /** What the left button alone is taken for, and the modifier that made it so. */
  private leftAs: readonly [button: number, modifier: number] | undefined;
  private last = [0, 0, 0, 0];

  constructor(private readonly isMac: boolean) {}

  mouse(input: MouseInput): number[] {
    this.last = [input.x, input.y, ...this.state(input)];
    return [mouseEvent, ...this.last];
  }

  /** Where it was, with modifiers as they are now: images may look at them without a key. */
  modifiersChanged(input: Omit<MouseInput, 'x' | 'y' | 'buttons'>): number[] {
    const [x, y, buttons] = this.last;
    this.last = [x!, y!, buttons!, modifiersOf(input, this.isMac)];
    return [mouseEvent, ...this.last];
  }

  /** Undefined while it has moved too little to be told. */
  wheel(input: WheelInput): number[] | undefined {
    const unit = perUnit[input.deltaMode] ?? 1;
    this.restX += input.deltaX * unit;
    this.restY -= input.deltaY * unit;
    const [dx, dy] = [Math.trunc(this.restX), Math.trunc(this.restY)];
    if (dx === 0 && dy === 0) return undefined;
    this.restX -= dx;
    this.restY -= dy;
    return [wheelEvent, dx, dy, ...this.state(input)];
  }

  /** The buttons are up: the user went elsewhere. Undefined if they were so before. */
  releaseAll(): number[] | undefined {
    const [x, y, buttons] = this.last;
    this.leftAs = undefined;
    if (buttons === 0) return undefined;
    this.last = [x!, y!, 0, 0];
    return [mouseEvent, ...this.last];
  }

  /** Left is red, right yellow, middle blue; left with Control yellow, with Command blue, as long as it is held. */
  private state(input: MouseInput): [buttons: number, modifiers: number] {
    const modifiers = modifiersOf(input, this.isMac);
    if (input.buttons !== 1) {
      this.leftAs = undefined;
      const { buttons } = input;
      return [(buttons & 1 ? red : 0) | (buttons & 2 ? yellow : 0) | (buttons & 4 ? blue : 0), modifiers];
    }
    this.leftAs ??=
      modifiers === control ? [yellow, control] : modifiers === command ? [blue, command] : [red, 0];
    return [this.leftAs[0], modifiers & ~this.leftAs[1]];
  }
}
