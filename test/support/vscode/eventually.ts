/** Waits until `condition` answers something true, and answers that. */
export async function eventually<T>(
  what: string,
  condition: () => T | Promise<T>,
  timeoutMs = 15_000,
): Promise<NonNullable<T>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = await condition();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/**
 * Does something until its effect is seen: what is drawn anew under the mouse does not take a click, and where the
 * effect is already there, what to click may be gone.
 */
export async function repeatUntil(
  what: string,
  act: () => Promise<unknown>,
  isDone: () => unknown,
  timeoutMs = 30_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const trouble = await act().then(
      () => undefined,
      (error: Error) => error,
    );
    if (await eventually('the effect', isDone, 3_000).catch(() => false)) return;
    if (Date.now() > deadline) throw new Error(`${what} had no effect`, { cause: trouble });
  }
}
