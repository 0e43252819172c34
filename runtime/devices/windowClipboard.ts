import type { ClipboardDevice } from './clipboardDevice';

/** The clipboard of a window somewhere else: it is offered what the user cuts and copies there, and tells what the image does. */
export class WindowClipboard implements ClipboardDevice {
  private text = '';

  constructor(private readonly onWrite: (text: string) => void) {}

  /** The window's clipboard has `text` now. */
  offer(text: string): void {
    this.text = text;
  }

  read(): string {
    return this.text;
  }

  write(text: string): boolean {
    this.text = text;
    this.onWrite(text);
    return true;
  }
}
