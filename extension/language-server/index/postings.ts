import type { SourceDocument } from './sourceDocument';

/** Which documents have something of a name. Only documents put in by `add` are ever answered. */
export class Postings {
  private readonly documentsByName = new Map<string, Set<SourceDocument>>();

  add(document: SourceDocument, names: Iterable<string>): void {
    for (const name of names) {
      const documents = this.documentsByName.get(name);
      if (documents) documents.add(document);
      else this.documentsByName.set(name, new Set([document]));
    }
  }

  remove(document: SourceDocument, names: Iterable<string>): void {
    for (const name of names) {
      const documents = this.documentsByName.get(name);
      documents?.delete(document);
      if (documents?.size === 0) this.documentsByName.delete(name);
    }
  }

  has(name: string): boolean {
    return this.documentsByName.has(name);
  }

  documents(name: string): ReadonlySet<SourceDocument> {
    return this.documentsByName.get(name) ?? noDocuments;
  }

  names(): IterableIterator<string> {
    return this.documentsByName.keys();
  }
}

const noDocuments: ReadonlySet<SourceDocument> = new Set();
