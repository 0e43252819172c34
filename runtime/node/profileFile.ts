// A profile on disk: the `.cpuprofile` that VS Code opens, the summary in words beside it, and the texts of methods that
// have no file.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { toCpuProfile, type CodeLocation } from '../profiler/cpuProfile';
import type { ProfiledCode, ThreadProfile } from '../profiler/profile';
import { onlyImage, summarize } from '../profiler/summary';
import { summaryText } from '../profiler/words';

export interface WrittenProfile {
  /** Absolute. */
  readonly file: string;
  readonly summaryFile: string;
  /** Markdown. */
  readonly summary: string;
}

export interface ProfileTarget {
  /** Gets the ending that VS Code knows, if it has another. */
  readonly file: string;
  /** What ran. */
  readonly title: string;
  /** Only this image; all, if absent. */
  readonly image?: string;
}

/** Throws what the file system says. */
export function writeProfile(threads: readonly ThreadProfile[], target: ProfileTarget): WrittenProfile {
  const stem = path.resolve(target.file).replace(/\.cpuprofile$/i, '');
  const { image } = target;
  const wanted = image === undefined ? threads : threads.map((thread) => onlyImage(thread, image));
  const locations = new CodeLocations(`${stem}.methods.txt`);
  const profile = toCpuProfile(wanted, (code) => locations.locate(code));
  const title = image === undefined ? target.title : `image ${image} of ${target.title}`;
  const written = {
    file: `${stem}.cpuprofile`,
    summaryFile: `${stem}.md`,
    summary: summaryText(title, summarize(wanted)),
  };
  writeFileSync(written.file, JSON.stringify(profile));
  writeFileSync(written.summaryFile, written.summary);
  locations.write();
  return written;
}

/** Finds lines; methods without a file get a place in a text of their own. */
class CodeLocations {
  private readonly files = new Map<string, string | null>();
  private readonly places = new Map<string, number>();
  private text = '';
  private nextLine = 0;

  constructor(private readonly ownFile: string) {}

  locate({ file, start, source = '', methodName }: ProfiledCode): CodeLocation {
    if (file !== undefined) {
      const text = this.textOf(file);
      const { line, column } = text === null ? { line: 0, column: 0 } : placeIn(text, start);
      return { url: pathToFileURL(file).href, line, column };
    }
    const normal = source.replace(/\r\n?/g, '\n');
    const firstLine = this.placeOf(methodName, normal);
    const { line, column } = placeIn(normal, start);
    return { url: pathToFileURL(this.ownFile).href, line: firstLine + line, column };
  }

  write(): void {
    if (this.text !== '') writeFileSync(this.ownFile, this.text);
  }

  private textOf(file: string): string | null {
    let text = this.files.get(file);
    if (text === undefined) {
      try {
        text = readFileSync(file, 'utf8');
      } catch {
        // It may be gone while its methods run: they are shown at its beginning.
        text = null;
      }
      this.files.set(file, text);
    }
    return text;
  }

  private placeOf(methodName: string, source: string): number {
    // Images of one system may differ in a method.
    const key = `${methodName}\n${source}`;
    let line = this.places.get(key);
    if (line === undefined) {
      const section = `${methodName}\n${'-'.repeat(methodName.length)}\n${source === '' ? '(no text is known)' : source}\n\n`;
      line = this.nextLine + 2;
      this.places.set(key, line);
      this.text += section;
      this.nextLine += section.split('\n').length - 1;
    }
    return line;
  }
}

function placeIn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const line = before.split('\n').length - 1;
  return { line, column: offset - (before.lastIndexOf('\n') + 1) };
}
