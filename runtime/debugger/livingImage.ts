import type { ImageId } from '../object-memory/objectMemory';
import type { ImageHost } from '../remote/imageHost';
import type { Vat } from '../remote/vat';
import { DebuggerError } from './runtimeDebugger';

/** The image of that number; a DebuggerError if it is not there any more. */
export function livingImage(host: ImageHost, image: ImageId): Vat {
  const vat = host.vat(image);
  if (!vat) throw new DebuggerError(`Image ${host.imageName(image)} is not there any more`);
  return vat;
}
