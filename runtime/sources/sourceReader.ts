import { readChunks } from './chunkReader';
import type { SourceFile, SourceFormat } from './sourceModel';
import { readSom } from './somReader';
import { readTonel } from './tonelReader';

/**
 * The format of a Smalltalk source file: by its extension where that decides (`.som`, `.cs`, `.changes`,
 * `.class.st`…), else by how the text begins.
 */
export function detectFormat(file: string, text: string): SourceFormat {
  const name = file.toLowerCase();
  if (name.endsWith('.som')) return 'som';
  if (/\.(cs|changes|sources)$/.test(name)) return 'chunk';
  if (/\.(class|trait|extension)\.st$|(^|[\\/])package\.st$/.test(name)) return 'tonel';
  const head = text.replace(/^\uFEFF?(\s+|"(?:[^"]|"")*")*/, '');
  if (/^(Class|Trait|Extension|Package)\s*\{/.test(head)) return 'tonel';
  if (/^[A-Z]\w*\s*=\s*([A-Za-z]\w*)?\s*(?:"[^"]*"\s*)*\(/.test(head)) return 'som';
  return 'chunk';
}

/** Reads a source file of any format. Never throws: what is wrong is in `problems`. */
export function readSource(file: string, text: string): SourceFile {
  switch (detectFormat(file, text)) {
    case 'tonel':
      return readTonel(file, text);
    case 'som':
      return readSom(file, text);
    case 'chunk':
      return readChunks(file, text);
  }
}
