import { methodBodyStop } from './methodBody';
import { OffsetMap } from './offsetMap';
import { selectorOfPattern } from './methodPattern';
import { ProblemList } from './problemList';
import type { ClassDefinition, SourceFile, SourceItem } from './sourceModel';
import { kindsByName } from './classKinds';
import { StonReader, type StonMap, type StonValue } from './stonReader';

/** Where a method or a definition may start: used to go on after an error. */
const lineOfMethod = /^(?:\{\s*(?:#|$)|[\p{L}_]\w* (?:class |classSide )?>> [^\r\n]*\[\s*$)/mu;

/**
 * Reads a Tonel file, versions 1 to 3: a class, a trait, an extension or a package. A method's source is the
 * file's text from its selector on, with the opening bracket blanked: offsets stay in step.
 */
export function readTonel(file: string, text: string): SourceFile {
  const reader = new TonelReader(file, text);
  reader.read();
  return { file, format: 'tonel', items: reader.items, problems: reader.problems.items };
}

class TonelReader {
  readonly items: SourceItem[] = [];
  readonly problems: ProblemList;
  private offset = 0;
  private definesClass = false;

  constructor(
    file: string,
    private readonly text: string,
  ) {
    this.problems = new ProblemList(file, text);
  }

  read(): void {
    this.definition();
    for (;;) {
      this.skipSpace();
      if (this.offset >= this.text.length) return;
      const before = this.offset;
      this.method();
      if (this.offset <= before) this.skipToNextMethod(before + 1);
    }
  }

  private definition(): void {
    const start = this.skipSpace();
    let comment = '';
    while (this.text[this.offset] === '"') {
      comment = this.comment();
      this.skipSpace();
    }
    const type = this.match(/(Class|Trait|Extension|Package)\b/y)?.[1];
    if (type === undefined) {
      this.problems.expected(this.offset, 'Class, Trait, Extension or Package at the head of a Tonel file');
      this.skipToNextMethod(this.offset);
      return;
    }
    this.skipSpace();
    const headerStart = this.offset;
    const ston = new StonReader(this.text, this.offset, this.problems);
    const header = ston.map();
    this.offset = ston.offset;
    if (!header) return;
    const name = textAt(header, 'name');
    if (name === '') {
      this.problems.add(
        { start: headerStart, stop: headerStart + 1 },
        `Expected a #name in the header of this ${type}`,
      );
      return;
    }
    const range = { start, stop: this.offset };
    if (type === 'Package') this.items.push({ kind: 'package', name, ...range });
    else if (type === 'Class' || type === 'Trait') {
      this.definesClass = true;
      this.items.push(this.classDefinition(header, type === 'Trait', comment, headerStart, range));
    }
  }

  private classDefinition(
    header: StonMap,
    isTrait: boolean,
    comment: string,
    headerStart: number,
    range: { start: number; stop: number },
  ): ClassDefinition {
    const name = textAt(header, 'name');
    const kindText = textAt(header, 'type') || 'normal';
    const kind = kindsByName[kindText];
    if (!kind) {
      const known = Object.keys(kindsByName).slice(0, 10).join(', ');
      this.problems.add(
        { start: headerStart, stop: range.stop },
        `Expected one of ${known} as #type, not ${kindText}`,
      );
    }
    const superclass = textAt(header, 'superclass');
    const nameOffset = this.text.indexOf(name, headerStart);
    const tag = textAt(header, 'tag');
    const packageName = textAt(header, 'package');
    const category = textAt(header, 'category');
    return {
      kind: 'class',
      ...range,
      name,
      superclassName: isTrait || superclass === 'nil' || superclass === '' ? undefined : superclass,
      isTrait,
      classKind: kind ?? 'normal',
      instanceVariables: listAt(header, 'instVars'),
      classVariables: listAt(header, 'classVars'),
      classInstanceVariables: listAt(header, 'classInstVars'),
      pools: listAt(header, 'pools'),
      category: category || (tag ? `${packageName}-${tag}` : packageName),
      package: packageName || category,
      comment,
      traits: textAt(header, 'traits'),
      classTraits: textAt(header, 'classTraits'),
      nameRange: { start: nameOffset, stop: nameOffset + name.length },
    };
  }

  private method(): void {
    const start = this.offset;
    let protocol = '';
    if (this.text[this.offset] === '{') {
      const ston = new StonReader(this.text, this.offset, this.problems);
      const header = ston.map();
      this.offset = ston.offset;
      protocol = header ? textAt(header, 'category') : '';
      this.skipSpace();
    }
    const head = this.match(/([\p{L}_][\w.]*)(?:\s+(class|classSide)(?:\s+trait)?)?(?:\s+trait)?\s*>>\s*/uy);
    if (!head) {
      this.problems.expected(this.offset, 'a method (`Name >> selector [ … ]`)');
      this.skipToNextMethod(this.offset + 1);
      return;
    }
    const sourceStart = this.offset;
    const bracket = this.openingBracket(sourceStart);
    if (bracket < 0) {
      this.problems.expected(sourceStart, 'a method pattern followed by [');
      this.skipToNextMethod(sourceStart);
      return;
    }
    const stop = this.bodyStop(bracket);
    const pattern = this.text.slice(sourceStart, bracket);
    const body = this.text.slice(bracket + 1, stop).trimEnd();
    this.items.push({
      kind: 'method',
      start,
      stop: this.offset,
      className: head[1]!,
      isMeta: head[2] !== undefined,
      selector: selectorOfPattern(pattern),
      protocol,
      source: body === '' ? pattern.trimEnd() : `${pattern} ${body}`,
      offsets: OffsetMap.identity(sourceStart),
      isExtension: !this.definesClass,
      stamp: '',
    });
  }

  private openingBracket(start: number): number {
    let at = start;
    while (at < this.text.length && this.text[at] !== '[') {
      // A comment among the arguments may hold a bracket.
      if (this.text[at] === '"') at = this.text.indexOf('"', at + 1) >>> 0;
      at++;
    }
    return at < this.text.length ? at : -1;
  }

  /** Where the body's text ends, the closing bracket excluded; goes past it. */
  private bodyStop(bracket: number): number {
    const close = methodBodyStop(this.text, bracket, '[', ']');
    const next = this.text.slice(close + 1, close + 400).trimStart();
    const isPlausible =
      next === '' || next.startsWith('{') || /^[\p{L}_][\w.]*\s+(class\s+)?(trait\s+)?>>/u.test(next);
    if (close >= 0 && isPlausible) {
      this.offset = close + 1;
      return close;
    }
    // Brackets or quotes of the body don't pair. The next method tells where it must have ended.
    const following = this.findMethodLine(bracket);
    const last = this.text.lastIndexOf(']', following - 1);
    const stop = last > bracket ? last : following;
    if (close < 0) this.problems.expected(bracket, 'a method whose brackets and quotes pair');
    this.offset = close >= 0 && close >= stop ? close + 1 : Math.min(this.text.length, stop + 1);
    return close >= 0 && close >= stop ? close : stop;
  }

  private comment(): string {
    let close = this.text.indexOf('"', this.offset + 1);
    while (close >= 0 && this.text[close + 1] === '"') close = this.text.indexOf('"', close + 2);
    if (close < 0) {
      this.problems.expected(this.text.length, '" to close the comment');
      close = this.text.length;
    }
    const raw = this.text.slice(this.offset + 1, close);
    this.offset = close + 1;
    return raw
      .replaceAll('""', '"')
      .replace(/^\r?\n|^\r/, '')
      .replace(/\r?\n$|\r$/, '');
  }

  private skipToNextMethod(from: number): void {
    this.offset = Math.max(from, this.findMethodLine(from));
  }

  private findMethodLine(from: number): number {
    const pattern = new RegExp(lineOfMethod.source, 'gmu');
    pattern.lastIndex = from;
    return pattern.exec(this.text)?.index ?? this.text.length;
  }

  private match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.offset;
    const found = pattern.exec(this.text);
    if (!found) return undefined;
    this.offset = pattern.lastIndex;
    return found;
  }

  private skipSpace(): number {
    const space = /[\s\uFEFF]*/y;
    space.lastIndex = this.offset;
    this.offset += space.exec(this.text)?.[0].length ?? 0;
    return this.offset;
  }
}

function textAt(map: StonMap, key: string): string {
  const value = map.entries.get(key);
  return typeof value === 'string' ? value : '';
}

function listAt(map: StonMap, key: string): string[] {
  const value: StonValue | undefined = map.entries.get(key);
  if (typeof value === 'string') return value.split(/\s+/).filter((each) => each !== '');
  return Array.isArray(value) ? value.map((each) => slotName(String(each))) : [];
}

/** `#x` or `#x => SomeSlot`: the name alone. */
function slotName(text: string): string {
  const name = text.split('=>')[0]!.trim();
  return name.replace(/^#/, '');
}
