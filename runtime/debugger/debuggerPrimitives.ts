// Primitives by which Smalltalk tells the debugger of exceptions that nobody handles.
import type { Interpreter } from '../interpreter/interpreter';
import type { Fields, SObject } from '../object-memory/objects';
import { FAIL, SWITCHED, type Primitive, type PrimitiveFamily } from '../primitives/primitive';
import type { ImageHost } from '../remote/imageHost';
import { WorkerDebugger } from './workerDebugger';

function debuggerOf(vm: Interpreter): WorkerDebugger | undefined {
  return vm.debugHook instanceof WorkerDebugger ? vm.debugHook : undefined;
}

/**
 * The receiver is an UnhandledException. Without a debugger that wants it, fails: Smalltalk then reports and ends the
 * Process. A halt nobody stops for is passed over.
 */
const unhandledError: Primitive = (vm, stack, rcvr, argc) => {
  const unhandled = stack[rcvr] as SObject;
  const names = unhandled.$b.allInstanceVariableNames();
  const exception = (unhandled as Fields)[`f${names.indexOf('exception')}`];
  if (typeof exception !== 'object') return FAIL;
  const isHalt = inheritsFromHalt(exception);
  const vat = (vm.host as ImageHost).running;
  const process = vm.scheduler.active as SObject;
  const filter = debuggerOf(vm)?.wantsUnhandled(vat, process, isHalt);
  if (!filter) return isHalt && debuggerOf(vm) ? vm.kernel.nil : FAIL;
  const top = vm.context!;
  if (isHalt) {
    vm.dropOperands(stack, rcvr);
    top.stack[top.sp++] = vm.kernel.nil;
  } else {
    // Going on runs the method's body, which ends the Process.
    const method = vm.image.lookup(vm.classOf(unhandled), 'reportUnhandled');
    if (!method) return FAIL;
    vm.activate(method, stack, rcvr, argc);
  }
  const stop = {
    kind: 'stopped' as const,
    reason: isHalt ? ('halt' as const) : ('exception' as const),
    context: vm.context!,
    exception,
    breakpoints: [filter],
  };
  vm.stopWith(stop);
  return SWITCHED;
};

function inheritsFromHalt(exception: SObject): boolean {
  for (let b: typeof exception.$b | null = exception.$b; b !== null; b = b.superclass)
    if (b.name === 'Halt' || b.name === 'BreakPoint') return true;
  return false;
}

export const debuggerPrimitives: PrimitiveFamily = {
  named: { 'Archipelago.unhandledError': unhandledError },
};
