// Methods of our own as CompiledMethods and CompiledBlocks of an image file: a header, the literals, selector and class,
// the bytecodes and a trailer (CompiledMethod's class comment in Squeak 6).
import { compileMethod } from '../compiler/compile';
import { blockReturnNil, returnReceiver } from '../compiler/sistaBytecodes';
import type { CompiledCode } from '../compiler/compiledCode';
import type { NameScope } from '../compiler/scopes';
import { methodFromCode, resolverFor } from '../loader/methodFactory';
import { Method, type MethodLiteral } from '../object-memory/method';
import type { ObjectMemory } from '../object-memory/objectMemory';
import { classFieldCount } from './classShapes';

/** Operands and temporaries that a small Context has room for, and a large one. */
const smallFrame = 16;
const largeFrame = 56;
/** CompiledMethodTrailer's kind for code without source. */
const noTrailer = 4;
/** SmallInteger minVal, in a header, means the second bytecode set. */
const secondBytecodeSet = -(1n << 60n);

/** A method cannot be part of an image file. */
export class ExportError extends Error {
  override readonly name = 'ExportError';
}

/** What stands in a literal frame: objects, bindings, blocks, or the binding of the method's own class. */
export type ExportedLiteral = MethodLiteral | 'thisClass';

export interface ExportedCode {
  readonly literals: readonly ExportedLiteral[];
  readonly bytes: Uint8Array;
  readonly frameSize: number;
}

/** Code that a file needs compiled otherwise: of classes' own variables, and of blocks that send to super. */
export class CodeForFiles {
  private readonly otherwise = new Map<Method, ExportedCode>();

  constructor(private readonly image: ObjectMemory) {}

  /** Throws ExportError for code that can't be compiled again. */
  codeOf(method: Method): ExportedCode {
    this.prepare(method.home);
    return this.otherwise.get(method) ?? method.body;
  }

  private readonly prepared = new Set<Method>();

  private prepare(home: Method): void {
    if (this.prepared.has(home)) return;
    this.prepared.add(home);
    if (!needsOtherCode(home)) return;
    const { methodClass: behavior, source } = home;
    const names = behavior.allInstanceVariableNames();
    const shift = behavior.isMeta ? classFieldCount : 0;
    const scope: NameScope = {
      instanceVariableIndex: (name) => (names.includes(name) ? names.lastIndexOf(name) + shift : undefined),
      isBindable: () => true,
    };
    const { code } = compileMethod(source, scope, { directedSupers: true });
    if (!code) throw new ExportError(`${home.printName} can't be compiled for an image file`);
    const parts = {
      kernel: home.kernel,
      image: this.image,
      behavior,
      resolve: resolverFor(this.image, behavior),
    };
    this.match(home, methodFromCode(code, source, parts), code);
  }

  /** Blocks of the one stand where blocks of the other do. */
  private match(own: Method, other: Method, code: CompiledCode): void {
    const isClass = code.literals.map(
      (literal) => typeof literal === 'object' && literal.kind === 'thisClassBinding',
    );
    const blocks = blocksIn(own);
    let next = 0;
    const literals = other.body.literals.map((literal, i): ExportedLiteral => {
      if (isClass[i]) return 'thisClass';
      if (!(literal instanceof Method)) return literal;
      const block = blocks[next++];
      const inner = code.literals[i];
      if (!block || typeof inner !== 'object' || inner.kind !== 'block')
        throw new ExportError(`${own.printName} has other blocks when it is compiled again`);
      this.match(block, literal, inner.code);
      return block;
    });
    this.otherwise.set(own, { ...other.body, literals });
  }
}

function blocksIn({ body }: Method): Method[] {
  return body.literals.filter((literal) => literal instanceof Method);
}

function needsOtherCode(home: Method): boolean {
  if (home.methodClass.isMeta && home.methodClass.fieldCount > 0) return true;
  const superInBlock = (method: Method): boolean =>
    blocksIn(method).some((block) => sendsToSuper(block) || superInBlock(block));
  return superInBlock(home);
}

/** The class's binding ends the literals of code that does. */
function sendsToSuper(block: Method): boolean {
  return block.body.bytes.includes(superSendByte);
}
const superSendByte = 235;

/** The header of code in the second bytecode set, with `literalCount` literals. Throws ExportError. */
export function headerOf(method: Method, literalCount: number, frameSize: number): bigint {
  const { numTemps } = method.body;
  if (frameSize > largeFrame)
    throw new ExportError(
      `${method.printName} needs ${frameSize} places on its stack; Contexts of image files have at most ${largeFrame}`,
    );
  const isLarge = frameSize > smallFrame;
  const hasPrimitive = !method.isBlock && method.primitive !== 0;
  const low =
    literalCount |
    (hasPrimitive ? 0x10000 : 0) |
    (isLarge ? 0x20000 : 0) |
    (numTemps << 18) |
    (method.numArgs << 24);
  return BigInt(low) + secondBytecodeSet;
}

/** The bytes of a method's object. Virtual machines find the end of the code by a return, also after an endless loop. */
export function withTrailer(bytes: Uint8Array, isBlock: boolean): Uint8Array {
  const end = endsWithLoop(bytes) ? (isBlock ? blockReturnNil : returnReceiver) : [];
  return Uint8Array.of(...bytes, ...end, noTrailer);
}

/** A jump backwards has an extension. */
function endsWithLoop(bytes: Uint8Array): boolean {
  return bytes.at(-2) === jump && bytes.at(-4) === extensionB;
}
const jump = 237;
const extensionB = 225;
