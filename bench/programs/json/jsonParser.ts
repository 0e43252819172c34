import { JsonArray, JsonLiteral, JsonNumber, JsonObject, JsonString, type JsonValue } from './jsonValues';

/** The twin of JsonSyntaxError.class.st. */
class JsonSyntaxError extends Error {}

/** The twin of JsonParser.class.st; base 0. */
export class JsonParser {
  private index = -1;
  private line = 1;
  private column = 0;
  private current: string | null = null;
  private captureStart = 0;
  private captured = '';

  constructor(private readonly input: string) {}

  parse(): JsonValue {
    this.read();
    this.skipWhiteSpace();
    const value = this.readValue();
    this.skipWhiteSpace();
    if (this.current !== null) this.fail('Unexpected character');
    return value;
  }

  private readValue(): JsonValue {
    switch (this.current) {
      case 'n':
        return this.readNull();
      case 't':
        return this.readTrue();
      case 'f':
        return this.readFalse();
      case '"':
        return this.readString();
      case '[':
        return this.readArray();
      case '{':
        return this.readObject();
      default:
        if (this.current === '-' || this.isDigit) return this.readNumber();
        return this.expected('a value');
    }
  }

  private readArray(): JsonArray {
    this.read();
    const array = new JsonArray();
    this.skipWhiteSpace();
    if (this.take(']')) return array;
    do {
      this.skipWhiteSpace();
      array.add(this.readValue());
      this.skipWhiteSpace();
    } while (this.take(','));
    this.require(']');
    return array;
  }

  private readObject(): JsonObject {
    this.read();
    const object = new JsonObject();
    this.skipWhiteSpace();
    if (this.take('}')) return object;
    do {
      this.skipWhiteSpace();
      if (this.current !== '"') this.expected('a name');
      const name = this.readText();
      this.skipWhiteSpace();
      this.require(':');
      this.skipWhiteSpace();
      object.put(name, this.readValue());
      this.skipWhiteSpace();
    } while (this.take(','));
    this.require('}');
    return object;
  }

  private readNull(): JsonLiteral {
    this.readWord('null');
    return JsonLiteral.null;
  }

  private readTrue(): JsonLiteral {
    this.readWord('true');
    return JsonLiteral.true;
  }

  private readFalse(): JsonLiteral {
    this.readWord('false');
    return JsonLiteral.false;
  }

  private readWord(word: string): void {
    for (const each of word) this.require(each);
  }

  private readString(): JsonString {
    return new JsonString(this.readText());
  }

  private readText(): string {
    this.read();
    this.startCapture();
    while (this.current !== '"')
      if (this.current === '\\') {
        this.pauseCapture();
        this.readEscape();
        this.startCapture();
      } else this.read();
    const text = this.endCapture();
    this.read();
    return text;
  }

  private readEscape(): void {
    this.read();
    this.captured += this.escapedCharacter();
    this.read();
  }

  private escapedCharacter(): string {
    switch (this.current) {
      case '"':
      case '/':
      case '\\':
        return this.current;
      case 'b':
        return '\b';
      case 'f':
        return '\f';
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 't':
        return '\t';
      default:
        return this.expected('an escape');
    }
  }

  private readNumber(): JsonNumber {
    this.startCapture();
    this.take('-');
    const first = this.current;
    this.requireDigit();
    if (first !== '0') this.takeDigits();
    this.readFraction();
    this.readExponent();
    return new JsonNumber(this.endCapture());
  }

  private readFraction(): void {
    if (!this.take('.')) return;
    this.requireDigit();
    this.takeDigits();
  }

  private readExponent(): void {
    if (!(this.take('e') || this.take('E'))) return;
    if (!this.take('+')) this.take('-');
    this.requireDigit();
    this.takeDigits();
  }

  private read(): void {
    if (this.current === '\n') {
      this.line++;
      this.column = 0;
    }
    this.index++;
    this.column++;
    this.current = this.index < this.input.length ? this.input[this.index] : null;
  }

  private take(character: string): boolean {
    if (this.current !== character) return false;
    this.read();
    return true;
  }

  private takeDigit(): boolean {
    if (!this.isDigit) return false;
    this.read();
    return true;
  }

  private takeDigits(): void {
    while (this.takeDigit());
  }

  private require(character: string): void {
    if (!this.take(character)) this.expected(character);
  }

  private requireDigit(): void {
    if (!this.takeDigit()) this.expected('a digit');
  }

  private skipWhiteSpace(): void {
    while (this.isWhiteSpace) this.read();
  }

  private get isWhiteSpace(): boolean {
    const { current } = this;
    return current === ' ' || current === '\t' || current === '\n' || current === '\r';
  }

  private get isDigit(): boolean {
    const { current } = this;
    return current !== null && current >= '0' && current <= '9';
  }

  private startCapture(): void {
    this.captureStart = this.index;
  }

  private pauseCapture(): void {
    this.captured += this.input.substring(this.captureStart, this.index);
    this.captureStart = 0;
  }

  private endCapture(): string {
    const text = this.input.substring(this.captureStart, this.index);
    this.captureStart = 0;
    if (this.captured === '') return text;
    const whole = this.captured + text;
    this.captured = '';
    return whole;
  }

  private expected(what: string): never {
    this.fail(this.current === null ? 'The document ends too early' : `Expected ${what}`);
  }

  private fail(reason: string): never {
    throw new JsonSyntaxError(`${reason} at ${this.line}:${this.column}`);
  }
}
