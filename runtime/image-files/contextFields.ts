// Contexts and blocks of unmodified images have instance variables that their Smalltalk reads and writes: here they
// become those of the VM's own objects. Names are Squeak's: sender pc stackp method closure receiver, and
// outerContext startpc numArgs receiver.
import { instructionAt } from '../bytecodes/instructions';
import { instructionsOf } from '../bytecodes/decoder';
import { Context } from '../object-memory/context';
import { Method, SBlock } from '../object-memory/method';
import type { SObject, Value } from '../object-memory/objects';
import { ImageKernel } from './imageKernel';

/** What Smalltalk's program counters count: from 1, the header and literals of the method before its bytecodes. */
function firstPc(method: Method): number {
  const { kernel, body } = method;
  const words = body.literals.length + 1;
  return words * (kernel instanceof ImageKernel ? kernel.wordBytes : 8) + 1 + (body.embeddedAt ?? 0);
}

/** The program counter of Smalltalk for the instruction that `context` runs next. */
export function smalltalkPc(context: Context): Value {
  if (context.isDead) return context.method.kernel.nil;
  return instructionsOf(context.method).bytePcs[context.pc] + firstPc(context.method);
}

export function setSmalltalkPc(context: Context, pc: Value): void {
  if (typeof pc !== 'number') context.pc = -1;
  else context.pc = instructionAt(instructionsOf(context.method), pc - firstPc(context.method));
}

/** The block whose code starts at Smalltalk's `startPc` in `home`; undefined if none does. */
export function embeddedBlockAt(home: Method, startPc: number): Method | undefined {
  const at = startPc - firstPc(home) + (home.body.embeddedAt ?? 0);
  const search = (method: Method): Method | undefined => {
    for (const literal of instructionsOf(method).literals)
      if (literal instanceof Method && literal.body.embeddedAt !== undefined) {
        if (literal.body.embeddedAt === at) return literal;
        const inner = search(literal);
        if (inner) return inner;
      }
    return undefined;
  };
  return search(home);
}

/** The method object that a Context names: the home's, where the code is embedded in it. */
function namedMethod(code: Method): Method {
  return code.body.embeddedAt === undefined ? code : code.home;
}

interface Field<T> {
  readonly get: (o: T) => Value;
  readonly set?: (o: T, value: Value) => void;
}

const contextFields: readonly Field<Context>[] = [
  {
    get: (c) => c.sender ?? c.method.kernel.nil,
    set: (c, value) => (c.sender = value instanceof Context ? value : null),
  },
  { get: smalltalkPc, set: setSmalltalkPc },
  {
    get: (c) => c.sp,
    set: (c, value) => {
      for (; c.sp < (value as number); c.sp++) c.stack[c.sp] = c.method.kernel.nil;
      c.sp = value as number;
    },
  },
  {
    get: (c) => namedMethod(c.method),
    set: (c, value) => {
      // A block's code stands in its method, but is decoded apart.
      if (value instanceof Method) c.method = c.closure?.code ?? value;
    },
  },
  {
    get: (c) => c.closure ?? c.method.kernel.nil,
    set: (c, value) => {
      c.closure = value instanceof SBlock ? value : null;
      if (c.closure) c.method = c.closure.code;
    },
  },
  { get: (c) => c.receiver, set: (c, value) => (c.receiver = value) },
];

const blockFields: readonly Field<SBlock>[] = [
  { get: (b) => b.outerContext },
  { get: (b) => (b.code.body.embeddedAt === undefined ? b.code : firstPc(b.code)) },
  { get: (b) => b.numArgs },
  { get: (b) => b.receiver },
];

function install<T extends SObject>(prototype: T, fields: readonly Field<T>[]): void {
  fields.forEach(({ get, set }, i) =>
    Object.defineProperty(prototype, `f${i}`, {
      get(this: T) {
        return get(this);
      },
      set(this: T, value: Value) {
        set?.(this, value);
      },
      configurable: true,
    }),
  );
}

/** Called before the first image is loaded. Our own Contexts and blocks declare no instance variables. */
export function installContextFields(): void {
  install(Context.prototype, contextFields);
  install(SBlock.prototype, blockFields);
}
