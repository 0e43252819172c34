// The sends of a statement that a step can go into.
import { instructionsOf } from '../bytecodes/decoder';
import { Op, operandShift } from '../bytecodes/instructions';
import type { Context } from '../object-memory/context';
import type { Fields, Value } from '../object-memory/objects';
import { Ref } from '../object-memory/ref';
import type { Vat } from '../remote/vat';
import { frameVariables } from './evaluator';
import { entryStartingAt, positionAt, rangeInText } from './positions';
import type { StepTarget } from './runtimeDebugger';

/** Those that are still to come in the statement where the Context stands. */
export function stepTargets(vat: Vat, context: Context, isTop: boolean): StepTarget[] {
  const position = positionAt(context, isTop);
  const { original, sites } = instructionsOf(context.method);
  const targets: StepTarget[] = [];
  for (const entry of context.method.body.sourceMap) {
    if (entry.kind !== 'send' || !position || entry.start < position.start || entry.pc < position.pc)
      continue;
    const statementEnd = statementStop(context, position.start);
    if (entry.stop > statementEnd) continue;
    const index = instructionIndex(context, entry.pc);
    const word = original[index];
    const op = word & 0xff;
    if (op !== Op.Send && op !== Op.SuperSend && !(op >= Op.Add && op <= Op.Value1)) continue;
    const selector = sites[word >> operandShift]?.selector ?? entry.selector ?? '';
    const far = farReceiver(vat, context, entry.start, selector);
    targets.push({
      id: index,
      label: far ? `→ ${selector} in ${far}` : selector,
      range: rangeInText(context.method, entry),
    });
  }
  return targets;
}

function instructionIndex(context: Context, bytePc: number): number {
  return instructionsOf(context.method).bytePcs.indexOf(bytePc);
}

/** End of the smallest statement around a position. */
function statementStop(context: Context, start: number): number {
  let stop = Infinity;
  for (const entry of context.method.body.sourceMap)
    if (entry.kind === 'statement' && entry.start <= start && start < entry.stop)
      stop = Math.min(stop, entry.stop);
  return stop;
}

/** Name of the image that a send's receiver lives in, if it is a variable that holds a far reference. */
function farReceiver(vat: Vat, context: Context, start: number, selector: string): string | undefined {
  const name = /^\w+/.exec(context.method.source.slice(start))?.[0];
  if (name === undefined || selector === '') return undefined;
  const entry = frameVariables(context, entryStartingAt(context) !== undefined).get(name);
  let value: Value | undefined = entry && entry.context.stack[entry.temp.index];
  if (entry?.temp.vectorSlot !== undefined) value = undefined;
  if (value === undefined) {
    const index = context.method.methodClass.allInstanceVariableNames().indexOf(name);
    value =
      index >= 0 && typeof context.receiver === 'object'
        ? (context.receiver as Fields)[`f${index}`]
        : vat.memory.global(name);
  }
  return value instanceof Ref ? vat.host.imageName(value.home) : undefined;
}
