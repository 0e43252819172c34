// Division of SmallIntegers as Smalltalk's `//` and `\\` have it: towards negative infinity. The divisor is not 0.

/** `x \\ y`: it has the divisor's sign. */
export function floorModulo(x: number, y: number): number {
  const remainder = x % y;
  if (remainder === 0) return 0;
  return remainder < 0 !== y < 0 ? remainder + y : remainder;
}

/** `x // y`. What is divided is never larger than `x`: beyond 53 bits a number would lose its last ones. */
export function floorQuotient(x: number, y: number): number {
  const remainder = x % y;
  const quotient = (x - remainder) / y + 0;
  return remainder !== 0 && remainder < 0 !== y < 0 ? quotient - 1 : quotient;
}
