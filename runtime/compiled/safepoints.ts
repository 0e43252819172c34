// How compiled code asks whether it has to look up: the conditions of its safepoints. See `Machine.poll`.

export interface Safepoints {
  /** At the beginning of code that calls others; true if it is too deep, too. */
  readonly entry: string;
  /** At the end of each round of a loop; `w` is a variable of the function, 0 at first. */
  readonly round: string;
  /** Rounds of a short loop without calls that go by before one asks. */
  readonly copies: number;
}

/** Calls and rounds use up fuel. A variable of the loop's own costs less than memory that all share. */
export const counting: Safepoints = {
  entry: '(E > P[1] || --P[0] < 0)',
  round: '++w > 255 && (w = 0, (P[0] -= 256) < 0)',
  copies: 1,
};

/**
 * A heart beats. Loops are asked first and mostly answer: where the way on from a beginning is never taken, V8 leaves it
 * out, and keeps what it knows of memory when it puts one function into another.
 */
export const listening: Safepoints = {
  entry: 'E > P[1]',
  round: '++w > 15 && (w = 0, P[2] < 0)',
  copies: 8,
};

/** What begins the statement at the end of a round. */
export function lookUp({ round }: Safepoints): string {
  return `if (${round} && X(E)) return`;
}
