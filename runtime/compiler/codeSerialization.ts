import { base64ToBytes, bytesToBase64 } from './base64';
import type { CompiledCode, SourceMapEntry, SourceMapKind, TempInfo } from './compiledCode';
import type { Literal, LiteralValue } from './literals';

/**
 * Code as JSON: integers stand for themselves, other literals are arrays that begin with a tag; bytes are
 * base64; source maps are flat arrays of differences. Made for the build-time kernel: a reader and a writer of
 * one version, not an exchange format.
 */
export type LiteralJson = number | readonly [tag: string, ...rest: unknown[]];

export interface CodeJson {
  /** Selector. */
  readonly s: string;
  /** numArgs, numTemps, frameSize, numCopied, primitive, start, stop, flags. */
  readonly n: readonly number[];
  readonly l: readonly LiteralJson[];
  /** Bytecodes, base64. */
  readonly b: string;
  /** Source map: pc, start and stop as differences to the entry before, kind, selector's start relative to start (-1: none). */
  readonly m: readonly number[];
  /** Selectors of the source map's entries that have one, in order. */
  readonly q: readonly string[];
  /** Temps: name, kind, index, slot (-1: none), start, stop. */
  readonly t: readonly (string | number)[];
  /** Name and module of a named primitive. */
  readonly p?: readonly [name: string, module: string | null];
  /** Pragmas: selector and arguments. */
  readonly g?: readonly (readonly [selector: string, args: readonly LiteralJson[]])[];
}

const mapKinds: readonly SourceMapKind[] = ['statement', 'send', 'condition', 'return', 'block-entry'];
const tempKinds: readonly TempInfo['kind'][] = ['argument', 'temporary', 'copied'];

export function codeToJson(code: CompiledCode): CodeJson {
  const { numArgs, numTemps, frameSize, numCopied, primitive, start, stop } = code;
  const flags =
    (code.isBlock ? 1 : 0) |
    (code.usesSelf ? 2 : 0) |
    (code.usesInstanceVariables ? 4 : 0) |
    (code.usesThisContext ? 8 : 0) |
    (code.hasNonLocalReturn ? 16 : 0);
  return {
    s: code.selector,
    n: [numArgs, numTemps, frameSize, numCopied, primitive, start, stop, flags],
    l: code.literals.map(literalToJson),
    b: bytesToBase64(code.bytes),
    ...sourceMapToJson(code.sourceMap),
    t: code.temps.flatMap(({ name, kind, location, start: from, stop: to }) => [
      name,
      tempKinds.indexOf(kind),
      location.index,
      location.kind === 'vector' ? location.slot : -1,
      from,
      to,
    ]),
    ...(code.primitiveName && { p: [code.primitiveName.name, code.primitiveName.module ?? null] as const }),
    ...(code.pragmas.length > 0 && {
      g: code.pragmas.map(({ selector, args }) => [selector, args.map(literalToJson)] as const),
    }),
  };
}

export function codeFromJson(json: CodeJson): CompiledCode {
  const [numArgs, numTemps, frameSize, numCopied, primitive, start, stop, flags] = json.n as number[];
  return {
    selector: json.s,
    numArgs: numArgs!,
    numTemps: numTemps!,
    frameSize: frameSize!,
    numCopied: numCopied!,
    literals: json.l.map(literalFromJson),
    bytes: base64ToBytes(json.b),
    primitive: primitive!,
    ...(json.p && { primitiveName: { name: json.p[0], module: json.p[1] ?? undefined } }),
    pragmas: (json.g ?? []).map(([selector, args]) => ({ selector, args: args.map(literalValueFromJson) })),
    sourceMap: sourceMapFromJson(json),
    temps: tempsFromJson(json.t),
    start: start!,
    stop: stop!,
    isBlock: (flags! & 1) !== 0,
    usesSelf: (flags! & 2) !== 0,
    usesInstanceVariables: (flags! & 4) !== 0,
    usesThisContext: (flags! & 8) !== 0,
    hasNonLocalReturn: (flags! & 16) !== 0,
  };
}

