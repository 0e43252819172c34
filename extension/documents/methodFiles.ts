import * as vscode from 'vscode';
import type { Archipelago } from '../archipelago';
import { methodScheme, newMethodSelector, parseMethodDocumentUri } from '../protocol/methodDocument';
import type { CodeProblemRow } from '../protocol/codeProtocol';

const newMethodText = `messageSelectorAndArgumentNames
	"Say what the method is for."

	| temporaries |
	^ self
`;

/**
 * Methods that only an image has, as files of the scheme `archipelago-method`. Saving one compiles it into the live image,
 * as accepting a method does in Smalltalk's own browsers.
 */
class MethodFiles implements vscode.FileSystemProvider {
  private readonly changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changed.event;
  private readonly problems = vscode.languages.createDiagnosticCollection('archipelago-method');
  /** When what a file is was changed, by its URI. */
  private readonly times = new Map<string, number>();

  constructor(private readonly archipelago: Archipelago) {
    archipelago.own(
      this.changed,
      this.problems,
      // Another system may have another method of that name.
      archipelago.sessions.onDidSwitch((session) => {
        if (session) this.touchAll();
      }),
    );
  }

  watch(): vscode.Disposable {
    return { dispose: () => undefined };
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const text = await this.text(uri);
    const mtime = this.times.get(uri.toString()) ?? 0;
    return { type: vscode.FileType.File, ctime: 0, mtime, size: Buffer.byteLength(text) };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return Buffer.from(await this.text(uri));
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    const { sessions } = this.archipelago;
    const text = Buffer.from(content).toString('utf8');
    const body = await sessions.ask('archipelago/compileMethod', { uri: uri.toString(), text });
    if (!body)
      throw vscode.FileSystemError.Unavailable(
        'The image of this method has ended: start the session again to change it.',
      );
    this.problems.set(uri, body.problems.map(diagnosticOf));
    const [first] = body.problems;
    if (first) throw vscode.FileSystemError.Unavailable(`Not compiled: line ${first.line}: ${first.message}`);
    this.touch(uri);
    const compiled = vscode.Uri.parse(body.uri);
    if (parseMethodDocumentUri(uri.toString())?.selector === parseMethodDocumentUri(body.uri)?.selector)
      return;
    // The text names another method: that is the one that was compiled.
    this.touch(compiled);
    await vscode.window.showTextDocument(compiled);
  }

  private async text(uri: vscode.Uri): Promise<string> {
    const document = parseMethodDocumentUri(uri.toString());
    if (!document) throw vscode.FileSystemError.FileNotFound(uri);
    if (document.selector === newMethodSelector) return newMethodText;
    try {
      const body = await this.archipelago.sessions.ask('archipelago/methodDocument', { uri: uri.toString() });
      // Old images end lines as no editor does.
      if (body) return body.text.replace(/\r\n?/g, '\n');
      return '"This method is in an image that has ended: start the session again to read it."';
    } catch (error) {
      return `"${(error as Error).message}"`;
    }
  }

  private touch(uri: vscode.Uri): void {
    this.times.set(uri.toString(), Date.now());
    this.changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  private touchAll(): void {
    for (const { uri, isDirty } of vscode.workspace.textDocuments)
      if (uri.scheme === methodScheme && !isDirty) this.touch(uri);
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }
}

function diagnosticOf({ line, column, endLine, endColumn, message }: CodeProblemRow): vscode.Diagnostic {
  const range = new vscode.Range(line - 1, column - 1, endLine - 1, endColumn - 1);
  return new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Error);
}

/** Documents for methods that only an image has. */
export function registerMethodFiles(archipelago: Archipelago): void {
  const files = new MethodFiles(archipelago);
  archipelago.own(
    vscode.workspace.registerFileSystemProvider(methodScheme, files, { isCaseSensitive: true }),
  );
}
