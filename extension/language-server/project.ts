import { TextDocument } from 'vscode-languageserver-textdocument';
import { defaultLanguageSettings, type LanguageSettings } from '../protocol/languageRequests';
import { readKernelDocuments } from './index/kernelDocuments';
import { SourceDocument } from './index/sourceDocument';
import { SourceIndex } from './index/sourceIndex';
import { topologyExtension, wiredNames } from './index/topologyNames';
import { canonicalUri, findSourceFiles, readSourceFile } from './index/workspaceFiles';

/** How long indexing may hold the process before it lets a request through. */
const sliceMs = 20;

/** What the server knows: the index of all sources, the documents open in the editor, the settings. */
export class Project {
  readonly index = new SourceIndex();
  settings: LanguageSettings = defaultLanguageSettings;
  private readonly openUris = new Set<string>();
  private sliceStart = Date.now();

  /** Indexes the embedded image that lies in `folder`. Rejects if it was not built. */
  async readKernel(folder: string): Promise<void> {
    for (const text of await readKernelDocuments(folder)) {
      this.index.put(new SourceDocument(text, true));
      await this.breathe();
    }
  }

  async readFolder(uri: string): Promise<void> {
    for (const each of await findSourceFiles(uri)) await this.readFile(each);
  }

  /** The document that a client's URI names. */
  document(uri: string): SourceDocument | undefined {
    return this.index.get(canonicalUri(uri));
  }

  /** Forgets a file that is gone from disk. An open one is the editor's. */
  forgetFile(clientUri: string): void {
    const uri = canonicalUri(clientUri);
    if (uri.endsWith(topologyExtension)) this.index.putWiring(uri, []);
    else if (!this.openUris.has(uri)) this.index.remove(uri);
  }

  /** Forgets the files below a folder that left the workspace. */
  forgetFolder(clientUri: string): void {
    const uri = canonicalUri(clientUri);
    const prefix = uri.endsWith('/') ? uri : `${uri}/`;
    for (const document of [...this.index.documents]) {
      if (document.uri.startsWith(prefix) && !this.openUris.has(document.uri))
        this.index.remove(document.uri);
    }
  }

  /** Reads a file that is new or changed on disk, or forgets it if it is gone. An open one is the editor's. */
  async readFile(clientUri: string): Promise<void> {
    const uri = canonicalUri(clientUri);
    if (this.openUris.has(uri)) return;
    const text = await readSourceFile(uri);
    if (this.openUris.has(uri)) return;
    if (uri.endsWith(topologyExtension)) this.index.putWiring(uri, wiredNames(text ?? ''));
    else if (text === undefined) this.index.remove(uri);
    else if (this.index.get(uri)?.text.getText() !== text) {
      this.index.put(
        new SourceDocument(TextDocument.create(uri, 'smalltalk', 0, text), false, this.index.get(uri)),
      );
    }
    await this.breathe();
  }

  /** Takes the text of an open document. */
  update(text: TextDocument): void {
    const uri = canonicalUri(text.uri);
    this.openUris.add(uri);
    const previous = this.index.get(uri);
    if (previous?.isKernel) return;
    // The editor's document changes under its readers; ours must not.
    const copy = TextDocument.create(uri, text.languageId, text.version, text.getText());
    this.index.put(new SourceDocument(copy, false, previous));
  }

  /** A closed document is again what its file says. */
  async close(clientUri: string): Promise<void> {
    const uri = canonicalUri(clientUri);
    this.openUris.delete(uri);
    if (this.index.get(uri)?.isKernel) return;
    await this.readFile(uri);
  }

  get openDocuments(): SourceDocument[] {
    return [...this.openUris].map((uri) => this.index.get(uri)).filter((each) => each !== undefined);
  }

  private async breathe(): Promise<void> {
    if (Date.now() - this.sliceStart < sliceMs) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.sliceStart = Date.now();
  }
}
