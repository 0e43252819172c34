import type { NamedRange } from '../../../runtime/compiler/ast';
import type { SourceRange } from '../../../runtime/compiler/sourceRange';
import type { SourceDocument } from '../index/sourceDocument';

const mentionsByDocument = new WeakMap<SourceDocument, readonly NamedRange[]>();

/**
 * Where class names stand outside code: in definitions (the class, its superclass, its traits and pools), in the heads
 * of Tonel methods, in the preambles of chunk files. Offsets of the file, in order.
 */
export function classMentions(document: SourceDocument): readonly NamedRange[] {
  const known = mentionsByDocument.get(document);
  if (known) return known;
  const text = document.text.getText();
  const found: NamedRange[] = [];
  const within = ({ start, stop }: SourceRange, pattern: RegExp): void => {
    const part = text.slice(start, stop);
    for (const match of part.matchAll(pattern)) {
      const name = match[1]!;
      const at = start + match.index + match[0].lastIndexOf(name);
      found.push({ name, start: at, stop: at + name.length });
    }
  };
  for (const item of document.file.items) {
    if (item.kind === 'class') {
      found.push({ ...item.nameRange, name: item.name });
      within({ start: item.nameRange.stop, stop: item.stop }, superclassAfterName);
      const before = { start: item.start, stop: item.nameRange.start };
      within(before, document.file.format === 'chunk' ? receiverPattern : superclassPattern);
      if (item.traits !== '' || item.classTraits !== '') within(item, traitsPattern);
    } else if (item.kind === 'classSide') within(item, classSidePattern);
    else if (item.kind === 'method' && document.file.format === 'tonel') {
      within({ start: item.start, stop: item.offsets.toFile(0) }, methodHeadPattern);
    }
  }
  if (document.file.format === 'chunk') within({ start: 0, stop: text.length }, preamblePattern);
  if (document.file.format === 'tonel') {
    const head = extensionPattern.exec(text);
    if (head) found.push({ name: head[2]!, start: head[1]!.length, stop: head[0].length });
  }
  found.sort((a, b) => a.start - b.start);
  mentionsByDocument.set(document, found);
  return found;
}

const superclassAfterName = /(?:#superclass\s*:\s*#'?|^\s*=\s*)(\p{Lu}\w*)/gu;
const superclassPattern = /#superclass\s*:\s*#'?(\p{Lu}\w*)/gu;
const receiverPattern = /^(\p{Lu}\w*)(?=\s)/gu;
const traitsPattern = /(?:#(?:classT|t)raits\s*:\s*'|uses:\s*|traits:\s*\{?\s*)(\p{Lu}\w*)/gu;
const classSidePattern = /^(\p{Lu}\w*)(?=\s+class)/gu;
const methodHeadPattern = /(\p{Lu}\w*)(?:\s+class(?:Side)?)?(?:\s+trait)?\s*>>\s*$/gu;
const preamblePattern = /!\s*(\p{Lu}\w*)(?=(?: class)?\s+(?:methodsFor|commentStamp|methods))/gu;
const extensionPattern = /^(\s*(?:"[^"]*"\s*)*Extension\s*\{\s*#name\s*:\s*#'?)(\p{Lu}\w*)/u;
