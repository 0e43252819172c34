// Mac OS Roman, the character set of Smalltalk's keyboard events.

/** The characters from 128 on. */
const upperHalf =
  'ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u00a0ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\uf8ffÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ';

const codes = new Map([...upperHalf].map((character, i) => [character.codePointAt(0)!, 128 + i]));

/** The code of a character; 0 if Mac OS Roman doesn't have it. */
export function macRomanOf(codePoint: number): number {
  return codePoint < 128 ? codePoint : (codes.get(codePoint) ?? 0);
}
