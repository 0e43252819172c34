import * as vscode from 'vscode';
import { hexDump } from './hexDump';

const scheme = 'archipelago-bytes';

/** Bytes shown at once; a whole picture is more than a person reads. */
export const shownBytes = 64 * 1024;

/** Read-only documents that show the bytes of blobs. */
export class ByteDocuments implements vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: this.changed.event,
    provideTextDocumentContent: (uri) => this.texts.get(uri.path) ?? '',
  });

  /** Opens a document of that name. */
  async show(name: string, bytes: Uint8Array, sizeBytes: number): Promise<void> {
    const uri = vscode.Uri.from({ scheme, path: `/${name}.hex` });
    const rest = sizeBytes - bytes.length;
    this.texts.set(uri.path, hexDump(bytes) + (rest > 0 ? `… and ${rest} bytes more\n` : ''));
    this.changed.fire(uri);
    await vscode.window.showTextDocument(uri, { preview: true });
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }
}
