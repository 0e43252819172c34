import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { TextDocument, type TextEdit } from 'vscode-languageserver-textdocument';
import {
  createConnection,
  createProtocolConnection,
  type Diagnostic,
  type Location,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type Range,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { defaultLanguageSettings, type LanguageSettings } from '../../../extension/protocol/languageRequests';
import { startServer } from '../../../extension/language-server/server';

/** A position given by the mark `‸` in a text, and the text without it. */
export interface Marked {
  readonly uri: string;
  readonly position: { line: number; character: number };
}

/** An editor as the server sees it: a workspace on disk, open documents, and streams in memory between the two. */
export class LanguageClient {
  /** Starts a server on a folder with `files`, by their paths; waits until all is indexed. */
  static async start(
    files: Record<string, string> = {},
    settings: Partial<LanguageSettings> = {},
  ): Promise<LanguageClient> {
    const client = new LanguageClient(files, settings);
    await client.initialize();
    return client;
  }

  readonly folder = mkdtempSync(path.join(tmpdir(), 'language-'));
  private readonly connection: ProtocolConnection;
  private readonly ready: Promise<void>;
  private readonly texts = new Map<string, TextDocument>();
  private readonly published = new Map<string, Diagnostic[]>();
  private readonly waiting: { uri: string; accept: (list: Diagnostic[]) => boolean }[] = [];

  private constructor(
    files: Record<string, string>,
    private settings: Partial<LanguageSettings>,
  ) {
    for (const [name, text] of Object.entries(files)) this.write(name, text);
    const toServer = new PassThrough();
    const toClient = new PassThrough();
    this.ready = startServer(createConnection(toServer, toClient), {
      kernelFolder: path.join(process.cwd(), 'dist'),
    });
    this.connection = createProtocolConnection(toClient, toServer);
    this.connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      this.published.set(params.uri, params.diagnostics);
      for (const each of [...this.waiting]) {
        if (each.uri === params.uri && each.accept(params.diagnostics)) {
          this.waiting.splice(this.waiting.indexOf(each), 1);
        }
      }
    });
    this.connection.onRequest('client/registerCapability', () => null);
    this.connection.onRequest('workspace/inlayHint/refresh', () => null);
    this.connection.onRequest('workspace/codeLens/refresh', () => null);
    this.connection.onRequest('workspace/configuration', () => [
      { ...defaultLanguageSettings, ...this.settings },
    ]);
    this.connection.listen();
  }

  uri(name: string): string {
    return name.includes(':') ? name : pathToFileURL(path.join(this.folder, name)).href;
  }

  /** Writes a file behind the server's back, or tells it with `changed`. */
  write(name: string, text: string): void {
    const file = path.join(this.folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  async changed(name: string, type: 1 | 2 | 3): Promise<void> {
    await this.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: this.uri(name), type }],
    });
  }

  async configure(settings: Partial<LanguageSettings>): Promise<void> {
    this.settings = settings;
    await this.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  }

  /** Opens a document; a `‸` in its text is taken out and its place answered. */
  async open(name: string, marked: string): Promise<Marked> {
    const { text, offset } = unmark(marked);
    const uri = this.uri(name);
    const document = TextDocument.create(uri, 'smalltalk', 1, text);
    this.texts.set(uri, document);
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'smalltalk', version: 1, text },
    });
    return { uri, position: document.positionAt(offset) };
  }

  /** Replaces an open document's text by an edit of the range that differs. */
  async edit(name: string, marked: string): Promise<Marked> {
    const { text, offset } = unmark(marked);
    const uri = this.uri(name);
    const old = this.texts.get(uri)!;
    const before = old.getText();
    let start = 0;
    while (start < before.length && before[start] === text[start]) start++;
    let tail = 0;
    const most = Math.min(before.length, text.length) - start;
    while (tail < most && before[before.length - 1 - tail] === text[text.length - 1 - tail]) tail++;
    const range = { start: old.positionAt(start), end: old.positionAt(before.length - tail) };
    const document = TextDocument.create(uri, 'smalltalk', old.version + 1, text);
    this.texts.set(uri, document);
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: document.version },
      contentChanges: [{ range, text: text.slice(start, text.length - tail) }],
    });
    return { uri, position: document.positionAt(offset) };
  }

  request<R>(method: string, params: unknown): Promise<R> {
    return this.connection.sendRequest(method, params) as Promise<R>;
  }

  /** A request about a marked place. */
  at<R>(method: string, { uri, position }: Marked, more: object = {}): Promise<R> {
    return this.request(`textDocument/${method}`, { textDocument: { uri }, position, ...more });
  }

  in<R>(method: string, name: string, more: object = {}): Promise<R> {
    return this.request(`textDocument/${method}`, { textDocument: { uri: this.uri(name) }, ...more });
  }

  /** The diagnostics of a document, once they are as `accept` says. */
  async diagnostics(
    name: string,
    accept: (list: Diagnostic[]) => boolean = () => true,
  ): Promise<Diagnostic[]> {
    const uri = this.uri(name);
    const known = this.published.get(uri);
    if (known && accept(known)) return known;
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        reject(new Error(`Diagnostics of ${name} stay ${JSON.stringify(this.published.get(uri))}`));
      }, 5_000);
      this.waiting.push({
        uri,
        accept: (list) => {
          if (!accept(list)) return false;
          clearTimeout(late);
          resolve(list);
          return true;
        },
      });
    });
  }

  /** The text of a range of an open document. */
  textOf(uri: string, range: Range): string {
    return this.texts.get(uri)!.getText(range);
  }

  /** Locations as `file:line` (base 1), sorted; kernel documents by the name of their class. */
  places(locations: readonly Location[] | null): string[] {
    return (locations ?? [])
      .map(({ uri, range }) => `${decodeURIComponent(uri.split('/').at(-1)!)}:${range.start.line + 1}`)
      .sort();
  }

  /** An open document's text after an edit. */
  applied(name: string, edit: WorkspaceEdit | readonly TextEdit[] | null): string {
    const uri = this.uri(name);
    return TextDocument.applyEdits(this.texts.get(uri)!, editsOf(uri, edit));
  }

  async stop(): Promise<void> {
    await this.connection.sendRequest('shutdown');
    this.connection.dispose();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async initialize(): Promise<void> {
    await this.connection.sendRequest('initialize', {
      processId: null,
      rootUri: null,
      workspaceFolders: [{ uri: pathToFileURL(this.folder).href, name: 'test' }],
      capabilities: {
        workspace: {
          configuration: true,
          workspaceFolders: true,
          didChangeConfiguration: { dynamicRegistration: true },
          didChangeWatchedFiles: { dynamicRegistration: true },
          workspaceEdit: { documentChanges: true, resourceOperations: ['create', 'rename'] },
        },
        textDocument: { completion: { completionItem: { snippetSupport: true } } },
      },
    });
    await this.connection.sendNotification('initialized', {});
    await this.ready;
  }
}

function editsOf(uri: string, edit: WorkspaceEdit | readonly TextEdit[] | null): TextEdit[] {
  if (!edit) return [];
  if (Array.isArray(edit)) return edit as TextEdit[];
  const { changes, documentChanges } = edit as WorkspaceEdit;
  const changed = (documentChanges ?? []).flatMap((each) =>
    'textDocument' in each && each.textDocument.uri === uri ? (each.edits as TextEdit[]) : [],
  );
  return [...(changes?.[uri] ?? []), ...changed];
}

/** The mark is `‸`, which no source has. */
function unmark(marked: string): { text: string; offset: number } {
  const offset = Math.max(0, marked.indexOf('‸'));
  return { text: marked.replace('‸', ''), offset };
}
