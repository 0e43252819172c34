import { specialSend, v3SpecialSends, type SpecialSend } from '../bytecodes/specialSelectors';
import type { ImageMethodParts, MethodDialect } from './imageMethod';
import { Special, type RawImage, type SlotReader } from './rawImage';

/** What an image's methods have in common. */
export function methodDialect(image: RawImage): MethodDialect {
  const { memory, hasClosures } = image.header.version;
  return { memory, hasClosures, specialSends: readSpecialSends(image) };
}

/** A method's own parts, but for the literals, which are there when all objects are. */
export function readMethodParts(
  image: RawImage,
  method: number,
): Pick<ImageMethodParts, 'header' | 'literals' | 'bytes'> {
  return {
    header: image.slot(method, 0, headerReader(image, method)),
    literals: [],
    bytes: image.bytesOf(method).slice(),
  };
}

function headerReader(image: RawImage, method: number): SlotReader<number | bigint> {
  const fail = (): never => image.fail(method, 'a method with a header', 'something else in its place');
  return { object: fail, integer: (value) => value, character: fail, float: fail };
}

/** The image's special selectors: pairs of a selector and its number of arguments. */
function readSpecialSends(image: RawImage): SpecialSend[] | undefined {
  const array = image.special(Special.SpecialSelectors);
  if (array < 0 || image.slotCountOf(array) < 64) return undefined;
  return Array.from({ length: 32 }, (_, i) => {
    const selector = image.objectIn(array, i * 2);
    const text = selector < 0 ? undefined : image.textOf(selector);
    // A place that no compiler uses any more may be empty.
    if (text === undefined) return v3SpecialSends[i];
    return specialSend(text, image.integerIn(array, i * 2 + 1) ?? 0);
  });
}
