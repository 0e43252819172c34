// The source of an image's methods: from the files beside it where their text compiles to the method's own code, else
// decompiled.
import type { ImageNameScope } from '../compiler/image-code/imageScopes';
import { parseMethod } from '../compiler/parser';
import type { CodeDescription, Method } from '../object-memory/method';
import type { ImageMemory } from '../image-files/imageMemory';
import { type ImageMethod, type MethodTexts } from '../image-files/imageMethod';
import { describeDecompiled, describeRecompiled, type Descriptions } from './codeDescriptions';
import { Recompiler } from './recompiler';
import { chunkAt, stampBefore, type ImageSources } from './sourceFiles';
import { readTrailer } from './sourcePointers';

export interface MethodSource {
  /** With line feeds, whatever the file has. */
  readonly text: string;
  readonly origin: 'changes' | 'sources' | 'decompiled';
  /** Why a text of the files was not taken. */
  readonly note?: string;
  /** Author and time of the change, as the file has them. */
  readonly stamp?: string;
  /** Of the method and the blocks in it. */
  readonly code: Descriptions;
}

export const noSources: ImageSources = { sources: null, changes: null };

/** The source of one method. Of many, ask SourcesOfImage: it finds the image's compiler once. */
export function sourceOf(method: ImageMethod, files: ImageSources): MethodSource {
  return new SourcesOfImage(method.image, files).sourceOf(method);
}

/**
 * From now on methods of `memory`, and blocks in them, answer their text, source maps and variables; each is found when
 * it is first asked for.
 */
export function describeMethods(memory: ImageMemory, files: ImageSources): SourcesOfImage {
  const sources = new SourcesOfImage(memory, files);
  memory.texts = sources;
  return sources;
}

export class SourcesOfImage implements MethodTexts {
  readonly recompiler: Recompiler;
  private readonly known = new WeakMap<ImageMethod, MethodSource>();

  constructor(
    private readonly memory: ImageMemory,
    readonly files: ImageSources,
  ) {
    this.recompiler = new Recompiler(memory);
  }

  sourceOf(method: ImageMethod): MethodSource {
    let source = this.known.get(method);
    if (!source) this.known.set(method, (source = this.find(method)));
    return source;
  }

  textOf(method: ImageMethod): string {
    return this.sourceOf(method).text;
  }

  describe(code: Method): CodeDescription {
    const home = code.home as ImageMethod;
    const { code: descriptions, text } = this.sourceOf(home);
    const own = descriptions.get(code) ?? this.embedded(descriptions, code);
    if (own) return own;
    const ofHome = descriptions.get(home);
    // BlockContexts run their home's code, on its variables.
    if (ofHome && code.body.hasHomeTemps) return { ...ofHome, temps: [] };
    return { sourceMap: [], temps: [], start: 0, stop: text.length };
  }

  /** A method whose parts were stored into has other text. */
  forget(method: ImageMethod): void {
    this.known.delete(method);
  }

  /** What is known of a method that was just compiled. */
  remember(method: ImageMethod, source: MethodSource): void {
    this.known.set(method, source);
  }

  /** Decoded anew, a method has other objects for its blocks. */
  private embedded(descriptions: Descriptions, code: Method): CodeDescription | undefined {
    const { embeddedAt, hasHomeTemps } = code.body;
    if (embeddedAt === undefined || hasHomeTemps) return undefined;
    for (const [each, description] of descriptions)
      if (each.body.embeddedAt === embeddedAt) return description;
    return undefined;
  }

  private find(method: ImageMethod): MethodSource {
    const trailer = readTrailer(method.bytes);
    let note: string | undefined;
    for (const pointer of trailer.pointers) {
      const file = this.files[pointer.file];
      const text = file ? chunkAt(file, pointer.position) : undefined;
      if (!file || text === undefined || !isSourceOf(text, method)) continue;
      const code = this.descriptionsOf(text, method);
      if (code) {
        const stamp = stampBefore(file, pointer.position);
        return {
          text: withLineFeeds(text),
          origin: pointer.file,
          ...(stamp !== undefined && { stamp }),
          code,
        };
      }
      note ??= `The text in ${file.name} is not the source of this method: it compiles to other code`;
    }
    if (trailer.embedded !== undefined && isSourceOf(trailer.embedded, method)) {
      const code = this.descriptionsOf(trailer.embedded, method);
      if (code)
        return {
          text: withLineFeeds(trailer.embedded),
          origin: 'sources',
          note: 'Kept in the method itself',
          code,
        };
    }
    const [first] = trailer.pointers;
    const likeliest = first && this.files[first.file];
    if (likeliest && trailer.tempNames === undefined)
      note ??= `${likeliest.name} has not the source of this method where the method says`;
    return { ...this.decompiled(method), ...(note !== undefined && { note }) };
  }

  private decompiled(method: ImageMethod): MethodSource {
    try {
      const { decompiled, recompiled } = this.recompiler.recompile(method);
      const code = recompiled ? describeRecompiled(recompiled) : describeDecompiled(decompiled);
      return { text: decompiled.text, origin: 'decompiled', code };
    } catch (error) {
      // Of code that no compiler made, too: what is asked for is a text.
      if (!(error instanceof Error)) throw error;
      return {
        text: `"${method.printName} can't be decompiled: ${error.message}"`,
        origin: 'decompiled',
        code: new Map(),
      };
    }
  }

  /** Undefined if the text compiles to other code. */
  private descriptionsOf(text: string, method: ImageMethod): Descriptions | undefined {
    try {
      const { recompiled } = this.recompiler.attemptText(text, method, this.scopeOf(method));
      return recompiled && describeRecompiled(recompiled);
    } catch (error) {
      // Code that can't be read has no text that it could be compared with.
      if (error instanceof Error) return undefined;
      throw error;
    }
  }

  /** Names as they are in the image now, or as the method itself has them. */
  private scopeOf(method: ImageMethod): ImageNameScope {
    const { methodClass } = method;
    const fields = methodClass.allInstanceVariableNames();
    const { names } = this.recompiler.decompile(method);
    return {
      instanceVariableIndex: (name) => {
        const index = fields.lastIndexOf(name);
        return index < 0 ? undefined : index;
      },
      binding: (name) =>
        (names.isConstant(name) ? undefined : (names.named(name) as object | undefined)) ??
        this.memory.names.binding(methodClass, name),
    };
  }
}

/** A text whose pattern is another method's is not the method's. */
function isSourceOf(text: string, { selector }: ImageMethod): boolean {
  const { method, diagnostics } = parseMethod(text);
  return method.selector === selector && !diagnostics.some(({ severity }) => severity === 'error');
}

/** One character for one: offsets stay. */
function withLineFeeds(text: string): string {
  return text.replaceAll('\r\n', ' \n').replaceAll('\r', '\n');
}
