// CRC-32 (ISO 3309, as gzip has it) and Adler-32 (RFC 1950), continued from an earlier value.

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** Without the inversion before and after, which is the caller's. */
export function crc32(crc: number, bytes: Uint8Array): number {
  for (const byte of bytes) crc = crcTable[(crc ^ byte) & 255] ^ (crc >>> 8);
  return crc >>> 0;
}

const adlerModulus = 65521;

export function adler32(adler: number, bytes: Uint8Array): number {
  let low = adler & 0xffff;
  let high = adler >>> 16;
  for (const byte of bytes) {
    low = (low + byte) % adlerModulus;
    high = (high + low) % adlerModulus;
  }
  return ((high << 16) | low) >>> 0;
}
