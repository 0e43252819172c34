import { parseDoIt } from '../compiler/parser';
import { ChunkStream, type Chunk } from './chunkStream';
import { readClassExpression } from './classExpressions';
import { selectorOfPattern } from './methodPattern';
import { ProblemList } from './problemList';
import type { SourceFile, SourceItem } from './sourceModel';

/** What stands between the marks before methods or a comment. */
const preamblePattern =
  /^([\p{L}_][\w.]*)( class| classTrait)?\s+(methodsFor|methods|publicMethodsFor|commentStamp|reorganize)\b/u;

/** The same without a mark before it, as GNU Smalltalk files out after an empty chunk: `methodsFor:` takes it as well. */
const unmarkedMethodsPattern = /^[\p{L}_][\w.]*( class)?\s+methodsFor:\s*(nil|'[^']*')\s*$/u;

/**
 * Reads a fileOut or a changes file. Class definitions are recognised; every other expression stays a
 * do-it, in its place.
 */
export function readChunks(file: string, text: string): SourceFile {
  const reader = new ChunkReader(file, text);
  reader.read();
  return { file, format: 'chunk', items: reader.items, problems: reader.problems.items };
}

class ChunkReader {
  readonly items: SourceItem[] = [];
  readonly problems: ProblemList;
  private readonly stream: ChunkStream;
  private readonly defined = new Set<string>();

  constructor(
    file: string,
    private readonly text: string,
  ) {
    this.problems = new ProblemList(file, text);
    this.stream = new ChunkStream(text);
  }

  read(): void {
    while (!this.stream.isAtEnd) {
      const marked = this.stream.takeMark();
      const chunk = this.stream.next();
      if (chunk.text === '' || isRemark(chunk.text)) continue;
      // Cuis marks what follows (`!classDefinition: #Foo category: 'x'!`): a remark to the chunk after it.
      if (marked && (this.preamble(chunk) || /^[a-z]\w*:/.test(chunk.text))) continue;
      if (unmarkedMethodsPattern.test(chunk.text) && this.preamble(chunk)) continue;
      this.expression(chunk);
    }
  }

  private preamble(chunk: Chunk): boolean {
    const found = preamblePattern.exec(chunk.text);
    if (!found) return false;
    const className = found[1]!;
    const isMeta = found[2] !== undefined;
    const stamp = stringAfter(chunk.text, 'stamp:') || stringAfter(chunk.text, 'commentStamp:');
    if (found[3] === 'commentStamp') {
      const { text, start, stop } = this.stream.next();
      this.items.push({ kind: 'comment', className, isMeta, text, stamp, start, stop });
    } else if (found[3] === 'reorganize') {
      this.stream.next();
    } else {
      const protocol = stringAfter(chunk.text, 'ethodsFor:');
      this.methods(className, isMeta, protocol, stamp);
    }
    return true;
  }

  /** Methods up to an empty chunk. */
  private methods(className: string, isMeta: boolean, protocol: string, stamp: string): void {
    for (;;) {
      if (this.stream.isAtEnd) {
        this.problems.expected(this.text.length, 'an empty chunk (! !) after the last method');
        return;
      }
      const { text: source, offsets, start, stop } = this.stream.next();
      if (source === '') return;
      if (isRemark(source)) continue;
      const selector = selectorOfPattern(source);
      if (selector === '') this.problems.expected(start, 'a method pattern');
      const isExtension = !this.defined.has(className);
      const place = { start, stop, offsets, source };
      this.items.push({
        kind: 'method',
        className,
        isMeta,
        selector,
        protocol,
        isExtension,
        stamp,
        ...place,
      });
    }
  }

  private expression(chunk: Chunk): void {
    const { text, offsets, start, stop } = chunk;
    const read = readClassExpression(text);
    if (!read) {
      this.items.push({ kind: 'doIt', source: text, offsets, start, stop });
      this.checkDoIt(chunk);
      return;
    }
    if (read.kind === 'comment') this.items.push({ ...read, stamp: '', start, stop });
    else if (read.kind === 'classSide') this.items.push({ ...read, start, stop });
    else {
      this.defined.add(read.name);
      const nameRange = {
        start: offsets.toFile(read.nameRange.start),
        stop: offsets.toFile(read.nameRange.stop),
      };
      this.items.push({ ...read, nameRange, start, stop });
    }
  }

  private checkDoIt({ text, offsets }: Chunk): void {
    const error = parseDoIt(text).diagnostics.find(({ severity }) => severity === 'error');
    if (!error) return;
    const range = { start: offsets.toFile(error.start), stop: offsets.toFile(error.stop) };
    this.problems.add(range, error.message);
  }
}

/** Style runs after a method, and the lines that Squeak writes into changes files at a snapshot. */
function isRemark(text: string): boolean {
  return text.startsWith(']style[') || text.startsWith(']lang[') || text.startsWith('----');
}

/** The string or the symbol after a keyword. */
function stringAfter(text: string, keyword: string): string {
  const from = text.indexOf(keyword);
  if (from < 0) return '';
  const found = /^\s*(?:#?'((?:[^']|'')*)'|#([\w:]+))/.exec(text.slice(from + keyword.length));
  return (found?.[1] ?? found?.[2] ?? '').replaceAll("''", "'");
}
