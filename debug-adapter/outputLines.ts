import type { ImageNumber } from '../runtime/debugger/runtimeDebugger';

/** Tells whose each line of output is: `teller: Good morning`. Images may write parts of lines in turn. */
export class OutputLines {
  private atLineStart = true;
  private lastImage: ImageNumber | undefined;
  /** Images whose line another one broke off: the line end that they owe has been written. */
  private readonly brokenOff = new Set<ImageNumber>();

  /** What to write for `text` of an image, so that each line begins with the name of its image. */
  label(image: ImageNumber, name: string, text: string): string {
    let rest = text.replace(/\r\n?/g, '\n');
    if (rest === '') return '';
    if (this.brokenOff.delete(image) && rest.startsWith('\n')) rest = rest.slice(1);
    if (rest === '') return '';
    const interrupts = !this.atLineStart && this.lastImage !== image;
    if (interrupts) this.brokenOff.add(this.lastImage!);
    const opens = this.atLineStart || interrupts;
    this.lastImage = image;
    this.atLineStart = rest.endsWith('\n');
    const labelled = rest.replace(/\n(?=[^])/g, `\n${name}: `);
    return `${interrupts ? '\n' : ''}${opens ? `${name}: ` : ''}${labelled}`;
  }
}
