// The files beside an image that have the sources of its methods.
import { utf8 } from './sourcePointers';

/** Read where it stands; offsets are in bytes, base 0. */
export interface SourceFile {
  readonly name: string;
  readonly size: number;
  read(start: number, stop: number): Uint8Array;
}

/** The changes file of an image that is at work. */
export interface ChangesFile extends SourceFile {
  /** Writes behind what is there. */
  append(bytes: Uint8Array): void;
}

export interface ImageSources {
  readonly sources: SourceFile | null;
  readonly changes: SourceFile | null;
}

/** A chunk of source longer than this is no method's. */
const largestChunk = 1 << 20;
const pageSize = 4096;
const mark = 0x21;

/** The chunk that starts at `position`, with doubled exclamation marks made single; undefined if there is none. */
export function chunkAt(file: SourceFile, position: number): string | undefined {
  if (position < 0 || position >= file.size) return undefined;
  const bytes: number[] = [];
  for (let at = position; at < file.size && bytes.length < largestChunk; at += pageSize) {
    const page = file.read(at, Math.min(file.size, at + pageSize + 1));
    for (let i = 0; i < Math.min(page.length, pageSize); i++) {
      const byte = page[i]!;
      if (byte !== mark) {
        bytes.push(byte);
        continue;
      }
      if (page[i + 1] !== mark) return utf8(Uint8Array.from(bytes));
      bytes.push(byte);
      i++;
      // The second of two marks may be the first byte of the next page.
      if (i === pageSize) at++;
    }
  }
  return undefined;
}

/** How far before a method's chunk its preamble can begin. */
const longestPreamble = 400;

/** The stamp in the preamble right before a chunk: `!Foo methodsFor: 'x' stamp: 'ab 1/1/2000 12:00'!`. */
export function stampBefore(file: SourceFile, position: number): string | undefined {
  const text = utf8(file.read(Math.max(0, position - longestPreamble), position));
  const found = /stamp: '((?:[^']|'')*)'[^!]*!\s*$/.exec(text);
  return found?.[1]?.replaceAll("''", "'");
}
