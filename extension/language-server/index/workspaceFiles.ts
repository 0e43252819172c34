import { readFile, readdir, stat } from 'node:fs/promises';
import * as path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { topologyExtension } from './topologyNames';

/** The extensions of Smalltalk's source files; topologies are read as well. */
export const sourceExtensions: readonly string[] = ['.st', '.som', '.cs', '.changes'];

/** Larger files (an image's whole changes file) would take more memory than they help. */
const largestBytes = 8 * 2 ** 20;

const skippedFolders: ReadonlySet<string> = new Set(['node_modules', 'out', 'dist']);

export function isSourceFile(name: string): boolean {
  return name.endsWith(topologyExtension) || sourceExtensions.includes(path.extname(name).toLowerCase());
}

/** A file's URI in one spelling: clients and Node differ in what they escape and in the case of drives. */
export function canonicalUri(uri: string): string {
  if (!uri.startsWith('file:')) return uri;
  return pathToFileURL(fileURLToPath(uri).replace(/^[A-Z](?=:)/, (drive) => drive.toLowerCase())).href;
}

/** URIs of the source files below a folder's URI; hidden folders and those of builds are passed over. */
export async function findSourceFiles(folderUri: string): Promise<string[]> {
  if (!folderUri.startsWith('file:')) return [];
  const found: string[] = [];
  const visit = async (folder: string): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue;
      const name = path.join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!skippedFolders.has(entry.name)) await visit(name);
      } else if (entry.isFile() && isSourceFile(entry.name))
        found.push(canonicalUri(pathToFileURL(name).href));
    }
  };
  await visit(fileURLToPath(folderUri));
  return found;
}

/** What tells a change set from a C# file. */
const changeSetMark = /\bmethodsFor:|subclass:\s*#/;

/**
 * The text of a source file; undefined if it is gone, unreadable, too large or no Smalltalk. UTF-8, else Latin-1 as old
 * images wrote.
 */
export async function readSourceFile(uri: string): Promise<string | undefined> {
  try {
    const file = fileURLToPath(uri);
    if ((await stat(file)).size > largestBytes) return undefined;
    const bytes = await readFile(file);
    const text = bytes.toString('utf8');
    if (/\.cs$/i.test(file) && !changeSetMark.test(text)) return undefined;
    return text.includes('\uFFFD') ? bytes.toString('latin1') : text;
  } catch {
    return undefined;
  }
}
