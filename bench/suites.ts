import { cuisWork } from './cuisWork';
import { debuggerCost } from './debuggerCost';
import { imageStarts } from './imageStarts';
import { deviceMessages } from './deviceMessages';
import { manyImages } from './manyImages';
import type { Effort, Figure } from './measurement';
import { draggedWindow } from './draggedWindow';
import { cuisFile, imageFiles } from './imageFolder';
import { loadingImages } from './loadingImages';
import { farSends, oneWayMessages } from './messages';
import { interpreterSpeed } from './interpreterSpeed';
import { programSpeed, programSpeedInWorker } from './programSpeed';
import { stopCosts } from './stopCosts';
import { tinySpeed } from './tinySpeed';

/** The benchmarks by the name that `--only` takes, in the order in which they run. */
export const suites: Readonly<Record<string, (effort: Effort) => Promise<Figure[]>>> = {
  programs: programSpeed,
  programsInWorker: programSpeedInWorker,
  interpreter: interpreterSpeed,
  sends: farSends,
  oneway: oneWayMessages,
  images: imageStarts,
  manyImages,
  debugger: debuggerCost,
  stops: stopCosts,
  devices: deviceMessages,
  // These are for machines that have images of others.
  ...(imageFiles.length > 0 && { loading: loadingImages }),
  ...(cuisFile !== undefined && { tinyBenchmarks: tinySpeed, cuis: cuisWork, desktop: draggedWindow }),
};
