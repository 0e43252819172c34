import type { NamedRange } from '../../../runtime/compiler/ast';
import { ClassTable } from './classTable';
import type { Send } from './codeSummary';
import { Postings } from './postings';
import type { Code, MethodCode, SourceDocument } from './sourceDocument';
import type { WiredName } from './topologyNames';

/** A place in a method's source. */
export interface Mention {
  readonly code: Code;
  /** Offsets into the method's source. */
  readonly range: NamedRange;
}

export interface SendMention {
  readonly code: Code;
  readonly send: Send;
}

/** All source documents of the workspace and the kernel, and what is found in them by name. */
export class SourceIndex {
  private readonly documentsByUri = new Map<string, SourceDocument>();
  private readonly implementorFiles = new Postings();
  private readonly senderFiles = new Postings();
  private readonly symbolFiles = new Postings();
  private readonly nameFiles = new Postings();
  private readonly methodFiles = new Postings();
  private readonly wiringByUri = new Map<string, readonly WiredName[]>();
  private classTable: ClassTable | undefined;
  /** Grows when the classes or globals change: what names mean may then have changed. */
  namesVersion = 0;

  /** Takes a document in, instead of any other of its URI. */
  put(document: SourceDocument): void {
    const previous = this.documentsByUri.get(document.uri);
    if (previous) this.unlink(previous);
    this.documentsByUri.set(document.uri, document);
    for (const [postings, names] of this.postingsOf(document)) postings.add(document, names);
    this.changed(previous, document);
  }

  remove(uri: string): void {
    const document = this.documentsByUri.get(uri);
    if (!document) return;
    this.unlink(document);
    this.documentsByUri.delete(uri);
    this.changed(document, undefined);
  }

  /** Takes the wiring of a topology, instead of what its file said before. */
  putWiring(uri: string, wiring: readonly WiredName[]): void {
    if (wiring.length === 0) this.wiringByUri.delete(uri);
    else this.wiringByUri.set(uri, wiring);
    this.classTable = undefined;
    this.namesVersion++;
  }

  get(uri: string): SourceDocument | undefined {
    return this.documentsByUri.get(uri);
  }

  get documents(): Iterable<SourceDocument> {
    return this.documentsByUri.values();
  }

  get classes(): ClassTable {
    this.classTable ??= new ClassTable(this.documentsByUri.values(), [...this.wiringByUri.values()].flat());
    return this.classTable;
  }

  hasImplementors(selector: string): boolean {
    return this.implementorFiles.has(selector);
  }

  get selectors(): Iterable<string> {
    return this.implementorFiles.names();
  }

  /** How many files send a selector: how common it is, cheaply. */
  popularity(selector: string): number {
    return this.senderFiles.documents(selector).size;
  }

  implementors(selector: string): MethodCode[] {
    const found: MethodCode[] = [];
    for (const document of this.visible(this.implementorFiles.documents(selector))) {
      for (const method of document.methods) if (method.item.selector === selector) found.push(method);
    }
    return found;
  }

  senders(selector: string): SendMention[] {
    const found: SendMention[] = [];
    for (const document of this.visible(this.senderFiles.documents(selector))) {
      for (const code of document.code) {
        for (const send of code.summary.sends) if (send.selector === selector) found.push({ code, send });
      }
    }
    return found;
  }

  /** Where `#name` stands. */
  symbols(name: string): Mention[] {
    return this.mentions(this.symbolFiles, name, ({ summary }) => summary.symbols);
  }

  /** Where a capitalised name stands as a variable. */
  references(name: string): Mention[] {
    return this.mentions(this.nameFiles, name, ({ summary }) => summary.names);
  }

  methodsOf(className: string, isMeta: boolean): MethodCode[] {
    const found: MethodCode[] = [];
    for (const document of this.visible(this.methodFiles.documents(className))) {
      for (const method of document.methods) {
        const { item } = method;
        if (item.className === className && item.isMeta === isMeta) found.push(method);
      }
    }
    return found;
  }

  /** The method that a class itself defines; the workspace's before the kernel's. */
  methodIn(className: string, isMeta: boolean, selector: string): MethodCode | undefined {
    let found: MethodCode | undefined;
    for (const document of this.visible(this.implementorFiles.documents(selector))) {
      for (const method of document.methods) {
        const { item } = method;
        if (item.selector !== selector || item.className !== className || item.isMeta !== isMeta) continue;
        if (!document.isKernel) return method;
        found = method;
      }
    }
    return found;
  }

  private mentions(
    postings: Postings,
    name: string,
    ranges: (code: Code) => readonly NamedRange[],
  ): Mention[] {
    const found: Mention[] = [];
    for (const document of this.visible(postings.documents(name))) {
      for (const code of document.code) {
        for (const range of ranges(code)) if (range.name === name) found.push({ code, range });
      }
    }
    return found;
  }

  /** Without the kernel's documents of classes that the workspace defines itself. */
  private *visible(documents: Iterable<SourceDocument>): Generator<SourceDocument> {
    for (const document of documents) if (!this.classes.isHidden(document)) yield document;
  }

  private unlink(document: SourceDocument): void {
    for (const [postings, names] of this.postingsOf(document)) postings.remove(document, names);
  }

  private postingsOf(document: SourceDocument): [Postings, Set<string>][] {
    const sent = new Set<string>();
    const symbols = new Set<string>();
    const names = new Set<string>();
    for (const { summary } of document.code) {
      for (const { selector } of summary.sends) sent.add(selector);
      for (const { name } of summary.symbols) symbols.add(name);
      for (const { name } of summary.names) names.add(name);
    }
    return [
      [this.implementorFiles, new Set(document.methods.map(({ item }) => item.selector))],
      [this.methodFiles, new Set(document.methods.map(({ item }) => item.className))],
      [this.senderFiles, sent],
      [this.symbolFiles, symbols],
      [this.nameFiles, names],
    ];
  }

  private changed(before: SourceDocument | undefined, after: SourceDocument | undefined): void {
    this.classTable = undefined;
    if (declarationsOf(before) !== declarationsOf(after)) this.namesVersion++;
  }
}

/** Equal for documents that declare the same names to others. */
function declarationsOf(document: SourceDocument | undefined): string {
  if (!document) return '';
  const { file, doIts } = document;
  const shapes = file.items.flatMap((item): unknown[] => {
    if (item.kind === 'classSide') return [item.className, item.instanceVariables];
    if (item.kind !== 'class') return [];
    const { name, superclassName, traits, classTraits, pools } = item;
    const { instanceVariables, classVariables, classInstanceVariables } = item;
    return [
      [name, superclassName, traits, classTraits, pools],
      [instanceVariables, classVariables, classInstanceVariables],
    ];
  });
  return JSON.stringify([shapes, doIts.flatMap(({ summary }) => summary.definedGlobals)]);
}
