// The primitives of FarReference, Promise and Process that are about messages between images.
import type { Interpreter } from '../interpreter/interpreter';
import { isSymbol, textIfString, textOf } from '../object-memory/literals';
import type { SArray, SObject, Value } from '../object-memory/objects';
import { Ref } from '../object-memory/ref';
import { isObject } from '../primitives/operands';
import { FAIL, SWITCHED, type Primitive, type PrimitiveFamily } from '../primitives/primitive';
import type { ImageHost } from './imageHost';
import type { ExportId, WireError } from './wire';

function hostOf(vm: Interpreter): ImageHost {
  return vm.host as ImageHost;
}

/**
 * `target futureSend: selector with: arguments promise: promiseOrNil`: answers true once sent, false if the receiver's
 * queue was full and the Process waited: the caller then tries again.
 */
const futureSend: Primitive = (vm, stack, rcvr) => {
  const target = stack[rcvr + 1];
  const selector = stack[rcvr + 2];
  const args = stack[rcvr + 3];
  const promise = stack[rcvr + 4];
  if (!isObject(target) || !isObject(selector) || !isSymbol(selector) || !isObject(args)) return FAIL;
  const vat = hostOf(vm).running;
  const question = vat.questions.ofPromise(target);
  if (!(target instanceof Ref) && !question) return FAIL;
  if (target instanceof Ref && vat.brokenReason(target) !== undefined) return FAIL;
  const to = target instanceof Ref ? target.home : question!.to;
  if (vat.isFull(to)) {
    vm.dropOperands(stack, rcvr);
    // The caller reads false as "try again".
    vat.waitForCredit(vm, to, vm.kernel.false_);
    return SWITCHED;
  }
  const wireTarget =
    target instanceof Ref ? { exportId: target.exportId as ExportId } : { questionId: question!.id };
  const error = vat.sendFuture(
    to,
    wireTarget,
    textOf(selector),
    [...(args as SArray).a],
    promise === vm.kernel.nil ? null : (promise as SObject),
  );
  return error === null ? vm.kernel.true_ : FAIL;
};

const describe =
  (read: (vm: Interpreter, ref: Ref) => Value): Primitive =>
  (vm, stack, rcvr, argc) => {
    const ref = stack[rcvr + argc];
    return ref instanceof Ref ? read(vm, ref) : FAIL;
  };

const isFar: Primitive = (vm, stack, rcvr, argc) => vm.kernel.boolean(stack[rcvr + argc] instanceof Ref);

/** True if messages to the promise can be pipelined: it is the answer of a question to another image. */
const isPipelinable: Primitive = (vm, stack, rcvr) =>
  vm.kernel.boolean(hostOf(vm).running.questions.ofPromise(stack[rcvr] as SObject) !== undefined);

/** Replies an error to the sender of the message that the active Process runs for; false if it runs for none. */
const answerError: Primitive = (vm, stack, rcvr) => {
  const info = stack[rcvr + 1];
  if (!isObject(info) || (info as SArray).a?.length !== 4) return FAIL;
  const [cls, text, trace, suspension] = (info as SArray).a;
  const vat = hostOf(vm).running;
  const process = vm.scheduler.active as SObject;
  const message = vat.deliveryOf(process)?.message;
  const error: WireError = {
    cls: textIfString(cls) ?? 'Error',
    text: textIfString(text) ?? '',
    stack: textIfString(trace) ?? '',
    suspension:
      message && suspension !== vm.kernel.nil
        ? vat.grantSuspension(suspension as SObject, message.frame.from)
        : null,
  };
  return vm.kernel.boolean(vat.processFailed(process, error));
};

/** The message that the active Process runs for becomes another Process's: that one answers it. */
const handOverDelivery: Primitive = (vm, stack, rcvr) => {
  const process = stack[rcvr + 1];
  if (!isObject(process)) return FAIL;
  return vm.kernel.boolean(hostOf(vm).running.handOver(vm.scheduler.active as SObject, process));
};

const answerUnwind: Primitive = (vm, stack, rcvr) => {
  const image = stack[rcvr + 1];
  const token = stack[rcvr + 2];
  if (typeof image !== 'number' || typeof token !== 'number') return FAIL;
  const vat = hostOf(vm).running;
  return vm.kernel.boolean(vat.answerUnwind(vm.scheduler.active as SObject, image as typeof vat.id, token));
};

/** Whether the Process runs for a message from an image, which may resume its exceptions; the host never does. */
const processIsDelivery: Primitive = (vm, stack, rcvr) =>
  vm.kernel.boolean((hostOf(vm).running.deliveryOf(stack[rcvr] as SObject)?.message ?? null) !== null);

const transcriptShow: Primitive = (vm, stack, rcvr) => {
  const text = textIfString(stack[rcvr + 1]);
  if (text === undefined) return FAIL;
  const host = hostOf(vm);
  host.output(host.running, 'stdout', text.replaceAll('\r', '\n'));
  return stack[rcvr];
};

const errorShow: Primitive = (vm, stack, rcvr) => {
  const text = textIfString(stack[rcvr + 1]);
  if (text === undefined) return FAIL;
  const host = hostOf(vm);
  host.output(host.running, 'stderr', text.replaceAll('\r', '\n'));
  return stack[rcvr];
};

const revoke: Primitive = (vm, stack, rcvr) => {
  const vat = hostOf(vm).running;
  for (const entry of vat.exports.entries())
    if (entry.object === stack[rcvr + 1])
      return vm.kernel.boolean(vat.references.revoke(entry.id, textIfString(stack[rcvr + 2]) ?? 'revoked'));
  return vm.kernel.false_;
};

export const remotePrimitives: PrimitiveFamily = {
  named: {
    'Archipelago.futureSend': futureSend,
    'Archipelago.isFar': isFar,
    'Archipelago.isPipelinable': isPipelinable,
    'Archipelago.farClassName': describe((vm, ref) => vm.kernel.string(ref.className)),
    'Archipelago.farImageName': describe((vm, ref) => vm.kernel.string(hostOf(vm).imageName(ref.home))),
    'Archipelago.farBrokenReason': describe((vm, ref) => {
      const reason = hostOf(vm).running.brokenReason(ref);
      return reason === undefined ? vm.kernel.nil : vm.kernel.string(reason);
    }),
    'Archipelago.answerError': answerError,
    'Archipelago.answerUnwind': answerUnwind,
    'Archipelago.handOverDelivery': handOverDelivery,
    'Archipelago.processIsDelivery': processIsDelivery,
    'Archipelago.transcriptShow': transcriptShow,
    'Archipelago.errorShow': errorShow,
    'Archipelago.revoke': revoke,
    'Archipelago.imageName': (vm) => vm.kernel.string(vm.image.name),
    'Archipelago.collectReferences': (vm, stack, rcvr) => {
      const host = hostOf(vm);
      vm.scheduler.withActiveContext(vm.context!, () => host.running.collectReferences());
      return stack[rcvr];
    },
  },
};
