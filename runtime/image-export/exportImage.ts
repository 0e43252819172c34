// Makes an image of our own into one like those that are read from files: class objects with all their fields, methods
// with headers, bindings instead of slots. What is made shares nothing with the original.
import { instructionsOf } from '../bytecodes/decoder';
import { copyBits } from '../object-memory/copyBits';
import { instructionAt } from '../bytecodes/instructions';
import { installContextFields } from '../image-files/contextFields';
import type { ImageBehavior } from '../image-files/imageBehavior';
import { versionNumbered, type ImageHeader } from '../image-files/imageHeader';
import { ImageKernel } from '../image-files/imageKernel';
import { ImageMemory } from '../image-files/imageMemory';
import { ImageMethod, type MethodDialect } from '../image-files/imageMethod';
import { headerOf, tailLiterals, withTrailer } from '../image-files/ownCode';
import { ProcessScheduler } from '../interpreter/processScheduler';
import { Timers } from '../interpreter/timers';
import type { Behavior } from '../object-memory/behavior';
import { Context } from '../object-memory/context';
import { isMutableLiteral, isSymbol, textOf } from '../object-memory/literals';
import { Method, SBlock } from '../object-memory/method';
import type { ObjectMemory } from '../object-memory/objectMemory';
import type { Fields, SArray, SCharacter, SClass, SFloat, SObject, Value } from '../object-memory/objects';
import { SlotBinding } from '../object-memory/slotBinding';
import { classFieldCount, formatWordOf, ownFieldNames } from './classShapes';
import { ExportedBindings } from './exportedBindings';
import { ExportedClasses } from './exportedClasses';
import { checkFrame, CodeForFiles, ExportError, type ExportedLiteral } from './exportedCode';
import { fillDictionary, fillMethodDictionary } from './exportedTables';
import { addIdleProcess } from './idleProcess';
import { specialObjectsArray } from './specialObjectsArray';

/** A copy of `source` as an image of its own, ready to be written as Spur 64. Throws ExportError. */
export function exportImage(source: ObjectMemory): ImageMemory {
  installContextFields();
  return new ImageExporter(source).run();
}

/** Fields of class objects in Squeak 6; those up to the fifth are metaclasses', too. */
const enum ClassSlot {
  Superclass = 0,
  MethodDictionary = 1,
  Format = 2,
  InstanceVariables = 3,
  /** Of a metaclass its class. */
  Subclasses = 5,
  Name = 6,
  ClassPool = 7,
  SharedPools = 8,
  Environment = 9,
  Category = 10,
}

const returnSelf = 88;

class ImageExporter {
  private readonly kernel = new ImageKernel(8);
  private readonly dialect: MethodDialect = { memory: 'spur', hasClosures: true, specialSends: undefined };
  private readonly classes: ExportedClasses;
  private readonly bindings: ExportedBindings;
  private readonly code: CodeForFiles;
  private readonly memory: ImageMemory;
  private readonly copies = new Map<SObject, SObject>();
  private readonly pending: [SObject, SObject][] = [];
  /** They get their program counters when all code is there. */
  private readonly contexts: [Context, Context][] = [];

  constructor(private readonly source: ObjectMemory) {
    const { kernel, copies } = this;
    this.classes = new ExportedClasses(source, kernel);
    this.code = new CodeForFiles(source);
    this.memory = new ImageMemory(kernel, source.id, source.name, this.dialect);
    this.memory.placeholder = new ImageMethod(this.memory, this.dialect, {
      behavior: kernel.known.Object,
      selector: 'none',
      isBlock: false,
      header: 0,
      literals: [],
      bytes: Uint8Array.of(returnSelf),
    });
    copies.set(source.kernel.nil, kernel.nil);
    copies.set(source.kernel.true_, kernel.true_);
    copies.set(source.kernel.false_, kernel.false_);
    // Before any is put into a table by its hash.
    for (const symbol of source.kernel.allSymbols()) kernel.symbol(textOf(symbol)).h = symbol.h;
    for (const [behavior, { classObject }] of this.classes.all)
      if (!this.classes.isAdded(behavior)) copies.set(source.classObject(behavior), classObject);
    this.memory.origin = originOf(this.classes, source);
    this.bindings = new ExportedBindings(source, kernel, (value) => this.copyOf(value));
  }

