// CompiledMethod and CompiledBlock: bytecodes, literals and what the debugger needs to know about them. They are
// Smalltalk objects too. Shared by all images of a kernel unless `image` says whose they are.
import type { Primitive } from '../primitives/primitive';
import type { Instructions } from '../bytecodes/instructions';
import type { SpecialSend } from '../bytecodes/specialSelectors';
import type { Behavior } from './behavior';
import type { Kernel } from './kernel';
import type { ObjectMemory } from './objectMemory';
import type { SlotBinding } from './slotBinding';
import type { SObject, Value } from './objects';

/** A literal as a method holds it; SlotBinding stands for a global or class variable of whichever image runs. */
export type MethodLiteral = Value | SlotBinding | Method;

/** Where a stretch of bytecode comes from. Offsets are base 0 into the method's source, `stop` exclusive. */
export interface SourcePosition {
  readonly pc: number;
  readonly start: number;
  readonly stop: number;
  readonly kind: string;
  readonly selector?: string;
  readonly selectorStart?: number;
}

/** How the debugger finds a temporary: a stack index, or a slot of the temp vector at that stack index. */
export interface TempLocation {
  readonly name: string;
  readonly kind: 'argument' | 'temporary' | 'copied';
  readonly index: number;
  readonly vectorSlot?: number;
  readonly start?: number;
  readonly stop?: number;
}

/** The sets that images use; Sista V1 is our own. */
export type BytecodeSet = 'sista' | 'v3';

/** Where code stands in its method's text, and its variables. */
export interface CodeDescription {
  readonly sourceMap: readonly SourcePosition[];
  readonly temps: readonly TempLocation[];
  readonly start: number;
  readonly stop: number;
}

/** What is decoded from the compiler's output, or found in an image, when a method is first used. */
export interface MethodBody extends CodeDescription {
  /** Sista V1 if absent. */
  readonly bytecodes?: BytecodeSet;
  /** `bytes` goes on behind the code, as in the images of others. */
  readonly hasTrailer?: boolean;
  /** The image's own special selectors, in the order of their bytecodes; the set's usual ones if absent. */
  readonly specialSends?: readonly SpecialSend[];
  /** Where the code of a V3 closure stands in its method's. */
  readonly embeddedAt?: number;
  /** The code of BlockContexts: temporaries are those of the method's Context. */
  readonly hasHomeTemps?: boolean;
  readonly numTemps: number;
  readonly frameSize: number;
  readonly numCopied: number;
  readonly literals: MethodLiteral[];
  readonly bytes: Uint8Array;
  /** Of code whose text is found only when it is asked for: what the four of CodeDescription answer. */
  readonly describe?: (code: Method) => CodeDescription;
}

/** `body` with the description that `body.describe` answers for `code`, whenever it is asked for. */
export function describedBody(
  code: Method,
  body: Omit<MethodBody, keyof CodeDescription> & Required<Pick<MethodBody, 'describe'>>,
): MethodBody {
  const own = { ...body };
  // Not enumerable: a copy for other code has a description of its own.
  for (const key of ['sourceMap', 'temps', 'start', 'stop'] as const)
    Object.defineProperty(own, key, { get: () => own.describe(code)[key], enumerable: false });
  return own as unknown as MethodBody;
}

export interface PragmaData {
  readonly selector: string;
  readonly args: readonly Value[];
}

/** Where a method's text stands: in a file that can have breakpoints, or only in the image. */
export interface MethodOrigin {
  /** Absolute path of the file. */
  readonly file: string;
  /** Between offsets in the method's source and in the file. */
  readonly offsets: { toFile(textOffset: number): number; toText(fileOffset: number): number };
}

/**
 * Compiled code: called with the receiver as `this`, the depth of the stack, and the arguments; a block's with the depth,
 * the block and the arguments.
 */
export type Entry = (this: unknown, depth: number, ...args: unknown[]) => unknown;

export class Method implements SObject {
  h = 0;
  /** What compiled code calls: its own compiled code, or what sees to it that there is some. Null until it was called. */
  entry: Entry | null = null;
  /** The same for blocks, by their number of arguments: null for any other number. */
  entry0: Entry | null = null;
  entry1: Entry | null = null;
  entry2: Entry | null = null;
  entry3: Entry | null = null;
  entry4: Entry | null = null;
  /** Breakpoints stand in it: compiled code leaves to the interpreter what comes there. */
  hasBreakpoints = false;
  /** Its compiled code, while it has any. */
  compiled: Entry | null = null;
  /** Predecoded for the interpreter at first activation. */
  instructions: Instructions | null = null;
  primitive = 0;
  primitiveFunction: Primitive | null = null;
  primitiveName: string | null = null;
  pragmas: readonly PragmaData[] = [];
  protocol = '';
  origin: MethodOrigin | null = null;
  /** The enclosing method or block of a block. */
  outer: Method | null = null;
  /** `ensure:` and `ifCurtailed:` (198) or `on:do:` (199): Contexts that unwinding and signalling look for. */
  isUnwindMarked = false;
  isHandlerMarked = false;
  private loadedBody: MethodBody | null = null;
  private ownSource: string | null = null;

  constructor(
    readonly kernel: Kernel,
    /** Whose private code this is; null when the kernel's images share it. */
    readonly image: ObjectMemory | null,
    readonly methodClass: Behavior,
    readonly selector: string,
    readonly numArgs: number,
    readonly isBlock: boolean,
    private readonly loadBody: (method: Method) => MethodBody,
    private readonly loadSource: (method: Method) => string,
  ) {}

  get $b(): Behavior {
    return this.isBlock ? this.kernel.known.CompiledBlock : this.kernel.known.CompiledMethod;
  }

  /** The class of blocks that run this code. */
  get blockClass(): Behavior {
    const { fullBlockClass, known } = this.kernel;
    if (fullBlockClass === null || this.body.embeddedAt !== undefined) return known.BlockClosure;
    return fullBlockClass;
  }

  /** What a kernel's methods refer to lives as long as the kernel. */
  mapReferences(_map: (value: Value) => Value): void {
    // An image's own methods have literals that become others.
  }

  /** The number of its primitive is to be read as before Spur. */
  hasOldNumbers(): boolean {
    return false;
  }

  /** Those that run its instructions under the same indexes: itself, and what its BlockContexts run. */
  get codes(): readonly Method[] {
    return [this];
  }

  get body(): MethodBody {
    return (this.loadedBody ??= this.loadBody(this));
  }

  /** What was loaded and decoded no longer holds. */
  protected forgetBody(): void {
    this.loadedBody = null;
    this.instructions = null;
  }

  /** Source text of the whole method (a block answers its method's). */
  get source(): string {
    return (this.ownSource ??= this.home.sourceFromLoader());
  }

  get home(): Method {
    return this.outer ? this.outer.home : this;
  }

  /** `Foo>>bar`, `Foo class>>bar`, `[] in Foo>>bar`. */
  get printName(): string {
    const { methodClass, selector } = this.home;
    const name = `${methodClass.printName}>>${selector}`;
    return this.isBlock ? `[] in ${name}` : name;
  }

  private sourceFromLoader(): string {
    return this.loadSource(this);
  }
}

/** A block: static code, copied values, and the Context that made it. */
export class SBlock implements SObject {
  h = 0;
  /** A field, because blocks are sent messages far too often for a getter. */
  readonly $b: Behavior;

  constructor(
    readonly code: Method,
    readonly outerContext: SObject,
    readonly receiver: Value,
    readonly copied: Value[],
  ) {
    this.$b = code.blockClass;
  }

  get numArgs(): number {
    return this.code.numArgs;
  }
}
