// Runs a program in an image of its own, in one tier or both, while turns end, memory is purged and the stack is found
// too deep wherever a seeded choice says; what comes of it is text that two runs can be compared by.
import { compiledTier } from '../../../runtime/compiled/compiledTier';
import type { RunResult } from '../../../runtime/interpreter/host';
import { textIfString } from '../../../runtime/object-memory/literals';
import { Residency } from '../../../runtime/paging/residency';
import { LocalSystem, type TestImage } from '../images/localSystem';
import { MemoryChunkStore } from '../images/memoryChunkStore';
import { RandomChoice } from '../images/randomChoice';
import { BreakLog } from './breakLog';

/** Which tiers run it. */
export interface TierSetting {
  /** Activations before a method is compiled; null leaves all to the interpreter. */
  readonly heatLimit: number | null;
  /** Rounds of a loop before it is, less one: a power of two less one. */
  readonly loopHeatMask: number;
  /** Where it is interrupted; null lets it run. */
  readonly seed: number | null;
  /** Where breakpoints stand in it that do not stop it; null, or nothing said, without any. */
  readonly breaks?: number | null;
}

/** The interpreter without interruptions: what all others are held against. */
export const reference: TierSetting = { heatLimit: null, loopHeatMask: 255, seed: null };

export interface Program {
  /** Classes and methods in Tonel. */
  readonly classes: readonly string[];
  /** Expression whose value is told as its `printString`. */
  readonly expression: string;
  /** Classes in whose methods, and in those of the classes below, breakpoints may stand. */
  readonly breakable?: readonly string[];
}

/** Turns that a program may take before it is given up. */
const maxTurns = 4000;

/** The program did not end in time: nothing can be said of it. */
export const endless = 'it does not end';

/** Globals of every trial: `Blob`, memory that may be purged, and `Far`, a collection of another image. */
function furnish(image: TestImage, far: TestImage): Residency {
  const { vat } = image;
  vat.residency = new Residency(vat.memory, new MemoryChunkStore(), 2 ** 40);
  image.value(
    'Smalltalk at: #Blob put: (ByteArray new: 5000). 1 to: 100 do: [ :i | (Smalltalk at: #Blob) at: i put: i ]. (Smalltalk at: #Blob) size',
  );
  vat.residency.keepBudget();
  image.wire('Far', far, 'OrderedCollection withAll: #( 10 20 30 )');
  return vat.residency;
}

/** As a heart may at any time. */
function beatAtRandom(poll: Int32Array, choice: RandomChoice): void {
  if (choice.below(3) === 0) poll[1] = -1;
  if (choice.below(3) === 0) poll[2] = -1;
}

/** Lets compiled code be stopped by a heart that beats at each turn's beginning, and after that where `seed` says. */
export function listenToHeart(): void {
  const poll = new Int32Array(3);
  const choice = new RandomChoice(1);
  compiledTier.machine.follow({ poll, isBeating: true, keepBeating: () => beatAtRandom(poll, choice) });
}

/** What comes of the program in new images of the process's kernel. */
export function outcomeOf({ classes, expression, breakable = [] }: Program, setting: TierSetting): string {
  const system = new LocalSystem();
  const image = system.image('trial');
  const far = system.image('far');
  const { vm } = image.host;
  vm.tier = null;
  const residency = furnish(image, far);
  image.define(...classes);
  const { machine } = compiledTier;
  const before = [compiledTier.heatLimit, compiledTier.loopHeatMask, machine.depthLimit];
  if (setting.heatLimit !== null) {
    vm.tier = compiledTier;
    compiledTier.heatLimit = setting.heatLimit;
    compiledTier.loopHeatMask = setting.loopHeatMask;
  }
  const { breaks = null } = setting;
  const log = breaks === null ? null : new BreakLog(image, new RandomChoice(breaks));
  for (const name of breakable) log?.scatter(name);
  const choice = setting.seed === null ? null : new RandomChoice(setting.seed);
  const run = vm.run.bind(vm);
  let turns = 0;
  vm.run = (fuel): RunResult => {
    turns++;
    if (choice === null || vm.image !== image.vat.memory) return run(fuel);
    machine.depthLimit = choice.of([60, 300, 6000]);
    if (choice.below(4) === 0)
      for (const blob of residency.entries()) if (blob.isResident) residency.purge(blob);
    return run(choice.of([1, 2, 7, 30, 200, 3000]));
  };
  vm.refuel = () => {
    if (choice === null) return turns++ > maxTurns ? 0 : 20_000;
    beatAtRandom(machine.poll, choice);
    return choice.of([0, 0, 1, 3, 50, 1000]);
  };
  try {
    const pending = image.start(expression);
    // Interrupted often, it has as much to do in more turns.
    const limit = maxTurns * (choice === null ? 1 : 300);
    system.runUntil(() => pending.outcome !== undefined || turns > limit);
    const { outcome } = pending;
    if (outcome === undefined) return turns > limit ? endless : 'it waits for ever';
    if ('error' in outcome) return `${outcome.error.cls}: ${outcome.error.text}\n${outcome.error.stack}`;
    const text = textIfString(outcome.value) ?? image.plainOf(outcome.value)?.toString() ?? 'nil';
    return log === null ? text : `${text}\n${log.end()}`;
  } finally {
    log?.end();
    [compiledTier.heatLimit, compiledTier.loopHeatMask, machine.depthLimit] = before;
    system.kill(image, 'the trial is over');
    system.kill(far, 'the trial is over');
  }
}
