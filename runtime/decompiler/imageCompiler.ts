// Compiles a method in a live image as its own compiler would, and puts it into its class.
import type { ImageCode, ImageLiteral } from '../compiler/image-code/imageCode';
import type { ImageNameScope } from '../compiler/image-code/imageScopes';
import type { Diagnostic } from '../compiler/diagnostics';
import type { LiteralValue } from '../compiler/literals';
import type { Fields, SArray, SObject, Value } from '../object-memory/objects';
import type { ImageBehavior } from '../image-files/imageBehavior';
import type { ImageMemory } from '../image-files/imageMemory';
import { ImageMethod } from '../image-files/imageMethod';
import { logMethod, pointerOf, trailerFor } from './changesLog';
import { describeRecompiled } from './codeDescriptions';
import { matchCode } from './equivalence';
import { classBindingOf, conventionsOf, type ImageConventions } from './imageConventions';
import { makeImageMethod, makeLiteral, TooLargeForMethod } from './imageMethodMaker';
import { installMethod } from './methodInstallation';
import { noSources, SourcesOfImage } from './methodSource';
import { compileForImage } from './recompile';
import type { ChangesFile } from './sourceFiles';

/** The source can't be compiled; ranges are in it. */
export class CompilationError extends Error {
  override readonly name = 'CompilationError';

  constructor(readonly diagnostics: readonly Diagnostic[]) {
    super(diagnostics.find(({ severity }) => severity === 'error')?.message ?? 'The method has errors');
  }
}

export interface CompileInImageOptions {
  /** Where the source is logged; without it the method has none but the text that is remembered. */
  readonly changes?: ChangesFile | null;
  /** Author and time: `ab 1/1/2000 12:00`. */
  readonly stamp?: string;
}

export interface CompiledInImage {
  readonly method: ImageMethod;
  readonly diagnostics: readonly Diagnostic[];
  /**
   * What remains for the image's own Smalltalk, to be run with nil as receiver in a Process of it: new Symbols go into
   * its table, and the selector into the protocol.
   */
  readonly followUp: ImageMethod;
}

/** Throws CompilationError. The class has the method when it returns. */
export function compileInImage(
  memory: ImageMemory,
  behavior: ImageBehavior,
  source: string,
  protocol: string,
  { changes = null, stamp = '' }: CompileInImageOptions = {},
): CompiledInImage {
  return new ImageCompiler(memory, sourcesOf(memory)).compile(behavior, source, protocol, changes, stamp);
}

/** The texts of the image's methods are known already, or from now on. */
function sourcesOf(memory: ImageMemory): SourcesOfImage {
  if (memory.texts instanceof SourcesOfImage) return memory.texts;
  const sources = new SourcesOfImage(memory, noSources);
  memory.texts = sources;
  return sources;
}

const conventions = new WeakMap<ImageMemory, ImageConventions>();

class ImageCompiler {
  private readonly conventions: ImageConventions;
  private readonly newSymbols = new Set<SObject>();

  constructor(
    private readonly memory: ImageMemory,
    private readonly sources: SourcesOfImage,
  ) {
    let known = conventions.get(memory);
    if (!known) conventions.set(memory, (known = conventionsOf(memory)));
    this.conventions = known;
  }

  compile(
    behavior: ImageBehavior,
    source: string,
    protocol: string,
    changes: ChangesFile | null,
    stamp: string,
  ): CompiledInImage {
    const { memory, sources } = this;
    const { dialect } = sources.recompiler;
    const text = this.withLineEnds(source);
    const classBinding = classBindingOf(memory, behavior);
    const { code, ast, diagnostics } = compileForImage(text, this.scopeOf(behavior, classBinding), dialect);
    if (!code) throw new CompilationError(diagnostics);
    const selector = this.symbol(ast.selector);
    this.noteSymbols(code);
    const method = this.make(behavior, code, classBinding, selector);
    const prior = behavior.lookup(ast.selector);
    const isOwn = prior instanceof ImageMethod && prior.methodClass === behavior;
    if (changes) {
      const position = logMethod(
        changes,
        {
          behavior,
          protocol,
          stamp,
          source: text,
          prior: isOwn ? pointerOf(prior.bytes, this.conventions.trailer) : 0,
        },
        this.conventions.lineEnd,
        memory.kernel.behaviors.has('WideString'),
      );
      method.bytes.set(trailerFor(this.conventions.trailer, position), code.bytes.length);
    }
    installMethod(memory, behavior, selector, method);
    method.protocol = protocol;
    this.remember(method, code, text, stamp);
    return { method, diagnostics, followUp: this.followUp(behavior, selector, protocol) };
  }

  private withLineEnds(source: string): string {
    return source.replaceAll('\r\n', '\n').replaceAll('\r', '\n').replaceAll('\n', this.conventions.lineEnd);
  }

