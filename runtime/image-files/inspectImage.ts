// Says what an image file is and what it needs of a virtual machine, without running it.
import { isQuickPrimitive } from '../bytecodes/quickPrimitives';
import { hasNamedPrimitive, hasPrimitive } from '../primitives/primitiveTable';
import { nameOfOldNumber, nameSinceModules } from './oldPrimitives';
import { RawClasses } from './rawClasses';
import { RawFormat, type RawImage, type Special } from './rawImage';
import { namedPrimitive, primitiveNameOf, readMethod } from './rawMethod';

export interface Count {
  readonly name: string;
  readonly count: number;
}

export interface PrimitiveUse {
  readonly number: number;
  /** Methods that call it. */
  readonly methods: number;
  /** It is there; another fails as a missing primitive does. */
  readonly isThere: boolean;
}

export interface ModuleUse {
  /** Empty for the functions of the virtual machine itself. */
  readonly module: string;
  readonly functions: readonly { readonly name: string; readonly isThere: boolean }[];
}

export interface ImageReport {
  readonly file: string;
  /** The number at the start of the file. */
  readonly version: number;
  readonly memory: 'v3' | 'spur';
  readonly wordBits: 32 | 64;
  readonly byteOrder: 'little-endian' | 'big-endian';
  readonly memoryBytes: number;
  readonly segments: number;
  readonly windowSize: { readonly width: number; readonly height: number };
  readonly bytecodes: readonly string[];
  readonly objects: number;
  readonly methods: number;
  readonly classes: number;
  /** Classes with the most instances. */
  readonly instances: readonly Count[];
  /** Name, text or class of each special object. */
  readonly specialObjects: readonly string[];
  readonly numberedPrimitives: readonly PrimitiveUse[];
  readonly modules: readonly ModuleUse[];
}

const topCount = 10;

/** Throws ImageFileError where an object that it looks at is damaged. */
export function inspectImage(image: RawImage): ImageReport {
  const { version, littleEndian, dataBytes, windowSize } = image.header;
  const classes = new RawClasses(image);
  const needs = new Needs(image);
  const instances = new Map<number, number>();
  let classCount = 0;
  for (let object = 0; object < image.objectCount; object++) {
    const format = image.formatOf(object);
    if (format === RawFormat.Forwarder) continue;
    const behavior = image.classOf(object);
    instances.set(behavior, (instances.get(behavior) ?? 0) + 1);
    if (format === RawFormat.Method) needs.addMethod(object);
    else if (classes.isClass(object) && !classes.isMetaclass(object)) classCount++;
  }
  return {
    file: image.file,
    version: version.number,
    memory: version.memory,
    wordBits: version.wordBytes === 8 ? 64 : 32,
    byteOrder: littleEndian ? 'little-endian' : 'big-endian',
    memoryBytes: dataBytes,
    segments: image.segmentCount,
    windowSize,
    bytecodes: needs.bytecodes(),
    objects: image.objectCount,
    methods: needs.methods,
    classes: classCount,
    instances: [...instances]
      .sort(([, a], [, b]) => b - a)
      .slice(0, topCount)
      .map(([behavior, count]) => ({ name: classes.nameOf(behavior), count })),
    specialObjects: Array.from({ length: image.specialObjectCount }, (_, place) =>
      describe(image, classes, place),
    ),
    numberedPrimitives: needs.numberedPrimitives(),
    modules: needs.modules(),
  };
}

/** What methods ask for. */
class Needs {
  methods = 0;
  private readonly sets = new Map<string, number>();
  private readonly numbered = new Map<number, number>();
  private readonly named = new Map<string, Set<string>>();

  constructor(private readonly image: RawImage) {}

  addMethod(method: number): void {
    this.methods++;
    const { version } = this.image.header;
    const { bytecodes, primitive, numArgs } = readMethod(this.image, method);
    const { hasClosures } = version;
    const name =
      primitive === namedPrimitive
        ? primitiveNameOf(this.image, method)
        : version.memory === 'v3'
          ? nameOfOldNumber({ primitive, numArgs, hasClosures, isOfContexts: false })
          : undefined;
    const set = bytecodes === 'sista' ? 'Sista V1' : this.v3Name();
    this.sets.set(set, (this.sets.get(set) ?? 0) + 1);
    if (name !== undefined) this.addNamed(nameSinceModules(name));
    else if (primitive !== 0 && primitive !== namedPrimitive && !isQuickPrimitive(primitive))
      this.numbered.set(primitive, (this.numbered.get(primitive) ?? 0) + 1);
  }

  private v3Name(): string {
    return this.image.header.version.hasClosures ? 'V3 with closures' : 'V3 with BlockContexts';
  }

  private addNamed(name: string): void {
    const dot = name.lastIndexOf('.');
    const functions = this.named.get(name.slice(0, dot)) ?? new Set();
    this.named.set(name.slice(0, dot), functions.add(name.slice(dot + 1)));
  }

  bytecodes(): string[] {
    return [...this.sets].map(([set, count]) => `${set} (${count} methods)`);
  }

  numberedPrimitives(): PrimitiveUse[] {
    return [...this.numbered]
      .sort(([a], [b]) => a - b)
      .map(([number, methods]) => ({ number, methods, isThere: hasPrimitive(number) }));
  }

  modules(): ModuleUse[] {
    return [...this.named].sort(byKey).map(([module, functions]) => ({
      module,
      functions: [...functions]
        .sort()
        .map((name) => ({ name, isThere: hasNamedPrimitive(`${module}.${name}`) })),
    }));
  }
}

function byKey([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}

function describe(image: RawImage, classes: RawClasses, place: Special): string {
  const object = image.special(place);
  if (object < 0) return 'an immediate value';
  if (classes.isClass(object)) return classes.nameOf(object);
  const text = image.textOf(object);
  return text !== undefined && /^[!-~]+$/.test(text) ? `#${text}` : classes.nameOf(image.classOf(object));
}