  run(): ImageMemory {
    const { source, memory, bindings } = this;
    const { known } = source.kernel;
    const dictionaries = this.exported(source.kernel.behaviors.get('IdentityDictionary')!);
    const globals = this.copyOf(source.global('Smalltalk')!) as SObject;
    fillDictionary(memory, globals, bindings.globals);
    for (const [behavior, exported] of this.classes.all)
      this.fillClass(behavior, exported, dictionaries, globals);
    const binding = (name: string): SObject => bindings.bindingAt(source.globalSlot(name)!, name);
    memory.specialObjects = specialObjectsArray(
      memory,
      binding('Processor'),
      (binding('Smalltalk') as Fields).f1,
    );
    const schedulers = known.ProcessorScheduler;
    const idle = this.copyOf(source.methodAt(schedulers.counterpart, 'idleProcess')!);
    const timed = [...semaphoresWithTime(source)].map((semaphore) => this.copyOf(semaphore) as SObject);
    this.copyPending();
    for (const [context, copy] of this.contexts) startWhere(context, copy);
    const scheduler = new ProcessScheduler(memory);
    addIdleProcess(scheduler, idle as Method, this.exported(schedulers).classObject);
    // Times are the virtual machine's: who waits for one goes on at once, since nobody else would wake it.
    for (const semaphore of timed) scheduler.signalFromHost(semaphore);
    scheduler.chooseActive();
    return memory;
  }

  private exported(behavior: Behavior): ImageBehavior {
    return this.classes.all.get(behavior)!;
  }

  private fillClass(
    behavior: Behavior,
    { classObject }: ImageBehavior,
    dictionaries: ImageBehavior,
    globals: SObject,
  ): void {
    const { kernel, source, memory } = this;
    const fields = classObject as unknown as Fields;
    const set = (slot: ClassSlot, value: Value): void => void (fields[`f${slot}`] = value);
    const objectOf = (one: Behavior): SClass => this.exported(one).classObject;
    if (behavior.superclass) set(ClassSlot.Superclass, objectOf(behavior.superclass));
    set(ClassSlot.MethodDictionary, this.methodDictionary(behavior));
    set(ClassSlot.Format, formatWordOf(behavior));
    const names = ownFieldNames(behavior);
    if (names.length > 0)
      set(ClassSlot.InstanceVariables, kernel.array(names.map((name) => kernel.string(name))));
    if (behavior.isMeta) return set(ClassSlot.Subclasses, objectOf(behavior.counterpart));
    set(ClassSlot.Subclasses, kernel.array(source.subclassesOf(behavior).map(objectOf)));
    set(ClassSlot.Name, kernel.symbol(behavior.name));
    const pool = this.bindings.pool(behavior);
    if (pool.length > 0) set(ClassSlot.ClassPool, fillDictionary(memory, dictionaries.instantiate(0), pool));
    const pools = behavior.poolNames
      .map((name) => source.classNamed(name))
      .filter((one) => one !== undefined);
    set(ClassSlot.SharedPools, kernel.array(pools.map((one) => this.copyOf(one))));
    set(ClassSlot.Environment, globals);
    set(ClassSlot.Category, kernel.symbol(behavior.category));
    if (this.classes.isAdded(behavior)) return;
    const own = source.classObject(behavior) as unknown as Fields;
    for (let i = 0; i < behavior.counterpart.fieldCount; i++)
      fields[`f${classFieldCount + i}`] = this.copyOf(own[`f${i}`]);
  }

  private methodDictionary(behavior: Behavior): SObject {
    const dictionary = this.exported(this.classes.methodDictionary).instantiate(0);
    const methods = Array.from(
      this.source.methodsOf(behavior),
      ([selector, method]) => [this.kernel.symbol(selector), this.copyOf(method)] as const,
    );
    fillMethodDictionary(this.memory, dictionary, methods);
    return dictionary;
  }

  private copyOf(value: Value): Value {
    if (typeof value !== 'object') return value;
    const known = this.copies.get(value);
    if (known) return known;
    const copy = this.shell(value);
    this.copies.set(value, copy);
    // References to what is not part of the image are nil.
    if (copy !== this.kernel.nil) this.pending.push([value, copy]);
    return copy;
  }

  private copyPending(): void {
    for (let next = this.pending.pop(); next; next = this.pending.pop()) this.fill(next[0], next[1]);
  }

  private shell(o: SObject): SObject {
    const { kernel, memory } = this;
    if (o instanceof Method) return this.newMethod(o);
    if (o instanceof SBlock) return new SBlock(memory.placeholder, kernel.nil, kernel.nil, []);
    if (o instanceof Context) return new Context(null, memory.placeholder, kernel.nil, null, []);
    const exported = this.classes.all.get(o.$b);
    if (!exported || exported.format === 'virtual') return kernel.nil;
    let copy: SObject;
    if (exported.format === 'character') return kernel.character((o as SCharacter).value);
    if (exported.format === 'float') copy = kernel.float((o as SFloat).v);
    else if (isSymbol(o)) return kernel.symbol(textOf(o));
    else copy = exported.instantiate(0);
    copy.h = o.h;
    return copy;
  }

  private fill(o: SObject, copy: SObject): void {
    if (copy instanceof ImageMethod) return this.fillMethod(o as Method, copy);
    if (copy instanceof SBlock) return this.fillBlock(o as SBlock, copy);
    if (copy instanceof Context) return this.fillContext(o as Context, copy);
    for (let i = 0; i < o.$b.fieldCount; i++) (copy as Fields)[`f${i}`] = this.copyOf((o as Fields)[`f${i}`]);
    switch (o.$b.format) {
      case 'variable':
      case 'weak':
        // Weak slots are strong until the copy is loaded: nothing gets lost on the way.
        (copy as SArray).a = (o as SArray).a.map((element) => this.copyOfElement(element));
        break;
      default:
        copyBits(o, copy);
        break;
    }
  }