  private scopeOf(behavior: ImageBehavior, classBinding: Value): ImageNameScope {
    const { memory } = this;
    const fields = behavior.allInstanceVariableNames();
    return {
      instanceVariableIndex: (name) => {
        const index = fields.lastIndexOf(name);
        return index < 0 ? undefined : index;
      },
      binding: (name) => memory.names.binding(behavior, name),
      classBinding: classBinding as object,
    };
  }

  private make(
    behavior: ImageBehavior,
    code: ImageCode,
    classBinding: Value,
    selector: SObject,
  ): ImageMethod {
    const { namesSelector, trailer } = this.conventions;
    const state = namesSelector && code.pragmas.length > 0 ? this.state(code, selector) : undefined;
    const ending = namesSelector
      ? [state ?? selector, classBinding]
      : code.sendsToSuper
        ? [classBinding]
        : [];
    try {
      const method = makeImageMethod(this.memory, behavior, code, {
        literals: ending,
        trailer: trailerFor(trailer, undefined),
      });
      if (state) {
        state.f0 = method;
        for (const pragma of state.a) (pragma as Fields).f0 = method;
      }
      return method;
    } catch (error) {
      if (!(error instanceof TooLargeForMethod)) throw error;
      const range = { start: 0, stop: 1 };
      throw new CompilationError([
        { ...range, message: error.message, code: 'limit-exceeded', severity: 'error' },
      ]);
    }
  }

  /** AdditionalMethodState: the method, its selector, its pragmas; a Pragma has its method, keyword and arguments. */
  private state(code: ImageCode, selector: SObject): (SArray & Fields) | undefined {
    const { behaviors } = this.memory.kernel;
    const stateClass = behaviors.get('AdditionalMethodState');
    const pragmaClass = behaviors.get('Pragma');
    if (!stateClass || !pragmaClass || stateClass.fieldCount < 2 || pragmaClass.fieldCount < 3)
      return undefined;
    const state = stateClass.instantiate(0) as SArray & Fields;
    state.f1 = selector;
    state.a = code.pragmas.map((pragma) => {
      const made = pragmaClass.instantiate(0) as Fields;
      made.f1 = this.symbol(pragma.selector);
      made.f2 = this.memory.kernel.array(pragma.args.map((arg) => makeLiteral(this.memory, arg)));
      return made;
    });
    return state;
  }

  private symbol(text: string): SObject {
    const { kernel } = this.memory;
    const known = kernel.existingSymbol(text);
    const symbol = known ?? kernel.symbol(text);
    if (!known) this.newSymbols.add(symbol);
    return symbol;
  }

  private noteSymbols(code: ImageCode): void {
    for (const literal of code.literals) this.noteSymbolsIn(literal);
    for (const { selector, args } of code.pragmas) {
      this.symbol(selector);
      for (const arg of args) this.noteSymbolsIn(arg);
    }
  }

  private noteSymbolsIn(literal: ImageLiteral | LiteralValue): void {
    if (typeof literal !== 'object') return;
    if (literal.kind === 'symbol') this.symbol(literal.value);
    else if (literal.kind === 'array') for (const element of literal.elements) this.noteSymbolsIn(element);
    else if (literal.kind === 'block') this.noteSymbols(literal.code);
  }

  private remember(method: ImageMethod, code: ImageCode, text: string, stamp: string): void {
    const matched = matchCode(method, method);
    if (!Array.isArray(matched)) return;
    this.sources.remember(method, {
      text: text.replaceAll('\r', '\n'),
      origin: 'changes',
      ...(stamp !== '' && { stamp }),
      code: describeRecompiled({ code, method, matched }),
    });
  }

  /** `Symbol intern: …` for each new one, then `aClass organization classify: selector under: protocol`. */
  private followUp(behavior: ImageBehavior, selector: SObject, protocol: string): ImageMethod {
    const { memory, sources } = this;
    const { kernel } = memory;
    const protocolSymbol = this.symbol(protocol);
    const constants = new Map<string, Value>([
      ['SymbolClass', memory.classObject(kernel.known.ByteSymbol)],
      ['Behavior', behavior.classObject],
      ['Selector', selector],
      ['Protocol', protocolSymbol],
    ]);
    const interned = [...this.newSymbols].map((symbol, index) => {
      constants.set(`Symbol${index}`, symbol);
      return `SymbolClass intern: Symbol${index}.`;
    });
    const text = `DoIt ${interned.join(' ')} Behavior organization classify: Selector under: Protocol`;
    const scope: ImageNameScope = {
      instanceVariableIndex: () => undefined,
      binding: () => undefined,
      constant: (name) => constants.get(name) as object | undefined,
    };
    const { code } = compileForImage(text, scope, sources.recompiler.dialect);
    return makeImageMethod(memory, kernel.known.UndefinedObject, code!, {
      literals: this.conventions.namesSelector
        ? [kernel.symbol('DoIt'), classBindingOf(memory, kernel.known.UndefinedObject as ImageBehavior)]
        : [],
      trailer: trailerFor(this.conventions.trailer, undefined),
    });
  }
}
