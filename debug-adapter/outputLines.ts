import type { ImageNumber } from '../runtime/debugger/runtimeDebugger';

/** Tells whose each line of output is: `teller: Good morning`. Images may write parts of lines in turn. */
export class OutputLines {
  private atLineStart = true;
  private lastImage: ImageNumber | undefined;

  /** What to write for `text` of an image, so that each line begins with the name of its image. */
  label(image: ImageNumber, name: string, text: string): string {
    if (text === '') return '';
    const interrupted = !this.atLineStart && this.lastImage !== image;
    const opens = this.atLineStart || interrupted;
    this.lastImage = image;
    const normal = text.replace(/\r\n?/g, '\n');
    this.atLineStart = normal.endsWith('\n');
    const labelled = normal.replace(/\n(?=[^])/g, `\n${name}: `);
    return `${interrupted ? '\n' : ''}${opens ? `${name}: ` : ''}${labelled}`;
  }
}
