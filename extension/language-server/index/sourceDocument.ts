import { type TextDocument, type Range } from 'vscode-languageserver-textdocument';
import type { SourceRange } from '../../../runtime/compiler/sourceRange';
import type {
  ClassDefinition,
  DoItDefinition,
  MethodDefinition,
  SourceFile,
} from '../../../runtime/sources/sourceModel';
import { readSource } from '../../../runtime/sources/sourceReader';
import { summarize, type CodeItem, type CodeSummary } from './codeSummary';

/** A method or an expression with the document that holds it. */
export interface Code<Item extends CodeItem = CodeItem> {
  readonly document: SourceDocument;
  readonly item: Item;
  readonly summary: CodeSummary;
}

export type MethodCode = Code<MethodDefinition>;
export type DoItCode = Code<DoItDefinition>;

/** A source file as it stands, read and summarised. Never changes: a new text makes a new one. */
export class SourceDocument {
  readonly file: SourceFile;
  readonly methods: readonly MethodCode[];
  readonly doIts: readonly DoItCode[];
  readonly classes: readonly ClassDefinition[];

  /** What `previous`, the document before an edit, has of the same code is taken over. */
  constructor(
    readonly text: TextDocument,
    readonly isKernel: boolean,
    previous?: SourceDocument,
  ) {
    this.file = readSource(text.uri, text.getText());
    const known = new Map<string, CodeSummary>();
    for (const { item, summary } of previous?.code ?? []) known.set(codeKey(item), summary);
    const methods: MethodCode[] = [];
    const doIts: DoItCode[] = [];
    const classes: ClassDefinition[] = [];
    for (const item of this.file.items) {
      if (item.kind === 'class') classes.push(item);
      if (item.kind !== 'method' && item.kind !== 'doIt') continue;
      const summary = known.get(codeKey(item)) ?? summarize(item);
      if (item.kind === 'method') methods.push({ document: this, item, summary });
      else doIts.push({ document: this, item, summary });
    }
    this.methods = methods;
    this.doIts = doIts;
    this.classes = classes;
  }

  get uri(): string {
    return this.text.uri;
  }

  get code(): readonly Code[] {
    return this.doIts.length === 0 ? this.methods : [...this.methods, ...this.doIts];
  }

  /** The method or expression around an offset of the file, its head included. */
  codeAt(offset: number): Code | undefined {
    return this.code.find(({ item }) => item.start <= offset && offset <= item.stop);
  }

  /** An editor's range for offsets of the file. */
  range({ start, stop }: SourceRange): Range {
    return { start: this.text.positionAt(start), end: this.text.positionAt(stop) };
  }

  /** An editor's range for offsets of a method's source. */
  rangeIn({ offsets }: CodeItem, range: SourceRange): Range {
    return this.range(fileRange(offsets, range));
  }
}

/** Offsets of the file for offsets of a method's source. */
export function fileRange(offsets: CodeItem['offsets'], { start, stop }: SourceRange): SourceRange {
  const fileStart = offsets.toFile(start);
  // The last character decides where the range ends: what follows may stand elsewhere.
  return { start: fileStart, stop: stop > start ? offsets.toFile(stop - 1) + 1 : fileStart };
}

/** Equal for code whose summary and meaning are equal. */
function codeKey(item: CodeItem): string {
  const owner = item.kind === 'method' ? `${item.className} ${item.isMeta}` : '';
  return `${owner}\n${item.source}`;
}
