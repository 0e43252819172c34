// Installs what source files say into an image: classes, superclasses first whatever the order of the files, then
// methods, then the steps that run Smalltalk (traits, do-its, initializers), which the caller takes one by one.
import type { Behavior } from '../object-memory/behavior';
import type { ObjectMemory } from '../object-memory/objectMemory';
import type { Value } from '../object-memory/objects';
import { positionAt } from '../sources/textPosition';
import type {
  ClassDefinition,
  DoItDefinition,
  MethodDefinition,
  SourceFile,
  SourceItem,
} from '../sources/sourceModel';
import { defineClass, isOwn, setInstanceVariables } from './classBuilder';
import { compileExpression, compileInto } from './methodCompiler';
import { adaptSom } from './somDialect';
import { formatOf } from './kernelCompiler';

/** What couldn't be installed, and where; the rest was. Base 1, as editors count. */
export interface LoadProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** A message to send once the code is installed; a failure concerns this step alone. */
export interface LoadStep {
  /** What it does, for people. */
  readonly text: string;
  readonly file: string;
  readonly receiver: Value;
  readonly selector: string;
  readonly args: Value[];
}

export interface Installation {
  /** The classes and traits that were defined, superclasses first. */
  readonly classes: readonly Behavior[];
  readonly methodCount: number;
  readonly steps: readonly LoadStep[];
  readonly problems: readonly LoadProblem[];
}

/** A file as it was read, with its text for the lines of problems. */
export interface LoadedFile {
  readonly source: SourceFile;
  readonly text: string;
}

interface Placed<T extends SourceItem> {
  readonly item: T;
  readonly file: LoadedFile;
}

/** Puts the files' classes and methods into `image`. Never throws for what the files contain. */
export function installSources(image: ObjectMemory, files: readonly LoadedFile[]): Installation {
  return new PackageLoader(image, adaptSom(image, files)).install();
}

class PackageLoader {
  private readonly problems: LoadProblem[] = [];
  private readonly classes: Behavior[] = [];
  private readonly definitions = new Map<string, Placed<ClassDefinition>>();
  private readonly steps: LoadStep[] = [];
  private methodCount = 0;

  constructor(
    private readonly image: ObjectMemory,
    private readonly files: readonly LoadedFile[],
  ) {}

  install(): Installation {
    for (const { source } of this.files) this.problems.push(...source.problems);
    for (const placed of this.items('class')) this.definitions.set(placed.item.name, placed);
    const done = new Set<string>();
    for (const name of this.definitions.keys()) this.define(name, done);
    for (const { item, file } of this.items('classSide')) this.defineClassSide(item, file);
    for (const { item } of this.items('comment')) this.comment(item.className, item.text);
    for (const placed of this.items('method')) this.addMethod(placed);
    const used = new Set<string>();
    for (const { item } of this.definitions.values()) if (item.isTrait) this.useTraits(item.name, used);
    for (const name of this.definitions.keys()) this.useTraits(name, used);
    for (const file of this.files) this.addSteps(file);
    const { classes, methodCount, steps, problems } = this;
    return { classes, methodCount, steps, problems };
  }

  private *items<K extends SourceItem['kind']>(kind: K): Iterable<Placed<Extract<SourceItem, { kind: K }>>> {
    for (const file of this.files)
      for (const item of file.source.items)
        if (item.kind === kind) yield { item: item as Extract<SourceItem, { kind: K }>, file };
  }

  private problem({ source, text }: LoadedFile, offset: number, message: string): void {
    this.problems.push({ file: source.file, ...positionAt(text, offset), message });
  }

