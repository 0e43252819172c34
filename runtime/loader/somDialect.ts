// SOM programs on a Squeak kernel. SOM's library has names and selectors that mean something else here: sends of those
// selectors and uses of those names are rewritten in the source, and a few methods are the SOM image's own.
import type { AstNode, BlockNode, MessagePart, MethodNode, VariableNode } from '../compiler/ast';
import { parseMethod } from '../compiler/parser';
import type { ObjectMemory } from '../object-memory/objectMemory';
import { OffsetMap, type OffsetSegment } from '../sources/offsetMap';
import type { ClassDefinition, MethodDefinition, SourceItem } from '../sources/sourceModel';
import { compileInto } from './methodCompiler';
import type { LoadedFile } from './packageLoader';

/** SOM's own library and test framework: the kernel's classes serve in their place, whatever the files say. */
const libraryClasses: Readonly<Record<string, string>> = {
  Object: 'Object',
  Class: 'Class',
  Metaclass: 'Metaclass',
  Nil: 'UndefinedObject',
  Boolean: 'Boolean',
  True: 'True',
  False: 'False',
  Integer: 'Integer',
  Double: 'Float',
  String: 'String',
  Symbol: 'Symbol',
  Array: 'Array',
  Block: 'BlockClosure',
  Block1: 'BlockClosure',
  Block2: 'BlockClosure',
  Block3: 'BlockClosure',
  Method: 'CompiledMethod',
  Primitive: 'CompiledMethod',
  System: 'SomSystem',
  TestCase: 'TestCase',
};

/** Written in SOM itself; a program that brings its own keeps it. */
const libraryExtras: readonly string[] = ['Vector', 'Set', 'Dictionary', 'Pair', 'Hashtable'];

/** Selectors (by their first part) that SOM code means otherwise. Object has them all, so that anything answers. */
const renamedParts: Readonly<Record<string, string>> = {
  '/': '/~',
  '//': '//~',
  class: 'somClass',
  superclass: 'somSuperclass',
  'contains:': 'somContains:',
  'indexOf:': 'somIndexOf:',
  'lastIndexOf:': 'somLastIndexOf:',
  'copyFrom:': 'somCopyFrom:',
  'join:': 'somJoin:',
  'select:': 'somSelect:',
  'split:': 'somSplit:',
  'raisedTo:': 'somRaisedTo:',
};
const renamedSelectors: Readonly<Record<string, string>> = {
  'new:withAll:': 'somNew:',
  'between:and:': 'somBetween:',
  'indexOf:startingAt:': 'somIndexOf:',
};

/** Methods that an image with SOM code has and others don't. */
const imageMethods: readonly (readonly [className: string, source: string])[] = [
  [
    'Object',
    ', anObject\n\t"SOM makes a Vector of two objects."\n\t^SomVector new append: self; append: anObject; yourself',
  ],
  ['String', '+ anObject\n\t"SOM adds strings."\n\t^self , anObject asString'],
  ['Symbol', '+ anObject\n\t"Symbols add up to Symbols."\n\t^(self asString , anObject asString) asSymbol'],
  [
    'Object',
    'doesNotUnderstand: aMessage\n\t"SOM objects may answer for themselves."\n' +
      '\t(self respondsTo: #doesNotUnderstand:arguments:) ifTrue: [\n' +
      '\t\t^self doesNotUnderstand: aMessage selector arguments: aMessage arguments].\n' +
      '\t^super doesNotUnderstand: aMessage',
  ],
  [
    'Context',
    'cannotReturn: result\n\t"SOM asks the receiver what a block without a home answers."\n' +
      '\t(self closure notNil and: [self receiver respondsTo: #escapedBlock:])\n' +
      '\t\tifTrue: [^self return: (self receiver escapedBlock: self closure)].\n' +
      '\t^self cannotReturn: result to: self home sender',
  ],
];

