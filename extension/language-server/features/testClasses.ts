import type { TestClass } from '../../protocol/languageRequests';
import type { ClassEntry } from '../index/classTable';
import type { MethodCode, SourceDocument } from '../index/sourceDocument';
import type { SourceIndex } from '../index/sourceIndex';
import { withTraits } from '../meaning/classScope';
import { lookupMethod } from '../meaning/methodLookup';
import { methodTree } from '../meaning/methodText';
import { classLocation, methodLocation } from './locations';

/** The workspace's classes of tests, without those that only serve others as a superclass. */
export function testClasses(index: SourceIndex): TestClass[] {
  return [...index.classes.all]
    .filter(
      ({ document, name }) => !document.isKernel && isTestClass(index, name) && !isAbstract(index, name),
    )
    .map((entry) => ({
      name: entry.name,
      category: entry.definition.category,
      ...classLocation(entry),
      methods: testMethods(index, entry).map((method) => ({
        selector: method.item.selector,
        ...methodLocation(method),
      })),
      files: neededFiles(index, entry),
    }));
}

export function isTestClass(index: SourceIndex, name: string): boolean {
  const inherited = withTraits(index.classes, name, false).slice(1);
  const isKnown = inherited.some((each) => each.name === 'TestCase');
  return isKnown || index.classes.chain(name).at(-1)?.superclassName === 'TestCase';
}

/** As SUnit has it: the class itself says that it is abstract, with `isAbstract` on its class side. */
function isAbstract(index: SourceIndex, name: string): boolean {
  const method = lookupMethod(index, { className: name, isMeta: true }, 'isAbstract');
  if (!method || method.document.isKernel) return false;
  const last = methodTree(method).body.statements.at(-1);
  if (last?.kind !== 'return') return false;
  const { value } = last;
  if (value.kind === 'variable') return value.name === 'true';
  const isComparison =
    value.kind === 'message' && ['=', '==', 'name'].some((each) => value.selector === each);
  return isComparison && method.item.className === name;
}

function testMethods(index: SourceIndex, { name }: ClassEntry): MethodCode[] {
  const found = new Map<string, MethodCode>();
  for (const entry of withTraits(index.classes, name, false)) {
    if (entry.document.isKernel) continue;
    for (const method of index.methodsOf(entry.name, false)) {
      const { selector } = method.item;
      if (/^test[^:]*$/.test(selector) && !found.has(selector)) found.set(selector, method);
    }
  }
  return [...found.values()];
}

/**
 * The files of the workspace that a class's tests can come to: those of the classes that they name, of their
 * superclasses, and of the extensions of the embedded image that they send messages of; and what these need in turn.
 */
function neededFiles(index: SourceIndex, entry: ClassEntry): string[] {
  const needed = new Set<SourceDocument>();
  const names = new Set<string>();
  const need = (document: SourceDocument): void => {
    if (document.isKernel || needed.has(document)) return;
    needed.add(document);
    for (const definition of document.classes) {
      needClass(definition.name);
      if (definition.superclassName !== undefined) needClass(definition.superclassName);
      const own = index.classes.get(definition.name);
      for (const trait of own ? [...own.traits, ...own.classTraits, ...own.pools] : []) needClass(trait);
    }
    for (const { summary } of document.code) {
      for (const { name } of summary.names) needClass(name);
      for (const { selector } of summary.sends) {
        for (const method of index.implementors(selector)) if (extendsKernel(method)) need(method.document);
      }
    }
  };
  const needClass = (name: string): void => {
    const found = names.has(name) ? undefined : index.classes.get(name);
    names.add(name);
    if (!found || found.document.isKernel) return;
    need(found.document);
    for (const isMeta of [false, true]) {
      for (const { document } of index.methodsOf(name, isMeta)) need(document);
    }
  };
  const extendsKernel = ({ document, item }: MethodCode): boolean =>
    !document.isKernel && index.classes.get(item.className)?.document.isKernel === true;
  need(entry.document);
  return [...needed].map(({ uri }) => uri);
}
