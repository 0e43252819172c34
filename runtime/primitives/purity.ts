// Which primitives only work on their operands: they neither look at the running Context nor switch to another, so that
// compiled code can call them while it runs.
import type { AskedDevice } from '../devices/deviceOperations';
import type { Method } from '../object-memory/method';
import { isMediated } from './deviceCalls';

/** First and last of numbers whose primitives are like that, in our images and in others'. */
const ranges: readonly (readonly [number, number])[] = [
  [1, 71],
  [73, 75],
  [96, 96],
  [103, 105],
  [110, 112],
  [129, 129],
  [132, 132],
  [135, 135],
  [137, 137],
  [143, 148],
  [159, 159],
  [165, 166],
  [168, 175],
  [181, 182],
  [198, 199],
  [240, 241],
  [541, 559],
];

/** These ask a clock, which another image may have. */
const clocks: ReadonlySet<number> = new Set([135, 137, 240, 241]);

/** From here on numbers mean something else in images before Spur. */
const firstReused = 150;

const modules = new Set([
  'ADPCMCodecPlugin',
  'B2DPlugin',
  'BitBltPlugin',
  'BMPReadWriterPlugin',
  'FFTPlugin',
  'JPEGReadWriter2Plugin',
  'SoundGenerationPlugin',
  'MiscPrimitivePlugin',
  'LargeIntegers',
  'FloatArrayPlugin',
  'ZipPlugin',
  'Matrix2x3Plugin',
  'DSAPrims',
]);

/** Modules whose device answers at once, unless another image has it. */
const deviceModules: Readonly<Record<string, AskedDevice>> = {
  FilePlugin: 'files',
  FileAttributesPlugin: 'files',
};

/** Our own, by what their names begin with. */
const ownFamilies =
  /^Archipelago\.(array|bytes|character|dictionary|float|hashed|integer|random|string|symbol|utf8|blockNum|className|class\w*Side|globalAt|globalIncludes|imageName)/;

/** Whether compiled code may call the method's primitive. */
export function isPure(method: Method): boolean {
  const { primitive, primitiveName, image } = method;
  if (primitiveName !== null && primitiveName !== '') {
    const module = primitiveName.slice(0, primitiveName.indexOf('.'));
    if (Object.hasOwn(deviceModules, module))
      return image !== null && !isMediated(image, deviceModules[module]);
    return ownFamilies.test(primitiveName) || modules.has(module);
  }
  if (method.hasOldNumbers() && primitive >= firstReused) return false;
  if (clocks.has(primitive) && image !== null && isMediated(image, 'clock')) return false;
  return ranges.some(([first, last]) => primitive >= first && primitive <= last);
}