/** The files with SOM's turned into what the kernel understands; others as they are. */
export function adaptSom(image: ObjectMemory, files: readonly LoadedFile[]): readonly LoadedFile[] {
  const som = files.filter(({ source }) => source.format === 'som');
  if (som.length === 0) return files;
  prepareImage(image);
  const names = new SomNames(image, som);
  return files.map((file) => (file.source.format === 'som' ? adaptFile(file, names) : file));
}

function prepareImage(image: ObjectMemory): void {
  if (image.global('system') !== undefined) return;
  const system = image.classNamed('SomSystem');
  if (system) image.setGlobal('system', system.behavior.instantiate(0));
  for (const [className, source] of imageMethods) {
    const behavior = image.classNamed(className)?.behavior;
    if (behavior) compileInto(image, behavior, source, 'som');
  }
}

/** What the names of classes in SOM files mean in the image. */
class SomNames {
  private readonly names = new Map<string, string>(Object.entries(libraryClasses));
  readonly defined = new Map<string, ClassDefinition>();

  constructor(image: ObjectMemory, files: readonly LoadedFile[]) {
    for (const { source } of files)
      for (const item of source.items) if (item.kind === 'class') this.defined.set(item.name, item);
    for (const name of this.defined.keys()) {
      if (this.names.has(name)) continue;
      const taken = image.kernel.behaviors.has(name);
      this.names.set(name, taken ? `Program${name}` : name);
    }
    for (const name of libraryExtras) if (!this.names.has(name)) this.names.set(name, `Som${name}`);
  }

  isLibrary(name: string): boolean {
    return name in libraryClasses;
  }

  meaning(name: string): string | undefined {
    return this.names.get(name);
  }

  fieldsOf(name: string, isMeta: boolean): string[] {
    const definition = this.defined.get(name);
    if (!definition || this.isLibrary(name)) return [];
    const own = isMeta ? definition.classInstanceVariables : definition.instanceVariables;
    const above = definition.superclassName;
    return above === undefined ? [...own] : [...own, ...this.fieldsOf(above, isMeta)];
  }
}

function adaptFile(file: LoadedFile, names: SomNames): LoadedFile {
  const items = file.source.items.flatMap((item): SourceItem[] => {
    if (item.kind === 'class')
      return names.isLibrary(item.name) ? [] : [adaptClass(item, names), ...plainNew(item, names)];
    if (item.kind !== 'method') return [item];
    return names.isLibrary(item.className) ? [] : [adaptMethod(item, names)];
  });
  return { ...file, source: { ...file.source, items } };
}

function adaptClass(item: ClassDefinition, names: SomNames): ClassDefinition {
  const { superclassName } = item;
  return {
    ...item,
    name: names.meaning(item.name) ?? item.name,
    superclassName:
      superclassName === undefined ? 'Object' : (names.meaning(superclassName) ?? superclassName),
  };
}

const isRoot = ({ superclassName }: ClassDefinition): boolean =>
  superclassName === undefined || superclassName === 'Object';

/** SOM's `new` sends no `initialize`. A class that has its own `new` is seen to where it sends to super. */
function plainNew(item: ClassDefinition, names: SomNames): MethodDefinition[] {
  if (!isRoot(item)) return [];
  const { start } = item;
  return [
    {
      kind: 'method',
      start,
      stop: start,
      className: names.meaning(item.name) ?? item.name,
      isMeta: true,
      selector: 'new',
      protocol: 'som',
      source: 'new\n\t^self basicNew',
      offsets: OffsetMap.identity(start),
      isExtension: false,
      stamp: '',
    },
  ];
}

interface Edit {
  readonly start: number;
  readonly stop: number;
  readonly text: string;
}

function adaptMethod(item: MethodDefinition, names: SomNames): MethodDefinition {
  const className = names.meaning(item.className) ?? item.className;
  const { method, diagnostics } = parseMethod(item.source);
  if (diagnostics.some(({ severity }) => severity === 'error')) return { ...item, className };
  const edits = editsFor(method, item, names).sort((a, b) => a.start - b.start);
  return { ...item, className, ...applyEdits(item, edits) };
}

