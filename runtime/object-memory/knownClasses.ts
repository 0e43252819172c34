// The classes whose instances the VM makes or recognises: Squeak's special objects, by name.
import type { Behavior } from './behavior';

export const knownClassNames = [
  'Object', 'UndefinedObject', 'True', 'False', 'SmallInteger', 'LargePositiveInteger', 'LargeNegativeInteger',
  'BoxedFloat64', 'Fraction', 'ScaledDecimal', 'Character', 'Array', 'ByteArray', 'ByteString', 'WideString',
  'ByteSymbol', 'WideSymbol', 'Association', 'BlockClosure', 'Context', 'CompiledMethod', 'CompiledBlock', 'Class',
  'Metaclass', 'Message', 'Point', 'Process', 'ProcessorScheduler', 'Semaphore', 'LinkedList', 'Mutex',
  'FarReference', 'Promise',
] as const;

export type KnownClasses = { readonly [name in (typeof knownClassNames)[number]]: Behavior };
