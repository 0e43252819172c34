// Samples of the host's profiler, attributed to Smalltalk methods. Of compiled code the host saw the functions; what was
// interpreted, it saw as the interpreter: there the Contexts tell that were on the stack at nearly the same time.
import { instructionsOf } from '../bytecodes/decoder';
import type { Method } from '../object-memory/method';
import type { Chain, LoggedChain } from './contextLog';
import { scriptPlaces, type CpuSamples, type ScriptFrame, type ScriptPlace } from './cpuSamples';
import { factsOf } from './codeFacts';
import type { FrameKind, ProfiledCode, ProfileNode, SampledTier, ThreadProfile } from './profile';

/** Contexts that were seen longer ago, or later, say nothing of the code that ran on top of them. */
const nearMs = 5;

export interface Attribution {
  readonly samples: CpuSamples;
  /** In the order of time. */
  readonly chains: readonly LoggedChain[];
  /** The host's time at performance.now() 0. */
  readonly originUs: number;
  readonly codeOfScript: (url: string) => Method | undefined;
}

/** The profile of one thread. */
export function attribute({ samples, chains, originUs, codeOfScript }: Attribution): ThreadProfile {
  const places = scriptPlaces(samples.nodes, codeOfScript);
  const tree = new ProfileTree();
  const innermost: number[] = [];
  const tiers: SampledTier[] = [];
  const durationsUs: number[] = [];
  let timeUs = samples.startTime;
  let last = -1;
  samples.samples.forEach((id, i) => {
    timeUs += samples.timeDeltas[i];
    // V8's clock may step back a little between samples.
    durationsUs.push(Math.max(0, samples.timeDeltas[i + 1] ?? samples.endTime - timeUs));
    const timeMs = (timeUs - originUs) / 1000;
    while (last + 1 < chains.length && chains[last + 1].timeMs <= timeMs) last++;
    const place = places.get(id)!;
    const chain = chainNear(chains, last, timeMs, place);
    innermost.push(tree.nodeOf(place, chain));
    tiers.push(tierOf(place));
  });
  return {
    startUs: samples.startTime + (samples.timeDeltas[0] ?? 0),
    codes: tree.codes,
    nodes: tree.nodes,
    samples: innermost,
    durationsUs,
    tiers,
  };
}

function tierOf({ runs, frames }: ScriptPlace): SampledTier {
  if (runs !== 'smalltalk') return 'none';
  return frames.length > 0 ? 'compiled' : 'interpreted';
}

/**
 * The Contexts below what a sample saw: of the image whose turn it was, which the last entry before it tells, those seen
 * nearest in time. Compiled code is looked at while it runs, if possible, interpreted code between.
 */
function chainNear(
  chains: readonly LoggedChain[],
  last: number,
  timeMs: number,
  { runs, frames }: ScriptPlace,
): Chain | null {
  if (last < 0 || runs === 'idle' || runs === 'machine') return null;
  const { image } = chains[last].chain;
  const wantsCompiled = frames.length > 0;
  let best: LoggedChain | null = null;
  let bestMs = Infinity;
  const consider = (entry: LoggedChain): boolean => {
    const distanceMs = Math.abs(entry.timeMs - timeMs);
    if (distanceMs > nearMs || entry.chain.image !== image) return false;
    const penaltyMs = entry.isBelowCompiled === wantsCompiled && entry.chain.code !== null ? 0 : nearMs;
    if (distanceMs + penaltyMs < bestMs) {
      best = entry;
      bestMs = distanceMs + penaltyMs;
    }
    return distanceMs < bestMs;
  };
  for (let i = last; i >= 0 && consider(chains[i]); i--);
  for (let i = last + 1; i < chains.length && consider(chains[i]); i++);
  return ((best ?? chains[last]) as LoggedChain).chain;
}

/** Interns the paths of samples. */
class ProfileTree {
  readonly nodes: ProfileNode[] = [];
  readonly codes: ProfiledCode[] = [];
  private readonly indexes = new Map<string, number>();
  private readonly codeIndexes = new Map<Method, number>();
  private readonly bases = new Map<Chain, Map<ScriptFrame, Chain>>();

  nodeOf({ runs, frames, native }: ScriptPlace, chain: Chain | null): number {
    if (runs === 'idle') return this.intern(-1, 'idle', '(idle)');
    if (chain === null) return this.intern(-1, 'machine', '(virtual machine)');
    if (runs === 'collector')
      return this.intern(this.intern(-1, 'image', chain.image), 'collector', '(garbage collector)');
    let node = this.chainNode(frames.length > 0 ? this.baseOf(chain, frames[0]) : chain);
    for (const { code } of frames) node = this.codeNode(node, code);
    if (runs === 'compiling') return this.intern(node, 'compiling', '(compiling to JavaScript)');
    return native === null ? node : this.intern(node, 'native', `(primitive) ${native}`);
  }

  private chainNode(chain: Chain): number {
    if (chain.code === null) return this.intern(-1, 'image', chain.image);
    return this.codeNode(this.chainNode(chain.caller!), chain.code);
  }

  private codeNode(parent: number, code: Method): number {
    let index = this.codeIndexes.get(code);
    if (index === undefined) {
      index = this.codes.push(profiledCode(code)) - 1;
      this.codeIndexes.set(code, index);
    }
    return this.intern(parent, 'code', this.codes[index].name, index);
  }

  private intern(parent: number, kind: FrameKind, name: string, code = -1): number {
    const key = `${parent} ${code} ${code < 0 ? name : ''}`;
    let index = this.indexes.get(key);
    if (index === undefined) {
      index = this.nodes.push({ parent, kind, name, code }) - 1;
      this.indexes.set(key, index);
    }
    return index;
  }

  /** The part of the chain that can have called the outermost compiled frame: the rest came or went in between. */
  private baseOf(chain: Chain, frame: ScriptFrame): Chain {
    let known = this.bases.get(chain);
    if (!known) this.bases.set(chain, (known = new Map()));
    let base = known.get(frame);
    if (!base) known.set(frame, (base = callerOf(chain, frame)));
    return base;
  }
}

function callerOf(chain: Chain, { code, isContinuation }: ScriptFrame): Chain {
  let current = chain;
  if (isContinuation)
    for (let own: Chain = chain; own.code !== null; own = own.caller!)
      if (own.code === code) return own.caller!;
  while (current.code !== null && !maySend(current.code, code)) current = current.caller!;
  return current;
}

/** Whether one of its sends can have begun the other. */
function maySend(caller: Method, callee: Method): boolean {
  const { selector } = callee.home;
  return instructionsOf(caller).sites.some(
    (site) =>
      site.selector.startsWith('perform') ||
      (callee.isBlock ? /^(value|ensure|ifCurtailed|on:)/.test(site.selector) : site.selector === selector),
  );
}

function profiledCode(code: Method): ProfiledCode {
  const { home } = code;
  const { origin } = home;
  const start = code.isBlock ? code.body.start : 0;
  return {
    name: code.printName,
    methodName: home.printName,
    selector: home.selector,
    isBlock: code.isBlock,
    ...(origin === null
      ? { start, source: sourceOf(home) }
      : { file: origin.file, start: origin.offsets.toFile(start) }),
    facts: factsOf(code),
  };
}

/** Text of a method that may have come with none. */
function sourceOf(method: Method): string {
  try {
    return method.source;
  } catch {
    return '';
  }
}
