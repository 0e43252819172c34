/** An image file that is torn, damaged, or none: says where, what should stand there, and what does. */
export class ImageFileError extends Error {
  override readonly name = 'ImageFileError';

  constructor(
    readonly file: string,
    /** Bytes from the start of the file. */
    readonly offset: number,
    /** What a sound image has there. */
    readonly expected: string,
    found: string,
  ) {
    super(`${file}: at byte ${offset} should be ${expected}, but there is ${found}`);
  }
}
