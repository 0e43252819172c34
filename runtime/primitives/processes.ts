// Processes, Semaphores, critical sections: primitives 85–88, 167, 185–187 (Blue Book ch. 29, Squeak).
import type { SList, SProcess } from '../interpreter/processScheduler';
import type { Interpreter } from '../interpreter/interpreter';
import { Context } from '../object-memory/context';
import type { SObject, Value } from '../object-memory/objects';
import { isObject } from './operands';
import { FAIL, SWITCHED, type Primitive, type PrimitiveFamily, type Switched } from './primitive';

/** Leaves the operands, pushes the primitive's answer for when the Process goes on, and parks it. */
function parkWith(vm: Interpreter, stack: Value[], rcvr: number, answer: Value): SProcess {
  vm.dropOperands(stack, rcvr);
  const context = vm.context!;
  context.stack[context.sp++] = answer;
  return vm.scheduler.park(context);
}

/** Continues with whatever Process is next. */
function switchProcess(vm: Interpreter): Switched {
  vm.context = vm.scheduler.resumeActive(vm);
  return SWITCHED;
}

/** Makes `process` ready, answering `answer` to the active one, which may be preempted by it. */
function ready(
  vm: Interpreter,
  process: SProcess,
  stack: Value[],
  rcvr: number,
  answer: Value,
): Value | Switched {
  const active = vm.scheduler.active;
  if (active !== vm.kernel.nil && (process.f2 as number) > ((active as SProcess).f2 as number)) {
    vm.dropOperands(stack, rcvr);
    const context = vm.context!;
    context.stack[context.sp++] = answer;
    vm.scheduler.makeReady(process, context);
    return switchProcess(vm);
  }
  vm.scheduler.makeReady(process, null);
  return answer;
}

const signal: Primitive = (vm, stack, rcvr) => {
  const semaphore = stack[rcvr] as SList;
  const waiter = vm.scheduler.signal(semaphore);
  return waiter === null ? semaphore : ready(vm, waiter, stack, rcvr, semaphore);
};

const wait: Primitive = (vm, stack, rcvr) => {
  const semaphore = stack[rcvr] as SList;
  if (typeof semaphore.f2 === 'number' && semaphore.f2 > 0) {
    semaphore.f2 -= 1;
    return semaphore;
  }
  const process = parkWith(vm, stack, rcvr, semaphore);
  vm.scheduler.addLast(semaphore, process);
  return switchProcess(vm);
};

const resume: Primitive = (vm, stack, rcvr) => {
  const process = stack[rcvr] as SProcess;
  if (!(process.f1 instanceof Context) || process.f3 !== vm.kernel.nil || process === vm.scheduler.active)
    return FAIL;
  if (vm.scheduler.isHeld(process) || !vm.scheduler.hasListFor(process)) return FAIL;
  return ready(vm, process, stack, rcvr, process);
};

/** 88: answers the list the Process was waiting in, so that it can be put back; nil for the active one. */
const suspend: Primitive = (vm, stack, rcvr) => {
  const process = stack[rcvr] as SProcess;
  if (process === vm.scheduler.active) {
    parkWith(vm, stack, rcvr, vm.kernel.nil);
    return switchProcess(vm);
  }
  const list = process.f3;
  if (list === vm.kernel.nil || !isObject(list)) return vm.scheduler.release(process) ? vm.kernel.nil : FAIL;
  return vm.scheduler.remove(list as SList, process) ? list : FAIL;
};

const yieldProcess: Primitive = (vm, stack, rcvr) => {
  const answer = stack[rcvr];
  const context = vm.context!;
  if (!vm.scheduler.hasEqualReady()) return answer;
  vm.dropOperands(stack, rcvr);
  context.stack[context.sp++] = answer;
  vm.scheduler.yield(context);
  return switchProcess(vm);
};

const exitCriticalSection: Primitive = (vm, stack, rcvr) => {
  const mutex = stack[rcvr] as SList;
  if (mutex.f0 === vm.kernel.nil) {
    mutex.f2 = vm.kernel.nil;
    return mutex;
  }
  const next = vm.scheduler.removeFirst(mutex);
  mutex.f2 = next;
  return ready(vm, next, stack, rcvr, mutex);
};

/** 186: false if the section was free, true if this Process owns it already; else waits. */
const enterCriticalSection: Primitive = (vm, stack, rcvr, argc) => {
  const mutex = stack[rcvr] as SList;
  const process = argc === 1 ? (stack[rcvr + 1] as SObject) : (vm.scheduler.active as SObject);
  if (mutex.f2 === vm.kernel.nil) {
    mutex.f2 = process;
    return vm.kernel.false_;
  }
  if (mutex.f2 === process) return vm.kernel.true_;
  const parked = parkWith(vm, stack, rcvr, vm.kernel.false_);
  vm.scheduler.addLast(mutex, parked);
  return switchProcess(vm);
};

const testAndSetOwnership: Primitive = (vm, stack, rcvr) => {
  const mutex = stack[rcvr] as SList;
  const process = vm.scheduler.active;
  if (mutex.f2 === vm.kernel.nil) {
    mutex.f2 = process;
    return vm.kernel.false_;
  }
  return mutex.f2 === process ? vm.kernel.true_ : vm.kernel.nil;
};

export const processPrimitives: PrimitiveFamily = {
  numbered: {
    85: signal,
    86: wait,
    87: resume,
    88: suspend,
    167: yieldProcess,
    185: exitCriticalSection,
    186: enterCriticalSection,
    187: testAndSetOwnership,
    578: suspend,
  },
};
