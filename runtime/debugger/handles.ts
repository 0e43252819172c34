// Numbers that the debugger's clients use for frames and for values with something inside. They are dropped when the
// image goes on. Each worker counts in steps of `stride`, so that a number tells its worker.

export const workerStride = 1024;

export class Handles<T> {
  private readonly entries = new Map<number, { readonly image: number; readonly value: T }>();
  private count = 0;

  constructor(private readonly worker: number) {}

  add(image: number, value: T): number {
    const handle = ++this.count * workerStride + this.worker;
    this.entries.set(handle, { image, value });
    return handle;
  }

  get(handle: number): { readonly image: number; readonly value: T } | undefined {
    return this.entries.get(handle);
  }

  drop(image: number): void {
    for (const [handle, entry] of this.entries) if (entry.image === image) this.entries.delete(handle);
  }
}

/** The worker that gave out a handle, frame or image number. */
export function workerOf(handle: number): number {
  return handle % workerStride;
}
