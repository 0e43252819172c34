// Code for an image to method objects of it: header, literals, bytecodes.
import type { ImageCode, ImageLiteral } from '../compiler/image-code/imageCode';
import type { LiteralValue } from '../compiler/literals';
import { ratioToFloat } from '../compiler/numberLiterals';
import type { Behavior } from '../object-memory/behavior';
import type { Fields, Value } from '../object-memory/objects';
import { ImageMethod } from '../image-files/imageMethod';
import type { ImageMemory } from '../image-files/imageMemory';

/** What is not in the code: how its class writes methods. */
export interface MethodEnding {
  /** Literals behind those of the code: selector or properties, the binding of the class. */
  readonly literals: readonly Value[];
  /** Bytes behind the bytecodes. */
  readonly trailer: Uint8Array;
}

const smallFrame = 16;
const flags = { primitive: 0x10000, largeFrame: 0x20000 };
const largestLiteralFrame = { v3: 255, spur: 0x7fff };

/** The code needs more of something than a method of this format has room for. */
export class TooLargeForMethod extends Error {}

/** A method that no class has yet. Throws TooLargeForMethod. */
export function makeImageMethod(
  memory: ImageMemory,
  behavior: Behavior,
  code: ImageCode,
  ending: MethodEnding,
): ImageMethod {
  return make(memory, behavior, code, ending, null);
}

function make(
  memory: ImageMemory,
  behavior: Behavior,
  code: ImageCode,
  { literals: last, trailer }: MethodEnding,
  outer: ImageMethod | null,
): ImageMethod {
  const literals: Value[] = [];
  const count = code.literals.length + (outer ? 1 : last.length);
  const method = new ImageMethod(memory, memory.dialect, {
    behavior,
    selector: code.selector,
    isBlock: outer !== null,
    header: headerOf(memory, code, count),
    literals,
    bytes: Uint8Array.of(...code.bytes, ...trailer),
  });
  for (const literal of code.literals)
    literals.push(
      typeof literal === 'object' && literal.kind === 'block'
        ? make(memory, behavior, literal.code, { literals: last, trailer: new Uint8Array(0) }, method)
        : makeLiteral(memory, literal),
    );
  literals.push(...(outer ? [outer] : last));
  method.refresh();
  return method;
}

function headerOf(memory: ImageMemory, code: ImageCode, literalCount: number): number | bigint {
  const { memory: format } = memory.dialect;
  if (literalCount > largestLiteralFrame[format])
    throw new TooLargeForMethod(
      `${literalCount} literals, where at most ${largestLiteralFrame[format]} are possible`,
    );
  if (code.numTemps > 63)
    throw new TooLargeForMethod(`${code.numTemps} variables, where at most 63 are possible`);
  if (code.numArgs > 15)
    throw new TooLargeForMethod(`${code.numArgs} arguments, where at most 15 are possible`);
  const number = code.primitive?.number ?? 0;
  const frame = code.frameSize > smallFrame ? flags.largeFrame : 0;
  const shared = frame | (code.numTemps << 18) | (code.numArgs << 24);
  if (format === 'v3') return shared | (literalCount << 9) | (number & 0x1ff) | ((number & 0x200) << 19);
  const header = shared | literalCount | (number > 0 ? flags.primitive : 0);
  if (!code.isSista) return header;
  // The sign tells the bytecode set.
  return memory.kernel.wordBytes === 4 ? header - 2 ** 30 : BigInt(header) - 2n ** 60n;
}

/** A new object for a literal, but for those that are always the same. Throws on blocks. */
export function makeLiteral(memory: ImageMemory, literal: ImageLiteral): Value {
  if (typeof literal === 'object' && literal.kind === 'object') return literal.object as Value;
  if (typeof literal === 'object' && literal.kind === 'block')
    throw new Error('A block is made with its method');
  return makeConstant(memory, literal);
}

function makeConstant(memory: ImageMemory, literal: LiteralValue): Value {
  const { kernel } = memory;
  if (typeof literal !== 'object') return kernel.integer(literal);
  switch (literal.kind) {
    case 'nil':
      return kernel.nil;
    case 'true':
      return kernel.true_;
    case 'false':
      return kernel.false_;
    case 'float':
      return kernel.float(literal.value);
    case 'character':
      return kernel.character(literal.codePoint);
    case 'string':
      return kernel.string(literal.value);
    case 'symbol':
      return kernel.symbol(literal.value);
    case 'byteArray':
      return kernel.bytes(literal.bytes.slice());
    case 'array':
      return kernel.array(literal.elements.map((element) => makeConstant(memory, element)));
    case 'fraction':
      return fraction(memory, literal.numerator, literal.denominator);
    case 'scaledDecimal':
      return scaledDecimal(memory, literal);
  }
}

function fraction({ kernel }: ImageMemory, numerator: bigint, denominator: bigint): Value {
  if (kernel.known.Fraction.fieldCount < 2) return kernel.float(ratioToFloat(numerator, denominator));
  const made = kernel.known.Fraction.instantiate(0) as Fields;
  made.f0 = kernel.integer(numerator);
  made.f1 = kernel.integer(denominator);
  return made;
}

/** Squeak's has a fraction and a scale, Pharo's is a Fraction with a scale. */
function scaledDecimal(
  memory: ImageMemory,
  { numerator, denominator, scale }: Extract<LiteralValue, { kind: 'scaledDecimal' }>,
): Value {
  const { kernel } = memory;
  const { ScaledDecimal } = kernel.known;
  if (ScaledDecimal.fieldCount < 2) return fraction(memory, numerator, denominator);
  const made = ScaledDecimal.instantiate(0) as Fields;
  const isWhole = denominator === 1n;
  if (ScaledDecimal.fieldCount > 2) {
    made.f0 = kernel.integer(numerator);
    made.f1 = kernel.integer(denominator);
    made.f2 = scale;
  } else {
    made.f0 = isWhole ? kernel.integer(numerator) : fraction(memory, numerator, denominator);
    made.f1 = scale;
  }
  return made;
}
