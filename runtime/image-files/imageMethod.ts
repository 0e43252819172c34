// A CompiledMethod of an unmodified image: its Smalltalk reads and writes header, literals and bytes one by one.
import { instructionsOf } from '../bytecodes/decoder';
import { Op, closureCopiedMask, closureCopiedShift, operandShift } from '../bytecodes/instructions';
import { isQuickPrimitive } from '../bytecodes/quickPrimitives';
import type { SpecialSend } from '../bytecodes/specialSelectors';
import type { Behavior } from '../object-memory/behavior';
import { textIfString } from '../object-memory/literals';
import { type CodeDescription, describedBody, Method, type MethodBody } from '../object-memory/method';
import type { Fields, SArray, SClass, Value } from '../object-memory/objects';
import type { ReferenceMap } from '../object-memory/tracing';
import type { Primitive } from '../primitives/primitive';
import { hasPrimitive, primitiveNamed, primitiveNumbered } from '../primitives/primitiveTable';
import { ImageBehavior } from './imageBehavior';
import type { MemoryFormat } from './imageHeader';
import type { ImageMemory } from './imageMemory';
import { nameSinceModules, oldPrimitive } from './oldPrimitives';
import { literalCount, methodShape, namedPrimitive } from './rawMethod';

const ensurePrimitive = 198;
const onDoPrimitive = 199;

/** What is the same for all methods of an image. */
export interface MethodDialect {
  readonly memory: MemoryFormat;
  readonly hasClosures: boolean;
  readonly specialSends: readonly SpecialSend[] | undefined;
}

export interface ImageMethodParts {
  readonly behavior: Behavior;
  readonly selector: string;
  readonly isBlock: boolean;
  /** Its own class, where that is none of the VM's. */
  readonly class?: Behavior;
  /** A SmallInteger. */
  readonly header: number | bigint;
  readonly literals: Value[];
  readonly bytes: Uint8Array;
}

/** What is known of the texts of an image's methods, besides the methods themselves. */
export interface MethodTexts {
  textOf(method: ImageMethod): string;
  /** Of a method or a block in it. */
  describe(code: Method): CodeDescription;
  /** The method's code has changed. */
  forget(method: ImageMethod): void;
}

const undescribed: CodeDescription = { sourceMap: [], temps: [], start: 0, stop: 0 };

function describeCode(code: Method): CodeDescription {
  return (code.image as ImageMemory).texts?.describe(code) ?? undescribed;
}

/** How many values a block takes along, which only the code that makes it says; -1 if that is not to be found. */
function copiedCount(block: ImageMethod): number {
  if (!block.outer) return -1;
  const { original, literals } = instructionsOf(block.outer);
  for (const word of original) {
    const operand = word >>> operandShift;
    if ((word & 0xff) === Op.PushClosure && literals[operand & 0xfff] === block)
      return (operand >> closureCopiedShift) & closureCopiedMask;
  }
  return -1;
}

export class ImageMethod extends Method {
  header: number | bigint;
  readonly literals: Value[];
  readonly bytes: Uint8Array;

  private readonly ownClass: Behavior | null;
  private ownBlockCode: Method | null = null;

  constructor(
    override readonly image: ImageMemory,
    readonly dialect: MethodDialect,
    { behavior, selector, isBlock, header, literals, bytes, class: ownClass }: ImageMethodParts,
  ) {
    const { numArgs } = methodShape(dialect.memory, lowBits(header), header < 0, bytes);
    super(
      image.kernel,
      image,
      behavior,
      selector,
      numArgs,
      isBlock,
      () => this.freshBody(),
      () => image.texts?.textOf(this) ?? '',
    );
    this.header = header;
    this.literals = literals;
    this.bytes = bytes;
    this.ownClass = ownClass ?? null;
  }

  override get $b(): Behavior {
    return this.ownClass ?? super.$b;
  }

  private get shape(): ReturnType<typeof methodShape> {
    return methodShape(this.dialect.memory, lowBits(this.header), this.header < 0, this.bytes);
  }

  /** The same bytecodes as its BlockContexts run them: on their home's temporaries, `^` leaving the home. */
  get blockCode(): Method {
    if (this.ownBlockCode) return this.ownBlockCode;
    const { kernel, image, methodClass, selector } = this;
    const code: Method = new Method(
      kernel,
      image,
      methodClass,
      selector,
      0,
      true,
      () => describedBody(code, { ...this.body, describe: describeCode, hasHomeTemps: true }),
      () => this.source,
    );
    code.outer = this;
    return (this.ownBlockCode = code);
  }

  override hasOldNumbers(): boolean {
    return this.dialect.memory === 'v3';
  }

  override get codes(): readonly Method[] {
    return this.isBlock || this.image.kernel.blockContextClass === null ? [this] : [this, this.blockCode];
  }

  override mapReferences(map: ReferenceMap): void {
    let hasChanged = false;
    this.literals.forEach((literal, i) => {
      const mapped = map(literal);
      hasChanged ||= mapped !== literal;
      this.literals[i] = mapped;
    });
    if (hasChanged) this.refresh();
  }

