// The pragmas of a method of an image: its primitive, and those that its properties hold.
import type { PragmaNode, LiteralNode, VariableNode } from '../compiler/ast';
import type { LiteralValue } from '../compiler/literals';
import { isQuickPrimitive } from '../bytecodes/quickPrimitives';
import { textIfString } from '../object-memory/literals';
import { Method, type MethodLiteral } from '../object-memory/method';
import type { Fields, SArray, SObject, Value } from '../object-memory/objects';
import { readLiteral } from './literalReader';
import { selectorParts } from './syntaxBuilder';

const namedPrimitive = 117;
const nowhere = { start: 0, stop: 0 };

/** `<primitive: …>` first, then the others in their order. */
export function pragmasOf(method: Method, errorName: string | undefined): PragmaNode[] {
  const primitive = primitivePragma(method, errorName);
  return [...(primitive ? [primitive] : []), ...statePragmas(method)];
}

function primitivePragma(method: Method, errorName: string | undefined): PragmaNode | undefined {
  const { primitive } = method;
  if (primitive === 0 || isQuickPrimitive(primitive)) return undefined;
  const error: [string, LiteralNode | VariableNode][] =
    errorName === undefined ? [] : [['error:', { kind: 'variable', ...nowhere, name: errorName }]];
  const names = primitive === namedPrimitive ? namesOf(method.body.literals[0]) : undefined;
  if (names === undefined) return pragma([['primitive:', literal(primitive)], ...error]);
  const module: [string, LiteralNode][] =
    names.module === undefined ? [] : [['module:', literal({ kind: 'string', value: names.module })]];
  return pragma([['primitive:', literal({ kind: 'string', value: names.name })], ...module, ...error]);
}

function namesOf(first: MethodLiteral | undefined): { name: string; module: string | undefined } | undefined {
  const elements = (first as Partial<SArray> | undefined)?.a;
  const name = textIfString(elements?.[1]);
  return name === undefined ? undefined : { name, module: textIfString(elements?.[0]) };
}

/**
 * Squeak's AdditionalMethodState, the literal before the last: it names its method, then its selector, and has Pragmas
 * among its elements; those name the method, a keyword and arguments.
 */
function statePragmas(method: Method): PragmaNode[] {
  const { literals } = method.body;
  const state = literals.at(-2) as Partial<SArray & Fields> | number | undefined;
  if (typeof state !== 'object' || !Array.isArray(state.a) || !('f0' in state)) return [];
  return state.a.map((each) => readPragma(method, each)).filter((each) => each !== undefined);
}

function readPragma(method: Method, value: Value): PragmaNode | undefined {
  if (typeof value !== 'object' || value instanceof Method) return undefined;
  const { $b } = value as SObject;
  if (!$b.isPointers || $b.fieldCount < 3) return undefined;
  const { f1: keyword, f2: args } = value as Fields;
  const selector = textIfString(keyword);
  // Some compilers keep the primitive's declaration too.
  if (selector?.startsWith('primitive:')) return undefined;
  const elements = (args as Partial<SArray>).a;
  if (selector === undefined || !Array.isArray(elements)) return undefined;
  const parts = selectorParts(selector);
  if (elements.length === 0 || elements.length !== parts.length)
    return elements.length === 0
      ? { kind: 'pragma', ...nowhere, selector, selectorParts: parts, args: [] }
      : undefined;
  const literals = elements.map((each) => readLiteral(method.kernel, each));
  if (literals.some((each) => each === undefined)) return undefined;
  return pragma(parts.map(({ name }, index) => [name, literal(literals[index]!)]));
}

function literal(value: LiteralValue): LiteralNode {
  return { kind: 'literal', ...nowhere, value };
}

function pragma(parts: readonly (readonly [string, LiteralNode | VariableNode])[]): PragmaNode {
  return {
    kind: 'pragma',
    ...nowhere,
    selector: parts.map(([name]) => name).join(''),
    selectorParts: parts.map(([name]) => ({ name, ...nowhere })),
    args: parts.map(([, arg]) => arg),
  };
}
