// What Smalltalk can ask a CompiledMethod or CompiledBlock. Answers are read from its bytes and its text, not kept.
import { Op, operandShift } from '../bytecodes/instructions';
import { instructionsOf } from '../bytecodes/decoder';
import { isMutableLiteral } from '../object-memory/literals';
import { Method, type MethodLiteral } from '../object-memory/method';
import { SlotBinding } from '../object-memory/slotBinding';
import type { Fields, SObject, Value } from '../object-memory/objects';
import { FAIL, type Fail, type Primitive, type PrimitiveFamily } from './primitive';
import type { Interpreter } from '../interpreter/interpreter';

const ofMethod =
  (read: (vm: Interpreter, method: Method) => Value | Fail): Primitive =>
  (vm, stack, rcvr) => {
    const method = stack[rcvr];
    return method instanceof Method ? read(vm, method) : FAIL;
  };

/** A literal as an object: a global's slot as the binding that stands for it. */
function literalObject(vm: Interpreter, method: Method, literal: MethodLiteral): Value {
  if (method.image === null && isMutableLiteral(literal)) return vm.image.literalCopy(literal as SObject);
  if (!(literal instanceof SlotBinding)) return literal;
  const binding = vm.image.classNamed('GlobalBinding');
  if (!binding || literal.name.includes('>>')) return vm.kernel.symbol(literal.name);
  const object = vm.instantiate(binding.behavior, 0) as Fields;
  object.f0 = vm.kernel.symbol(literal.name);
  return object;
}

/** The code and that of the blocks in it, outermost first. */
function* codeAndBlocks(method: Method): Iterable<Method> {
  yield method;
  for (const literal of method.body.literals) if (literal instanceof Method) yield* codeAndBlocks(literal);
}

function messages(method: Method): Set<string> {
  const found = new Set<string>();
  for (const code of codeAndBlocks(method)) {
    const { original, sites } = instructionsOf(code);
    const sends = new Set<number>();
    for (const word of original) {
      const op: Op = word & 0xff;
      if (op === Op.Send || op === Op.SuperSend || (op >= Op.Add && op <= Op.Value1))
        sends.add(word >> operandShift);
    }
    for (const index of sends) if (sites[index]) found.add(sites[index].selector);
    for (const { kind, selector } of code.body.sourceMap)
      if (kind === 'send' && selector) found.add(selector);
  }
  return found;
}

const writes = new Set<Op>([Op.StoreField, Op.PopStoreField]);
const reads = [Op.PushField, Op.PushFloatField];
const accesses = new Set<Op>([...writes, ...reads]);

function fieldNames(vm: Interpreter, method: Method, operations: ReadonlySet<Op>): Value {
  const names = method.methodClass.allInstanceVariableNames();
  const found = new Set<string>();
  for (const code of codeAndBlocks(method))
    for (const word of instructionsOf(code).original)
      if (operations.has(word & 0xff)) found.add(names[word >> operandShift]);
  return vm.kernel.array(
    [...found].filter((name) => name !== undefined).map((name) => vm.kernel.string(name)),
  );
}

function uses(method: Method, ...operations: Op[]): boolean {
  for (const code of codeAndBlocks(method))
    for (const word of instructionsOf(code).original) if (operations.includes(word & 0xff)) return true;
  return false;
}

function hasMethodReturn(method: Method): boolean {
  const { original } = instructionsOf(method);
  if (method.isBlock && original.some((word) => (word & 0xff) === Op.NonLocalReturn)) return true;
  return method.body.literals.some((literal) => literal instanceof Method && hasMethodReturn(literal));
}

/** A block's own text, a method's whole one. */
function sourceOf(method: Method): string {
  const { source } = method;
  return method.isBlock ? source.slice(method.body.start, method.body.stop) : source;
}

function pragmas(vm: Interpreter, method: Method): Value {
  // They are decoded with the body.
  void method.body;
  const { kernel } = vm;
  const own = method.pragmas.filter(({ selector }) => !/^primitive:/.test(selector));
  return kernel.array(
    own.map(({ selector, args }) => {
      const objects = args.map((arg) => literalObject(vm, method, arg));
      return kernel.array([kernel.symbol(selector), kernel.array(objects)]);
    }),
  );
}

export const methodReflectionPrimitives: PrimitiveFamily = {
  named: {
    'Archipelago.methodNumArgs': ofMethod((_vm, m) => m.numArgs),
    'Archipelago.methodNumTemps': ofMethod((_vm, m) => m.body.numTemps),
    'Archipelago.methodFrameSize': ofMethod((_vm, m) => m.body.frameSize),
    'Archipelago.methodPrimitive': ofMethod((_vm, m) => (m.primitiveName ? 117 : m.primitive)),
    'Archipelago.methodBytecodes': ofMethod((vm, m) => vm.kernel.bytes(m.body.bytes.slice())),
    'Archipelago.methodLiterals': ofMethod((vm, m) =>
      vm.kernel.array(m.body.literals.map((literal) => literalObject(vm, m, literal))),
    ),
    'Archipelago.methodSource': ofMethod((vm, m) => vm.kernel.string(sourceOf(m))),
    'Archipelago.methodTempNames': ofMethod((vm, m) =>
      vm.kernel.array(
        [...new Set(m.body.temps.map(({ name }) => name))].map((name) => vm.kernel.string(name)),
      ),
    ),
    'Archipelago.methodClass': ofMethod((vm, m) => vm.image.classObject(m.methodClass)),
    'Archipelago.methodSelector': ofMethod((vm, m) => vm.kernel.symbol(m.selector)),
    'Archipelago.methodProtocol': ofMethod((vm, m) =>
      m.protocol ? vm.kernel.symbol(m.protocol) : vm.kernel.nil,
    ),
    'Archipelago.methodMessages': ofMethod((vm, m) =>
      vm.kernel.array([...messages(m)].map((selector) => vm.kernel.symbol(selector))),
    ),
    'Archipelago.methodFields': ofMethod((vm, m) => fieldNames(vm, m, accesses)),
    'Archipelago.methodWrittenFields': ofMethod((vm, m) => fieldNames(vm, m, writes)),
    'Archipelago.methodUsesReceiver': ofMethod((vm, m) =>
      vm.kernel.boolean(uses(m, Op.PushSelf, ...reads, Op.StoreField, Op.PopStoreField, Op.SuperSend)),
    ),
    'Archipelago.methodUsesThisContext': ofMethod((vm, m) => vm.kernel.boolean(uses(m, Op.PushContext))),
    'Archipelago.methodSendsToSuper': ofMethod((vm, m) => vm.kernel.boolean(uses(m, Op.SuperSend))),
    'Archipelago.methodHasMethodReturn': ofMethod((vm, m) => vm.kernel.boolean(hasMethodReturn(m))),
    'Archipelago.methodPragmas': ofMethod(pragmas),
    'Archipelago.methodOuter': ofMethod((vm, m) => m.outer ?? vm.kernel.nil),
  },
};
