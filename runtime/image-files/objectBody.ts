// What an object of an image holds, as its file has it: values in slots, or bytes.
import type { Behavior } from '../object-memory/behavior';
import { readableBytes } from '../object-memory/bytesOf';
import { Context } from '../object-memory/context';
import { Method, SBlock, type MethodLiteral } from '../object-memory/method';
import type {
  Fields,
  SArray,
  SBytes,
  SFloat,
  SLargeInt,
  SLongs,
  SObject,
  SShorts,
  SWords,
  Value,
} from '../object-memory/objects';
import { SlotBinding } from '../object-memory/slotBinding';
import { ImageBehavior } from './imageBehavior';
import { contextSlots, stackPointerSlot } from './imageOrigin';
import { ImageMethod } from './imageMethod';
import type { ImageMemory } from './imageMemory';
import { headerOf, isOwnCode, tailLiterals, withTrailer } from './ownCode';
import { instanceSpecification, Spur, V3 } from './specifications';

export interface ObjectBody {
  readonly behavior: ImageBehavior;
  /** The format's number, if no byte of the last word were left unused. */
  readonly specification: number;
  readonly slots: readonly Value[];
  /** Behind the slots; numbers of several bytes are little-endian. */
  readonly bytes: Uint8Array;
}

const noSlots: readonly Value[] = [];
const noBytes = new Uint8Array(0);

export class BodyReader {
  private readonly specifications = new Map<ImageBehavior, number>();
  private readonly ownCode = new Map<Method, ObjectBody>();
  private readonly slotBindings = new Map<number, SObject>();

  constructor(private readonly memory: ImageMemory) {}

  /** Undefined for what can't be in a file: a reference to another image. */
  bodyOf(o: SObject): ObjectBody | undefined {
    const behavior = o.$b;
    if (!(behavior instanceof ImageBehavior)) return undefined;
    if (o instanceof ImageMethod) return this.methodBody(o, behavior);
    if (o instanceof Method) return this.ownCodeBody(o, behavior);
    const specification = this.memory.traits.get(o)?.specification ?? this.specificationOf(behavior);
    const bytes = this.bitsOf(o);
    if (bytes) return { behavior, specification, slots: noSlots, bytes };
    return { behavior, specification, slots: this.slotsOf(o), bytes: noBytes };
  }

  private specificationOf(behavior: ImageBehavior): number {
    let specification = this.specifications.get(behavior);
    if (specification === undefined) {
      specification = instanceSpecification(this.memory.dialect.memory, behavior);
      this.specifications.set(behavior, specification);
    }
    return specification;
  }

  private methodBody(method: ImageMethod, behavior: ImageBehavior): ObjectBody {
    return {
      behavior,
      specification: this.memory.dialect.memory === 'v3' ? V3.Method : Spur.Method,
      slots: [method.header, ...method.literals],
      bytes: method.bytes,
    };
  }

  /** Code of this virtual machine's compiler; before Spur images had no such bytecodes. */
  private ownCodeBody(method: Method, behavior: ImageBehavior): ObjectBody | undefined {
    if (this.memory.dialect.memory === 'v3' || !isOwnCode(method)) return undefined;
    let body = this.ownCode.get(method);
    if (!body) this.ownCode.set(method, (body = this.makeOwnCodeBody(method, behavior)));
    return body;
  }

  private makeOwnCodeBody(method: Method, behavior: ImageBehavior): ObjectBody {
    const { literals, frameSize, bytes } = method.body;
    const { kernel, origin } = this.memory;
    const header = headerOf(
      method,
      literals.length + tailLiterals(method),
      frameSize,
      origin.header.version.wordBytes,
    );
    const tail = method.isBlock
      ? [method.outer as Value]
      : [kernel.symbol(method.selector), this.bindingOf(method.methodClass)];
    return {
      behavior,
      specification: Spur.Method,
      slots: [header, ...literals.map((literal) => this.literalFor(literal)), ...tail],
      bytes: withTrailer(bytes, method.isBlock),
    };
  }

