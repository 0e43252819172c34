// Turns the compiler's output into methods: literals become objects, names become slots.
import type { CompiledCode, TempInfo } from '../compiler/compiledCode';
import type { Literal, LiteralValue } from '../compiler/literals';
import type { Behavior } from '../object-memory/behavior';
import type { Kernel } from '../object-memory/kernel';
import { makeReadOnly } from '../object-memory/literals';
import { Method, type MethodBody, type MethodLiteral, type TempLocation } from '../object-memory/method';
import type { ObjectMemory } from '../object-memory/objectMemory';
import type { Fields, SArray, SBytes, SObject, Value } from '../object-memory/objects';
import { SlotBinding } from '../object-memory/slotBinding';
import { primitiveNamed, primitiveNumbered } from '../primitives/primitiveTable';

/** Finds what a global, class variable or pool variable is bound by, for code of one class. */
export type ResolveBinding = (name: string) => SlotBinding | SObject;

/** How `image` resolves names in methods of `behavior`; a name nobody declared becomes a global that is nil. */
export function resolverFor(image: ObjectMemory, behavior: Behavior): ResolveBinding {
  return (name) =>
    image.bindingObject(behavior, name) ??
    new SlotBinding(name, bindingSlot(image, behavior, name) ?? image.ensureGlobalSlot(name));
}

/** Whether `name` is a variable of classes or a global for code of `behavior`. */
export function isBound(image: ObjectMemory, behavior: Behavior, name: string): boolean {
  return (
    image.bindingObject(behavior, name) !== undefined || bindingSlot(image, behavior, name) !== undefined
  );
}

/** Slot of the class variable, pool variable or global that `name` means in code of `behavior`. */
function bindingSlot(image: ObjectMemory, behavior: Behavior, name: string): number | undefined {
  return image.classVariableSlot(behavior, name) ?? poolSlot(image, behavior, name) ?? image.globalSlot(name);
}

function poolSlot(image: ObjectMemory, behavior: Behavior, name: string): number | undefined {
  for (let b: Behavior | null = behavior.instanceSide; b !== null; b = b.superclass)
    for (const pool of b.poolNames) {
      const shared = image.classNamed(pool);
      const slot = shared && image.classVariableSlot(shared.behavior, name);
      if (slot !== undefined) return slot;
    }
  return undefined;
}

/** Where a method belongs and what its names mean. */
export interface MethodHome {
  readonly kernel: Kernel;
  /** The image whose private code it is, null for the kernel's. */
  readonly image: ObjectMemory | null;
  readonly behavior: Behavior;
  readonly resolve: ResolveBinding;
}

/** What a method is made of; both functions are called at most once, when first needed. */
export interface MethodParts {
  readonly selector: string;
  readonly numArgs: number;
  readonly primitive: number;
  readonly primitiveName: { readonly name: string; readonly module: string | undefined } | undefined;
  readonly loadCode: () => CompiledCode;
  readonly loadSource: () => string;
}

/** Makes a method of the compiler's output. */
export function methodFromCode(code: CompiledCode, source: string, home: MethodHome): Method {
  const { selector, numArgs, primitive, primitiveName } = code;
  const parts = { selector, numArgs, primitive, primitiveName };
  return makeMethod({ ...parts, loadCode: () => code, loadSource: () => source }, home);
}

export function makeMethod(parts: MethodParts, home: MethodHome): Method {
  const { selector, numArgs, primitive, primitiveName } = parts;
  const method = new Method(
    home.kernel,
    home.image,
    home.behavior,
    selector,
    numArgs,
    false,
    (self) => bodyOf(self, parts.loadCode(), home),
    parts.loadSource,
  );
  method.primitive = primitive;
  if (primitiveName) {
    method.primitiveName = `${primitiveName.module ?? ''}.${primitiveName.name}`;
    method.primitiveFunction = primitiveNamed(method.primitiveName);
  } else if (primitive !== 0) method.primitiveFunction = primitiveNumbered(primitive);
  method.isUnwindMarked = primitive === 198;
  method.isHandlerMarked = primitive === 199;
  return method;
}

