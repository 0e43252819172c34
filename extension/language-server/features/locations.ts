import type { Location, LocationLink } from 'vscode-languageserver';
import type { ClassEntry } from '../index/classTable';
import type { MethodCode } from '../index/sourceDocument';
import type { Mention, SendMention } from '../index/sourceIndex';
import { methodTree } from '../meaning/methodText';

/** Where a method's pattern stands. */
export function methodLocation({ document, item, ...code }: MethodCode): Location {
  const parts = methodTree({ document, item, ...code }).selectorParts;
  const start = parts[0]?.start ?? 0;
  return { uri: document.uri, range: document.rangeIn(item, { start, stop: parts.at(-1)?.stop ?? start }) };
}

export function classLocation({ document, definition }: ClassEntry): Location {
  return { uri: document.uri, range: document.range(definition.nameRange) };
}

export function mentionLocation({ code, range }: Mention): Location {
  return { uri: code.document.uri, range: code.document.rangeIn(code.item, range) };
}

/** From the first part of the selector to the last, arguments between them included. */
export function sendLocation({ code, send }: SendMention): Location {
  const range = { start: send.parts[0]!.start, stop: send.parts.at(-1)!.stop };
  return { uri: code.document.uri, range: code.document.rangeIn(code.item, range) };
}

/** A link that underlines all of `origin`, a keyword message's one part. */
export function methodLink(method: MethodCode, origin: LocationLink['originSelectionRange']): LocationLink {
  const { document, item } = method;
  return {
    targetUri: document.uri,
    targetRange: document.range(item),
    targetSelectionRange: methodLocation(method).range,
    originSelectionRange: origin,
  };
}
