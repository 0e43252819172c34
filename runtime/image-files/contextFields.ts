// Contexts and blocks of unmodified images have instance variables that their Smalltalk reads and writes: here they
// become those of the VM's own objects. Names are Squeak's: sender pc stackp method closure receiver; of BlockContexts
// sender pc stackp nargs startpc home; of closures outerContext startpc numArgs receiver.
import { instructionAt } from '../bytecodes/instructions';
import { instructionsOf } from '../bytecodes/decoder';
import { BlockContext } from '../object-memory/blockContext';
import { Context } from '../object-memory/context';
import { Method, SBlock } from '../object-memory/method';
import type { SObject, Value } from '../object-memory/objects';
import { ImageKernel } from './imageKernel';
import { ImageMemory } from './imageMemory';
import { ImageMethod } from './imageMethod';
import { isOwnCode, tailLiterals } from './ownCode';

/** No Context is larger, in any image. */
export const maxStack = 1000;

/** What Smalltalk's program counters count: from 1, the header and literals of the method before its bytecodes. */
function firstPc(method: Method): number {
  const { kernel, body } = method;
  const words = body.literals.length + 1 + (isOwnCode(method) ? tailLiterals(method) : 0);
  return words * (kernel instanceof ImageKernel ? kernel.wordBytes : 8) + 1 + (body.embeddedAt ?? 0);
}

/**
 * Program counters that no instruction starts at, and the instruction that is taken for them: of Contexts that were told
 * theirs before their code, and of those that Smalltalk steps through byte by byte.
 */
const unplaced = new WeakMap<Context, { readonly pc: Value; readonly instruction: number }>();

function hasCode({ method }: Context): boolean {
  return !(method.image instanceof ImageMemory) || method !== method.image.placeholder;
}

/** The program counter of Smalltalk for the instruction that `context` runs next. */
export function smalltalkPc(context: Context): Value {
  const kept = unplaced.get(context);
  if (kept?.instruction === context.pc) return kept.pc;
  if (context.isDead || !hasCode(context)) return context.method.kernel.nil;
  return instructionsOf(context.method).bytePcs[context.pc] + firstPc(context.method);
}

export function setSmalltalkPc(context: Context, pc: Value): void {
  unplaced.delete(context);
  if (typeof pc !== 'number') {
    context.pc = -1;
    return;
  }
  const instructions = instructionsOf(context.method);
  const bytePc = pc - firstPc(context.method);
  context.pc = instructionAt(instructions, bytePc);
  if (!hasCode(context) || instructions.bytePcs[context.pc] !== bytePc)
    unplaced.set(context, { pc, instruction: context.pc });
}

/** Gives a Context other code; its program counter stays the same to Smalltalk. */
function setCode(context: Context, code: Method): void {
  const pc = smalltalkPc(context);
  context.method = code;
  setSmalltalkPc(context, pc);
}

/** Makes `home` the home of a block; false if blocks can't have it. */
export function setHome(block: BlockContext, home: Value): boolean {
  if (!(home instanceof Context) || home instanceof BlockContext) return false;
  if (!(home.method instanceof ImageMethod)) return false;
  block.homeContext = home;
  block.startInstruction = -1;
  block.receiver = home.receiver;
  setCode(block, home.method.blockCode);
  return true;
}

function dropHome(block: BlockContext): void {
  const { image } = block.method;
  block.homeContext = null;
  if (image instanceof ImageMemory) setCode(block, image.placeholder);
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

/** What Contexts of methods and of blocks have in common. */
const anyContextFields: readonly Field<Context>[] = [
  {
    get: (c) => c.sender ?? c.method.kernel.nil,
    set: (c, value) => (c.sender = value instanceof Context ? value : null),
  },
  { get: smalltalkPc, set: setSmalltalkPc },
  {
    get: (c) => c.sp,
    set: (c, value) => {
      if (typeof value !== 'number' || value < 0 || value > maxStack) return;
      for (; c.sp < value; c.sp++) c.stack[c.sp] = c.method.kernel.nil;
      c.sp = value;
    },
  },
];

const contextFields: readonly Field<Context>[] = [
  ...anyContextFields,
  {
    get: (c) => namedMethod(c.method),
    set: (c, value) => {
      // A block's code stands in its method, but is decoded apart.
      if (value instanceof Method) setCode(c, c.closure?.code ?? value);
    },
  },
  {
    get: (c) => c.closure ?? c.method.kernel.nil,
    set: (c, value) => {
      c.closure = value instanceof SBlock ? value : null;
      if (c.closure) setCode(c, c.closure.code);
    },
  },
  { get: (c) => c.receiver, set: (c, value) => (c.receiver = value) },
];

/** nargs, startpc and home. */
const blockContextFields: readonly Field<BlockContext>[] = [
  ...anyContextFields,
  { get: (b) => b.numArgs, set: (b, value) => (b.numArgs = value) },
  {
    get: (b) => b.startPc,
    set: (b, value) => {
      b.startPc = value;
      b.startInstruction = -1;
    },
  },
  {
    get: (b) => b.homeContext ?? b.method.kernel.nil,
    set: (b, value) => {
      if (!setHome(b, value)) dropHome(b);
    },
  },
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
  install(BlockContext.prototype, blockContextFields);
  install(SBlock.prototype, blockFields);
}
