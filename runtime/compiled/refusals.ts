// Why code is not made, or not put in place of a send.

/** The code can't be compiled; it stays with the interpreter. */
export class NotCompilable extends Error {
  override readonly name = 'NotCompilable';
}

/** The send at that place must be one. */
export class InliningRefused extends Error {
  constructor(readonly key: string) {
    super(key);
  }
}
