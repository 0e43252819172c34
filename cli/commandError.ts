/** What the user can put right; shown without a stack. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** Does what may fail for reasons outside the program, and makes its failure one line for the user. */
export async function forUser<T>(work: () => Promise<T> | T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new CommandError((error as Error).message, { cause: error });
  }
}
