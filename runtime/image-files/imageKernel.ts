// What an unmodified image has in place of our kernel: nil, true, false, Symbols, Characters and known classes of its
// own. It belongs to one image alone.
import { Behavior } from '../object-memory/behavior';
import { Kernel } from '../object-memory/kernel';
import { installLayout } from '../object-memory/layouts';
import { knownClassNames, type KnownClasses } from '../object-memory/knownClasses';
import { textOf } from '../object-memory/literals';
import type { Fields, SCharacter, SFloat, SObject, Value } from '../object-memory/objects';
import type { ImageBehavior } from './imageBehavior';
import { VariableNames } from './variableNames';

export class ImageKernel extends Kernel {
  readonly allBehaviors: ImageBehavior[] = [];
  /** Of the instance variables that its classes declare. */
  readonly variableNames = new VariableNames(this.allBehaviors);
  /** The class of metaclasses. */
  metaclass!: ImageBehavior;
  /** The class of blocks before closures; null where there is none. */
  blockContextClass: ImageBehavior | null = null;
  /** The class of Floats that are no objects of their own; null where there are none. */
  smallFloatClass: ImageBehavior | null = null;
  private readonly codePoints = new Map<number, SCharacter>();
  private readonly table: SCharacter[] = [];
  override readonly maxSmallInteger: number;
  /** On stock VMs Smalltalk itself sets the program counter back if it wants that. */
  override readonly jumpsOnceMore = false;

  constructor(
    /** Of a word: method headers and literals are counted in it by program counters. */
    readonly wordBytes: 4 | 8,
  ) {
    super();
    this.maxSmallInteger = wordBytes === 4 ? 2 ** 30 - 1 : Number.MAX_SAFE_INTEGER;
  }

  /** In a 32-bit image what has more than 31 bits is a large integer. */
  override integer(n: number | bigint): Value {
    if (this.wordBytes === 8 || (n <= this.maxSmallInteger && n >= -this.maxSmallInteger - 1))
      return super.integer(n);
    return this.largeInteger(BigInt(n));
  }

  /** In a 64-bit image one that fits is no object of its own. */
  override float(v: number): SFloat {
    if (this.smallFloatClass === null || !isSmallFloat(v)) return super.float(v);
    return this.smallFloatClass.instantiate(v) as SFloat;
  }

  override hasImmediateFloats(): boolean {
    return this.smallFloatClass !== null;
  }

  isImmediateFloat(o: SObject): boolean {
    return this.smallFloatClass !== null && o.$b === this.smallFloatClass;
  }

  /** The class that the image's special objects give the VM under a name. */
  readonly specialClasses = new Map<string, Behavior>();

  /** Called once all classes are there. Classes that the image has not got stay without instances. */
  override finish(): void {
    const known = {} as Record<string, Behavior>;
    for (const name of knownClassNames)
      known[name] = this.specialClasses.get(name) ?? this.behaviors.get(name) ?? this.absentClass(name);
    // A copy: see Kernel.finish.
    this.known = { ...known } as unknown as KnownClasses;
    this.layOut(this.leaf);
  }

  /** A class without instances, in place of one that the image has not got. */
  absentClass(name: string): Behavior {
    const behavior = new Behavior(name, null, 'virtual', [], false, null);
    this.layOut(behavior);
    return behavior;
  }

  /** Symbols that came from elsewhere: the image's own Smalltalk does not have them among its Symbols. */
  private readonly strangers = new Set<SObject>();

  override symbol(text: string): SObject {
    const known = this.symbols.get(text);
    if (known !== undefined) return known;
    const symbol = super.symbol(text);
    this.strangers.add(symbol);
    return symbol;
  }

  /** Whether the image would make another Symbol of the same text. */
  isStranger(symbol: Value): boolean {
    return typeof symbol === 'object' && this.strangers.has(symbol);
  }

  /** A Symbol that the image has made: messages that the VM sends name it, too. */
  adoptSymbol(symbol: SObject): void {
    this.symbols.set(textOf(symbol), symbol);
  }

  /** A Character object that the image has. */
  adoptCharacter(codePoint: number, character: SCharacter): void {
    this.codePoints.set(codePoint, character);
    if (codePoint < 256) this.table[codePoint] = character;
  }

  override character(codePoint: number): SCharacter {
    const known = this.table[codePoint] ?? this.codePoints.get(codePoint);
    if (known !== undefined) return known;
    const character = this.known.Character.instantiate(0) as SCharacter & Fields;
    character.value = codePoint;
    // Before Spur it is an instance variable.
    if (this.known.Character.fieldCount > 0) character.f0 = codePoint;
    this.adoptCharacter(codePoint, character);
    return character;
  }

  /** Method dictionaries or superclasses have changed: nothing found before holds. */
  flushAll(): void {
    for (const behavior of this.allBehaviors) behavior.flush();
    this.epoch++;
    // Compiled code does not ask when it sends: it has to be told now.
    if (this.watcher) for (const behavior of this.allBehaviors) behavior.refresh();
  }

  /** The same for the methods of one selector, a Symbol. */
  flushSelector(symbol: SObject): void {
    const selector = textOf(symbol);
    for (const behavior of this.allBehaviors) behavior.refreshSelector(symbol, selector);
    this.epoch++;
  }

  override referencesReplaced(): void {
    this.flushAll();
  }

  /** Prototypes stay what they are: those of subclasses and what there is of instances go on with them. */
  override layOut(behavior: Behavior): void {
    const { prototype } = behavior as { prototype?: object };
    if (prototype) Object.setPrototypeOf(prototype, behavior.superclass?.prototype ?? this.rootPrototype);
    installLayout(behavior, this.nil, this.rootPrototype, prototype);
    if (!prototype) this.watcher?.shapeChanged(behavior);
  }

  override *everyBehavior(): Iterable<Behavior> {
    for (const behavior of this.allBehaviors) {
      behavior.refresh();
      yield behavior;
    }
  }
}

/** Whether Spur 64 has an immediate value for it: its exponent fits 8 bits (SpurMemoryManager>>isSmallFloatValue:). */
function isSmallFloat(v: number): boolean {
  if (v === 0) return true;
  const magnitude = Math.abs(v);
  return magnitude > smallestImmediate && magnitude < firstTooLarge;
}
const smallestImmediate = 2 ** -127;
const firstTooLarge = 2 ** 129;
