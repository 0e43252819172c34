const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const values = new Map([...alphabet].map((character, value) => [character, value]));

/** Bytes as base64 (RFC 4648, padded), without a host's help. */
export function bytesToBase64(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(index, index + 3);
    const group = (a << 16) | (b << 8) | c;
    const rest = bytes.length - index;
    text += alphabet.charAt(group >> 18) + alphabet.charAt((group >> 12) & 63);
    text += rest > 1 ? alphabet.charAt((group >> 6) & 63) : '=';
    text += rest > 2 ? alphabet.charAt(group & 63) : '=';
  }
  return text;
}

/** The bytes of padded base64 text; throws RangeError if it isn't that. */
export function base64ToBytes(text: string): Uint8Array {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  if (text.length % 4 !== 0) throw new RangeError('base64 text comes in groups of four characters');
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let offset = 0;
  for (let index = 0; index < text.length; index += 4) {
    let group = 0;
    for (let place = 0; place < 4; place++) {
      const character = text.charAt(index + place);
      const isPadding = character === '=' && index + place >= text.length - padding;
      const value = isPadding ? 0 : values.get(character);
      if (value === undefined) throw new RangeError(`${character} is no base64 character`);
      group = (group << 6) | value;
    }
    for (let shift = 16; shift >= 0 && offset < bytes.length; shift -= 8)
      bytes[offset++] = (group >> shift) & 255;
  }
  return bytes;
}
