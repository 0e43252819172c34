// What the compiled tier did with a method or block, in words.
import { instructionsOf } from '../bytecodes/decoder';
import { codeStatistics, type Discard } from '../compiled/codeStatistics';
import { compiledTier } from '../compiled/compiledTier';
import type { Behavior } from '../object-memory/behavior';
import type { Method } from '../object-memory/method';
import type { CodeFacts, MegamorphicSend } from './profile';

export function factsOf(code: Method): CodeFacts {
  const whyInterpreted = compiledTier.whyInterpreted(code);
  return {
    isCompiled: code.compiled !== null || (code.instructions?.continuations?.some(Boolean) ?? false),
    ...(whyInterpreted === undefined ? {} : { whyInterpreted }),
    discards: codeStatistics
      .discardsOf(code)
      .map(({ discard, count }) => ({ why: discardText(discard, code), count })),
    megamorphicSends: megamorphicSends(code),
  };
}

function megamorphicSends(code: Method): MegamorphicSend[] {
  return instructionsOf(code)
    .sites.filter(({ isMegamorphic }) => isMegamorphic)
    .map(({ selector, class0, class1, class2, class3 }) => ({
      selector,
      classes: [class0, class1, class2, class3]
        .filter((behavior): behavior is Behavior => behavior !== null)
        .map(({ printName }) => printName),
    }));
}

function discardText(discard: Discard, code: Method): string {
  switch (discard.kind) {
    case 'redefined':
      return `a method ${discard.selector}, which it calls directly or contains, was changed`;
    case 'changed':
      return 'its method was changed, or a breakpoint came or went';
    case 'unmet':
      return 'it came often to a send that had never been reached when it was compiled';
    case 'refuted': {
      const { expected, met } = discard;
      const where = placeText(discard.code, discard.pc, discard.code === code);
      if (/^Integers/.test(expected) && met.length > 0 && met.every((name) => name === 'SmallInteger'))
        return `the result${where} was expected to be a SmallInteger, and it was none`;
      return `it expected ${expected}${where}${met.length > 0 ? `, and met ${listed(met)}` : ''}`;
    }
  }
}

const listed = (names: readonly string[]): string => {
  // Two representations of one thing.
  const different = [...new Set(names.map((name) => name.replace(/^(Boxed|Small)Float64$/, 'Float')))];
  return different.map((name) => `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`).join(' and ');
};

/** ` in "x + y"`, and whose code that is. */
function placeText(code: Method, pc: number, isOwn: boolean): string {
  const { bytePcs } = instructionsOf(code);
  const bytePc = bytePcs[Math.min(pc, bytePcs.length - 1)];
  const entry = code.body.sourceMap.filter((one) => one.pc <= bytePc).at(-1);
  const owner = isOwn ? '' : ` of ${code.printName}`;
  if (!entry || entry.stop <= entry.start) return owner === '' ? '' : ` in the code${owner}`;
  const text = code.source.slice(entry.start, entry.stop).replace(/\s+/g, ' ');
  return ` in "${text.length > longest ? `${text.slice(0, longest)} …` : text}"${owner}`;
}
const longest = 60;
