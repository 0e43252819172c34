import type { Hover } from 'vscode-languageserver';
import type { Variable } from '../../../runtime/compiler/scopes';
import type { ClassEntry } from '../index/classTable';
import type { Code, MethodCode, SourceDocument } from '../index/sourceDocument';
import type { SourceIndex } from '../index/sourceIndex';
import { targetAt, targetRange, type CursorTarget } from '../meaning/cursorTarget';
import { methodComment, methodName, methodTree, patternText } from '../meaning/methodText';
import { TypeInference } from '../meaning/typeInference';
import { likelyMethods } from './likelyMethods';
import { codeBlock, markdown, plainText } from './markdown';

const shownImplementors = 8;

/** What a name or a message is, with its comment. */
export function hover(index: SourceIndex, document: SourceDocument, offset: number): Hover | null {
  const target = targetAt(index, document, offset);
  if (!target) return null;
  const parts = describe(index, target);
  return parts.length === 0 ? null : { contents: markdown(parts), range: targetRange(document, target) };
}

function describe(index: SourceIndex, target: CursorTarget): string[] {
  switch (target.kind) {
    case 'send': {
      const { exact, all } = likelyMethods(index, target.code, target.selector, target.receiver);
      return selectorText(target.selector, exact, all);
    }
    case 'pattern':
      return selectorText(target.selector, target.code, index.implementors(target.selector));
    case 'symbol': {
      const entry = index.classes.get(target.selector);
      if (entry) return classText(entry);
      const all = index.implementors(target.selector);
      return all.length === 0 ? [] : selectorText(target.selector, undefined, all);
    }
    case 'local':
      return [codeBlock(target.variable.name), variableText(index, target.code, target.variable)];
    case 'classVariable': {
      const { name, owner, kind } = target.variable;
      return [codeBlock(name), `${classVariableWords[kind]} of **${owner.name}**`];
    }
    case 'global':
    case 'className': {
      const entry = index.classes.get(target.name);
      return entry
        ? classText(entry)
        : [codeBlock(target.name), 'A global, or a name that nothing declares yet'];
    }
    case 'pseudo':
      return pseudoText(index, target.code, target.name);
  }
}

const classVariableWords = {
  instance: 'Instance variable',
  classInstance: 'Instance variable of the class itself,',
  class: 'Class variable',
  pool: 'Pool variable',
} as const;

/** A class's definition and comment. */
export function classText({ name, superclassName, comment, definition, document }: ClassEntry): string[] {
  const words = definition.isTrait
    ? `Trait named: #${name}`
    : `${superclassName ?? 'nil'} subclass: #${name}`;
  const place = definition.category || definition.package;
  const where = document.isKernel ? `${place} (embedded image)` : place;
  return [codeBlock(words), where === '' ? '' : `*${plainText(where)}*`, plainText(comment)];
}

/** One method, or what is known of a selector that several classes implement. */
export function selectorText(
  selector: string,
  exact: MethodCode | undefined,
  all: readonly MethodCode[],
): string[] {
  const shown = exact ?? (all.length === 1 ? all[0] : undefined);
  if (shown) {
    const { className, isMeta } = shown.item;
    const head = `${className}${isMeta ? ' class' : ''} >> ${patternText(methodTree(shown))}`;
    const others = all.length > 1 ? `*and ${all.length - 1} more implementors*` : '';
    return [codeBlock(head), plainText(methodComment(shown)), others];
  }
  if (all.length === 0) return [codeBlock(selector), 'No class implements this message.'];
  const commented = all.find((each) => methodComment(each) !== '');
  const names = all.slice(0, shownImplementors).map((each) => `- ${plainText(methodName(each))}`);
  const more = all.length > shownImplementors ? [`- … and ${all.length - shownImplementors} more`] : [];
  const comment = commented ? plainText(methodComment(commented)) : '';
  return [codeBlock(selector), comment, `${all.length} implementors:`, [...names, ...more].join('\n')];
}

function variableText(index: SourceIndex, code: Code, variable: Variable): string {
  const word = variableWords[variable.kind] ?? 'Variable';
  const type = new TypeInference(index, code).variableType(variable);
  return type ? `${word}, ${type.isMeta ? 'the class' : 'an instance of'} **${type.className}**` : word;
}

const variableWords: Readonly<Partial<Record<Variable['kind'], string>>> = {
  argument: 'Argument',
  blockArgument: 'Argument of the block',
  temporary: 'Temporary',
  errorCode: "The primitive's error code",
};

function pseudoText(index: SourceIndex, { item }: Code, name: string): string[] {
  const words = pseudoWords[name];
  if (!words) return [];
  const own = item.kind === 'method' ? index.classes.get(item.className) : undefined;
  const owner = name === 'super' ? own?.superclassName : own?.name;
  const meta = item.kind === 'method' && item.isMeta ? ' class' : '';
  const place = name === 'self' || name === 'super' ? (owner ? ` (here **${owner}${meta}**)` : '') : '';
  return [codeBlock(name), words + place];
}

const pseudoWords: Readonly<Record<string, string>> = {
  self: 'The object that received the message, in its class or a subclass',
  super: 'The receiver, with lookup beginning in the superclass of the class that has this method',
  nil: 'The only instance of UndefinedObject: what a variable holds before anything is assigned to it',
  true: 'The only instance of True',
  false: 'The only instance of False',
  thisContext: 'The activation of this method itself',
  thisProcess: 'The Process that runs this method',
};
