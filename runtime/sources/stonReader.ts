import type { ProblemList } from './problemList';

/** A value of a Tonel header: the part of STON that Tonel uses. Symbols are read as strings. */
export type StonValue = string | number | boolean | null | StonValue[] | StonMap;

export interface StonMap {
  readonly entries: ReadonlyMap<string, StonValue>;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** Reads STON in a text from `offset` on; after an error goes on with what follows. */
export class StonReader {
  constructor(
    private readonly text: string,
    public offset: number,
    private readonly problems: ProblemList,
  ) {}

  /** `{ #key : value, … }` at the offset; undefined, with a problem, if there is none. */
  map(): StonMap | undefined {
    const entries = new Map<string, StonValue>();
    if (!this.take('{')) {
      this.problems.expected(this.offset, '{');
      return undefined;
    }
    while (!this.take('}')) {
      const key = this.value();
      if (!this.take(':')) {
        this.problems.expected(this.offset, ': after the key');
        this.skipTo('}');
        return { entries };
      }
      entries.set(String(key), this.value());
      if (!this.take(',') && this.peek() !== '}') {
        this.problems.expected(this.offset, ', or } in the header');
        this.skipTo('}');
        return { entries };
      }
    }
    return { entries };
  }

  private value(): StonValue {
    const character = this.peek();
    if (character === "'") return this.string();
    if (character === '#') return this.symbol();
    if (character === '[') return this.list();
    if (character === '{') return this.map() ?? null;
    const word = /[\w.+-]+/y;
    word.lastIndex = this.offset;
    const found = word.exec(this.text)?.[0];
    if (found === undefined) {
      this.problems.expected(this.offset, 'a value');
      return null;
    }
    this.offset += found.length;
    if (found === 'true' || found === 'false') return found === 'true';
    if (found === 'nil') return null;
    const next = this.peek();
    // An object with its class's name: `OrderedCollection [ … ]`; the contents count.
    if (/^[A-Z]/.test(found) && (next === '[' || next === '{')) return this.value();
    return Number.isNaN(Number(found)) ? found : Number(found);
  }

  private string(): string {
    const { text } = this;
    let value = '';
    let at = this.offset + 1;
    for (; at < text.length && text[at] !== "'"; at++) {
      if (text[at] !== '\\') {
        value += text.charAt(at);
        continue;
      }
      at++;
      const escape = text.charAt(at);
      if (escape === 'u') {
        value += String.fromCharCode(parseInt(text.slice(at + 1, at + 5), 16));
        at += 4;
      } else value += escapes[escape] ?? escape;
    }
    if (at >= text.length) this.problems.expected(text.length, "' to close the string");
    this.offset = Math.min(at + 1, text.length);
    return value;
  }

  private symbol(): string {
    this.offset++;
    if (this.text[this.offset] === "'") return this.string();
    const word = /[^\s,{}[\]'"]*/y;
    word.lastIndex = this.offset;
    const found = word.exec(this.text)?.[0] ?? '';
    if (found === '') this.problems.expected(this.offset, 'a symbol after #');
    this.offset += found.length;
    return found;
  }

  private list(): StonValue[] {
    const values: StonValue[] = [];
    this.offset++;
    while (!this.take(']')) {
      const before = this.offset;
      values.push(this.value());
      if (this.take(',') || this.peek() === ']') continue;
      this.problems.expected(this.offset, ', or ] in the list');
      if (this.offset === before || this.offset >= this.text.length) break;
    }
    return values;
  }

  private peek(): string {
    const space = /\s*/y;
    space.lastIndex = this.offset;
    this.offset += space.exec(this.text)?.[0].length ?? 0;
    return this.text.charAt(this.offset);
  }

  private take(character: string): boolean {
    if (this.peek() !== character) return false;
    this.offset++;
    return true;
  }

  private skipTo(character: string): void {
    const found = this.text.indexOf(character, this.offset);
    this.offset = found < 0 ? this.text.length : found + 1;
  }
}
