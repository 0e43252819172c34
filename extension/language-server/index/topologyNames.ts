import { parse } from 'jsonc-parser';

/** The ending of a topology's file. */
export const topologyExtension = '.topology.json';

/** A global that a topology gives an image: a far reference to what an expression answers in another image. */
export interface WiredName {
  readonly name: string;
  readonly expression: string;
}

/** The names that a topology's text wires; of one with errors, those that can be read. */
export function wiredNames(text: string): WiredName[] {
  const topology: unknown = parse(text);
  const wiring = topology instanceof Object && 'wiring' in topology ? topology.wiring : undefined;
  if (!Array.isArray(wiring)) return [];
  return wiring.flatMap((each: unknown) => {
    if (!(each instanceof Object) || !('as' in each) || typeof each.as !== 'string') return [];
    const expression = 'expression' in each && typeof each.expression === 'string' ? each.expression : '';
    return [{ name: each.as, expression }];
  });
}
