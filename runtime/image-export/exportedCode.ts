// What the methods of our own have in an image file that they have not here: other bytecodes, where an image file needs
// them.
import { compileMethod } from '../compiler/compile';
import type { CompiledCode } from '../compiler/compiledCode';
import type { NameScope } from '../compiler/scopes';
import { largeFrame } from '../image-files/ownCode';
import { methodFromCode, resolverFor } from '../loader/methodFactory';
import { Method, type MethodLiteral } from '../object-memory/method';
import type { ObjectMemory } from '../object-memory/objectMemory';
import { classFieldCount } from './classShapes';

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

/** Throws ExportError for code that no Context of an image file has room for. */
export function checkFrame(method: Method, frameSize: number): void {
  if (frameSize > largeFrame)
    throw new ExportError(
      `${method.printName} needs ${frameSize} places on its stack; Contexts of image files have at most ${largeFrame}`,
    );
}
