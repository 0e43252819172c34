import { PortableVector } from '../portable/portableVector';

/** The twin of JsonValue.class.st. */
export abstract class JsonValue {
  isObject(): boolean {
    return false;
  }

  isArray(): boolean {
    return false;
  }

  isNumber(): boolean {
    return false;
  }

  isString(): boolean {
    return false;
  }

  isLiteral(): boolean {
    return false;
  }
}

/** The twin of JsonArray.class.st. */
export class JsonArray extends JsonValue {
  private readonly elements = new PortableVector<JsonValue>();

  add(value: JsonValue): void {
    this.elements.append(value);
  }

  at(index: number): JsonValue | undefined {
    return this.elements.at(index);
  }

  get size(): number {
    return this.elements.size;
  }

  override isArray(): boolean {
    return true;
  }
}

/** The twin of JsonNameTable.class.st: base 1, and 0 for what it doesn't know. */
class NameTable {
  private readonly indices = new Array<number>(32).fill(0);

  at(name: string): number {
    return this.indices[this.slotOf(name)];
  }

  put(name: string, index: number): void {
    this.indices[this.slotOf(name)] = index < 255 ? index : 0;
  }

  private slotOf(name: string): number {
    return (name.length * 1402589) & (this.indices.length - 1);
  }
}

/** The twin of JsonObject.class.st. */
export class JsonObject extends JsonValue {
  private readonly names = new PortableVector<string>();
  private readonly values = new PortableVector<JsonValue>();
  private readonly table = new NameTable();

  at(name: string): JsonValue | undefined {
    const index = this.table.at(name);
    if (index > 0 && this.names.at(index - 1) === name) return this.values.at(index - 1);
    for (let i = 0; i < this.names.size; i++) if (this.names.at(i) === name) return this.values.at(i);
    return undefined;
  }

  put(name: string, value: JsonValue): void {
    this.names.append(name);
    this.values.append(value);
    this.table.put(name, this.names.size);
  }

  get size(): number {
    return this.names.size;
  }

  override isObject(): boolean {
    return true;
  }
}

/** The twin of JsonString.class.st. */
export class JsonString extends JsonValue {
  constructor(readonly contents: string) {
    super();
  }

  override isString(): boolean {
    return true;
  }
}

/** The twin of JsonNumber.class.st. */
export class JsonNumber extends JsonValue {
  constructor(readonly digits: string) {
    super();
  }

  override isNumber(): boolean {
    return true;
  }
}

/** The twin of JsonLiteral.class.st. */
export class JsonLiteral extends JsonValue {
  static readonly null = new JsonLiteral('null');
  static readonly true = new JsonLiteral('true');
  static readonly false = new JsonLiteral('false');

  private constructor(readonly name: string) {
    super();
  }

  override isLiteral(): boolean {
    return true;
  }
}