function editsFor(method: MethodNode, item: MethodDefinition, names: SomNames): Edit[] {
  const edits: Edit[] = [];
  const local = declaredNames(method);
  for (const name of names.fieldsOf(item.className, item.isMeta)) local.add(name);
  const isRootClass = isRoot(names.defined.get(item.className) ?? ({} as ClassDefinition));
  visit(method, (node) => {
    if (node.kind === 'variable') edits.push(...variableEdit(node, local, names));
    else if (node.kind === 'message') {
      const receiver = node.receiver;
      const toSuper = receiver.kind === 'variable' && receiver.name === 'super';
      if (toSuper && node.selector === 'new' && item.isMeta && isRootClass)
        edits.push({ ...node.selectorParts[0], text: 'basicNew' });
      else if (!toSuper) edits.push(...selectorEdit(node), ...performEdit(node));
    }
  });
  return edits;
}

const reserved = new Set(['self', 'super', 'nil', 'true', 'false', 'system', 'thisContext', 'thisProcess']);

function variableEdit(node: VariableNode, local: ReadonlySet<string>, names: SomNames): Edit[] {
  const { name, start, stop } = node;
  if (reserved.has(name) || local.has(name)) return [];
  const meaning = names.meaning(name);
  if (meaning === name) return [];
  return [{ start, stop, text: meaning ?? `(self unknownGlobal: #${name})` }];
}

function selectorEdit({ selector, selectorParts }: MessagePart): Edit[] {
  const text =
    renamedSelectors[selector] ?? (selectorParts.length === 1 ? renamedParts[selector] : undefined);
  return text === undefined ? [] : [{ start: selectorParts[0].start, stop: selectorParts[0].stop, text }];
}

/** `23 perform: #class`: the selector is meant as in a send. */
function performEdit({ selector, args }: MessagePart): Edit[] {
  const named = selector.startsWith('perform:') ? args[0] : undefined;
  if (named?.kind !== 'literal' || typeof named.value !== 'object' || named.value.kind !== 'symbol')
    return [];
  const text = renamedParts[named.value.value];
  return text === undefined ? [] : [{ start: named.start, stop: named.stop, text: `#${text}` }];
}

function declaredNames(method: MethodNode): Set<string> {
  const found = new Set(method.parameters.map(({ name }) => name));
  visit(method, (node) => {
    if (node.kind === 'sequence') for (const { name } of node.temporaries) found.add(name);
    if (node.kind === 'block') for (const { name } of (node as BlockNode).parameters) found.add(name);
  });
  return found;
}

/** Calls `enter` for each node, outermost first. */
function visit(node: AstNode, enter: (node: AstNode) => void): void {
  enter(node);
  for (const value of Object.values(node) as unknown[])
    for (const each of Array.isArray(value) ? (value as unknown[]) : [value])
      if (typeof each === 'object' && each !== null && 'kind' in each && each !== node)
        visit(each as AstNode, enter);
}

/** The source with its edits, and a map that follows the lines of the original. */
function applyEdits(item: MethodDefinition, edits: readonly Edit[]): { source: string; offsets: OffsetMap } {
  const { source, offsets } = item;
  const segments: OffsetSegment[] = [];
  let text = '';
  let from = 0;
  const copy = (until: number): void => {
    const lines = /[^\r\n]*(?:\r\n?|\n|$)/g;
    lines.lastIndex = from;
    while (from < until) {
      segments.push({ text: text.length, file: offsets.toFile(from) });
      const line = lines.exec(source)?.[0] ?? '';
      const stop = Math.min(until, from + Math.max(line.length, 1));
      text += source.slice(from, stop);
      from = lines.lastIndex = stop;
    }
  };
  for (const edit of edits) {
    if (edit.start < from) continue;
    copy(edit.start);
    segments.push({ text: text.length, file: offsets.toFile(edit.start) });
    text += edit.text;
    from = edit.stop;
  }
  copy(source.length);
  if (segments.length === 0) return { source, offsets };
  return { source: text, offsets: new OffsetMap(segments) };
}
