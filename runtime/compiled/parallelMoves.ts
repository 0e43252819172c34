// Assignments that happen at once, as JavaScript's that happen one after another.

/** An assignment, and the variable that its text reads. */
export interface Move {
  readonly to: string;
  readonly js: string;
  readonly reads: string | null;
}

/** Assignments that happen at once, as a sequence: none overwrites what a later one reads. */
export function orderMoves(moves: readonly Move[], declare: (name: string) => string): string {
  let text = '';
  const left = [...moves];
  while (left.length > 0) {
    const free = left.findIndex((move) => !left.some((other) => other !== move && other.reads === move.to));
    if (free >= 0) {
      const [move] = left.splice(free, 1);
      text += `${move.to} = ${move.js}; `;
      continue;
    }
    // A cycle: one value waits in a variable of its own.
    const move = left[0];
    const name = declare(`m${left.length}`);
    text += `${name} = ${move.js}; `;
    left[0] = { to: move.to, js: name, reads: name };
  }
  return text;
}
