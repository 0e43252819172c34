import { identifierStop } from './characters';
import type { LiteralValue } from './literals';

const plainOperators: ReadonlySet<string> = new Set(
  '+ - * / \\ // \\\\ < > <= >= = == ~= ~~ => ==> -> , @ | & % ! ?'.split(' '),
);

/** Source text that reads as the literal; arrays write their symbols with `#`. */
export function printLiteral(value: LiteralValue): string {
  if (typeof value !== 'object') return String(value);
  switch (value.kind) {
    case 'float':
      return floatText(value.value);
    case 'fraction':
      return decimalText(value.numerator, value.denominator, true);
    case 'scaledDecimal':
      return `${decimalText(value.numerator, value.denominator, false)}s${value.scale}`;
    case 'character':
      return `$${String.fromCodePoint(value.codePoint)}`;
    case 'string':
      return quoted(value.value);
    case 'symbol':
      return isPlainSymbol(value.value) ? `#${value.value}` : `#${quoted(value.value)}`;
    case 'array':
      return `#(${value.elements.map(printLiteral).join(' ')})`;
    case 'byteArray':
      return `#[${[...value.bytes].join(' ')}]`;
    default:
      return value.kind;
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** True for `foo`, `foo:bar:` and common operators: what can follow `#` without quotes. */
function isPlainSymbol(text: string): boolean {
  if (plainOperators.has(text)) return true;
  let offset = 0;
  while (offset < text.length) {
    const stop = identifierStop(text, offset);
    if (stop === offset) return false;
    if (stop === text.length) return offset === 0;
    if (text[stop] !== ':') return false;
    offset = stop + 1;
  }
  return text !== '';
}

/** With a fraction always, or it would read as an integer. */
function floatText(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? '1.0e400' : '-1.0e400';
  if (Object.is(value, -0)) return '-0.0';
  const [mantissa = '0', exponent] = String(value).split('e');
  const withFraction = mantissa.includes('.') ? mantissa : `${mantissa}.0`;
  return exponent === undefined ? withFraction : `${withFraction}e${exponent.replace('+', '')}`;
}

/** The exact decimal of a quotient whose denominator divides a power of ten: `1.25`, or `125e-2`. */
function decimalText(numerator: bigint, denominator: bigint, withExponent: boolean): string {
  let places = 0;
  let scaled = numerator;
  while (scaled % denominator !== 0n && places < 400) {
    scaled *= 10n;
    places++;
  }
  const digits = (scaled / denominator).toString();
  if (places === 0) return digits;
  if (withExponent) return `${digits}e-${places}`;
  const sign = digits.startsWith('-') ? '-' : '';
  const padded = digits.replace('-', '').padStart(places + 1, '0');
  return `${sign}${padded.slice(0, -places)}.${padded.slice(-places)}`;
}
