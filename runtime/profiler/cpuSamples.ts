// The host's CPU profile, in the format of V8's inspector, and what its functions are to Smalltalk.
import { compiledTier } from '../compiled/compiledTier';
import { Interpreter } from '../interpreter/interpreter';
import { ProcessScheduler } from '../interpreter/processScheduler';
import type { Method } from '../object-memory/method';

export interface CallFrame {
  readonly functionName: string;
  readonly scriptId: string;
  readonly url: string;
  /** Base 0, as is the column. */
  readonly lineNumber: number;
  readonly columnNumber: number;
}

export interface CpuNode {
  readonly id: number;
  readonly callFrame: CallFrame;
  readonly children?: readonly number[];
}

/** Profiler.Profile; times in microseconds. */
export interface CpuSamples {
  readonly nodes: readonly CpuNode[];
  readonly startTime: number;
  readonly endTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** A compiled function on the stack. */
export interface ScriptFrame {
  readonly code: Method;
  /** It went on with a Context of the interpreter. */
  readonly isContinuation: boolean;
}

/** What a stack of the host means. */
export interface ScriptPlace {
  readonly runs: 'smalltalk' | 'compiling' | 'collector' | 'machine' | 'idle';
  /** Compiled functions, outermost first. */
  readonly frames: readonly ScriptFrame[];
  /** The primitive that ran. */
  readonly native: string | null;
}

const hostPlace: ScriptPlace = { runs: 'machine', frames: [], native: null };

/** Those that call primitives. */
const callers = new Set(['interpret', 'invoke', 'PR']);
/** What they call beside: the time in that is the method's own. */
const ownFunctions = new Set(
  [
    Interpreter.prototype,
    ProcessScheduler.prototype,
    compiledTier,
    Object.getPrototypeOf(compiledTier) as object,
  ]
    .flatMap((owner) => Object.getOwnPropertyNames(owner))
    .concat([
      'instructionsOf',
      'newStack',
      'Context',
      'lookup',
      'fieldOf',
      'setFieldOf',
      'materialise',
      'isFloat',
    ]),
);
/** Where the thread of a worker waits. */
const waits = new Set(['wait', 'sleep']);

/** What each node of the profile means, by its id. */
export function scriptPlaces(
  nodes: readonly CpuNode[],
  codeOfScript: (url: string) => Method | undefined,
): Map<number, ScriptPlace> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const places = new Map<number, ScriptPlace>();
  // Not by recursion: stacks can be deep.
  const pending: [CpuNode, string, ScriptPlace][] = nodes.length > 0 ? [[nodes[0], '', hostPlace]] : [];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [node, callerName, caller] = next;
    const place = placeOf(node.callFrame, callerName, caller, codeOfScript);
    places.set(node.id, place);
    for (const child of node.children ?? [])
      pending.push([byId.get(child)!, node.callFrame.functionName, place]);
  }
  return places;
}

function placeOf(
  { functionName: name, url }: CallFrame,
  callerName: string,
  caller: ScriptPlace,
  codeOfScript: (url: string) => Method | undefined,
): ScriptPlace {
  if (name === '(garbage collector)') return { ...hostPlace, runs: 'collector' };
  if (name === '(idle)') return { ...hostPlace, runs: 'idle' };
  const code = codeOfScript(url);
  if (code) {
    const frame = { code, isContinuation: name.startsWith('loop_') };
    return { runs: 'smalltalk', frames: [...caller.frames, frame], native: null };
  }
  if (name === 'interpret') return { runs: 'smalltalk', frames: [], native: null };
  switch (caller.runs) {
    case 'machine':
      // Of the profiler itself nobody wants to know.
      return waits.has(name) || url === 'node:inspector' ? { ...hostPlace, runs: 'idle' } : caller;
    case 'smalltalk':
      if (name === 'make') return { ...caller, runs: 'compiling' };
      if (caller.native !== null) return caller;
      return isPrimitive(name, url, callerName) ? { ...caller, native: name } : caller;
    default:
      return caller;
  }
}

/** V8's own functions have no script; those that hold others have a name with a dot. */
function isPrimitive(name: string, url: string, callerName: string): boolean {
  return callers.has(callerName) && /^[a-z\d]\w*$/.test(name) && url !== '' && !ownFunctions.has(name);
}