  /** Variables that the image does not know are the virtual machine's: in the file they are bindings of their own. */
  private literalFor(literal: MethodLiteral): Value {
    if (!(literal instanceof SlotBinding)) return literal;
    let binding = this.slotBindings.get(literal.slot);
    if (!binding) {
      const { kernel } = this.memory;
      binding = this.newBinding(kernel.symbol(literal.name), this.memory.slotValue(literal.slot));
      this.slotBindings.set(literal.slot, binding);
    }
    return binding;
  }

  private bindingOf(behavior: Behavior): Value {
    const { kernel } = this.memory;
    const known = behavior.isMeta ? undefined : this.memory.bindingObject(behavior, behavior.name);
    return known ?? this.newBinding(kernel.nil, this.memory.classObject(behavior));
  }

  private newBinding(key: Value, value: Value): SObject {
    const binding = this.memory.kernel.known.Association.instantiate(0) as Fields;
    binding.f0 = key;
    binding.f1 = value;
    return binding;
  }

  private slotsOf(o: SObject): readonly Value[] {
    const { fieldCount } = o.$b;
    const slots: Value[] = [];
    // Instances may be older than the last field of their class.
    for (let i = 0; i < fieldCount; i++)
      slots.push((o as Partial<Fields>)[`f${i}`] ?? this.memory.kernel.nil);
    if (o instanceof Context) return this.withStack(o, slots);
    if (o instanceof SBlock) return slots.concat(o.copied);
    const elements = (o as Partial<SArray>).a;
    if (elements === undefined) return slots;
    const { nil } = this.memory.kernel;
    for (const element of elements as readonly unknown[])
      slots.push(
        element instanceof WeakRef ? ((element.deref() as Value | undefined) ?? nil) : (element as Value),
      );
    return slots;
  }

  /** Beyond the stack pointer there is room, but nothing that counts. */
  private withStack(context: Context, slots: Value[]): Value[] {
    const { nil } = this.memory.kernel;
    const { placeholder } = this.memory;
    const traits = this.memory.traits.get(context);
    const room = traits?.slots ?? contextSlots(context);
    if (context.sp === 0 && traits?.hasNoStackPointer) slots[stackPointerSlot] = nil;
    for (let i = 0; i < slots.length; i++) if (slots[i] === placeholder) slots[i] = nil;
    for (let i = 0; i < context.sp; i++) slots.push(context.stack[i] ?? nil);
    while (slots.length < room) slots.push(nil);
    return slots;
  }

  private bitsOf(o: SObject): Uint8Array | undefined {
    switch (o.$b.format) {
      case 'bytes':
        return readableBytes(o as SBytes);
      case 'words':
        return bytesOfArray((o as SWords).w);
      case 'shorts':
        return bytesOfArray((o as SShorts).d);
      case 'longs':
        return bytesOfArray((o as SLongs).q);
      case 'float':
        return this.floatBytes((o as SFloat).v);
      case 'largeInt':
        return digitsOf(o as SLargeInt);
      default:
        return undefined;
    }
  }

  /** Before images had Floats in the machine's order, the high word came first. */
  private floatBytes(value: number): Uint8Array {
    const [low, high] = new Uint32Array(Float64Array.of(value).buffer);
    const { hasNativeFloats } = this.memory.origin.header.version;
    return bytesOfArray(hasNativeFloats ? Uint32Array.of(low!, high!) : Uint32Array.of(high!, low!));
  }
}

// Typed arrays are little-endian on every machine that V8 runs on.
function bytesOfArray({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function digitsOf(integer: SLargeInt): Uint8Array {
  if (integer.b) return integer.b;
  const digits: number[] = [];
  const { big } = integer;
  const hex = (big < 0n ? -big : big).toString(16);
  for (let end = hex.length; end > 0; end -= 2)
    digits.push(parseInt(hex.slice(Math.max(0, end - 2), end), 16));
  return Uint8Array.from(digits);
}
