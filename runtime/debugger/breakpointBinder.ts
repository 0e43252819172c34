// Binds breakpoints, which are wishes about texts, to places in the methods of all images of the worker. Bound again
// when methods are loaded or changed.
import type { Kernel } from '../object-memory/kernel';
import type { Method } from '../object-memory/method';
import type { ObjectMemory } from '../object-memory/objectMemory';
import { Trampoline } from '../object-memory/trampoline';
import type { ImageHost } from '../remote/imageHost';
import type { Vat } from '../remote/vat';
import { Breakpoint } from './breakpoint';
import type { CodePatches } from './codePatches';
import { placesOf, type Place } from './positions';
import type {
  BreakpointInfo,
  BreakpointSpec,
  DataBreakpointSpec,
  ExceptionFilterSpec,
  FunctionBreakpointSpec,
  MethodRange,
  TextKey,
} from './runtimeDebugger';
import type { WatchedFields } from './watchedFields';

interface SourceBreakpoint {
  readonly breakpoint: Breakpoint;
  readonly spec: BreakpointSpec;
}

/** Where an exception filter waits; the condition on the receiver is checked at the stop. */
const filterMethods: Readonly<Record<string, readonly [className: string, meta: boolean, selector: string]>> =
  {
    all: ['Exception', false, 'signal'],
    doesNotUnderstand: ['ProtoObject', false, 'doesNotUnderstand:'],
    brokenReference: ['RemoteError', true, 'raiseRemote:'],
  };

/** `teller/Account>>deposit:`. */
const imageAndMethod = /^([^/]+)\/(.+>>.+)$/s;

export class BreakpointBinder {
  private readonly bySource = new Map<TextKey, SourceBreakpoint[]>();
  private functions: { breakpoint: Breakpoint; spec: FunctionBreakpointSpec }[] = [];
  private data: { breakpoint: Breakpoint; spec: DataBreakpointSpec }[] = [];
  private filters: { breakpoint: Breakpoint; spec: ExceptionFilterSpec }[] = [];

  constructor(
    private readonly host: ImageHost,
    private readonly patches: CodePatches,
  ) {}

  /** Ids are the caller's: one breakpoint has the same id in every worker. */
  setSource(text: TextKey, specs: readonly BreakpointSpec[], ids: readonly number[]): BreakpointInfo[] {
    for (const { breakpoint } of this.bySource.get(text) ?? []) this.patches.remove(breakpoint);
    const list = specs.map((spec, i) => ({ breakpoint: new Breakpoint(ids[i], spec, 'source'), spec }));
    this.bySource.set(text, list);
    return list.map((each) => this.bindSource(text, each));
  }

  private bindSource(text: TextKey, { breakpoint, spec }: SourceBreakpoint): BreakpointInfo {
    const vat = this.imageOfText(text);
    breakpoint.onlyIn = vat?.memory ?? null;
    const methods = this.methodsOfText(text);
    const range = bestRange(
      methods.flatMap((m) => placesOf(m)),
      spec,
      breakpoint.mode !== 'statement',
    );
    if (!range) {
      const message = methods.length === 0 ? 'No image has loaded this text' : 'No code stands here';
      return { id: breakpoint.id, verified: false, message };
    }
    for (const method of methods)
      for (const place of placesOf(method))
        if (
          place.range.start === range.start &&
          place.range.stop === range.stop &&
          place.entry.kind === range.kind
        ) {
          this.patches.add(place.method, place.index, breakpoint);
          break;
        }
    return { id: breakpoint.id, verified: true, start: range.start, stop: range.stop };
  }

  setFunctions(specs: readonly FunctionBreakpointSpec[], ids: readonly number[]): BreakpointInfo[] {
    for (const { breakpoint } of this.functions) this.patches.remove(breakpoint);
    this.functions = specs.map((spec, i) => ({ breakpoint: new Breakpoint(ids[i], spec, 'function'), spec }));
    return this.functions.map(({ breakpoint, spec }) => this.bindFunction(breakpoint, spec.name));
  }

  private bindFunction(breakpoint: Breakpoint, name: string): BreakpointInfo {
    const methods = this.methodsNamed(name);
    for (const method of methods) this.patches.addAtEntry(method, breakpoint);
    return methods.length > 0
      ? { id: breakpoint.id, verified: true }
      : { id: breakpoint.id, verified: false, message: `No image has a method ${name}` };
  }

