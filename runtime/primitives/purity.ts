// Which primitives only work on their operands: they neither look at the running Context nor switch to another, so that
// compiled code can call them while it runs.
import type { Method } from '../object-memory/method';

/** First and last of numbers whose primitives are like that, in our images and in others'. */
const ranges: readonly (readonly [number, number])[] = [
  [1, 71],
  [73, 75],
  [105, 105],
  [110, 111],
  [135, 135],
  [137, 137],
  [143, 146],
  [148, 148],
  [165, 166],
  [168, 175],
  [240, 241],
  [541, 559],
];

const modules = new Set([
  'MiscPrimitivePlugin',
  'LargeIntegers',
  'FloatArrayPlugin',
  'ZipPlugin',
  'Matrix2x3Plugin',
  'DSAPrims',
]);

/** Our own, by what their names begin with. */
const ownFamilies =
  /^Archipelago\.(array|bytes|character|dictionary|float|hashed|integer|random|string|symbol|utf8|blockNum|className|class\w*Side|globalAt|globalIncludes|imageName)/;

/** Whether compiled code may call the method's primitive. */
export function isPure({ primitive, primitiveName }: Method): boolean {
  if (primitiveName !== null && primitiveName !== '')
    return ownFamilies.test(primitiveName) || modules.has(primitiveName.slice(0, primitiveName.indexOf('.')));
  return ranges.some(([first, last]) => primitive >= first && primitive <= last);
}
