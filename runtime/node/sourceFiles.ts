// Source files on disk: which there are below a path, and what they hold.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { LoadedFile } from '../loader/packageLoader';
import type { SourceFile, SourceProblem } from '../sources/sourceModel';
import { readSource } from '../sources/sourceReader';
import { whyUnreadable } from './fileErrors';

const sourceEndings = /\.(st|som|cs|changes|pck\.st)$/i;

/** The source files below `paths`, in a stable order. Throws, naming it, for a path that isn't there or has none. */
export function sourceFilesIn(paths: readonly string[]): string[] {
  const found = new Set<string>();
  const visit = (each: string): void => {
    if (!statSync(each).isDirectory()) found.add(each);
    else
      for (const name of readdirSync(each).sort()) {
        const child = path.join(each, name);
        if (statSync(child).isDirectory() || sourceEndings.test(name)) visit(child);
      }
  };
  for (const each of paths) {
    if (!statSync(each, { throwIfNoEntry: false })) throw new Error(`There is no file or folder ${each}`);
    const before = found.size;
    visit(path.resolve(each));
    if (statSync(each).isDirectory() && found.size === before)
      throw new Error(`The folder ${each} has no source files (.st, .som, .cs, .changes)`);
  }
  return [...found];
}

export function readSourceFiles(files: readonly string[]): LoadedFile[] {
  return files.map(readSourceFile);
}

/** Reads a file; what is wrong with its contents is among its problems. Throws, naming it, if it can't be read. */
export function readSourceFile(file: string): LoadedFile {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new Error(`${file} can't be read: ${whyUnreadable(error as NodeJS.ErrnoException)}`, {
      cause: error,
    });
  }
  const { text, badOffset } = decode(bytes);
  if (text.includes('\0')) return { source: unreadable(file, text), text: '' };
  const source = readSource(file, text);
  // Before UTF-8, chunks were written in the 8-bit sets of their time: nothing is wrong with those.
  if (badOffset < 0 || source.format === 'chunk') return { source, text };
  const problem = problemAt(
    file,
    text,
    badOffset,
    `Byte 16r${bytes[badOffset].toString(16).toUpperCase()} is not UTF-8: save the file as UTF-8 (it was read as Latin-1)`,
  );
  return { source: { ...source, problems: [problem, ...source.problems] }, text };
}

/** UTF-8, UTF-16 by its mark, else Latin-1; then `badOffset` is the first byte that is no UTF-8, else -1. */
function decode(bytes: Buffer): { text: string; badOffset: number } {
  const utf16 =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'be' : '';
  if (utf16 && bytes.length % 2 === 0)
    return { text: new TextDecoder(`utf-16${utf16}`).decode(bytes), badOffset: -1 };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), badOffset: -1 };
  } catch {
    const good = new TextDecoder('utf-8').decode(bytes).indexOf('\ufffd');
    return {
      text: bytes.toString('latin1'),
      badOffset: Buffer.byteLength(bytes.toString('utf8').slice(0, good)),
    };
  }
}

function unreadable(file: string, text: string): SourceFile {
  const problem = problemAt(
    file,
    text,
    0,
    'This is no Smalltalk source: it has bytes that no text has. Tonel, chunk and SOM files are read',
  );
  return { file, format: 'chunk', items: [], problems: [problem] };
}

function problemAt(file: string, text: string, offset: number, message: string): SourceProblem {
  const before = text.slice(0, offset).split('\n');
  return {
    file,
    line: before.length,
    column: before.at(-1)!.length + 1,
    start: offset,
    stop: offset + 1,
    message,
  };
}
