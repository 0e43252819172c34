// The JavaScript function around a code's statements.
import type { Method } from '../object-memory/method';
import type { BuiltCode } from './codeBuilder';
import { codeStatistics } from './codeStatistics';
import { lookUp, type Safepoints } from './safepoints';
import { structuredCode } from './structuredCode';

/** Names that every function can use, in the order of the values that `CodeFactory` gives. */
export const environmentNames = [
  'U',
  'P',
  'M',
  'N',
  'T',
  'F',
  'MAX',
  'AB',
  'SB8',
  'FAIL',
  'SB',
  'X',
  'CX',
  'NL',
  'SV',
  'FL',
  'OF',
  'OW',
  'NA',
  'CA',
  'SZ',
  'MOD',
  'DIV',
  'SHIFT',
  'R',
  'Q',
  'PR',
] as const;

/** How a function begins: as its method does, as a block, or at the head of a loop. */
export type Beginning = 'method' | 'block' | 'loop';

/** Text of a function that answers the compiled function, given the environment and the code's constants. */
export function functionText(
  code: Method,
  built: BuiltCode,
  beginning: Beginning,
  safepoints: Safepoints,
): string | undefined {
  const body = structuredCode(built.entry, { copies: safepoints.copies, poll: lookUp(safepoints) });
  if (body === undefined) return undefined;
  const { numArgs } = code;
  const args = Array.from({ length: numArgs }, (_, i) => `x${i}`);
  const parameters = { method: args, block: ['block', ...args], loop: ['context'] }[beginning];
  const isParameter = new Set(parameters);
  const locals = built.variables.filter((name) => !isParameter.has(name) || beginning === 'loop');
  if (built.usesContext && beginning !== 'loop') locals.push('context = null');
  const lines = ["'use strict';", `const { ${environmentNames.join(', ')} } = environment;`];
  built.constants.forEach((_, i) => lines.push(`const c${i} = constants[${i}];`));
  lines.push(`return function ${functionName(code, beginning)}(${['D', ...parameters].join(', ')}) {`);
  lines.push(
    {
      method: 'const self = this;',
      block: 'const self = block.receiver;',
      loop: 'const self = context.receiver, block = context.closure;',
    }[beginning],
  );
  if (built.hasLoops) locals.push('w = 0');
  if (locals.length > 0) lines.push(`let ${locals.join(', ')};`);
  // Those that mark it always fail.
  const hasPrimitive = code.primitiveFunction !== null && !code.isUnwindMarked && !code.isHandlerMarked;
  if (beginning === 'method' && hasPrimitive) lines.push(primitiveText(args));
  if (built.calls || built.hasLoops) {
    lines.push(`const E = D + ${frameUnits(locals.length + numArgs)};`);
    if (beginning !== 'loop') {
      // What follows is not reached from there: V8 would forget what it knows of memory.
      const operands = [beginning === 'block' ? 'block' : 'self', ...args];
      const anew = `Q(${['D', 'E', ...operands].join(', ')})`;
      if (built.calls) lines.push(`if (${safepoints.entry}) return ${anew};`);
    }
  }
  if (code.isUnwindMarked && beginning === 'method') lines.push('M.ensures++;');
  lines.push(body, '};', `//# sourceURL=${codeStatistics.scriptName(code)}`);
  return lines.join('\n');
}

/** Tries the primitive first; what it answers is the method's answer. */
function primitiveText(args: readonly string[]): string {
  return `{ const result = PR(${['self', ...args].join(', ')}); if (result !== FAIL) return result; }`;
}

/** Size of its frame on JavaScript's stack, in units of 64 bytes, before V8 optimises it. */
function frameUnits(variables: number): number {
  return Math.ceil((variables + 24) / 8);
}

function functionName(code: Method, beginning: Beginning): string {
  const name = code.home.selector.replace(/[^A-Za-z0-9_]/g, '_');
  return `${beginning}_${code.home.methodClass.name.replace(/[^A-Za-z0-9_]/g, '_')}_${name}`;
}
