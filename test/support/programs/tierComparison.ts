// Holds programs at random in one tier against the other: the same must come of them whenever methods are compiled and
// wherever they are interrupted. ARCHIPELAGO_PROGRAMS says how many, ARCHIPELAGO_SEED repeats a run.
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import fc from 'fast-check';
import { arbitraryProgram, programText } from './arbitraryProgram';
import { endless, outcomeOf, reference, type TierSetting } from './tierTrial';

const seed = Number(process.env.ARCHIPELAGO_SEED ?? Date.now() % 2 ** 31);
/** In one image, so that making images is not what takes the time. */
const together = 8;

/** When methods and loops are compiled: always, the second time, or as late as in use. */
const heats = fc.constantFrom(
  { heatLimit: 1, loopHeatMask: 0 },
  { heatLimit: 2, loopHeatMask: 1 },
  { heatLimit: 1000, loopHeatMask: 255 },
);

/** A third of the runs is not interrupted. */
const interruptions = fc.oneof(
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 2, arbitrary: fc.nat(1_000_000) },
);

/** In a sixth of the runs. */
const breakpoints = fc.oneof(
  { weight: 5, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.nat(1_000_000) },
);

/** `usual`: how many programs, if nobody says. */
export function compareTiers(t: TestContext, usual: number): void {
  const programs = Number(process.env.ARCHIPELAGO_PROGRAMS ?? usual);
  let ran = 0;
  let ended = 0;
  const property = fc.property(
    arbitraryProgram(together),
    heats,
    interruptions,
    breakpoints,
    (program, heat, seed, breaks) => {
      ran += program.count;
      const expected = outcomeOf(program, { ...reference, breaks });
      if (expected === endless) return;
      ended += program.count;
      const setting: TierSetting = { ...heat, seed, breaks };
      const outcome = outcomeOf(program, setting);
      if (outcome !== endless)
        assert.equal(outcome, expected, `${JSON.stringify(setting)}\n${programText(program)}`);
    },
  );
  while (ran < programs) {
    const runs = Math.ceil((programs - ran) / together);
    fc.assert(property, { seed: seed + ran, numRuns: runs, verbose: false });
  }
  t.diagnostic(`${ended} of ${ran} programs, seed ${seed}`);
  assert.ok(ended > ran * 0.9, `${ran - ended} of ${ran} programs do not end`);
}
