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

const elementItself: KeyOf = (_vm, element) => element;

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

export const hashedCollectionPrimitives: PrimitiveFamily = {
  named: {
    'Archipelago.hashedScan': scan(elementItself),
    'Archipelago.hashedIdentityScan': identityScan(elementItself),
    'Archipelago.dictionaryScan': scan(keyOfAssociation),
    'Archipelago.dictionaryIdentityScan': identityScan(keyOfAssociation),
  },
};
