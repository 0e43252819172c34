import * as vscode from 'vscode';
import type { SourcePlace } from '../protocol/customRequests';

/** Opens a place of a source and selects what stands there. Lines and columns count from 1. */
export async function openPlace({ source, line, column, endLine, endColumn }: SourcePlace): Promise<void> {
  if (!source.path) return;
  const isUri = /^[a-z][a-z-]+:/.test(source.path);
  const uri = isUri ? vscode.Uri.parse(source.path) : vscode.Uri.file(source.path);
  const selection = new vscode.Range(line - 1, column - 1, endLine - 1, endColumn - 1);
  await vscode.window.showTextDocument(uri, { selection: line > 0 ? selection : undefined });
}