  setData(
    specs: readonly DataBreakpointSpec[],
    ids: readonly number[],
    fields: WatchedFields,
  ): BreakpointInfo[] {
    for (const { breakpoint } of this.data) this.patches.remove(breakpoint);
    this.data = specs.map((spec, i) => {
      const field = fields.field(this.host.allVats(), spec.dataId);
      return { breakpoint: new Breakpoint(ids[i], spec, 'data', '', field), spec };
    });
    return this.data.map((each) => this.bindData(each));
  }

  private bindData({
    breakpoint,
    spec,
  }: {
    breakpoint: Breakpoint;
    spec: DataBreakpointSpec;
  }): BreakpointInfo {
    const { id, field } = breakpoint;
    if (!field) return { id, verified: false, message: `No image has ${spec.dataId}` };
    // An inherited variable is accessed by methods of the superclasses too.
    const candidates = this.methods((m) =>
      field.behaviors.some((b) => b.isOrInheritsFrom(m.methodClass) || m.methodClass.isOrInheritsFrom(b)),
    );
    for (const method of candidates)
      for (const place of field.placesIn(method, spec.access))
        this.patches.add(place.method, place.index, breakpoint);
    return { id, verified: true };
  }

  setFilters(specs: readonly ExceptionFilterSpec[]): void {
    for (const { breakpoint } of this.filters) this.patches.remove(breakpoint);
    this.filters = specs.map((spec) => ({
      breakpoint: new Breakpoint(0, spec, 'exception', spec.filter),
      spec,
    }));
    this.bindFilters();
  }

  private bindFilters(): void {
    for (const { breakpoint } of this.filters) {
      const at = filterMethods[breakpoint.filter];
      if (!at) continue;
      const [className, meta, selector] = at;
      for (const method of this.methods((m) => isMethod(m, className, meta, selector)))
        this.patches.add(method, 0, breakpoint);
    }
  }

  /** The filter breakpoint of that name, if it is set. */
  filter(name: string): Breakpoint | undefined {
    return this.filters.find((f) => f.breakpoint.filter === name)?.breakpoint;
  }

  /** Binds everything again after code changed; answers what breakpoints of files now look like. */
  rebind(): BreakpointInfo[] {
    const infos: BreakpointInfo[] = [];
    for (const [text, list] of this.bySource)
      for (const each of list) {
        this.patches.remove(each.breakpoint);
        infos.push(this.bindSource(text, each));
      }
    for (const { breakpoint, spec } of this.functions) {
      this.patches.remove(breakpoint);
      infos.push(this.bindFunction(breakpoint, spec.name));
    }
    for (const each of this.data) {
      this.patches.remove(each.breakpoint);
      this.bindData(each);
    }
    for (const { breakpoint } of this.filters) this.patches.remove(breakpoint);
    this.bindFilters();
    return infos;
  }

  locations(text: TextKey, start: number, stop: number): MethodRange[] {
    const ranges = new Map<string, MethodRange>();
    for (const method of this.methodsOfText(text))
      for (const { range } of placesOf(method))
        if (range.start >= start && range.start < stop) ranges.set(`${range.start}-${range.stop}`, range);
    return [...ranges.values()];
  }

  /** Files that methods of any image come from. */
  files(): string[] {
    const files = new Set<string>();
    for (const method of this.ownMethods()) if (method.origin) files.add(method.origin.file);
    return [...files];
  }

  /** Whether any method of the image has a file. */
  hasFiles(memory: ObjectMemory): boolean {
    for (const method of ownMethods(memory, changedEntries(memory.kernel))) if (method.origin) return true;
    return false;
  }

  /** The image of which a method without a file is meant; undefined for texts of all images. */
  private imageOfText(text: TextKey): Vat | undefined {
    const name = imageAndMethod.exec(text)?.[1];
    if (name !== undefined) for (const vat of this.host.allVats()) if (vat.name === name) return vat;
    return undefined;
  }

  private methodsOfText(text: TextKey): Method[] {
    const [, image, name] = imageAndMethod.exec(text) ?? [];
    if (image !== undefined) {
      const vat = this.imageOfText(text);
      return vat ? this.methodsNamed(name, [vat]) : [];
    }
    const found: Method[] = [];
    for (const method of this.ownMethods()) if (method.origin?.file === text) found.push(method);
    return found.length > 0 ? found : text.includes('>>') ? this.methodsNamed(text) : [];
  }

