// Makes a worker's kernel from its file, and the template whose state the images copy.
import { codeFromJson, type CodeJson } from '../compiler/codeSerialization';
import type { Behavior } from '../object-memory/behavior';
import { Kernel } from '../object-memory/kernel';
import { ObjectMemory, type ImageId } from '../object-memory/objectMemory';
import type { Fields, SArray } from '../object-memory/objects';
import type { ClassData, KernelData, KernelSources, MethodData } from './kernelData';
import { makeMethod, resolverFor, type MethodParts } from './methodFactory';

/** A loaded kernel; class-side `initialize` methods have not run yet. */
export interface LoadedKernel {
  readonly kernel: Kernel;
  readonly template: ObjectMemory;
}

export function loadKernel(data: KernelData, loadSources: () => KernelSources): LoadedKernel {
  const kernel = new Kernel();
  for (const each of data.classes) addClass(kernel, each);
  // Metaclasses inherit from Class, which comes after Object: so only now.
  const objectMeta = [...kernel.behaviors.values()]
    .filter((b) => b.superclass === null)
    .map((b) => b.counterpart);
  const classClass = kernel.behaviors.get('Class')!;
  for (const meta of objectMeta) {
    meta.superclass = classClass;
    classClass.subclasses.add(meta);
  }
  for (const behavior of kernel.behaviors.values()) kernel.layOut(behavior);
  for (const behavior of kernel.behaviors.values()) {
    const meta = behavior.counterpart;
    meta.fieldCount = (meta.superclass?.fieldCount ?? 0) + meta.instanceVariableNames.length;
    kernel.layOut(meta);
  }
  kernel.finish();
  const template = new ObjectMemory(kernel, 0 as ImageId, 'template', null);
  for (const each of data.classes) declareVariables(template, each);
  for (const each of data.classes) {
    const behavior = kernel.behaviors.get(each.name)!;
    addMethods(template, behavior, each.methods, loadSources);
    addMethods(template, behavior.counterpart, each.classMethods, loadSources);
  }
  makeProcessor(template);
  return { kernel, template };
}

function addClass(kernel: Kernel, data: ClassData): void {
  const superclass = data.superclass === null ? null : (kernel.behaviors.get(data.superclass) ?? null);
  if (data.superclass !== null && !superclass)
    throw new Error(`Kernel class ${data.name}: its superclass ${data.superclass} is not in the kernel`);
  const behavior = kernel.addClass({
    name: data.name,
    superclass,
    format: data.format,
    instanceVariableNames: [...data.instanceVariables],
    classInstanceVariableNames: [...data.classInstanceVariables],
  });
  behavior.category = data.category;
  behavior.comment = data.comment;
  behavior.classVariableNames = [...data.classVariables];
  behavior.poolNames = [...data.pools];
  kernel.behaviors.set(data.name, behavior);
  kernel.globalSlot(data.name);
}

function declareVariables(template: ObjectMemory, data: ClassData): void {
  const behavior = template.kernel.behaviors.get(data.name)!;
  for (const name of data.classVariables) template.declareClassVariable(behavior, name);
}

function addMethods(
  template: ObjectMemory,
  behavior: Behavior,
  methods: readonly MethodData[],
  loadSources: () => KernelSources,
): void {
  const home = { kernel: template.kernel, image: null, behavior, resolve: resolverFor(template, behavior) };
  for (const { selector, numArgs, primitive, primitiveName, protocol, code, source } of methods) {
    const parts: MethodParts = {
      selector,
      numArgs,
      primitive,
      primitiveName,
      loadCode: () => codeFromJson(JSON.parse(code) as CodeJson),
      loadSource: () => loadSources()[source],
    };
    const method = makeMethod(parts, home);
    method.protocol = protocol;
    behavior.methods.set(selector, method);
    behavior.protocols.set(selector, protocol);
  }
}

const priorities = 80;

/** The scheduler's object: the VM needs it before any Smalltalk can run. */
function makeProcessor(template: ObjectMemory): void {
  const { kernel } = template;
  const processor = kernel.known.ProcessorScheduler.instantiate(0) as Fields;
  const lists = Array.from({ length: priorities }, () => kernel.known.LinkedList.instantiate(0));
  processor.f0 = kernel.array(lists) as SArray;
  template.setGlobal('Processor', processor);
}
