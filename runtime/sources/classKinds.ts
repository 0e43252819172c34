import type { ClassKind } from './sourceModel';

/** By the words of the format, and by the names of Pharo's layout classes. */
export const kindsByName: Readonly<Record<string, ClassKind>> = {
  normal: 'normal',
  variable: 'variable',
  bytes: 'bytes',
  doubleBytes: 'doubleBytes',
  words: 'words',
  doubleWords: 'doubleWords',
  weak: 'weak',
  ephemeron: 'ephemeron',
  immediate: 'immediate',
  compiledMethod: 'compiledMethod',
  FixedLayout: 'normal',
  VariableLayout: 'variable',
  ByteLayout: 'bytes',
  DoubleByteLayout: 'doubleBytes',
  WordLayout: 'words',
  DoubleWordLayout: 'doubleWords',
  WeakLayout: 'weak',
  EphemeronLayout: 'ephemeron',
  ImmediateLayout: 'immediate',
  CompiledMethodLayout: 'compiledMethod',
};

/** By the first part of the definition message. */
export const kindsByMessage: Readonly<Record<string, ClassKind>> = {
  'subclass:': 'normal',
  'variableSubclass:': 'variable',
  'variableByteSubclass:': 'bytes',
  'variableDoubleByteSubclass:': 'doubleBytes',
  'variableWordSubclass:': 'words',
  'variableDoubleWordSubclass:': 'doubleWords',
  'weakSubclass:': 'weak',
  'ephemeronSubclass:': 'ephemeron',
  'immediateSubclass:': 'immediate',
};

/** The definition message's first part for a kind, as Squeak and Pharo spell it. */
export function definitionMessage(kind: ClassKind): string {
  const found = Object.entries(kindsByMessage).find(([, each]) => each === kind);
  return kind === 'compiledMethod' ? 'variableByteSubclass:' : (found?.[0] ?? 'subclass:');
}
