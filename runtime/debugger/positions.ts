// From program counters to source and back.
import { instructionsOf } from '../bytecodes/decoder';
import { instructionAt } from '../bytecodes/instructions';
import type { Context } from '../object-memory/context';
import type { Method, SourcePosition } from '../object-memory/method';
import { Errand } from '../guests/errand';
import { deliverySelector } from '../remote/deliveryContext';
import type { MethodRange, MethodRef } from './runtimeDebugger';

/** What a method is called towards the outside. */
export function methodRef(method: Method): MethodRef {
  const { methodClass, selector, home } = method;
  return {
    className: methodClass.instanceSide.name,
    meta: methodClass.isMeta,
    selector,
    ...(home.origin ? { file: home.origin.file } : {}),
  };
}

/** A range of the method's source as offsets in its file, or unchanged where it has none. */
export function rangeInText(method: Method, { start, stop }: MethodRange): MethodRange {
  const { origin } = method.home;
  return origin
    ? { start: origin.offsets.toFile(start), stop: origin.offsets.toFile(stop) }
    : { start, stop };
}

/**
 * Whether a Context is between the VM's own code that guards an errand in an unmodified image and what is run for that:
 * the image's `on:do:` and the like. Nobody who steps into a message means those.
 */
export function isCarrying(context: Context): boolean {
  let delivery: Context | null = context;
  while (delivery !== null && delivery.method.home.selector !== deliverySelector) delivery = delivery.sender;
  return delivery !== null && delivery.receiver instanceof Errand && !delivery.method.isBlock;
}

/** Methods that have text a person can step through. */
export function hasSource(method: Method): boolean {
  return method.home.selector !== deliverySelector && method.body.sourceMap.length > 0;
}

/** The smallest source range being executed by a Context that is at `index`; `isTop` if it has not sent from there. */
export function positionAt(context: Context, isTop: boolean): SourcePosition | undefined {
  const { method } = context;
  const { sourceMap } = method.body;
  const bytePc = currentBytePc(context, isTop);
  let found: SourcePosition | undefined;
  for (const entry of sourceMap) {
    if (entry.pc > bytePc) break;
    found = entry;
  }
  return found ?? sourceMap[0];
}

/** Offset of the bytecode being executed: of the send that waits, where the Context is not the top one. */
export function currentBytePc(context: Context, isTop: boolean): number {
  const { bytePcs } = instructionsOf(context.method);
  const index = isTop ? context.pc : context.pc - 1;
  return bytePcs[Math.max(0, Math.min(index, bytePcs.length - 1))];
}

/** Entries at which a step may end. */
export function isStopPosition({ kind }: SourcePosition): boolean {
  return kind !== 'block-entry';
}

/** The entry that starts exactly at the instruction where the Context stands, the most exact one. */
export function entryStartingAt(context: Context): SourcePosition | undefined {
  const bytePc = currentBytePc(context, true);
  let found: SourcePosition | undefined;
  for (const entry of context.method.body.sourceMap)
    if (entry.pc === bytePc && isStopPosition(entry)) found = entry;
  return found;
}

/** True where a statement starts; loop conditions count if `conditionsToo`. */
export function isStatementStart(context: Context, conditionsToo: boolean): boolean {
  const bytePc = currentBytePc(context, true);
  return context.method.body.sourceMap.some(
    ({ pc, kind, start, stop }) =>
      pc === bytePc &&
      (kind === 'statement' ||
        (conditionsToo && kind === 'condition') ||
        (kind === 'return' && start === stop)),
  );
}

/** A place in a method at which a breakpoint can stand. */
export interface Place {
  readonly method: Method;
  readonly index: number;
  /** In the text. */
  readonly range: MethodRange;
  readonly entry: SourcePosition;
}

/** All places of a method and its blocks, in the order of the text. */
export function placesOf(method: Method): Place[] {
  const places: Place[] = [];
  for (const code of withBlocks(method)) {
    const instructions = instructionsOf(code);
    for (const entry of code.body.sourceMap)
      if (isStopPosition(entry))
        places.push({
          method: code,
          index: instructionAt(instructions, entry.pc),
          range: rangeInText(code, entry),
          entry,
        });
  }
  return places.sort((a, b) => a.range.start - b.range.start || a.range.stop - b.range.stop);
}

/** The method, then the blocks in it at any depth. */
export function withBlocks(method: Method): Method[] {
  const found = [method];
  // Of closures whose code is within their method's, the decoded code alone knows.
  for (const literal of instructionsOf(method).literals)
    if (typeof literal === 'object' && 'outer' in literal && literal.outer === method)
      found.push(...withBlocks(literal));
  return found;
}