  /** What hundreds of images share is looked through once. */
  private *ownMethods(vats: readonly Vat[] = [...this.host.allVats()]): Iterable<Method> {
    const changed = new Map<Kernel, Trampoline[]>();
    for (const { memory } of vats) {
      let entries = changed.get(memory.kernel);
      if (!entries) changed.set(memory.kernel, (entries = changedEntries(memory.kernel)));
      yield* ownMethods(memory, entries);
    }
  }

  private methodsNamed(name: string, vats: readonly Vat[] = [...this.host.allVats()]): Method[] {
    const match = /^\s*(?:(\w+)(\s+class)?\s*(?:>>|#))?\s*#?([^\s#>]\S*|[-+*/\\~<>=@,%|&?]+)\s*$/.exec(name);
    if (!match) return [];
    const [, className, meta, selector] = match;
    return this.methods(
      (m) =>
        className === undefined
          ? m.selector === selector
          : isMethod(m, className, meta !== undefined, selector),
      vats,
    );
  }

  private methods(
    isWanted: (method: Method) => boolean,
    vats: readonly Vat[] = [...this.host.allVats()],
  ): Method[] {
    const found = new Set<Method>();
    const add = (method: Method | null): void => {
      if (method && isWanted(method)) found.add(method);
    };
    const kernels = new Set<Kernel>();
    for (const { memory } of vats) {
      if (memory.template !== null) kernels.add(memory.kernel);
      else
        for (const behavior of memory.classes())
          for (const side of [behavior, behavior.counterpart])
            for (const [, method] of memory.methodsOf(side)) add(method);
    }
    for (const { behaviors } of kernels)
      for (const behavior of behaviors.values())
        for (const side of [behavior, behavior.counterpart])
          for (const entry of side.methods.values()) add(entry instanceof Trampoline ? entry.shared : entry);
    for (const method of this.ownMethods(vats)) add(method);
    return [...found];
  }
}

function isMethod(m: Method, className: string, meta: boolean, selector: string): boolean {
  return (
    m.selector === selector && m.methodClass.isMeta === meta && m.methodClass.instanceSide.name === className
  );
}

/** Where images have methods of their own in the kernel's classes. */
function changedEntries(kernel: Kernel): Trampoline[] {
  const changed: Trampoline[] = [];
  for (const behavior of kernel.behaviors.values())
    for (const side of [behavior, behavior.counterpart])
      for (const entry of side.methods.values()) if (entry instanceof Trampoline) changed.push(entry);
  return changed;
}

/** Methods that are the image's own: of its classes, or in place of the kernel's. */
function* ownMethods(memory: ObjectMemory, changed: readonly Trampoline[]): Iterable<Method> {
  for (const entry of changed) {
    const method = entry.local(memory);
    if (method?.image === memory) yield method;
  }
  for (const behavior of memory.ownClasses)
    for (const side of [behavior, behavior.counterpart])
      for (const [, method] of memory.methodsOf(side)) if (method.image === memory) yield method;
}

/**
 * The place that a breakpoint in `start…stop` goes to: the first statement that starts there, else the first send,
 * else the first statement after.
 */
function bestRange(
  places: readonly Place[],
  { start, stop }: BreakpointSpec,
  wantsSend: boolean,
): (MethodRange & { kind: string }) | undefined {
  const starting = places.filter(({ range }) => range.start >= start && range.start < stop);
  const isStatement = ({ entry }: Place): boolean => entry.kind === 'statement' || entry.kind === 'condition';
  const statement = starting.find(isStatement);
  const send = starting.find(({ entry }) => entry.kind === 'send');
  const around = places.find(
    ({ range, entry }) => entry.kind === 'send' && range.start < stop && range.stop > start,
  );
  const inside = wantsSend ? (send ?? around) : (statement ?? send ?? starting[0] ?? around);
  const after = inside ?? nextInSameMethod(places, start, stop);
  return after && { ...after.range, kind: after.entry.kind };
}

function nextInSameMethod(places: readonly Place[], start: number, stop: number): Place | undefined {
  const after = places.find(({ range, entry }) => range.start >= start && entry.kind !== 'send');
  if (!after) return undefined;
  const home = after.method.home;
  const origin = home.origin;
  // A line before the method's first statement belongs to it only from that of its pattern on.
  const from = origin ? origin.offsets.toFile(home.body.start) : home.body.start;
  return stop > from ? after : undefined;
}
