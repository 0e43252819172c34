/** A JPEG file that contradicts itself or the standard, or uses a part of it that nobody here reads. */
export class JpegError extends Error {
  override readonly name = 'JpegError';
}
