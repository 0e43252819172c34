import { readFile, stat } from 'node:fs/promises';
import * as path from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import {
  methodDocumentUri,
  parseMethodDocumentUri,
  type MethodDocument,
} from '../extension/protocol/methodDocument';
import type { ImageNumber, MethodRef, RuntimeDebugger, TextKey } from '../runtime/debugger/runtimeDebugger';
import { noSource, noSuchFile, noSuchImage } from './errors';
import { TextLines } from './positions';

/** The runtime's name for the text of a method without a file. */
const methodKey = (document: MethodDocument): TextKey => `${document.imageName}/${methodName(document)}`;

const methodName = ({ className, isMeta, selector }: MethodDocument): string =>
  `${className}${isMeta ? ' class' : ''}>>${selector}`;

const linesKey = (image: ImageNumber, { className, meta, selector }: MethodRef): string =>
  `${image} ${className}${meta ? ' class' : ''}>>${selector}`;

/**
 * The texts that positions are in: files, and methods that only an image has. A client that opens URIs gets
 * the latter as `archipelago-method:` documents, any other by source references, which hold for the session.
 */
export class SourceTexts {
  private readonly files = new Map<string, { modifiedMs: number; lines: TextLines }>();
  private readonly methods = new Map<string, TextLines>();
  private readonly expressions: string[] = [];
  /** Index + 1 is the source reference. */
  private readonly references: MethodDocument[] = [];

  constructor(
    private readonly runtime: () => RuntimeDebugger,
    private readonly opensUris: () => boolean,
  ) {}

  /** What the client opens for a method of an image. */
  sourceOf(method: MethodRef, imageName: string): DebugProtocol.Source {
    if (method.file !== undefined) return fileSource(method.file);
    const document = {
      imageName,
      className: method.className,
      isMeta: method.meta,
      selector: method.selector,
    };
    const name = `${methodName(document)}.st`;
    const origin = `image ${imageName}`;
    if (this.opensUris()) return { name, path: methodDocumentUri(document), origin };
    return { name, sourceReference: this.referenceOf(document), origin };
  }

  /**
   * A method that stands for an evaluated expression, whose text is `source`: the same one for the same text.
   * `linesOf` and `sourceOf` know it from now on.
   */
  expressionMethod(source: string, image: ImageNumber): MethodRef {
    let index = this.expressions.indexOf(source);
    if (index < 0) index = this.expressions.push(source) - 1;
    const method = { className: 'Expression', meta: false, selector: `number${index + 1}` };
    this.methods.set(linesKey(image, method), new TextLines(source));
    return method;
  }

  /** The text of a method: its file's, or its own. */
  async linesOf(method: MethodRef, image: ImageNumber): Promise<TextLines> {
    if (method.file !== undefined) return this.fileLines(method.file);
    return this.methodLines(image, method);
  }

  /** A source as a client names it, in the runtime's terms, and its text. Rejects if there is none. */
  async resolve(source: DebugProtocol.Source): Promise<{ key: TextKey; lines: TextLines }> {
    const document = this.documentOf(source);
    if (!document) {
      if (source.path === undefined) throw noSource();
      return { key: source.path, lines: await this.fileLines(source.path) };
    }
    return { key: methodKey(document), lines: await this.documentLines(document) };
  }

  /** The text of a source for the client to show. */
  async text(source: DebugProtocol.Source): Promise<string> {
    return (await this.resolve(source)).lines.text;
  }

  /** Forgets the texts of methods: an image changed, or the system was started again. */
  forgetMethods(): void {
    this.methods.clear();
  }

  private documentOf(source: DebugProtocol.Source): MethodDocument | undefined {
    if (source.sourceReference) {
      const document = this.references[source.sourceReference - 1];
      if (!document) throw noSource();
      return document;
    }
    return source.path === undefined ? undefined : parseMethodDocumentUri(source.path);
  }

  private referenceOf(document: MethodDocument): number {
    const key = methodDocumentUri(document);
    const index = this.references.findIndex((known) => methodDocumentUri(known) === key);
    return index >= 0 ? index + 1 : this.references.push(document);
  }

  /** The method that a document stands for, which may be a new one. Rejects if its image is not there. */
  async methodNamed(uri: string): Promise<{ document: MethodDocument; image: ImageNumber }> {
    const document = parseMethodDocumentUri(uri);
    if (!document) throw noSource();
    return { document, image: await this.imageOf(document) };
  }

  private async imageOf({ imageName }: MethodDocument): Promise<ImageNumber> {
    const images = await this.runtime().images();
    const image = images.find(({ name, state }) => name === imageName && state !== 'dead');
    if (!image) throw noSuchImage(imageName);
    return image.image;
  }

  private async documentLines(document: MethodDocument): Promise<TextLines> {
    const { className, isMeta, selector } = document;
    return this.methodLines(await this.imageOf(document), { className, meta: isMeta, selector });
  }

  private async methodLines(image: ImageNumber, method: MethodRef): Promise<TextLines> {
    const { className, meta, selector } = method;
    const key = linesKey(image, method);
    let lines = this.methods.get(key);
    if (!lines) {
      lines = new TextLines(await this.runtime().methodSource(image, className, meta, selector));
      this.methods.set(key, lines);
    }
    return lines;
  }

  private async fileLines(file: string): Promise<TextLines> {
    try {
      const { mtimeMs } = await stat(file);
      const known = this.files.get(file);
      if (known?.modifiedMs === mtimeMs) return known.lines;
      const lines = new TextLines(await readFile(file, 'utf8'));
      this.files.set(file, { modifiedMs: mtimeMs, lines });
      return lines;
    } catch {
      throw noSuchFile(file);
    }
  }
}

export const fileSource = (file: string): DebugProtocol.Source => ({ name: path.basename(file), path: file });
