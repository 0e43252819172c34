import { describedBody, Method } from '../object-memory/method';

/** The block whose code is `bytes`, at byte `at` of its method's or enclosing block's; it shares their literals. */
export function embeddedBlock(
  outer: Method,
  bytes: Uint8Array,
  at: number,
  numArgs: number,
  numCopied: number,
): Method {
  const { kernel, image, methodClass, selector, body } = outer;
  const block: Method = new Method(
    kernel,
    image,
    methodClass,
    selector,
    numArgs,
    true,
    () => {
      const own = {
        ...body,
        bytes,
        hasTrailer: false,
        hasHomeTemps: false,
        embeddedAt: (body.embeddedAt ?? 0) + at,
        // Temporaries of its own are pushed by its first bytecodes.
        numTemps: numArgs + numCopied,
        numCopied,
      };
      const { describe } = own;
      return describe ? describedBody(block, { ...own, describe }) : own;
    },
    () => outer.source,
  );
  block.outer = outer;
  block.protocol = outer.protocol;
  return block;
}
