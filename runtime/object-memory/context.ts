// MethodContext: one activation, always on the heap (Blue Book ch. 28). `stack` has arguments, copied values and
// temporaries first, then operands; `pc` indexes instructions, not bytes (Instructions.bytePcs converts).
import type { Behavior } from './behavior';
import type { Method, SBlock } from './method';
import type { SObject, Value } from './objects';

/**
 * The stack of a Context: at least `size` entries, all nil. Made here alone: literals, which V8 allocates in place, of
 * one elements kind, since a second kind would cost each access in the interpreter a check.
 */
export function newStack(size: number, nil: Value): Value[] {
  if (size <= 4) return [nil, nil, nil, nil];
  if (size <= 8) return [nil, nil, nil, nil, nil, nil, nil, nil];
  const stack = [nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil];
  for (let i = 16; i < size; i++) stack.push(nil);
  return stack;
}

export class Context implements SObject {
  h = 0;
  pc = 0;
  /** Number of stack entries in use, temporaries included. */
  sp = 0;

  constructor(
    public sender: Context | null,
    public method: Method,
    public receiver: Value,
    /** The block being run, null in a method's activation. */
    public closure: SBlock | null,
    public stack: Value[],
  ) {}

  get $b(): Behavior {
    return this.method.kernel.known.Context;
  }

  /** The method activation that a `^` returns from; itself unless this runs a block. */
  get home(): Context {
    let context: Context = this;
    while (context.closure !== null) context = context.closure.outerContext as Context;
    return context;
  }

  /** The Context whose variables its code sees beside its own; null for a method's. */
  get outer(): Context | null {
    const outer = this.closure?.outerContext;
    return outer instanceof Context ? outer : null;
  }

  /** A Context that returned or was cut off by unwinding; it can't be returned to again. */
  get isDead(): boolean {
    return this.pc < 0;
  }

  markDead(): void {
    this.pc = -1;
    this.sender = null;
  }

  /** The same activation once more, with a stack of its own. */
  copy(): Context {
    const copy = new Context(this.sender, this.method, this.receiver, this.closure, []);
    copy.copyStateOf(this);
    return copy;
  }

  protected copyStateOf(original: Context): void {
    this.sender = original.sender;
    this.stack = [...original.stack];
    this.pc = original.pc;
    this.sp = original.sp;
  }
}