export function literalToJson(literal: Literal): LiteralJson {
  if (typeof literal === 'number') return literal;
  if (typeof literal === 'bigint') return ['i', literal.toString()];
  switch (literal.kind) {
    case 'float':
      // JSON has neither infinities nor -0.
      return [
        'f',
        Number.isFinite(literal.value) && !Object.is(literal.value, -0)
          ? literal.value
          : floatText(literal.value),
      ];
    case 'fraction':
      return ['r', literal.numerator.toString(), literal.denominator.toString()];
    case 'scaledDecimal':
      return ['d', literal.numerator.toString(), literal.denominator.toString(), literal.scale];
    case 'character':
      return ['c', literal.codePoint];
    case 'string':
      return ['s', literal.value];
    case 'symbol':
      return ['y', literal.value];
    case 'array':
      return ['a', ...literal.elements.map(literalToJson)];
    case 'byteArray':
      return ['b', bytesToBase64(literal.bytes)];
    case 'nil':
    case 'true':
    case 'false':
    case 'thisClassBinding':
      return [literal.kind];
    case 'binding':
      return ['g', literal.name];
    case 'block':
      return ['k', codeToJson(literal.code)];
  }
}

/** The literal that `literalToJson` wrote; throws RangeError for anything else. */
export function literalFromJson(json: LiteralJson): Literal {
  if (typeof json === 'number') return json;
  const [tag, ...rest] = json;
  switch (tag) {
    case 'g':
      return { kind: 'binding', name: rest[0] as string };
    case 'k':
      return { kind: 'block', code: codeFromJson(rest[0] as CodeJson) };
    case 'thisClassBinding':
      return { kind: tag };
    default:
      return literalValueFromJson(json);
  }
}

function literalValueFromJson(json: LiteralJson): LiteralValue {
  if (typeof json === 'number') return json;
  const [tag, ...rest] = json;
  switch (tag) {
    case 'i':
      return BigInt(rest[0] as string);
    case 'f':
      return { kind: 'float', value: Number(rest[0]) };
    case 'r':
      return {
        kind: 'fraction',
        numerator: BigInt(rest[0] as string),
        denominator: BigInt(rest[1] as string),
      };
    case 'd':
      return {
        kind: 'scaledDecimal',
        numerator: BigInt(rest[0] as string),
        denominator: BigInt(rest[1] as string),
        scale: rest[2] as number,
      };
    case 'c':
      return { kind: 'character', codePoint: rest[0] as number };
    case 's':
      return { kind: 'string', value: rest[0] as string };
    case 'y':
      return { kind: 'symbol', value: rest[0] as string };
    case 'a':
      return { kind: 'array', elements: (rest as LiteralJson[]).map(literalValueFromJson) };
    case 'b':
      return { kind: 'byteArray', bytes: base64ToBytes(rest[0] as string) };
    case 'nil':
    case 'true':
    case 'false':
      return { kind: tag };
    default:
      throw new RangeError(`${tag} is no tag of a literal`);
  }
}

function floatText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

function sourceMapToJson(sourceMap: readonly SourceMapEntry[]): Pick<CodeJson, 'm' | 'q'> {
  const numbers: number[] = [];
  const selectors: string[] = [];
  let [pc, start, stop] = [0, 0, 0];
  for (const entry of sourceMap) {
    const relative = entry.selectorStart === undefined ? -1 : entry.selectorStart - entry.start;
    numbers.push(
      entry.pc - pc,
      entry.start - start,
      entry.stop - stop,
      mapKinds.indexOf(entry.kind),
      relative,
    );
    if (entry.selector !== undefined) selectors.push(entry.selector);
    ({ pc, start, stop } = entry);
  }
  return { m: numbers, q: selectors };
}

function sourceMapFromJson({ m, q }: CodeJson): SourceMapEntry[] {
  const entries: SourceMapEntry[] = [];
  let [pc, start, stop, selectorIndex] = [0, 0, 0, 0];
  for (let index = 0; index < m.length; index += 5) {
    pc += m[index]!;
    start += m[index + 1]!;
    stop += m[index + 2]!;
    const entry = { pc, start, stop, kind: mapKinds[m[index + 3]!]! };
    const relative = m[index + 4]!;
    if (relative < 0) entries.push(entry);
    else entries.push({ ...entry, selector: q[selectorIndex++]!, selectorStart: start + relative });
  }
  return entries;
}

function tempsFromJson(t: CodeJson['t']): TempInfo[] {
  const temps: TempInfo[] = [];
  for (let at = 0; at < t.length; at += 6) {
    const [name, kind, index, slot, start, stop] = t.slice(at, at + 6) as [
      string,
      number,
      number,
      number,
      number,
      number,
    ];
    const location: TempInfo['location'] =
      slot < 0 ? { kind: 'stack', index } : { kind: 'vector', index, slot };
    temps.push({ name, kind: tempKinds[kind]!, location, start, stop });
  }
  return temps;
}
