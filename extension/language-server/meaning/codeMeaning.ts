import type { Analysis } from '../../../runtime/compiler/analysis';
import { analyze } from '../../../runtime/compiler/analyzer';
import { assignedNames } from '../../../runtime/compiler/assignedNames';
import type { MethodNode } from '../../../runtime/compiler/ast';
import { DiagnosticList, type Diagnostic } from '../../../runtime/compiler/diagnostics';
import { parsed, type CodeSummary } from '../index/codeSummary';
import type { Code, SourceDocument } from '../index/sourceDocument';
import type { SourceIndex } from '../index/sourceIndex';
import { nameScope } from './classScope';

/** A method's tree with what its names mean, and all that the compiler says of it. */
export interface CodeMeaning {
  readonly method: MethodNode;
  readonly analysis: Analysis;
  readonly diagnostics: readonly Diagnostic[];
}

interface Known {
  readonly namesVersion: number;
  readonly meaning: CodeMeaning;
}

const knownMeanings = new WeakMap<CodeSummary, Known>();

/** Parses and analyses code; kept until the classes around it change. */
export function meaningOf(index: SourceIndex, code: Code): CodeMeaning {
  const { namesVersion } = index;
  const known = knownMeanings.get(code.summary);
  if (known?.namesVersion === namesVersion) return known.meaning;
  const { method, diagnostics } = parsed(code.item, code.summary);
  const list = new DiagnosticList();
  const { item } = code;
  const isMethod = item.kind === 'method';
  const scope = nameScope(
    index.classes,
    isMethod ? item.className : undefined,
    isMethod && item.isMeta,
    isMethod
      ? (name) => isDeclaredHere(code.document, item.className, name)
      : (name) => workspaceVariables(code).has(name),
  );
  const isSom = code.document.file.format === 'som';
  const analysis = analyze(method, scope, list, { assignableArguments: isSom });
  const all = [...diagnostics, ...list.items].sort((a, b) => a.start - b.start);
  const meaning = { method, analysis, diagnostics: all };
  knownMeanings.set(code.summary, { namesVersion, meaning });
  return meaning;
}

/** Several definitions of a class may be in a workspace: a method goes with the one in its own file. */
function isDeclaredHere({ classes, file }: SourceDocument, className: string, name: string): boolean {
  // The one global that every SOM program has.
  if (file.format === 'som' && name === 'system') return true;
  return classes.some(
    (each) =>
      each.name === className &&
      [each.instanceVariables, each.classInstanceVariables, each.classVariables].some((names) =>
        names.includes(name),
      ),
  );
}

/** The names that the expressions of a document assign to: a workspace's own variables. */
function workspaceVariables({ document }: Code): Set<string> {
  return new Set(
    document.doIts.flatMap(({ item, summary }) =>
      assignedNames(parsed(item, summary).method.body.statements),
    ),
  );
}
