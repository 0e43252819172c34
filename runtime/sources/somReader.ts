import { isBinaryCharacter, isDigit } from '../compiler/characters';
import { somMethodSource } from './somMethodSource';
import { selectorOfPattern } from './methodPattern';
import { ProblemList } from './problemList';
import type { ClassDefinition, MethodDefinition, SourceFile, SourceItem } from './sourceModel';

/**
 * Reads a SOM class file: `Name = Superclass ( |fields| methods ---- |fields| methods )`. Methods become
 * ordinary Smalltalk source; only strings with escapes change their length.
 */
export function readSom(file: string, text: string): SourceFile {
  const reader = new SomReader(file, text);
  reader.read();
  return { file, format: 'som', items: reader.items, problems: reader.problems.items };
}

class SomReader {
  readonly items: SourceItem[] = [];
  readonly problems: ProblemList;
  private offset = 0;

  constructor(
    file: string,
    private readonly text: string,
  ) {
    this.problems = new ProblemList(file, text);
  }

  read(): void {
    const comment = this.skipSpace();
    const start = this.offset;
    const name = this.word();
    if (name === undefined) return this.problems.expected(start, "a class's name");
    const nameRange = { start, stop: this.offset };
    this.skipSpace();
    if (!this.take('=')) return this.problems.expected(this.offset, '= after the name of the class');
    this.skipSpace();
    const superclass = this.word();
    const classComment = this.skipSpace() || comment;
    if (!this.take('(')) return this.problems.expected(this.offset, '( to open the class');
    const instanceVariables = this.fields();
    const at = this.items.length;
    this.methods(name, false);
    let classInstanceVariables: string[] = [];
    if (this.takeSeparator()) {
      classInstanceVariables = this.fields();
      this.methods(name, true);
    }
    this.skipSpace();
    if (!this.take(')')) this.problems.expected(this.offset, 'a method, ---- or ) to close the class');
    const definition: ClassDefinition = {
      kind: 'class',
      start,
      stop: this.offset,
      name,
      superclassName: superclass === undefined ? 'Object' : superclass === 'nil' ? undefined : superclass,
      isTrait: false,
      classKind: 'normal',
      instanceVariables,
      classVariables: [],
      classInstanceVariables,
      pools: [],
      category: 'SOM',
      package: '',
      comment: classComment,
      traits: '',
      classTraits: '',
      nameRange,
    };
    this.items.splice(at, 0, definition);
  }

  private fields(): string[] {
    const names: string[] = [];
    this.skipSpace();
    if (!this.take('|')) return names;
    for (;;) {
      this.skipSpace();
      const name = this.word();
      if (name === undefined) break;
      names.push(name);
    }
    if (!this.take('|')) this.problems.expected(this.offset, 'a field name or | to close the fields');
    return names;
  }

  private methods(className: string, isMeta: boolean): void {
    for (;;) {
      this.skipSpace();
      const character = this.text[this.offset];
      if (character === undefined || character === ')' || this.atSeparator()) return;
      const before = this.offset;
      const method = this.method(className, isMeta);
      if (method) this.items.push(method);
      else if (!this.skipToNextMethod(before)) return;
    }
  }

  private method(className: string, isMeta: boolean): MethodDefinition | undefined {
    const start = this.offset;
    const patternStop = this.pattern();
    if (patternStop === undefined) return undefined;
    this.skipSpace();
    const equals = this.offset;
    if (!this.take('=')) {
      this.problems.expected(equals, '= after the method pattern');
      return undefined;
    }
    this.skipSpace();
    const selector = selectorOfPattern(this.text.slice(start, patternStop));
    const shared = {
      kind: 'method',
      className,
      isMeta,
      selector,
      protocol: '',
      isExtension: false,
      stamp: '',
    } as const;
    const bodyStart = this.offset;
    if (this.word() === 'primitive') {
      const pragma = `<primitive: '${selector}' module: 'SOM'>`;
      const converted = somMethodSource(this.text, start, equals, this.offset, this.offset, pragma);
      return { ...shared, start, stop: this.offset, ...converted };
    }
    this.offset = bodyStart;
    if (this.text[bodyStart] !== '(') {
      this.problems.expected(bodyStart, '( to open the method, or primitive');
      return undefined;
    }
    const close = somBodyStop(this.text, bodyStart);
    if (close < 0) {
      this.problems.expected(bodyStart, 'a method whose parentheses and quotes pair');
      return undefined;
    }
    this.offset = close + 1;
    return {
      ...shared,
      start,
      stop: this.offset,
      ...somMethodSource(this.text, start, equals, bodyStart + 1, close, ''),
    };
  }

  /** Goes past a method pattern; answers where it ends. */
  private pattern(): number | undefined {
    const operatorStart = this.offset;
    while (isBinaryCharacter(this.text, this.offset)) this.offset++;
    if (this.offset > operatorStart) {
      this.skipSpace();
      if (this.word() !== undefined) return this.offset;
      this.problems.expected(this.offset, 'a name for the argument');
      return undefined;
    }
    if (this.word() === undefined) {
      this.problems.expected(this.offset, 'a method pattern');
      return undefined;
    }
    if (!this.take(':')) return this.offset;
    for (;;) {
      this.skipSpace();
      if (this.word() === undefined) {
        this.problems.expected(this.offset, 'a name for the argument');
        return undefined;
      }
      const stop = this.offset;
      this.skipSpace();
      if (this.word() === undefined) return stop;
      if (!this.take(':')) {
        this.problems.expected(this.offset, ': in the method pattern');
        return undefined;
      }
    }
  }

  /** After an error: a line that looks like the head of a method. */
  private skipToNextMethod(from: number): boolean {
    const head = /^[ \t]*(?:[A-Za-z][\w: ]*|[^\w\s()[\]'"#|]+ *\w+)[ \t]*=[ \t]*(?:\(|primitive\b)/gm;
    head.lastIndex = Math.max(this.offset, from + 1);
    const found = head.exec(this.text);
    if (!found) return false;
    this.offset = found.index;
    return true;
  }

  private atSeparator(): boolean {
    return this.text.startsWith('----', this.offset);
  }

  private takeSeparator(): boolean {
    if (!this.atSeparator()) return false;
    while (this.text[this.offset] === '-') this.offset++;
    return true;
  }

  private word(): string | undefined {
    const pattern = /[\p{L}_][\w]*/uy;
    pattern.lastIndex = this.offset;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined || isDigit(found, 0)) return undefined;
    this.offset += found.length;
    return found;
  }

  private take(character: string): boolean {
    if (this.text[this.offset] !== character) return false;
    this.offset++;
    return true;
  }

  /** Goes past white space and comments; answers the last comment's text. */
  private skipSpace(): string {
    let comment = '';
    for (;;) {
      const pattern = /[\s\uFEFF]+|"([^"]*)"/y;
      pattern.lastIndex = this.offset;
      const found = pattern.exec(this.text);
      if (!found) return comment;
      comment = found[1]?.trim() ?? comment;
      this.offset = pattern.lastIndex;
    }
  }
}

/** The parenthesis that closes the one at `open`, past strings with escapes and comments; -1 if none does. */
function somBodyStop(text: string, open: number): number {
  const part = /'(?:[^'\\]|\\[^])*'|"[^"]*"|[()]/g;
  part.lastIndex = open;
  let depth = 0;
  for (let found = part.exec(text); found; found = part.exec(text)) {
    if (found[0] === '(') depth++;
    else if (found[0] === ')' && --depth === 0) return found.index;
  }
  return -1;
}
