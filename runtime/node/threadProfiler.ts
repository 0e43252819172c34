// Takes a profile of the calling thread: V8's profiler and a log of Contexts together.
import { Session } from 'node:inspector';
import { codeStatistics } from '../compiled/codeStatistics';
import { compiledTier } from '../compiled/compiledTier';
import type { Interpreter } from '../interpreter/interpreter';
import { attribute } from '../profiler/attribution';
import { ContextLog } from '../profiler/contextLog';
import type { ThreadProfile } from '../profiler/profile';

const intervalUs = 500;

export class ThreadProfiler {
  private readonly session = new Session();
  private readonly log = new ContextLog();
  private readonly endObservation: () => void;

  /** Begins. Throws if the host's profiler can't be had. */
  constructor(private readonly vm: Interpreter) {
    this.session.connect();
    this.session.post('Profiler.enable');
    this.session.post('Profiler.setSamplingInterval', { interval: intervalUs });
    this.session.post('Profiler.start');
    // V8 tells what it has put into a function only of functions that it has optimized since.
    compiledTier.renewAll();
    this.endObservation = this.log.observe(this.vm);
  }

  stop(): ThreadProfile {
    this.endObservation();
    const originUs = Number(process.hrtime.bigint()) / 1000 - performance.now() * 1000;
    let profile: ThreadProfile | undefined;
    // A session within its own thread answers at once.
    this.session.post('Profiler.stop', (error, answer) => {
      if (error) throw error;
      const { samples = [], timeDeltas = [] } = answer.profile;
      profile = attribute({
        samples: { ...answer.profile, samples, timeDeltas },
        chains: this.log.entries,
        originUs,
        codeOfScript: (url) => codeStatistics.codeOfScript(url),
      });
    });
    this.session.disconnect();
    if (profile === undefined) throw new Error('The profiler of this Node.js gave no profile');
    return profile;
  }
}
