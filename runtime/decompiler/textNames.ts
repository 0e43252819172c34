// What decompiled text calls fields, bindings and constants, and which literal a name in it stands for.
import { identifierStop, pseudoVariables } from '../compiler/characters';
import { textIfString } from '../object-memory/literals';
import type { Kernel } from '../object-memory/kernel';
import { Method, type MethodLiteral } from '../object-memory/method';
import type { Fields, SClass, Value } from '../object-memory/objects';
import { SlotBinding } from '../object-memory/slotBinding';
import { readLiteral } from './literalReader';
import type { TextNames } from './syntaxBuilder';

/** Names of one method's text: two bindings with one key get two names. */
export class MethodNames implements TextNames {
  private readonly byName = new Map<string, MethodLiteral>();
  private readonly byLiteral = new Map<MethodLiteral, string>();
  /** Names of literals that are pushed as they are, not as the value of a variable. */
  private readonly constants = new Set<string>();

  constructor(
    private readonly kernel: Kernel,
    private readonly fields: readonly string[],
  ) {}

  field(index: number): string {
    return this.fields[index] ?? `field${index + 1}`;
  }

  /** The field that a name in the text stands for. */
  fieldIndex(name: string): number | undefined {
    const known = this.fields.lastIndexOf(name);
    if (known >= 0) return known;
    // Of a method that does not belong to the class.
    const beyond = /^field(\d+)$/.exec(name);
    const index = beyond ? Number(beyond[1]) - 1 : -1;
    return index >= this.fields.length ? index : undefined;
  }

  /** All names that variables of the method must not take. */
  get taken(): ReadonlySet<string> {
    return new Set([...this.fields, ...this.byName.keys()]);
  }

  binding(binding: MethodLiteral): string {
    return this.nameFor(binding, keyOf(binding) ?? 'Binding');
  }

  constant(literal: MethodLiteral): string {
    const name = this.nameFor(literal, 'Literal');
    this.constants.add(name);
    return name;
  }

  literal(literal: MethodLiteral): ReturnType<TextNames['literal']> {
    return readLiteral(this.kernel, literal);
  }

  /** The literal that a name in the text stands for. */
  named(name: string): MethodLiteral | undefined {
    return this.byName.get(name);
  }

  isConstant(name: string): boolean {
    return this.constants.has(name);
  }

  private nameFor(literal: MethodLiteral, wanted: string): string {
    const known = this.byLiteral.get(literal);
    if (known !== undefined) return known;
    let name = wanted;
    for (let n = 2; this.byName.has(name) || this.fields.includes(name); n++) name = `${wanted}${n}`;
    this.byName.set(name, literal);
    this.byLiteral.set(literal, name);
    return name;
  }
}

/** The key of an Association, if it can be a variable's name; else the name of the class that it holds. */
function keyOf(binding: MethodLiteral): string | undefined {
  if (binding instanceof SlotBinding) return binding.name;
  if (typeof binding !== 'object' || binding instanceof Method) return undefined;
  const { f0, f1 } = binding as Partial<Fields>;
  return [textIfString(f0), classNameOf(f1)].find((name) => name !== undefined && isName(name));
}

function classNameOf(value: Value | undefined): string | undefined {
  return typeof value === 'object' && 'behavior' in value
    ? (value as SClass).behavior.instanceSide.name
    : undefined;
}

function isName(text: string): boolean {
  return text !== '' && identifierStop(text, 0) === text.length && !pseudoVariables.has(text);
}
