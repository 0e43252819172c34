// Compiles the kernel's sources into its file. Runs at build time; errors are the kernel authors' to mend.
import { codeToJson } from '../compiler/codeSerialization';
import { compileMethod } from '../compiler/compile';
import type { NameScope } from '../compiler/scopes';
import type { Format } from '../object-memory/objects';
import type { ClassDefinition, ClassKind, MethodDefinition, SourceFile } from '../sources/sourceModel';
import { kernelDataVersion, type ClassData, type KernelData, type MethodData } from './kernelData';

export interface CompiledKernel {
  readonly data: KernelData;
  readonly sources: readonly string[];
  /** What is wrong, each with its file; an empty list means a usable kernel. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

/** Classes whose instances the VM lays out in its own way. */
const formats: Readonly<Record<string, Format>> = {
  Float: 'float',
  BoxedFloat64: 'float',
  SmallFloat64: 'float',
  LargePositiveInteger: 'largeInt',
  LargeNegativeInteger: 'largeInt',
  Character: 'character',
  SmallInteger: 'immediate',
  UndefinedObject: 'immediate',
  True: 'immediate',
  False: 'immediate',
  Behavior: 'class',
  ClassDescription: 'class',
  Class: 'class',
  Metaclass: 'class',
  BlockClosure: 'virtual',
  Context: 'virtual',
  CompiledCode: 'virtual',
  CompiledMethod: 'virtual',
  CompiledBlock: 'virtual',
  FarReference: 'virtual',
};

const formatOfKind: Readonly<Record<ClassKind, Format>> = {
  normal: 'normal',
  variable: 'variable',
  bytes: 'bytes',
  doubleBytes: 'shorts',
  words: 'words',
  doubleWords: 'longs',
  weak: 'weak',
  ephemeron: 'normal',
  immediate: 'immediate',
  compiledMethod: 'virtual',
};

/** The instances' format that a class definition asks for; plain classes have their superclass's. */
export function formatOf(definition: ClassDefinition, inherited: Format | undefined): Format {
  const special = formats[definition.name];
  if (special) return special;
  const own = formatOfKind[definition.classKind];
  return own === 'normal' && inherited !== undefined ? inherited : own;
}

/** Globals that are no classes. */
const globals = new Set(['Smalltalk', 'Processor', 'Transcript', 'Undeclared']);

interface ClassInProgress {
  readonly definition: ClassDefinition;
  readonly file: string;
  readonly superclass: ClassInProgress | null;
  readonly methods: MethodData[];
  readonly classMethods: MethodData[];
  format: Format;
}

export function compileKernel(files: readonly SourceFile[]): CompiledKernel {
  const errors: string[] = [];
  const warnings: string[] = [];
  const sources: string[] = [];
  for (const file of files)
    for (const p of file.problems) errors.push(`${p.file}:${p.line}:${p.column}: ${p.message}`);
  const classes = orderClasses(files, errors);
  for (const file of files)
    for (const item of file.items) if (item.kind === 'method') addMethod(item, file.file);

  function addMethod(item: MethodDefinition, file: string): void {
    const owner = classes.get(item.className);
    if (!owner) {
      errors.push(`${file}: ${item.className}>>${item.selector}: there is no class ${item.className}`);
      return;
    }
    const { code, diagnostics, undeclared } = compileMethod(
      item.source,
      scopeOf(owner, item.isMeta, classes),
    );
    const name = `${item.className}${item.isMeta ? ' class' : ''}>>${item.selector}`;
    for (const { severity, message, start } of diagnostics)
      if (severity === 'error') errors.push(`${file}: ${name} at ${start}: ${message}`);
    if (!code) return;
    for (const missing of undeclared) warnings.push(`${file}: ${name}: ${missing} is not declared`);
    const list = item.isMeta ? owner.classMethods : owner.methods;
    const same = list.findIndex((m) => m.selector === item.selector);
    if (same >= 0) {
      warnings.push(`${file}: ${name} is defined twice`);
      list.splice(same, 1);
    }
    list.push({
      selector: item.selector,
      protocol: item.protocol,
      numArgs: code.numArgs,
      primitive: code.primitive,
      ...(code.primitiveName ? { primitiveName: code.primitiveName } : {}),
      code: JSON.stringify(codeToJson(code)),
      source: sources.push(item.source) - 1,
    });
  }

  const data = [...classes.values()].map(classData);
  return { data: { version: kernelDataVersion, classes: data }, sources, errors, warnings };
}

function classData({ definition, superclass, methods, classMethods, format }: ClassInProgress): ClassData {
  return {
    name: definition.name,
    superclass: superclass?.definition.name ?? null,
    format,
    instanceVariables: definition.instanceVariables,
    classVariables: definition.classVariables,
    classInstanceVariables: definition.classInstanceVariables,
    pools: definition.pools,
    category: definition.category || definition.package,
    comment: definition.comment,
    methods,
    classMethods,
  };
}

/** Classes by name, superclasses first. */
function orderClasses(files: readonly SourceFile[], errors: string[]): Map<string, ClassInProgress> {
  const definitions = new Map<string, { definition: ClassDefinition; file: string }>();
  for (const file of files)
    for (const item of file.items) {
      if (item.kind !== 'class') continue;
      const other = definitions.get(item.name);
      if (other) errors.push(`${file.file}: class ${item.name} is also defined in ${other.file}`);
      definitions.set(item.name, { definition: item, file: file.file });
    }
  const ordered = new Map<string, ClassInProgress>();
  const visit = (name: string, path: readonly string[]): ClassInProgress | null => {
    const done = ordered.get(name);
    if (done) return done;
    const found = definitions.get(name);
    if (!found) {
      errors.push(`Class ${path[path.length - 1]}: its superclass ${name} is not in the kernel`);
      return null;
    }
    if (path.includes(name)) {
      errors.push(`Classes inherit from each other: ${[...path, name].join(' < ')}`);
      return null;
    }
    const { definition, file } = found;
    const superName = definition.superclassName;
    const superclass =
      superName === undefined || superName === 'nil' ? null : visit(superName, [...path, name]);
    const format = formatOf(definition, superclass?.format);
    const entry = { definition, file, superclass, methods: [], classMethods: [], format };
    ordered.set(name, entry);
    return entry;
  };
  for (const name of definitions.keys()) visit(name, []);
  return ordered;
}

function scopeOf(
  owner: ClassInProgress,
  meta: boolean,
  classes: ReadonlyMap<string, ClassInProgress>,
): NameScope {
  const variables = new Map<string, number>();
  const bindable = new Set<string>();
  const chain: ClassInProgress[] = [];
  for (let c: ClassInProgress | null = owner; c !== null; c = c.superclass) chain.unshift(c);
  for (const { definition } of chain) {
    const names = meta ? definition.classInstanceVariables : definition.instanceVariables;
    for (const name of names) variables.set(name, variables.size);
    for (const name of definition.classVariables) bindable.add(name);
    for (const pool of definition.pools)
      for (const name of classes.get(pool)?.definition.classVariables ?? []) bindable.add(name);
  }
  return {
    instanceVariableIndex: (name) => variables.get(name),
    isBindable: (name) => bindable.has(name) || classes.has(name) || globals.has(name),
  };
}
