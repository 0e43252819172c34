// A changes file in memory.
import type { ChangesFile } from '../../../runtime/decompiler/sourceFiles';

export class MemoryChanges implements ChangesFile {
  readonly name = 'Test.changes';
  bytes: Uint8Array = new Uint8Array(0);

  get size(): number {
    return this.bytes.length;
  }

  get text(): string {
    return new TextDecoder().decode(this.bytes);
  }

  read(start: number, stop: number): Uint8Array {
    return this.bytes.subarray(start, stop);
  }

  append(bytes: Uint8Array): void {
    this.bytes = Uint8Array.of(...this.bytes, ...bytes);
  }
}
