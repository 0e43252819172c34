// Pictures as PNG files (RFC 2083): true colour with alpha, 8 bits a component, no interlace.
import { writeFile } from 'node:fs/promises';
import { crc32, deflateSync } from 'node:zlib';
import type { RgbaPixels } from '../graphics/displayPixels';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const bitsPerComponent = 8;
const trueColorWithAlpha = 6;

/** Writes `pixels` to the file `path`. Rejects with what the file system says. */
export async function writePngFile(path: string, pixels: RgbaPixels): Promise<void> {
  await writeFile(path, pngOf(pixels));
}

/** The contents of a PNG file. */
export function pngOf({ width, height, bytes }: RgbaPixels): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([bitsPerComponent, trueColorWithAlpha], 8);
  // Each row starts with the number of its filter: 0, none.
  const rowBytes = width * 4;
  const rows = Buffer.alloc((rowBytes + 1) * height);
  for (let y = 0; y < height; y++)
    rows.set(bytes.subarray(y * rowBytes, (y + 1) * rowBytes), y * (rowBytes + 1) + 1);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
