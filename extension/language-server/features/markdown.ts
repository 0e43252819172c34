import { MarkupKind, type MarkupContent } from 'vscode-languageserver';

/** Lines of Smalltalk, coloured as such. */
export function codeBlock(text: string): string {
  return `\`\`\`smalltalk\n${text}\n\`\`\``;
}

/** A comment's text as it was laid out, with nothing in it taken for markup. */
export function plainText(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~]/g, '\\$&').replace(/\n/g, '  \n');
}

export function markdown(parts: readonly string[]): MarkupContent {
  return { kind: MarkupKind.Markdown, value: parts.filter((part) => part !== '').join('\n\n') };
}
