// All primitives, by number and by name. A number or name without an entry fails as a missing primitive.
import { adpcmCodecPlugin } from './adpcmCodecPlugin';
import { arrayPrimitives } from './arrays';
import { bitAccessPrimitives } from './bitAccess';
import { becomingPrimitives } from './becoming';
import { blockPrimitives } from './blocks';
import { bmpReadWriterPlugin } from './bmpReadWriterPlugin';
import { clockPrimitives } from './clocks';
import { contextPrimitives } from './contexts';
import { localePlugin } from './localePlugin';
import { matrix2x3Plugin } from './matrix2x3Plugin';
import { miscPrimitivePlugin } from './miscPrimitivePlugin';
import { dsaPrims } from './dsaPrims';
import { objectAccessPrimitives } from './objectAccess';
import { ffiAccessPrimitives } from './ffiAccess';
import { fftPlugin } from './fftPlugin';
import { floatArrayPlugin } from './floatArrayPlugin';
import { floatConversionPrimitives } from './floatConversions';
import { floatPrimitives } from './floats';
import { integerConversionPrimitives } from './integerConversions';
import { integerPrimitives } from './integerPrimitives';
import { largeIntegersPlugin } from './largeIntegersPlugin';
import { classReflectionPrimitives } from './classReflection';
import { contextReflectionPrimitives } from './contextReflection';
import { methodReflectionPrimitives } from './methodReflection';
import { systemDictionaryPrimitives } from './systemDictionary';
import { hashedCollectionPrimitives } from './hashedCollections';
import { soundGenerationPlugin } from './soundGenerationPlugin';
import { stringConversionPrimitives } from './stringConversions';
import { stringPrimitives } from './strings';
import { FAIL, type Primitive, type PrimitiveFamily } from './primitive';
import { devicePrimitives } from './devicePrimitives';
import { processPrimitives } from './processes';
import { randomPrimitives } from './random';
import { zipPlugin } from './zipPlugin';

const families: readonly PrimitiveFamily[] = [
  objectAccessPrimitives,
  blockPrimitives,
  contextPrimitives,
  processPrimitives,
  devicePrimitives,
  becomingPrimitives,
  clockPrimitives,
  integerPrimitives,
  integerConversionPrimitives,
  largeIntegersPlugin,
  floatPrimitives,
  floatConversionPrimitives,
  randomPrimitives,
  stringPrimitives,
  stringConversionPrimitives,
  arrayPrimitives,
  bitAccessPrimitives,
  miscPrimitivePlugin,
  zipPlugin,
  floatArrayPlugin,
  matrix2x3Plugin,
  bmpReadWriterPlugin,
  dsaPrims,
  ffiAccessPrimitives,
  localePlugin,
  fftPlugin,
  soundGenerationPlugin,
  adpcmCodecPlugin,
  hashedCollectionPrimitives,
  systemDictionaryPrimitives,
  methodReflectionPrimitives,
  contextReflectionPrimitives,
  classReflectionPrimitives,
];

const numbered = new Map<number, Primitive>();
const named = new Map<string, Primitive>();
/** Adds the primitives of a layer above (messages, devices, the debugger). Called once each, before images start. */
export function addFamily(family: PrimitiveFamily): void {
  for (const [number, primitive] of Object.entries(family.numbered ?? {}))
    numbered.set(Number(number), primitive);
  for (const [name, primitive] of Object.entries(family.named ?? {})) named.set(name, primitive);
}
families.forEach(addFamily);

const missing: Primitive = () => FAIL;

const missingNamed =
  (name: string): Primitive =>
  (vm) => {
    vm.image.onMissingPrimitive?.(name);
    return FAIL;
  };

export function primitiveNumbered(number: number): Primitive {
  return numbered.get(number) ?? missing;
}

/** By `module.name`. Layers above the primitives (devices, messages) add theirs with `definePrimitive`. */
export function primitiveNamed(name: string): Primitive {
  // Looked up when first run: layers above may define it after the kernel was loaded.
  let primitive: Primitive | undefined;
  return (vm, stack, rcvr, argc) =>
    (primitive ??= named.get(name) ?? missingNamed(name))(vm, stack, rcvr, argc);
}

export function hasPrimitive(number: number): boolean {
  return numbered.has(number);
}

/** Whether `module.name` is there now; layers above may add theirs. */
export function hasNamedPrimitive(name: string): boolean {
  return named.has(name);
}

/** Names of the modules of stock machines that have primitives here, in alphabetical order. */
export function moduleNames(): string[] {
  const modules = new Set([...named.keys()].map((name) => name.slice(0, name.indexOf('.'))));
  modules.delete('');
  modules.delete('Archipelago');
  return [...modules].sort();
}