  /** Defines the class, its superclass first if that is in the files too. */
  private define(name: string, done: Set<string>): void {
    const placed = this.definitions.get(name);
    if (!placed || done.has(name)) return;
    done.add(name);
    const { item, file } = placed;
    const superName = item.isTrait ? 'Trait' : item.superclassName;
    if (superName !== undefined) this.define(superName, done);
    const superclass = superName === undefined ? null : this.image.classNamed(superName)?.behavior;
    if (superclass === undefined) {
      this.problem(file, item.nameRange.start, `There is no class ${superName}, the superclass of ${name}`);
      return;
    }
    const behavior = defineClass(this.image, {
      name,
      superclass,
      format: formatOf(item, superclass?.format === 'class' ? undefined : superclass?.format),
      instanceVariables: item.instanceVariables,
      classVariables: item.classVariables,
      classInstanceVariables: item.classInstanceVariables,
      pools: item.pools,
      category: item.category || item.package,
    });
    if (!behavior) {
      this.problem(file, item.nameRange.start, `The class ${name} of the kernel is defined in another way`);
      return;
    }
    this.classes.push(behavior);
    if (item.comment) this.comment(name, item.comment);
  }

  private defineClassSide(item: Extract<SourceItem, { kind: 'classSide' }>, file: LoadedFile): void {
    const behavior = this.image.classNamed(item.className)?.behavior;
    if (!behavior) this.problem(file, item.start, `There is no class ${item.className}`);
    else if (!setInstanceVariables(this.image, behavior.counterpart, item.instanceVariables))
      this.problem(file, item.start, `The variables of ${item.className} class are the kernel's`);
  }

  private comment(className: string, text: string): void {
    const behavior = this.image.classNamed(className)?.behavior;
    if (behavior && isOwn(this.image, behavior)) behavior.comment = text;
  }

  private addMethod({ item, file }: Placed<MethodDefinition>): void {
    const behavior = this.image.classNamed(item.className)?.behavior;
    if (!behavior) {
      if (!this.definitions.has(item.className))
        this.problem(file, item.start, `There is no class ${item.className}, which ${item.selector} extends`);
      return;
    }
    const side = item.isMeta ? behavior.counterpart : behavior;
    const origin = { file: file.source.file, offsets: item.offsets };
    const isSom = file.source.format === 'som';
    const compiled = compileInto(this.image, side, item.source, item.protocol, origin, isSom);
    if ('error' in compiled)
      this.problem(file, item.offsets.toFile(compiled.error.start), compiled.error.message);
    else this.methodCount++;
  }

  /** Compositions are expressions. A trait's comes before those of its users, which copy what it then has. */
  private useTraits(name: string, used: Set<string>): void {
    const placed = this.definitions.get(name);
    if (!placed || used.has(name)) return;
    used.add(name);
    const { item, file } = placed;
    for (const [word] of item.traits.matchAll(/\w+/g)) this.useTraits(word, used);
    const compose = (target: string, text: string): void => {
      if (text.trim() === '' || text.trim() === '{}') return;
      this.evaluate(`${target} setTraitComposition: (${text})`, `the traits of ${target}`, file, item.start);
    };
    compose(name, item.traits);
    compose(`${name} class`, item.classTraits);
  }

  private evaluate(source: string, text: string, file: LoadedFile, offset: number): void {
    const { image } = this;
    const compiled = compileExpression(image, image.kernel.known.UndefinedObject, source);
    if ('error' in compiled) {
      this.problem(file, offset + compiled.error.start, compiled.error.message);
      return;
    }
    const args = [image.kernel.array([]), compiled.method];
    const receiver = image.kernel.nil;
    this.steps.push({ text, file: file.source.file, receiver, selector: 'withArgs:executeMethod:', args });
  }

  /** Do-its in their order; where the format has none, the class-side `initialize` methods that were loaded. */
  private addSteps(file: LoadedFile): void {
    for (const item of file.source.items)
      if (item.kind === 'doIt') this.addDoIt(item, file);
      else if (item.kind === 'method' && file.source.format === 'tonel') this.addInitializer(item, file);
  }

  private addDoIt(item: DoItDefinition, file: LoadedFile): void {
    this.evaluate(item.source, item.source.trim().split('\n')[0], file, item.start);
  }

  private addInitializer(item: MethodDefinition, file: LoadedFile): void {
    const mirror = this.image.classNamed(item.className);
    if (!item.isMeta || item.selector !== 'initialize' || item.isExtension || !mirror) return;
    const text = `${item.className} initialize`;
    this.steps.push({ text, file: file.source.file, receiver: mirror, selector: 'initialize', args: [] });
  }
}
