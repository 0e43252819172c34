// What a profile says, counted: shares of time by image and by method, and what stands out of each method.
import type { CodeFacts, FrameKind, MegamorphicSend, ThreadProfile } from './profile';

export interface MethodSummary {
  readonly name: string;
  readonly file?: string;
  /** Of all time that was not idle, between 0 and 1: in it, and in it with what it called. */
  readonly ownShare: number;
  readonly totalShare: number;
  /** The part of its own time that it ran as compiled code, between 0 and 1. */
  readonly compiledShare: number;
  readonly facts: CodeFacts;
  /** Seen in its sends, by the interpreter or in the profile. */
  readonly megamorphicSends: readonly MegamorphicSend[];
}

export interface ProfileSummary {
  readonly durationUs: number;
  readonly threads: number;
  readonly sampleCount: number;
  /** Of the threads' time together. */
  readonly idleShare: number;
  /** These are of the time that was not idle. */
  readonly images: readonly { readonly name: string; readonly share: number }[];
  readonly compiledShare: number;
  readonly interpretedShare: number;
  readonly collectorShare: number;
  readonly compilingShare: number;
  readonly machineShare: number;
  /** In Smalltalk's primitives, which are part of the methods that called them in the shares by tier. */
  readonly natives: readonly { readonly name: string; readonly share: number }[];
  /** Those with the largest share of their own first. */
  readonly methods: readonly MethodSummary[];
}

interface Tally {
  readonly name: string;
  readonly file?: string;
  readonly facts: CodeFacts;
  ownUs: number;
  totalUs: number;
  compiledUs: number;
  smalltalkUs: number;
  /** Names of the code called, by selector. */
  readonly callees: Map<string, Set<string>>;
}

/** More receivers than a send site tells apart. */
const polymorphic = 4;

export function summarize(threads: readonly ThreadProfile[]): ProfileSummary {
  const byKind = new Map<FrameKind, number>();
  const images = new Map<string, number>();
  const natives = new Map<string, number>();
  const tallies = new Map<string, Tally>();
  const tiers = { compiled: 0, interpreted: 0, none: 0 };
  let durationUs = 0;
  let allUs = 0;
  let sampleCount = 0;
  for (const { nodes, codes, samples, durationsUs, tiers: sampledTiers } of threads) {
    durationUs = Math.max(
      durationUs,
      durationsUs.reduce((sum, us) => sum + us, 0),
    );
    sampleCount += samples.length;
    const tallyOf = codes.map(({ name, file, facts }) => {
      const key = `${name} ${file ?? ''}`;
      let tally = tallies.get(key);
      if (!tally) {
        tally = { name, ...(file === undefined ? {} : { file }), facts, ...newTally() };
        tallies.set(key, tally);
      }
      return tally;
    });
    for (const { parent, code } of nodes) {
      if (code < 0 || parent < 0 || nodes[parent].code < 0 || codes[code].isBlock) continue;
      const { callees } = tallyOf[nodes[parent].code];
      const { selector, name } = codes[code];
      callees.set(selector, (callees.get(selector) ?? new Set()).add(name));
    }
    samples.forEach((innermost, i) => {
      const us = durationsUs[i];
      allUs += us;
      const { kind, name, code, parent } = nodes[innermost];
      add(byKind, kind, us);
      if (kind === 'idle') return;
      tiers[sampledTiers[i]] += us;
      if (kind === 'native') add(natives, name, us);
      const own = code >= 0 ? code : kind === 'native' && parent >= 0 ? nodes[parent].code : -1;
      if (own >= 0) {
        const tally = tallyOf[own];
        tally.ownUs += us;
        if (sampledTiers[i] !== 'none') tally.smalltalkUs += us;
        if (sampledTiers[i] === 'compiled') tally.compiledUs += us;
      }
      const counted = new Set<Tally>();
      for (let at = innermost; at >= 0; at = nodes[at].parent) {
        if (nodes[at].kind === 'image') add(images, nodes[at].name, us);
        if (nodes[at].code >= 0) counted.add(tallyOf[nodes[at].code]);
      }
      for (const tally of counted) tally.totalUs += us;
    });
  }
  const busyUs = allUs - (byKind.get('idle') ?? 0);
  const share = (us: number): number => (busyUs > 0 ? us / busyUs : 0);
  const shares = (table: Map<string, number>): { name: string; share: number }[] =>
    [...table].map(([name, us]) => ({ name, share: share(us) })).sort((a, b) => b.share - a.share);
  return {
    durationUs,
    threads: threads.length,
    sampleCount,
    idleShare: allUs > 0 ? (allUs - busyUs) / allUs : 0,
    images: shares(images),
    compiledShare: share(tiers.compiled),
    interpretedShare: share(tiers.interpreted),
    collectorShare: share(byKind.get('collector') ?? 0),
    compilingShare: share(byKind.get('compiling') ?? 0),
    machineShare: share(byKind.get('machine') ?? 0),
    natives: shares(natives),
    methods: [...tallies.values()]
      .sort((a, b) => b.ownUs - a.ownUs || b.totalUs - a.totalUs)
      .map((tally) => ({
        name: tally.name,
        ...(tally.file === undefined ? {} : { file: tally.file }),
        ownShare: share(tally.ownUs),
        totalShare: share(tally.totalUs),
        compiledShare: tally.smalltalkUs > 0 ? tally.compiledUs / tally.smalltalkUs : 0,
        facts: tally.facts,
        megamorphicSends: megamorphicSends(tally),
      })),
  };
}

const newTally = (): Omit<Tally, 'name' | 'facts'> => ({
  ownUs: 0,
  totalUs: 0,
  compiledUs: 0,
  smalltalkUs: 0,
  callees: new Map(),
});

function add<K>(table: Map<K, number>, key: K, amount: number): void {
  table.set(key, (table.get(key) ?? 0) + amount);
}

/** Compiled code keeps no record of the classes that it meets: the methods that were called tell. */
function megamorphicSends({ facts, callees }: Tally): MegamorphicSend[] {
  const sends = new Map(facts.megamorphicSends.map((send) => [send.selector, send]));
  for (const [selector, names] of callees) {
    const known = sends.get(selector)?.classes ?? [];
    if (names.size <= polymorphic && known.length === 0) continue;
    const called = [...names].map((name) => name.replace(/>>.*$/, ''));
    sends.set(selector, { selector, classes: [...new Set([...known, ...called])] });
  }
  return [...sends.values()];
}

/** What of the profiles belongs to one image, and nothing else. */
export function onlyImage(thread: ThreadProfile, image: string): ThreadProfile {
  const { nodes } = thread;
  const isOf = nodes.map(() => false);
  nodes.forEach(({ parent, kind, name }, i) => {
    isOf[i] = parent >= 0 ? isOf[parent] : kind === 'image' && name === image;
  });
  const indexes = new Map(nodes.flatMap((_, i) => (isOf[i] ? [i] : [])).map((from, to) => [from, to]));
  const kept = thread.samples.flatMap((node, i) => (isOf[node] ? [i] : []));
  return {
    ...thread,
    nodes: [...indexes.keys()].map((i) => ({ ...nodes[i], parent: indexes.get(nodes[i].parent) ?? -1 })),
    samples: kept.map((i) => indexes.get(thread.samples[i])!),
    durationsUs: kept.map((i) => thread.durationsUs[i]),
    tiers: kept.map((i) => thread.tiers[i]),
  };
}