  private freshBody(): MethodBody {
    const { specialSends } = this.dialect;
    const body = describedBody(this, {
      ...this.shape,
      ...(specialSends && { specialSends }),
      bytes: this.bytes,
      literals: this.literals,
      hasTrailer: true,
      numCopied: 0,
      describe: describeCode,
    });
    // Looked for when it is asked for: what is around the block may not be readable.
    if (this.isBlock) Object.defineProperty(body, 'numCopied', { get: () => copiedCount(this) });
    return body;
  }

  /** The same method as an object of its own, in no class yet. */
  copy(): ImageMethod {
    const { methodClass, selector, isBlock, header, ownClass } = this;
    const copy = new ImageMethod(this.image, this.dialect, {
      behavior: methodClass,
      selector,
      isBlock,
      header,
      literals: [...this.literals],
      bytes: this.bytes.slice(),
      ...(ownClass && { ownClass }),
    });
    copy.refresh();
    return copy;
  }

  /** False if the new header announces another number of literals. */
  setHeader(header: number | bigint): boolean {
    if (literalCount(this.dialect.memory, lowBits(header)) !== this.literals.length) return false;
    this.header = header;
    this.refresh();
    return true;
  }

  /** Header, literals or bytes were stored: what was derived from them is derived anew. */
  refresh(): void {
    forgetInstructions(this);
    this.forgetBody();
    this.image.texts?.forget(this);
    this.ownBlockCode = null;
    const { primitive, numArgs } = this.shape;
    (this as { numArgs: number }).numArgs = numArgs;
    this.primitive = primitive;
    this.isUnwindMarked = primitive === ensurePrimitive;
    this.isHandlerMarked = primitive === onDoPrimitive;
    this.primitiveName = primitive === namedPrimitive ? this.nameOfPrimitive() : null;
    if (this.isBlock)
      this.outer = this.literals.at(-1) instanceof Method ? (this.literals.at(-1) as Method) : null;
    else {
      const found = this.findPrimitive();
      this.primitiveFunction = found && this.fitting(found);
    }
    for (const literal of this.literals)
      if (typeof literal === 'object' && literal.$b.isSymbols) this.image.kernel.adoptSymbol(literal);
    const behavior = this.classInLiterals();
    if (behavior) (this as { methodClass: Behavior }).methodClass = behavior;
  }

  private findPrimitive(): Primitive | null {
    const { primitive, primitiveName, numArgs, dialect } = this;
    if (primitiveName !== null) return primitiveNamed(nameSinceModules(primitiveName));
    if (primitive === 0 || isQuickPrimitive(primitive)) return null;
    if (dialect.memory === 'v3')
      return oldPrimitive({
        primitive,
        numArgs,
        hasClosures: dialect.hasClosures,
        isOfContexts: this.image.kernel.known.Context.isOrInheritsFrom(this.methodClass),
      });
    return hasPrimitive(primitive) ? primitiveNumbered(primitive) : null;
  }

  /** Our primitives answer SmallIntegers of 61 bits: in a 32-bit image these have to become large ones. */
  private fitting(primitive: Primitive): Primitive {
    const { kernel } = this.image;
    if (kernel.wordBytes === 8) return primitive;
    const max = kernel.maxSmallInteger;
    return (vm, stack, rcvr, argc) => {
      const result = primitive(vm, stack, rcvr, argc);
      if (typeof result === 'number' ? result <= max && result >= -max : typeof result !== 'bigint')
        return result;
      return kernel.integer(result as number | bigint);
    };
  }

  private nameOfPrimitive(): string | null {
    const names = (this.literals[0] as SArray | undefined)?.a;
    const name = textIfString(names?.[1]);
    return name === undefined ? null : `${textIfString(names?.[0]) ?? ''}.${name}`;
  }

  /** The class that a super send starts above is the value of the last literal, an Association. */
  private classInLiterals(): ImageBehavior | undefined {
    const last = this.literals.at(-1);
    const value = typeof last === 'object' && last.$b.isPointers ? (last as Fields).f1 : undefined;
    const behavior = typeof value === 'object' ? (value as Partial<SClass>).behavior : undefined;
    return behavior instanceof ImageBehavior ? behavior : undefined;
  }

  /** The code of a block belongs where its method does. */
  adoptClassOfHome(): void {
    if (this.outer) (this as { methodClass: Behavior }).methodClass = this.home.methodClass;
  }

  /** The selector and class under which a method dictionary has it. */
  installedAs(behavior: ImageBehavior, selector: string): void {
    const own = this as { selector: string; methodClass: Behavior };
    own.selector = selector;
    if (this.classInLiterals() === undefined) own.methodClass = behavior;
  }
}

/** Closures that are there run the code anew, too. */
function forgetInstructions(method: Method): void {
  if (method.instructions !== null || method.entry !== null) method.kernel.watcher?.codeChanged(method);
  for (const literal of method.instructions?.literals ?? [])
    if (literal instanceof Method && literal.body.embeddedAt !== undefined) forgetInstructions(literal);
  method.instructions = null;
}

function lowBits(header: number | bigint): number {
  return typeof header === 'number' ? header | 0 : Number(BigInt.asIntN(32, header));
}
