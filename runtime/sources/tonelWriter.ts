import { patternLength } from './methodPattern';
import type { ClassDefinition, MethodDefinition } from './sourceModel';

// Tonel, version 3: strings for names, one method after another, tabs.

/** `package.st`. */
export function writeTonelPackage(name: string): string {
  return `Package { #name : ${stonString(name)} }\n`;
}

/** `Name.class.st` or `Name.trait.st`: the definition, then the methods, the class side's first. */
export function writeTonelClass(definition: ClassDefinition, methods: readonly MethodDefinition[]): string {
  const comment = definition.comment === '' ? '' : `"\n${definition.comment.replaceAll('"', '""')}\n"\n`;
  const entries = classEntries(definition).map(([key, value]) => `\t#${key} : ${value}`);
  const kind = definition.isTrait ? 'Trait' : 'Class';
  return `${comment}${kind} {\n${entries.join(',\n')}\n}\n${methodTexts(methods)}`;
}

/** `Name.extension.st`: methods that a package adds to a class of another. */
export function writeTonelExtension(className: string, methods: readonly MethodDefinition[]): string {
  return `Extension { #name : ${stonString(className)} }\n${methodTexts(methods)}`;
}

/** One method with its protocol, as it stands in a Tonel file. */
export function writeTonelMethod(method: MethodDefinition): string {
  const { className, isMeta, protocol } = method;
  const source = method.source.replace(/\r\n?/g, '\n');
  const pattern = patternLength(source);
  const head = source.slice(0, pattern).trim();
  const body = source
    .slice(pattern)
    .replace(/^[ \t]*(\r\n|\r|\n)?/, '')
    .trimEnd();
  const owner = isMeta ? `${className} class` : className;
  const category = `{ #category : ${stonString(protocol || 'as yet unclassified')} }`;
  return `${category}\n${owner} >> ${head} [\n${body === '' ? '' : `${body}\n`}]\n`;
}

function methodTexts(methods: readonly MethodDefinition[]): string {
  const ordered = [...methods.filter(({ isMeta }) => isMeta), ...methods.filter(({ isMeta }) => !isMeta)];
  return ordered.map((method) => `\n${writeTonelMethod(method)}`).join('');
}

function classEntries(definition: ClassDefinition): [key: string, value: string][] {
  const entries: [string, string][] = [['name', stonString(definition.name)]];
  const list = (key: string, names: readonly string[]): void => {
    if (names.length > 0)
      entries.push([key, `[\n${names.map((name) => `\t\t${stonString(name)}`).join(',\n')}\n\t]`]);
  };
  if (!definition.isTrait) entries.push(['superclass', stonString(definition.superclassName ?? 'nil')]);
  if (definition.classKind !== 'normal') entries.push(['type', stonString(definition.classKind)]);
  if (definition.traits !== '') entries.push(['traits', stonString(definition.traits)]);
  if (definition.classTraits !== '') entries.push(['classTraits', stonString(definition.classTraits)]);
  list('instVars', definition.instanceVariables);
  list('classVars', definition.classVariables);
  list('classInstVars', definition.classInstanceVariables);
  list('pools', definition.pools);
  entries.push(['category', stonString(definition.category)]);
  if (definition.package !== '') entries.push(['package', stonString(definition.package)]);
  return entries;
}

function stonString(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll("'", "\\'")
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t');
  return `'${escaped}'`;
}