function blockFromCode(code: CompiledCode, outer: Method, home: MethodHome): Method {
  const block = new Method(
    home.kernel,
    home.image,
    home.behavior,
    code.selector,
    code.numArgs,
    true,
    (self) => bodyOf(self, code, home),
    () => outer.source,
  );
  block.outer = outer;
  block.protocol = outer.protocol;
  return block;
}

function bodyOf(method: Method, code: CompiledCode, home: MethodHome): MethodBody {
  if (!method.isBlock)
    method.pragmas = code.pragmas.map(({ selector, args }) => ({
      selector,
      args: args.map((arg) => literalValue(home.kernel, arg)),
    }));
  return {
    numTemps: code.numTemps,
    frameSize: code.frameSize,
    numCopied: code.numCopied,
    literals: code.literals.map((literal) => methodLiteral(literal, method, home)),
    bytes: code.bytes,
    sourceMap: code.sourceMap,
    temps: code.temps.map(tempLocation),
    start: code.start,
    stop: code.stop,
  };
}

function tempLocation({ name, kind, location, start, stop }: TempInfo): TempLocation {
  const vectorSlot = location.kind === 'vector' ? { vectorSlot: location.slot } : {};
  return { name, kind, index: location.index, start, stop, ...vectorSlot };
}

function methodLiteral(literal: Literal, method: Method, home: MethodHome): MethodLiteral {
  if (typeof literal === 'object')
    switch (literal.kind) {
      case 'binding':
        return home.resolve(literal.name);
      case 'thisClassBinding':
        return home.resolve(home.behavior.instanceSide.name);
      case 'block':
        return blockFromCode(literal.code, method, home);
      default:
        break;
    }
  const value = literalValue(home.kernel, literal);
  if (home.image === null && typeof value === 'object') makeNumbersReadOnly(value);
  return value;
}

function makeNumbersReadOnly(o: SObject): void {
  if (o.$b.format === 'float' || o.$b.format === 'largeInt') makeReadOnly(o);
  for (const element of (o as Partial<SArray>).a ?? [])
    if (typeof element === 'object') makeNumbersReadOnly(element);
}

/** The object for a constant of the source. */
export function literalValue(kernel: Kernel, literal: LiteralValue): Value {
  if (typeof literal !== 'object') return kernel.integer(literal);
  switch (literal.kind) {
    case 'nil':
      return kernel.nil;
    case 'true':
      return kernel.true_;
    case 'false':
      return kernel.false_;
    case 'float':
      return kernel.float(literal.value);
    case 'character':
      return kernel.character(literal.codePoint);
    case 'string':
      return kernel.string(literal.value);
    case 'symbol':
      return kernel.symbol(literal.value);
    case 'byteArray':
      return byteArray(kernel, literal.bytes);
    case 'array':
      return kernel.array(literal.elements.map((element) => literalValue(kernel, element)));
    case 'fraction':
      return quotient(kernel, kernel.known.Fraction, literal);
    case 'scaledDecimal': {
      // ScaledDecimal: fraction, scale.
      const decimal = kernel.known.ScaledDecimal.instantiate(0) as Fields;
      decimal.f0 =
        literal.denominator === 1n
          ? kernel.integer(literal.numerator)
          : quotient(kernel, kernel.known.Fraction, literal);
      decimal.f1 = literal.scale;
      return decimal;
    }
  }
}

function byteArray(kernel: Kernel, bytes: Uint8Array): SBytes {
  return kernel.bytes(bytes.slice());
}

function quotient(
  kernel: Kernel,
  behavior: Behavior,
  { numerator, denominator }: { numerator: bigint; denominator: bigint },
): SObject {
  const fraction = behavior.instantiate(0) as Fields;
  fraction.f0 = kernel.integer(numerator);
  fraction.f1 = kernel.integer(denominator);
  return fraction;
}
