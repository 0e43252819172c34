// Listens to what the user does on the canvas and in the element that has the keyboard, and tells it in batches: at once,
// but movements together once a frame.
import { DesktopKeys, isForEditor, isForLeaving, mayPaste, strokesOf, type KeyInput } from './desktopKeys';
import { DesktopMouse, type MouseInput } from './desktopMouse';

export interface InputParts {
  readonly canvas: HTMLCanvasElement;
  /** Has the keyboard: an editable element, so that composition works. */
  readonly keyboard: HTMLElement;
  /** The pixel of the image below a place in the window. */
  pixelAt(clientX: number, clientY: number): { readonly x: number; readonly y: number };
  tell(events: number[][], needsClipboard: boolean): void;
  leave(): void;
}

const isMac = navigator.platform.startsWith('Mac');
const modifierKeys = new Set(['Shift', 'Control', 'Alt', 'Meta', 'AltGraph']);

export class DesktopInput {
  private readonly keys = new DesktopKeys(isMac);
  private readonly mouse = new DesktopMouse(isMac);
  /** The last movement, until it is told. */
  private movement: number[] | undefined;

  constructor(private readonly parts: InputParts) {
    this.listenToMouse();
    this.listenToKeys();
  }

  private tell(events: number[][], needsClipboard = false): void {
    const all = this.movement ? [this.movement, ...events] : events;
    this.movement = undefined;
    if (all.length > 0) this.parts.tell(all, needsClipboard);
  }

  private listenToMouse(): void {
    const { canvas, keyboard } = this.parts;
    let lastButtons = 0;
    canvas.addEventListener('pointerdown', (event) => {
      window.focus();
      keyboard.focus({ preventScroll: true });
      canvas.setPointerCapture(event.pointerId);
      // Menus of the second and third button offer to paste.
      lastButtons = event.buttons;
      this.tell([this.mouse.mouse(this.mouseInput(event))], event.button !== 0);
    });
    const change = (event: PointerEvent): void => {
      lastButtons = event.buttons;
      this.tell([this.mouse.mouse(this.mouseInput(event))]);
    };
    canvas.addEventListener('pointerup', change);
    canvas.addEventListener('pointercancel', change);
    canvas.addEventListener('pointermove', (event) => {
      // A second button that goes down or up comes as a movement.
      if (event.buttons !== lastButtons) change(event);
      else this.moved(this.mouse.mouse(this.mouseInput(event)));
    });
    // The focus stays where it was just put.
    canvas.addEventListener('mousedown', (event) => event.preventDefault());
    canvas.addEventListener('contextmenu', (event) => event.preventDefault());
    canvas.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        const { deltaX, deltaY, deltaMode } = event;
        const told = this.mouse.wheel({ ...this.mouseInput(event), deltaX, deltaY, deltaMode });
        if (told) this.tell([told]);
      },
      { passive: false },
    );
  }

  private moved(event: number[]): void {
    if (!this.movement) requestAnimationFrame(() => this.tell([]));
    this.movement = event;
  }

  private mouseInput(event: MouseEvent): MouseInput {
    const { shiftKey, ctrlKey, altKey, metaKey, buttons } = event;
    const { x, y } = this.parts.pixelAt(event.clientX, event.clientY);
    return { x, y, buttons, shiftKey, ctrlKey, altKey, metaKey };
  }

  private listenToKeys(): void {
    const { keyboard } = this.parts;
    keyboard.addEventListener('keydown', (event) => {
      const input = keyInput(event);
      if (isForEditor(input) && !isForLeaving(input)) return;
      // VS Code listens above: what the image takes is not a command of the editor.
      event.stopPropagation();
      if (isForLeaving(input)) {
        this.parts.leave();
        return;
      }
      if (event.isComposing || event.key === 'Dead' || event.key === 'Process') return;
      if (modifierKeys.has(event.key)) {
        this.tell([this.mouse.modifiersChanged(event)]);
        return;
      }
      event.preventDefault();
      this.tell(this.keys.down(input), mayPaste(input));
    });
    keyboard.addEventListener('keyup', (event) => {
      event.stopPropagation();
      if (modifierKeys.has(event.key)) this.tell([this.mouse.modifiersChanged(event)]);
      else this.tell(this.keys.up(keyInput(event)));
    });
    // What is typed without a key: dead keys, input methods, emoji, dictation.
    keyboard.addEventListener('beforeinput', (event) => {
      if (event.isComposing || !event.cancelable) return;
      event.preventDefault();
      if (event.data) this.tell(strokesOf(event.data));
    });
    keyboard.addEventListener('compositionend', (event) => {
      keyboard.textContent = '';
      this.tell(strokesOf(event.data));
    });
    keyboard.addEventListener('blur', () => {
      const released = this.mouse.releaseAll();
      this.tell([...this.keys.releaseAll(), ...(released ? [released] : [])]);
    });
    keyboard.addEventListener('focus', () => this.parts.tell([], true));
  }
}

function keyInput(event: KeyboardEvent): KeyInput {
  const { key, code, shiftKey, ctrlKey, altKey, metaKey, repeat } = event;
  const isAltGraph = event.getModifierState('AltGraph');
  return { key, code, shiftKey, ctrlKey, altKey, metaKey, repeat, isAltGraph };
}
