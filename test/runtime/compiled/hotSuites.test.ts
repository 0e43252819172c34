// The kernel's own suites once more, with every method and loop compiled when it first runs.
import { compiledTier } from '../../../runtime/compiled/compiledTier';
import '../kernelSuites.test';

compiledTier.heatLimit = 1;
compiledTier.loopHeatMask = 0;
