// A profile in the format of `.cpuprofile` files (the inspector's Profiler.Profile), which VS Code and browsers open.
import type { CallFrame } from './cpuSamples';
import type { ProfiledCode, ProfileNode, ThreadProfile } from './profile';

export interface CpuProfileNode {
  readonly id: number;
  readonly callFrame: CallFrame;
  /** Samples in which it was innermost. */
  hitCount: number;
  readonly children: number[];
  readonly positionTicks?: { line: number; ticks: number }[];
}

/** Times in microseconds. */
export interface CpuProfile {
  readonly nodes: readonly CpuProfileNode[];
  readonly startTime: number;
  readonly endTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** Where a client opens the code; line and column base 0. */
export interface CodeLocation {
  readonly url: string;
  readonly line: number;
  readonly column: number;
}

/**
 * One file of the threads' profiles: they ran at the same time, and stand one behind the other. Below its root are the
 * images.
 */
export function toCpuProfile(
  threads: readonly ThreadProfile[],
  locate: (code: ProfiledCode) => CodeLocation,
): CpuProfile {
  const root = newNode(1, '(root)');
  const nodes = [root];
  const samples: number[] = [];
  const timeDeltas: number[] = [];
  let lastUs = 0;
  let totalUs = 0;
  const tops = new Map<string, CpuProfileNode>();
  const nodeFor = (
    node: ProfileNode,
    codes: readonly ProfiledCode[],
    parent: CpuProfileNode,
  ): CpuProfileNode => {
    const isTop = node.parent < 0;
    const known = isTop ? tops.get(node.name) : undefined;
    if (known) return known;
    const location = node.code < 0 ? undefined : locate(codes[node.code]);
    const made = newNode(
      nodes.length + 1,
      isTop && node.kind === 'image' ? `image ${node.name}` : node.name,
      location,
    );
    nodes.push(made);
    parent.children.push(made.id);
    if (isTop) tops.set(node.name, made);
    return made;
  };
  for (const thread of threads) {
    const made: CpuProfileNode[] = [];
    // A node comes behind the one that it is below.
    for (const node of thread.nodes)
      made.push(nodeFor(node, thread.codes, node.parent < 0 ? root : made[node.parent]));
    thread.samples.forEach((index, i) => {
      const node = made[index];
      node.hitCount++;
      samples.push(node.id);
      // There each sample has the time since the one before.
      timeDeltas.push(lastUs);
      totalUs += lastUs = Math.round(thread.durationsUs[i]);
    });
  }
  const startTime = Math.round(Math.min(...threads.map(({ startUs }) => startUs)));
  return { nodes: nodes.map(withTicks), startTime, endTime: startTime + totalUs, samples, timeDeltas };
}

function newNode(id: number, functionName: string, location?: CodeLocation): CpuProfileNode {
  const { url, line, column } = location ?? { url: '', line: -1, column: -1 };
  return {
    id,
    callFrame: { functionName, scriptId: '0', url, lineNumber: line, columnNumber: column },
    hitCount: 0,
    children: [],
  };
}

/** Lines there are base 1. */
function withTicks(node: CpuProfileNode): CpuProfileNode {
  const { hitCount, callFrame } = node;
  if (hitCount === 0 || callFrame.lineNumber < 0) return node;
  return { ...node, positionTicks: [{ line: callFrame.lineNumber + 1, ticks: hitCount }] };
}
