// A method into the .changes file, as Smalltalk logs it, and where it is then into the method's last bytes.
import { bytesFromLatin1 } from '../object-memory/bytesOf';
import type { ImageBehavior } from '../image-files/imageBehavior';
import type { ImageConventions } from './imageConventions';
import type { ChangesFile } from './sourceFiles';

export interface LoggedMethod {
  readonly behavior: ImageBehavior;
  readonly protocol: string;
  readonly stamp: string;
  /** With the image's line ends. */
  readonly source: string;
  /** What the method before it said of its source; 0 if there was none. */
  readonly prior: number;
}

const sixteenMegabytes = 0x1000000;

/** Writes `!Foo methodsFor: 'x' stamp: 'ab 1/1/2000 12:00'!` and the source; answers where the source starts. */
export function logMethod(
  changes: ChangesFile,
  logged: LoggedMethod,
  lineEnd: string,
  isWide: boolean,
): number {
  const { behavior, protocol, stamp, source, prior } = logged;
  const before = prior === 0 ? '' : ` prior: ${prior}`;
  const preamble = `${behavior.printName} methodsFor: ${quoted(protocol)} stamp: ${quoted(stamp)}${before}`;
  const head = encode(`${lineEnd}!${doubled(preamble)}!${lineEnd}`, isWide);
  const position = changes.size + head.length;
  const tail = encode(`${doubled(source)}! !${lineEnd}`, isWide);
  changes.append(Uint8Array.of(...head, ...tail));
  return position;
}

/** The last bytes of a method whose source is at `position` of the changes file; none where there is none. */
export function trailerFor(kind: ImageConventions['trailer'], position: number | undefined): Uint8Array {
  if (kind === 'shifted5' || kind === 'shifted4') {
    const size = kind === 'shifted5' ? 5 : 4;
    // The lowest bit is set for the changes file.
    let rest = position === undefined ? 0 : position * 2 + 1;
    const bytes = new Uint8Array(size);
    for (let i = size - 1; i >= 0; i--, rest = Math.floor(rest / 256)) bytes[i] = rest % 256;
    return bytes;
  }
  const high = position === undefined ? -1 : Math.floor(position / sixteenMegabytes) * 2 + 2;
  // Beyond that the four bytes have no room: the text is kept, and not found again.
  if (position === undefined || high > 4) return new Uint8Array(4);
  const low = position % sixteenMegabytes;
  return Uint8Array.of(low & 255, (low >> 8) & 255, low >> 16, 251 + high);
}

/** The number that `prior:` gives for a method that ends with `bytes`. */
export function pointerOf(bytes: Uint8Array, kind: ImageConventions['trailer']): number {
  if (kind !== 'classic') {
    const size = kind === 'shifted5' ? 5 : 4;
    return bytes.subarray(-size).reduce((sum, byte) => sum * 256 + byte, 0);
  }
  const [low, middle, high, last] = bytes.subarray(-4);
  if (last === undefined || last < 252) return 0;
  return (((last - 251) * 256 + high!) * 256 + middle!) * 256 + low!;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function doubled(text: string): string {
  return text.replaceAll('!', '!!');
}

/** Before wide Strings a file has one byte a character. */
function encode(text: string, isWide: boolean): Uint8Array {
  return isWide ? new TextEncoder().encode(text) : bytesFromLatin1(text);
}
