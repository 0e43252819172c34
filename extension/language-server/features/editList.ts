import type { TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import type { SourceRange } from '../../../runtime/compiler/sourceRange';
import { fileRange, type Code, type SourceDocument } from '../index/sourceDocument';

/** Replacements in several documents, each place at most once. */
export class EditList {
  private readonly edits = new Map<SourceDocument, Map<number, TextEdit>>();

  get documents(): SourceDocument[] {
    return [...this.edits.keys()];
  }

  /** Replaces a range of the file. */
  replace(document: SourceDocument, range: SourceRange, newText: string): void {
    const edits = this.edits.get(document) ?? new Map<number, TextEdit>();
    this.edits.set(document, edits);
    edits.set(range.start, { range: document.range(range), newText });
  }

  /** Replaces a range of a method's source. */
  replaceIn({ document, item }: Code, range: SourceRange, newText: string): void {
    this.replace(document, fileRange(item.offsets, range), newText);
  }

  textEdits(document: SourceDocument): TextEdit[] {
    return [...(this.edits.get(document)?.values() ?? [])];
  }

  workspaceEdit(): WorkspaceEdit {
    return {
      changes: Object.fromEntries(this.documents.map((each) => [each.uri, this.textEdits(each)])),
    };
  }
}
