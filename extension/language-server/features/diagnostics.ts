import { DiagnosticSeverity, DiagnosticTag, type Diagnostic } from 'vscode-languageserver';
import type { DiagnosticCode } from '../../../runtime/compiler/diagnostics';
import type { LanguageSettings } from '../../protocol/languageRequests';
import type { Code, MethodCode, SourceDocument } from '../index/sourceDocument';
import type { SourceIndex } from '../index/sourceIndex';
import { walkMethod } from '../index/syntaxWalk';
import { methodName } from '../meaning/methodText';
import { meaningOf } from '../meaning/codeMeaning';
import { understands } from '../meaning/methodLookup';
import { TypeInference } from '../meaning/typeInference';
import type { Expression, MessagePart } from '../../../runtime/compiler/ast';

/** The `source` of every diagnostic. */
export const diagnosticSource = 'archipelago';

/** Codes beyond the compiler's own; quick fixes match on them. */
export type ProjectDiagnosticCode =
  | 'unknown-selector'
  | 'not-understood'
  | 'unknown-superclass'
  | 'unknown-class'
  | 'duplicate-method'
  | 'syntax';

/** What is wrong with a document: its form, its code, and what its names and messages refer to. */
export function diagnostics(
  index: SourceIndex,
  document: SourceDocument,
  settings: LanguageSettings,
): Diagnostic[] {
  const found: Diagnostic[] = document.file.problems
    // Errors in expressions come again, one by one, from the parser.
    .filter(({ start }) => !document.doIts.some(({ item }) => item.start <= start && start <= item.stop))
    .map(({ start, stop, message }) => ({
      range: document.range({ start, stop }),
      severity: DiagnosticSeverity.Error,
      code: 'syntax' satisfies ProjectDiagnosticCode,
      source: diagnosticSource,
      message,
    }));
  found.push(
    ...unknownSuperclasses(index, document),
    ...unknownClasses(index, document),
    ...duplicates(document),
  );
  for (const code of document.code) {
    found.push(...compilerDiagnostics(index, code));
    if (settings.unknownSelectors) found.push(...unknownMessages(index, code));
  }
  return found;
}

function compilerDiagnostics(index: SourceIndex, code: Code): Diagnostic[] {
  const { item, document } = code;
  // Inherited names of a class without source can't be told from undeclared ones.
  const isVague = item.kind === 'method' && !index.classes.isComplete(item.className);
  return meaningOf(index, code)
    .diagnostics.filter((each) => !(isVague && each.code === 'undeclared'))
    .map((each) => ({
      range: document.rangeIn(item, widened(each, item.source.length)),
      severity: each.severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
      code: each.code,
      source: diagnosticSource,
      message: each.message,
      tags: tags[each.code],
    }));
}

const tags: Readonly<Partial<Record<DiagnosticCode, DiagnosticTag[]>>> = {
  'unused-temporary': [DiagnosticTag.Unnecessary],
  unreachable: [DiagnosticTag.Unnecessary],
};

/** An empty range would be invisible. */
function widened(
  { start, stop }: { start: number; stop: number },
  length: number,
): { start: number; stop: number } {
  if (stop > start) return { start, stop };
  return start < length ? { start, stop: start + 1 } : { start: Math.max(0, start - 1), stop: start };
}

function unknownMessages(index: SourceIndex, code: Code): Diagnostic[] {
  const found: Diagnostic[] = [];
  const inference = new TypeInference(index, code);
  const check = (part: MessagePart, receiver: Expression): void => {
    const { selector, selectorParts } = part;
    const range = code.document.rangeIn(code.item, {
      start: selectorParts[0]!.start,
      stop: selectorParts.length === 1 ? selectorParts[0]!.stop : selectorParts.at(-1)!.stop,
    });
    const hint = { range, source: diagnosticSource };
    if (!index.hasImplementors(selector)) {
      found.push({
        ...hint,
        severity: DiagnosticSeverity.Hint,
        code: 'unknown-selector' satisfies ProjectDiagnosticCode,
        message: `No class implements ${selector}`,
      });
      return;
    }
    const type = inference.typeOf(receiver);
    if (!type || understands(index, type, selector) !== false) return;
    const who = `${type.className}${type.isMeta ? ' class' : ''}`;
    found.push({
      ...hint,
      severity: DiagnosticSeverity.Information,
      code: 'not-understood' satisfies ProjectDiagnosticCode,
      message: `${who} doesn't understand ${selector}`,
      data: { className: type.className, isMeta: type.isMeta, selector },
    });
  };
  walkMethod(meaningOf(index, code).method, (node) => {
    if (node.kind === 'message') check(node, node.receiver);
    else if (node.kind === 'cascade') for (const each of node.messages) check(each, node.receiver);
  });
  return found;
}

function unknownSuperclasses(index: SourceIndex, document: SourceDocument): Diagnostic[] {
  return document.classes.flatMap(({ name, superclassName, nameRange }) => {
    if (superclassName === undefined || index.classes.get(superclassName)) return [];
    return [
      {
        range: document.range(nameRange),
        severity: DiagnosticSeverity.Warning,
        code: 'unknown-superclass' satisfies ProjectDiagnosticCode,
        source: diagnosticSource,
        message: `${superclassName}, the superclass of ${name}, is not in the workspace or the embedded image`,
        data: { className: superclassName },
      },
    ];
  });
}

/** Methods for a class that has no definition: told once for a class and file. */
function unknownClasses(index: SourceIndex, document: SourceDocument): Diagnostic[] {
  const told = new Set<string>();
  return document.methods.flatMap(({ item }) => {
    const { className } = item;
    if (told.has(className) || index.classes.get(className)) return [];
    told.add(className);
    const start = document.file.format === 'tonel' ? headStart(document, item.start) : item.start;
    return [
      {
        range: document.range({ start, stop: start + className.length }),
        severity: DiagnosticSeverity.Warning,
        code: 'unknown-class' satisfies ProjectDiagnosticCode,
        source: diagnosticSource,
        message: `There is no class ${className} in the workspace or the embedded image`,
        data: { className },
      },
    ];
  });
}

function headStart(document: SourceDocument, start: number): number {
  const head = /(?:\{[^}]*\}\s*)?/y;
  head.lastIndex = start;
  return start + (head.exec(document.text.getText())?.[0].length ?? 0);
}

function duplicates(document: SourceDocument): Diagnostic[] {
  // A changes file tells a method's history.
  if (document.file.format === 'chunk') return [];
  const known = new Map<string, MethodCode>();
  return document.methods.flatMap((method) => {
    const name = methodName(method);
    const first = known.get(name);
    if (!first) known.set(name, method);
    if (!first || method.item.selector === '') return [];
    const { item } = method;
    return [
      {
        range: document.rangeIn(item, { start: 0, stop: item.selector.length }),
        severity: DiagnosticSeverity.Warning,
        code: 'duplicate-method' satisfies ProjectDiagnosticCode,
        source: diagnosticSource,
        message: `${name} is defined twice: the last one counts`,
        relatedInformation: [
          {
            location: { uri: document.uri, range: document.range(first.item) },
            message: 'The first definition',
          },
        ],
      },
    ];
  });
}