  private copyOfElement(element: unknown): Value {
    if (!(element instanceof WeakRef)) return this.copyOf(element as Value);
    return this.copyOf((element.deref() as SObject | undefined) ?? this.source.kernel.nil);
  }

  private newMethod(method: Method): ImageMethod {
    const { literals, bytes, frameSize } = this.code.codeOf(method);
    checkFrame(method, frameSize);
    const copy = new ImageMethod(this.memory, this.dialect, {
      behavior: this.exported(method.methodClass),
      selector: method.selector,
      isBlock: method.isBlock,
      header: headerOf(method, literals.length + tailLiterals(method), frameSize, this.kernel.wordBytes),
      literals: [],
      bytes: withTrailer(bytes, method.isBlock),
    });
    copy.h = method.h;
    return copy;
  }

  /** A block's literals end with the code around it, a method's with its selector and class. */
  private fillMethod(method: Method, { literals }: ImageMethod): void {
    for (const literal of this.code.codeOf(method).literals) literals.push(this.literalOf(method, literal));
    if (method.isBlock) literals.push(this.copyOf(method.outer!));
    else literals.push(this.kernel.symbol(method.selector), this.bindings.ofClass(method.methodClass));
  }

  private literalOf(method: Method, literal: ExportedLiteral): Value {
    if (literal === 'thisClass') return this.bindings.ofClass(method.methodClass);
    if (literal instanceof SlotBinding) return this.bindings.bindingAt(literal.slot, literal.name);
    const isShared = method.image === null && isMutableLiteral(literal);
    return this.copyOf(isShared ? this.source.literalCopy(literal as SObject) : (literal as Value));
  }

  private fillBlock(block: SBlock, copy: SBlock): void {
    const fields = copy as { -readonly [K in keyof SBlock]: SBlock[K] };
    fields.code = this.copyOf(block.code) as Method;
    fields.outerContext = this.copyOf(block.outerContext) as SObject;
    fields.receiver = this.copyOf(block.receiver);
    copy.copied.push(...block.copied.map((value) => this.copyOf(value)));
    copy.h = block.h;
  }

  private fillContext(context: Context, copy: Context): void {
    copy.sender = context.sender && (this.copyOf(context.sender) as Context);
    copy.method = this.copyOf(context.method) as Method;
    copy.receiver = this.copyOf(context.receiver);
    copy.closure = context.closure && (this.copyOf(context.closure) as SBlock);
    copy.stack = context.stack.slice(0, context.sp).map((value) => this.copyOf(value));
    copy.sp = context.sp;
    copy.h = context.h;
    this.contexts.push([context, copy]);
  }
}

function* semaphoresWithTime(source: ObjectMemory): Iterable<SObject> {
  for (const table of source.rootTables) if (table instanceof Timers) yield* table.semaphores();
}

/** The copy goes on at the same bytecode. Throws ExportError if there is another one at that place. */
function startWhere(context: Context, copy: Context): void {
  if (context.isDead) return copy.markDead();
  const [own, other] = [instructionsOf(context.method), instructionsOf(copy.method)];
  const bytePc = own.bytePcs[context.pc];
  copy.pc = instructionAt(other, bytePc);
  if (other.bytePcs[copy.pc] !== bytePc || other.bytePcs.length !== own.bytePcs.length)
    throw new ExportError(
      `A Process stands in ${context.method.printName}, which is other code in an image file`,
    );
}

/** Spur 64 with two sets of bytecodes, of which Sista V1 is the second. */
const versionNumber = 68533;
const baseAddress = 0x1000_0000;
/** Floats are little-endian; a Process that is preempted stays the first of its priority. */
const flagBits = 2 | 16;

function originOf({ all }: ExportedClasses, { kernel: { known } }: ObjectMemory): ImageMemory['origin'] {
  const header: ImageHeader = {
    version: versionNumbered(versionNumber),
    littleEndian: true,
    dataOffset: 0,
    dataBytes: 0,
    baseAddress,
    specialObjectsOop: 0,
    lastHash: 1,
    windowSize: { width: 0, height: 0 },
    flags: { bits: flagBits, isFullScreen: false, preemptionYields: false },
    extraVmMemoryBytes: 0,
    stackPages: 0,
    edenBytes: 0,
    maxExternalSemaphores: 0,
    firstSegmentBytes: 0,
    unnamed: { halfWords: [0, 0], words: new Array<number>(unnamedWords).fill(0) },
  };
  const classAliases = new Map([
    [3, all.get(known.SmallInteger)!],
    [16, all.get(known.Array)!],
  ]);
  return { header, classAliases, instanceIndexes: new Map(), unlisted: new Set() };
}
const unnamedWords = 12;
