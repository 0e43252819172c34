// The compiler and the class builder as Smalltalk reaches them: primitives of Behavior, Class and Compiler.
import { parseMethod } from '../compiler/parser';
import type { Behavior } from '../object-memory/behavior';
import { elementsOf, textIfString } from '../object-memory/literals';
import type { Format, SObject, Value } from '../object-memory/objects';
import type { Interpreter } from '../interpreter/interpreter';
import { isClassObject } from '../primitives/operands';
import { FAIL, type Primitive, type PrimitiveFamily } from '../primitives/primitive';
import { defineClass, moveClass, setInstanceVariables } from './classBuilder';
import { compileExpression, compileFor, compileInto, type CompileError } from './methodCompiler';

/** Smalltalk gets an error as an Array: its text and where it is, base 1. */
function errorArray(vm: Interpreter, { message, start }: CompileError): Value {
  return vm.kernel.array([vm.kernel.string(message), start + 1]);
}

function texts(v: Value): string[] | undefined {
  const names = elementsOf(v)?.map(textIfString);
  return names?.every((name): name is string => name !== undefined) ? names : undefined;
}

function behaviorOf(v: Value): Behavior | undefined {
  return isClassObject(v) ? v.behavior : undefined;
}

/** Changes of shape look at all objects, those of the running Process too. */
function changing<T>(vm: Interpreter, change: () => T): T {
  return vm.scheduler.withActiveContext(vm.context!, change);
}

const classCompile: Primitive = (vm, stack, rcvr) => {
  const behavior = behaviorOf(stack[rcvr]);
  const source = textIfString(stack[rcvr + 1]);
  if (!behavior || source === undefined) return FAIL;
  const selector = parseMethod(source).method.selector;
  const before = vm.image.methodAt(behavior, selector)?.protocol;
  const protocol = textIfString(stack[rcvr + 2]) ?? before ?? 'as yet unclassified';
  const compiled = compileInto(vm.image, behavior, source, protocol);
  return 'error' in compiled ? errorArray(vm, compiled.error) : vm.kernel.symbol(compiled.method.selector);
};

const classDefine: Primitive = (vm, stack, rcvr) => {
  const superclass = behaviorOf(stack[rcvr]);
  const [name, format, instanceVariables, classVariables, pools, category] = stack.slice(rcvr + 1, rcvr + 7);
  const plan = {
    name: textIfString(name),
    superclass: superclass ?? null,
    format: textIfString(format) as Format,
    instanceVariables: texts(instanceVariables),
    classVariables: texts(classVariables),
    pools: texts(pools),
    category: textIfString(category) ?? '',
  };
  const { instanceVariables: fields, classVariables: shared, pools: poolNames } = plan;
  if (!plan.format || !fields || !shared || !poolNames) return FAIL;
  const behavior = changing(vm, () =>
    defineClass(vm.image, { ...plan, instanceVariables: fields, classVariables: shared, pools: poolNames }),
  );
  return behavior ? vm.image.classObject(behavior) : vm.kernel.nil;
};

const classSetInstVarNames: Primitive = (vm, stack, rcvr) => {
  const behavior = behaviorOf(stack[rcvr]);
  const names = texts(stack[rcvr + 1]);
  if (!behavior || !names) return FAIL;
  return changing(vm, () => setInstanceVariables(vm.image, behavior, names)) ? stack[rcvr] : FAIL;
};

const classSetSuperclass: Primitive = (vm, stack, rcvr) => {
  const behavior = behaviorOf(stack[rcvr]);
  const superclass = behaviorOf(stack[rcvr + 1]) ?? null;
  if (!behavior || behavior.isMeta) return FAIL;
  return changing(vm, () => moveClass(vm.image, behavior, superclass)) ? stack[rcvr] : FAIL;
};

const compileExpressionPrimitive: Primitive = (vm, stack, rcvr) => {
  const source = textIfString(stack[rcvr + 1]);
  const behavior = behaviorOf(stack[rcvr + 2]);
  const variables = stack[rcvr + 3] === vm.kernel.nil ? [] : texts(stack[rcvr + 3]);
  if (source === undefined || !behavior || !variables) return FAIL;
  const compiled = compileExpression(vm.image, behavior, source, variables);
  return 'error' in compiled ? errorArray(vm, compiled.error) : (compiled.method as SObject);
};

const compileMethodPrimitive: Primitive = (vm, stack, rcvr) => {
  const source = textIfString(stack[rcvr + 1]);
  const behavior = behaviorOf(stack[rcvr + 2]);
  if (source === undefined || !behavior) return FAIL;
  const compiled = compileFor(vm.image, behavior, source);
  return 'error' in compiled ? errorArray(vm, compiled.error) : (compiled.method as SObject);
};

const parseSelector: Primitive = (vm, stack, rcvr) => {
  const source = textIfString(stack[rcvr + 1]);
  if (source === undefined) return FAIL;
  const { selector } = parseMethod(source).method;
  return selector === '' ? vm.kernel.nil : vm.kernel.symbol(selector);
};

export const compilerPrimitives: PrimitiveFamily = {
  named: {
    'Archipelago.classCompile': classCompile,
    'Archipelago.classDefine': classDefine,
    'Archipelago.classSetInstVarNames': classSetInstVarNames,
    'Archipelago.classSetSuperclass': classSetSuperclass,
    'Archipelago.compileExpression': compileExpressionPrimitive,
    'Archipelago.compileMethod': compileMethodPrimitive,
    'Archipelago.parseSelector': parseSelector,
  },
};
