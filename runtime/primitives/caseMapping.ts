// Unicode as Smalltalk sees it: one character for one, so mappings that lengthen a text are left out.

const sharpS = 0xdf;
const capitalSharpS = 0x1e9e;

function singleCode(text: string): number {
  const code = text.codePointAt(0)!;
  return text.length === (code > 0xffff ? 2 : 1) ? code : -1;
}

/** The simple uppercase mapping of a code point. */
export function upperCase(code: number): number {
  const mapped = singleCode(String.fromCodePoint(code).toUpperCase());
  return mapped < 0 ? code : mapped;
}

/** The simple lowercase mapping of a code point. */
export function lowerCase(code: number): number {
  const mapped = singleCode(String.fromCodePoint(code).toLowerCase());
  return mapped < 0 ? code : mapped;
}

/** As `upperCase`, with the capital sharp s, as Pharo has it. */
export function capital(code: number): number {
  return code === sharpS ? capitalSharpS : upperCase(code);
}

const categoryNames =
  'Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl Zp Cc Cf Cs Co'.split(' ');
const categories = categoryNames.map((name) => new RegExp(`^\\p{${name}}$`, 'u'));

/** The Unicode general category, base 1 in the order of `categoryNames`; 30 for code points without a character. */
export function generalCategory(code: number): number {
  const text = String.fromCodePoint(code);
  const index = categories.findIndex((category) => category.test(text));
  return index < 0 ? categoryNames.length + 1 : index + 1;
}

/** The value of a decimal digit of any script, else -1. Unicode has each script's ten digits in a row. */
export function decimalDigitValue(code: number): number {
  const decimal = categories[8];
  if (!decimal.test(String.fromCodePoint(code))) return -1;
  let run = 0;
  while (decimal.test(String.fromCodePoint(code - run - 1))) run++;
  return run % 10;
}

/** The code point without its accents. */
export function baseLetter(code: number): number {
  return String.fromCodePoint(code).normalize('NFD').codePointAt(0)!;
}
