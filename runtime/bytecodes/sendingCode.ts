// Code that no source has: sends a message with its own receiver and arguments, and returns the answer.
import type { Behavior } from '../object-memory/behavior';
import type { Kernel } from '../object-memory/kernel';
import { Method } from '../object-memory/method';
import { Op, Quick, operandShift, type Instructions } from './instructions';
import type { SendSite } from './sendSite';

/** A method of that name that sends what `site` says; stepping does not stop in it. */
export function sendingMethod(kernel: Kernel, behavior: Behavior, selector: string, site: SendSite): Method {
  const { argc } = site;
  const method = new Method(
    kernel,
    null,
    behavior,
    selector,
    argc,
    false,
    () => ({
      numTemps: argc,
      frameSize: argc * 2 + 2,
      numCopied: 0,
      literals: [kernel.symbol(site.selector)],
      bytes: new Uint8Array(0),
      sourceMap: [],
      temps: [],
      start: 0,
      stop: 0,
    }),
    () => '',
  );
  method.instructions = sendingInstructions(site);
  return method;
}

function sendingInstructions(site: SendSite): Instructions {
  const { argc } = site;
  const words: number[] = [Op.PushSelf];
  for (let i = 0; i < argc; i++) words.push(Op.PushTemp | (i << operandShift));
  words.push(Op.Send, Op.ReturnTop);
  const original = Int32Array.from(words);
  return {
    code: original.slice(),
    original,
    heat: 0,
    continuations: null,
    stepping: original.slice(),
    sites: [site],
    literals: [],
    bytePcs: Int32Array.from([...words, 0], (_, i) => i),
    frameSize: argc * 2 + 2,
    numTemps: argc,
    quick: Quick.No,
    quickOperand: 0,
    errorCodeTemp: -1,
  };
}
