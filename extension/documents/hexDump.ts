const bytesPerLine = 16;

/** Offset, hexadecimal bytes and characters, sixteen bytes to a line. */
export function hexDump(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += bytesPerLine) {
    const line = [...bytes.subarray(start, start + bytesPerLine)];
    const hex = line.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const characters = line
      .map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : '.'))
      .join('');
    text += `${start.toString(16).padStart(8, '0')}  ${hex.padEnd(bytesPerLine * 3 - 1)}  ${characters}\n`;
  }
  return text;
}
