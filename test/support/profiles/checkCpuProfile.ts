import assert from 'node:assert/strict';
import type { CpuProfile, CpuProfileNode } from '../../../runtime/profiler/cpuProfile';

/** Fails where VS Code could not open it: the rules of the inspector's Profiler.Profile. */
export function checkCpuProfile(profile: CpuProfile): void {
  const ids = profile.nodes.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length, 'ids are given once');
  const reached = [profile.nodes[0].id, ...profile.nodes.flatMap(({ children }) => children)];
  assert.deepEqual(
    [...reached].sort((a, b) => a - b),
    [...ids].sort((a, b) => a - b),
    'the nodes are one tree, its root first',
  );
  assert.equal(profile.nodes[0].callFrame.functionName, '(root)');
  assert.equal(profile.samples.length, profile.timeDeltas.length);
  for (const id of profile.samples) assert.ok(ids.includes(id), `sample ${id} has a node`);
  assert.ok(profile.timeDeltas.every((delta) => Number.isInteger(delta) && delta >= 0));
  const total = profile.timeDeltas.reduce((sum, delta) => sum + delta, 0);
  // The last sample lasts until the end.
  assert.ok(profile.endTime - profile.startTime >= total);
  for (const { id, hitCount } of profile.nodes)
    assert.equal(hitCount, profile.samples.filter((sample) => sample === id).length);
}

/** The names from the root down to each node that a sample fell on, as `image teller / Teller>>openBank`. */
export function sampledPaths({ nodes, samples }: CpuProfile): Set<string> {
  const parents = new Map(nodes.flatMap((node) => node.children.map((child) => [child, node] as const)));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const pathOf = (node: CpuProfileNode): string[] => {
    const parent = parents.get(node.id);
    return parent ? [...pathOf(parent), node.callFrame.functionName] : [];
  };
  return new Set(samples.map((id) => pathOf(byId.get(id)!).join(' / ')));
}
