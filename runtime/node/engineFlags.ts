// How V8 is to treat compiled Smalltalk. Its limits for putting one function into another are for code that people
// write; every send of ours carries the call that saves its frame, which is hardly ever run. Measured: Queens 2.9 to 1.9
// times as long as JavaScript, Towers 4.1 to 2.9, Richards 4.3 to 2.8. And what survives a few collections V8 makes in
// its old generation from then on, where dead objects keep all alive that they refer to: DeltaBlue took 1.8 times as long
// as JavaScript in some runs and 4.6 times in others, which made its objects there.
import { setFlagsFromString } from 'node:v8';

const flags = [
  '--max-inlined-bytecode-size=900',
  '--max-inlined-bytecode-size-cumulative=3000',
  '--no-allocation-site-pretenuring',
];

/** For the whole process; before images run. */
export function setEngineFlags(): void {
  for (const flag of flags) setFlagsFromString(flag);
}
