// The search of a hashed collection's table for keys whose hash and equality the VM knows; for all others these
// primitives fail and the same search runs in Smalltalk. Layout of HashedCollection: tally, array.
import type { Interpreter } from '../interpreter/interpreter';
import type { SArray, SCharacter, SObject, Value } from '../object-memory/objects';
import { FAIL, type Fail, type Primitive, type PrimitiveFamily } from './primitive';
import {
  charactersOf,
  codePointOf,
  equalCharacters,
  hashOfCharacters,
  isSymbolOf,
  type Characters,
} from './textOperands';

/** What a place of the table holds for the search, undefined if only Smalltalk can say. */
type KeyOf = (vm: Interpreter, element: SObject) => Value | undefined;

/** A set's element stands for itself, but what holds nil (SetElement) is for Smalltalk to look into. */
const elementItself: KeyOf = (_vm, element) => {
  const { name } = element.$b;
  return name === 'SetElement' || name === 'CollectionElement' ? undefined : element;
};

const keyOfAssociation: KeyOf = (vm, element) =>
  element.$b === vm.kernel.known.Association ? (element as SObject & { f0: Value }).f0 : undefined;

function tableOf(v: Value): Value[] | null {
  const array = (v as SObject & { f1?: Value }).f1;
  return typeof array === 'object' && array.$b.format === 'variable' ? (array as SArray).a : null;
}

/** Base 1 index of the place where `matches` says so or that is free; FAIL where it answers undefined. */
function search(
  vm: Interpreter,
  table: Value[],
  hash: number,
  keyOf: KeyOf,
  matches: (key: Value) => boolean | undefined,
): number | Fail {
  const size = table.length;
  const start = ((hash % size) + size) % size;
  let index = start;
  do {
    const element = table[index];
    if (element === vm.kernel.nil) return index + 1;
    const key = typeof element === 'object' ? keyOf(vm, element) : element;
    if (key === undefined) return FAIL;
    const found = matches(key);
    if (found === undefined) return FAIL;
    if (found) return index + 1;
    index = index + 1 === size ? 0 : index + 1;
  } while (index !== start);
  return 0;
}

/** Keys that equal nothing but themselves: SmallIntegers (among these kinds), Characters, Symbols (among Symbols). */
function isPlain(vm: Interpreter, v: Value): boolean {
  return typeof v === 'number' || codePointOf(vm, v) >= 0 || charactersOf(vm, v) !== null;
}

function searchText(
  vm: Interpreter,
  table: Value[],
  wanted: Value,
  text: Characters,
  keyOf: KeyOf,
): number | Fail {
  const isSymbol = isSymbolOf(vm, wanted);
  return search(vm, table, hashOfCharacters(text), keyOf, (key) => {
    if (key === wanted) return true;
    if (isSymbol && isSymbolOf(vm, key)) return false;
    const other = charactersOf(vm, key);
    if (other !== null) return equalCharacters(text, other);
    return isPlain(vm, key) ? false : undefined;
  });
}

/** The search by `=`: keys are SmallIntegers, Characters, Strings and Symbols. */
function scan(keyOf: KeyOf): Primitive {
  return (vm, stack, rcvr) => {
    const table = tableOf(stack[rcvr]);
    if (table === null || table.length === 0) return FAIL;
    const wanted = stack[rcvr + 1];
    if (typeof wanted === 'bigint') return FAIL;
    const hash = typeof wanted === 'number' ? wanted : codePointOf(vm, wanted);
    if (typeof wanted === 'number' || hash >= 0)
      return search(
        vm,
        table,
        hash,
        keyOf,
        (key) => key === wanted || (isPlain(vm, key) ? false : undefined),
      );
    const text = charactersOf(vm, wanted);
    return text === null ? FAIL : searchText(vm, table, wanted, text, keyOf);
  };
}

/** The search by `==`: keys are SmallIntegers and objects, Floats excepted, whose identity is their value. */
function identityScan(keyOf: KeyOf): Primitive {
  return (vm, stack, rcvr) => {
    const table = tableOf(stack[rcvr]);
    if (table === null || table.length === 0) return FAIL;
    const wanted = stack[rcvr + 1];
    if (typeof wanted === 'bigint' || wanted === vm.kernel.nil) return FAIL;
    const matches = (key: Value): boolean => key === wanted;
    if (typeof wanted === 'number') return search(vm, table, wanted, keyOf, matches);
    switch (wanted.$b.format) {
      case 'float':
      case 'virtual':
        return FAIL;
      case 'character':
        return search(vm, table, (wanted as SCharacter).value, keyOf, matches);
      default:
        return search(vm, table, vm.image.identityHash(wanted), keyOf, matches);
    }
  };
}

/** The hash that Smalltalk computes for a key, undefined if only Smalltalk can. */
type HashOf = (vm: Interpreter, key: Value) => number | undefined;

const equalityHash: HashOf = (vm, key) => {
  if (typeof key === 'number') return key;
  const code = codePointOf(vm, key);
  if (code >= 0) return code;
  const text = charactersOf(vm, key);
  return text === null ? undefined : hashOfCharacters(text);
};

const identityHash: HashOf = (vm, key) => {
  if (typeof key === 'number') return key;
  if (typeof key === 'bigint' || key === vm.kernel.nil) return undefined;
  const { format } = key.$b;
  if (format === 'float' || format === 'virtual') return undefined;
  return format === 'character' ? (key as SCharacter).value : vm.image.identityHash(key);
};

/** Puts the elements of the argument, an old table, in their places of the receiver's empty one, and counts them. */
function fill(keyOf: KeyOf, hashOf: HashOf): Primitive {
  return (vm, stack, rcvr) => {
    const table = tableOf(stack[rcvr]);
    const old = stack[rcvr + 1];
    if (table === null || typeof old !== 'object' || old.$b.format !== 'variable') return FAIL;
    const elements = (old as SArray).a.filter((element) => element !== vm.kernel.nil);
    const size = table.length;
    if (elements.length >= size) return FAIL;
    const starts: number[] = [];
    for (const element of elements) {
      const key = typeof element === 'object' ? keyOf(vm, element) : element;
      const hash = key === undefined ? undefined : hashOf(vm, key);
      if (hash === undefined) return FAIL;
      starts.push(((hash % size) + size) % size);
    }
    elements.forEach((element, i) => {
      let index = starts[i];
      while (table[index] !== vm.kernel.nil) index = index + 1 === size ? 0 : index + 1;
      table[index] = element;
    });
    const collection = stack[rcvr] as SObject & { f0: Value };
    collection.f0 = (collection.f0 as number) + elements.length;
    return collection;
  };
}

export const hashedCollectionPrimitives: PrimitiveFamily = {
  named: {
    'Archipelago.hashedScan': scan(elementItself),
    'Archipelago.hashedIdentityScan': identityScan(elementItself),
    'Archipelago.dictionaryScan': scan(keyOfAssociation),
    'Archipelago.dictionaryIdentityScan': identityScan(keyOfAssociation),
    'Archipelago.hashedFill': fill(elementItself, equalityHash),
    'Archipelago.hashedIdentityFill': fill(elementItself, identityHash),
    'Archipelago.dictionaryFill': fill(keyOfAssociation, equalityHash),
    'Archipelago.dictionaryIdentityFill': fill(keyOfAssociation, identityHash),
  },
};
