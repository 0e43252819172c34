// Decompiles methods of one image and compiles their text again, by the dialect of the image's compiler.
import type { ImageCode } from '../compiler/image-code/imageCode';
import type { ImageDialect } from '../compiler/image-code/imageDialect';
import type { ImageNameScope } from '../compiler/image-code/imageScopes';
import type { MethodNode } from '../compiler/ast';
import { isIdentifier } from '../compiler/characters';
import type { Behavior } from '../object-memory/behavior';
import { ImageMethod } from '../image-files/imageMethod';
import type { ImageMemory } from '../image-files/imageMemory';
import { decompile, type Decompiled } from './decompiler';
import { matchCode, type MatchedCode } from './equivalence';
import { UnstructuredCode } from './flows';
import { findDialect, variantsOf } from './imageDialects';
import { makeImageMethod, TooLargeForMethod } from './imageMethodMaker';
import { compileForImage } from './recompile';
import { readTrailer } from './sourcePointers';
import type { TreeVariable } from './tree';

/** Code whose normal form is the method's. */
export interface Recompiled {
  readonly ast: MethodNode;
  readonly code: ImageCode;
  readonly method: ImageMethod;
  readonly matched: readonly MatchedCode[];
  readonly dialect: ImageDialect;
}

export interface Attempt {
  /** Absent if no dialect makes the same code. */
  readonly recompiled?: Recompiled;
  /** Why the first dialect doesn't. */
  readonly reason?: string;
}

export class Recompiler {
  private ownDialect: ImageDialect | undefined;
  private ownVariants: ImageDialect[] | undefined;

  constructor(readonly memory: ImageMemory) {}

  /** That of the image's compiler, found when it is first asked for. */
  get dialect(): ImageDialect {
    return (this.ownDialect ??= findDialect(this.memory, methodsOf(this.memory), (method, dialect) =>
      this.isMadeBy(method, dialect),
    ));
  }

  private isMadeBy(method: ImageMethod, dialect: ImageDialect): boolean {
    try {
      return this.recompileBy(method, dialect).recompiled !== undefined;
    } catch (error) {
      if (error instanceof UnstructuredCode) return false;
      throw error;
    }
  }

  private get variants(): readonly ImageDialect[] {
    return (this.ownVariants ??= variantsOf(this.dialect));
  }

  /** With the names of variables that the method has kept. Throws UnstructuredCode. */
  decompile(method: ImageMethod, dialect = this.dialect): Decompiled {
    const fields = method.methodClass.allInstanceVariableNames();
    const names = tempNames(method);
    const variableName = ({ kind, unit, index }: TreeVariable): string | undefined =>
      kind === 'shared' || unit !== method ? undefined : names[index];
    return decompile(method, { dialect, fields, variableName });
  }

  /** Decompiled text and its code, by the image's dialect or one that differs in an option. */
  recompile(method: ImageMethod): Attempt & { readonly decompiled: Decompiled } {
    const first = this.recompileBy(method, this.dialect);
    if (first.recompiled) return first;
    for (const dialect of this.variants) {
      const other = this.recompileBy(method, dialect);
      if (other.recompiled) return other;
    }
    return first;
  }

  private recompileBy(
    method: ImageMethod,
    dialect: ImageDialect,
  ): Attempt & { readonly decompiled: Decompiled } {
    const decompiled = this.decompile(method, dialect);
    const { names, text } = decompiled;
    const scope: ImageNameScope = {
      instanceVariableIndex: (name) => names.fieldIndex(name),
      binding: (name) => (names.isConstant(name) ? undefined : (names.named(name) as object | undefined)),
      constant: (name) => (names.isConstant(name) ? (names.named(name) as object | undefined) : undefined),
    };
    return { ...this.attempt(text, method, scope, dialect), decompiled };
  }

  /** Compiles a text that may be the method's. */
  attemptText(text: string, method: ImageMethod, scope: ImageNameScope): Attempt {
    const first = this.attempt(text, method, scope, this.dialect);
    if (first.recompiled) return first;
    for (const dialect of this.variants) {
      const other = this.attempt(text, method, scope, dialect);
      if (other.recompiled) return other;
    }
    return first;
  }

  private attempt(text: string, method: ImageMethod, scope: ImageNameScope, dialect: ImageDialect): Attempt {
    const { code, ast, diagnostics } = compileForImage(text, scope, dialect);
    if (!code)
      return { reason: diagnostics.find(({ severity }) => severity === 'error')?.message ?? 'no code' };
    const made = this.make(method.methodClass, code, method);
    if (typeof made === 'string') return { reason: made };
    const matched = matchCode(method, made);
    if (!Array.isArray(matched)) return { reason: (matched as { reason: string }).reason };
    return { recompiled: { ast, code, method: made, matched, dialect } };
  }

  private make(behavior: Behavior, code: ImageCode, model: ImageMethod): ImageMethod | string {
    try {
      const last = model.literals.at(-1);
      return makeImageMethod(this.memory, behavior, code, {
        literals: last === undefined ? [] : [last],
        trailer: new Uint8Array(0),
      });
    } catch (error) {
      if (error instanceof TooLargeForMethod) return error.message;
      throw error;
    }
  }
}

/** By their places in the frame; those of a closure's vectors and blocks are not read. */
function tempNames(method: ImageMethod): readonly string[] {
  const { tempNames: names = '' } = readTrailer(method.bytes);
  const own = names.split('[')[0]!;
  const listed = own.split(' ').filter((name) => name !== '');
  const known = own.includes('(') ? listed.slice(0, method.numArgs) : listed;
  return known.every((name) => isIdentifier(name)) ? known : [];
}

/** All methods of an image, those that no class has too; blocks are no methods. */
export function methodsOf(memory: ImageMemory): ImageMethod[] {
  const methods: ImageMethod[] = [];
  for (const object of memory.reachable())
    if (object instanceof ImageMethod && !object.isBlock) methods.push(object);
  return methods;
}
