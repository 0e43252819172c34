/** One text that is cut or copied. */
export interface ClipboardDevice {
  /** Undefined if it can't be had. */
  read(): string | undefined;
  write(text: string): boolean;
}

/** A clipboard of an image's own, or one that images share. */
export class MemoryClipboard implements ClipboardDevice {
  private text = '';

  read(): string {
    return this.text;
  }

  write(text: string): boolean {
    this.text = text;
    return true;
  }
}
