// The golden answers of unmodified images (see images.ts) once more, with every method and loop compiled when it first runs.
import { compiledTier } from '../../../runtime/compiled/compiledTier';
import '../image-files/goldenAnswers.test';

compiledTier.heatLimit = 1;
compiledTier.loopHeatMask = 0;
