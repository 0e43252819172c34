import type { ClassDefinition } from '../../../runtime/sources/sourceModel';
import type { SourceDocument } from './sourceDocument';
import type { WiredName } from './topologyNames';

/** A class or a trait, as all documents together define it. */
export interface ClassEntry {
  readonly name: string;
  readonly definition: ClassDefinition;
  readonly document: SourceDocument;
  readonly superclassName: string | undefined;
  /** Own ones, in order. */
  readonly instanceVariables: readonly string[];
  readonly classInstanceVariables: readonly string[];
  readonly classVariables: readonly string[];
  readonly pools: readonly string[];
  /** Names of the traits of the instance side, then those of the class side. */
  readonly traits: readonly string[];
  readonly classTraits: readonly string[];
  readonly comment: string;
}

/** Globals that every image has and no class file defines. */
const kernelGlobals = ['Smalltalk', 'Processor', 'Transcript', 'Undeclared', 'World', 'Display', 'Sensor'];

/** The classes of an index at one moment. The workspace's definitions win over the kernel's. */
export class ClassTable {
  readonly globals = new Set<string>(kernelGlobals);
  /** Globals that topologies give to images, by name, with the expressions of their targets. */
  readonly wired = new Map<string, string[]>();
  private readonly entries = new Map<string, ClassEntry>();
  private readonly subclassNames = new Map<string, string[]>();
  private readonly hidden = new Set<SourceDocument>();

  constructor(documents: Iterable<SourceDocument>, wiring: Iterable<WiredName>) {
    for (const { name, expression } of wiring) {
      this.globals.add(name);
      this.wired.set(name, [...(this.wired.get(name) ?? []), expression]);
    }
    const all = [...documents];
    const own = all.filter(({ isKernel }) => !isKernel);
    const kernel = all.filter(({ isKernel }) => isKernel);
    for (const document of own) this.define(document);
    for (const document of kernel) {
      if (document.classes.some(({ name }) => this.isReplaced(name))) this.hidden.add(document);
      else this.define(document);
    }
    for (const document of all) if (!this.hidden.has(document)) this.complete(document);
    for (const { name, superclassName } of this.entries.values()) {
      if (superclassName === undefined) continue;
      const names = this.subclassNames.get(superclassName);
      if (names) names.push(name);
      else this.subclassNames.set(superclassName, [name]);
    }
  }

  get(name: string): ClassEntry | undefined {
    return this.entries.get(name);
  }

  get all(): Iterable<ClassEntry> {
    return this.entries.values();
  }

  /** True for a kernel class's document if the workspace has the class's own source. */
  isHidden(document: SourceDocument): boolean {
    return this.hidden.has(document);
  }

  isGlobal(name: string): boolean {
    return this.entries.has(name) || this.globals.has(name);
  }

  subclasses(name: string): ClassEntry[] {
    return (this.subclassNames.get(name) ?? []).map((each) => this.entries.get(each)!);
  }

  /** Subclasses at any depth. */
  allSubclasses(name: string): ClassEntry[] {
    const found = new Set<ClassEntry>();
    const visit = (each: string): void => {
      for (const subclass of this.subclasses(each)) {
        if (found.has(subclass)) continue;
        found.add(subclass);
        visit(subclass.name);
      }
    };
    visit(name);
    return [...found];
  }

  /** The class and its superclasses, nearest first; ends where a superclass is unknown. */
  chain(name: string): ClassEntry[] {
    const found: ClassEntry[] = [];
    for (let entry = this.entries.get(name); entry && !found.includes(entry);) {
      found.push(entry);
      entry = entry.superclassName === undefined ? undefined : this.entries.get(entry.superclassName);
    }
    return found;
  }

  /** False if the class, or one that it inherits from, has no source here. */
  isComplete(name: string): boolean {
    const chain = this.chain(name);
    const last = chain.at(-1);
    if (last === undefined || (last.superclassName !== undefined && !this.entries.has(last.superclassName)))
      return false;
    return chain.every((each) =>
      [...each.traits, ...each.classTraits].every((trait) => this.entries.has(trait)),
    );
  }

  /** A SOM class of a kernel class's name lives beside it; any other replaces it. */
  private isReplaced(name: string): boolean {
    const format = this.entries.get(name)?.document.file.format;
    return format !== undefined && format !== 'som';
  }

  private define(document: SourceDocument): void {
    for (const definition of document.classes) {
      const known = this.entries.get(definition.name);
      if (known && !(known.document.file.format === 'som' && document.isKernel)) continue;
      this.entries.set(definition.name, {
        ...definition,
        definition,
        document,
        traits: traitNames(definition.traits),
        classTraits: traitNames(definition.classTraits),
      });
    }
  }

  /** What stands apart from the definitions. */
  private complete(document: SourceDocument): void {
    for (const item of document.file.items) {
      if (item.kind === 'doIt' || item.kind === 'method' || item.kind === 'package') continue;
      if (item.kind === 'class') continue;
      const entry = this.entries.get(item.className);
      if (!entry) continue;
      if (item.kind === 'comment') {
        if (!item.isMeta) this.entries.set(entry.name, { ...entry, comment: item.text });
      } else {
        const classInstanceVariables = [
          ...new Set([...entry.classInstanceVariables, ...item.instanceVariables]),
        ];
        this.entries.set(entry.name, { ...entry, classInstanceVariables });
      }
    }
    for (const { summary } of document.code)
      for (const each of summary.definedGlobals) this.globals.add(each);
  }
}

/** The names in `TFoo + (TBar - {#x})`. */
function traitNames(composition: string): string[] {
  return composition.replace(/#[\w:]+|'[^']*'/g, '').match(/\p{Lu}\w*/gu) ?? [];
}
