// Which compiler made the methods of an image: the dialect whose code for a sample of them is theirs.
import {
  closureSqueakDialect,
  contextSqueakDialect,
  firstSqueakDialect,
  opalDialect,
  type DialectBase,
  type ImageDialect,
} from '../compiler/image-code/imageDialect';
import { instructionsOf } from '../bytecodes/decoder';
import { Op } from '../bytecodes/instructions';
import { sistaSpecialSends, v3SpecialSends } from '../bytecodes/specialSelectors';
import { textIfString } from '../object-memory/literals';
import type { ImageMethod } from '../image-files/imageMethod';
import type { ImageMemory } from '../image-files/imageMemory';
import { CodeReader } from './codeReader';
import { UnstructuredCode } from './flows';
import { readTree } from './structurer';
import { walk } from './treeUses';

/** True if the method's code is what the dialect makes of its text. */
export type DialectTest = (method: ImageMethod, dialect: ImageDialect) => boolean;

const sampleSize = 160;
const senderCount = 12;
/** Elements that the bytecode has room for. */
const largestArray = 127;

/** Of an image whose methods are `methods`; they are sampled evenly. */
export function findDialect(
  memory: ImageMemory,
  all: readonly ImageMethod[],
  test: DialectTest,
): ImageDialect {
  const methods = all.filter(decodes);
  const base = dialectBase(memory, methods);
  const candidates =
    base.blocks === 'contexts'
      ? [firstSqueakDialect(base), contextSqueakDialect(base)]
      : [closureSqueakDialect(base), opalDialect(base)];
  const unsent = (dialect: ImageDialect): ImageDialect => ({
    ...dialect,
    inlined: without(dialect.inlined, ...optional.filter((selector) => isSentWithBlocks(selector, methods))),
  });
  const sample = evenly(methods.filter(isTelling), sampleSize);
  const failing = (dialect: ImageDialect): ImageMethod[] => sample.filter((method) => !test(method, dialect));
  let best = unsent(candidates[0]!);
  let rest = failing(best);
  for (const candidate of candidates.slice(1).map(unsent)) {
    if (rest.length === 0) return best;
    const own = failing(candidate);
    if (own.length < rest.length) [best, rest] = [candidate, own];
  }
  for (const variant of variantsOf(best)) {
    if (rest.length === 0) return best;
    if (!rest.some((method) => test(method, variant))) continue;
    const own = failing(variant);
    if (own.length < rest.length) [best, rest] = [variant, own];
  }
  return best;
}

/** Dialects that differ in one option: methods may be older than the compiler of their image. */
export function variantsOf(dialect: ImageDialect): ImageDialect[] {
  const toggles: Partial<ImageDialect>[] = [
    { keepsNil: !dialect.keepsNil },
    { loopsAnswerNil: !dialect.loopsAnswerNil },
    { keepsValueBeforeReturn: !dialect.keepsValueBeforeReturn },
    { armsLeaveValues: !dialect.armsLeaveValues },
    { startsFirst: !dialect.startsFirst },
    { swapsArms: !dialect.swapsArms },
    { dropsConstants: !dialect.dropsConstants },
    { dropsBlocks: !dialect.dropsBlocks },
    { popsEffects: !dialect.popsEffects },
    { largestBrace: largestArray },
    { largestBrace: 0 },
    { largeBrace: 'at:put:' },
    { sharesPlacesByName: !dialect.sharesPlacesByName },
    { sharing: dialect.sharing === 'squeak' ? 'opal' : 'squeak' },
    { uncopiedLimits: dialect.uncopiedLimits === 'variables' ? 'arguments' : 'variables' },
    ...(['kept', 'niled', 'niled if read first'] as const).map((loopTemporaries) => ({ loopTemporaries })),
    ...['repeat', 'timesRepeat:'].map((selector) => ({ inlined: toggled(dialect.inlined, selector) })),
    { inlined: without(dialect.inlined, 'ifNil:', 'ifNotNil:', 'ifNil:ifNotNil:', 'ifNotNil:ifNil:') },
    { inlined: without(dialect.inlined, 'ifNotNil: with argument') },
  ];
  return toggles.map((toggle) => ({ ...dialect, ...toggle }));
}

function toggled(set: ReadonlySet<string>, each: string): Set<string> {
  return set.has(each) ? without(set, each) : new Set([...set, each]);
}

function without(set: ReadonlySet<string>, ...gone: string[]): Set<string> {
  return new Set([...set].filter((each) => !gone.includes(each)));
}

function dialectBase(memory: ImageMemory, methods: readonly ImageMethod[]): DialectBase {
  const { dialect } = memory;
  const sista = methods.filter(({ body }) => body.bytecodes === 'sista').length;
  const isSista = sista * 2 > methods.length;
  const sends = dialect.specialSends ?? (isSista ? sistaSpecialSends : v3SpecialSends);
  return {
    bytecodes: isSista ? 'sista' : 'v3',
    blocks: isSista ? 'full' : methods.some(hasClosure) ? 'embedded' : 'contexts',
    callsPrimitive: dialect.memory === 'spur',
    specialSelectors: sends.map(({ selector }) => selector),
  };
}

/** An image may have methods that no machine can run. */
function decodes(method: ImageMethod): boolean {
  try {
    instructionsOf(method);
    return true;
  } catch {
    return false;
  }
}

function hasClosure(method: ImageMethod): boolean {
  const code = new CodeReader(method);
  for (let i = 0; i < code.length; i++) if (code.op(i) === Op.PushClosure) return true;
  return false;
}

/** Short methods look the same to every compiler. */
function isTelling({ bytes }: ImageMethod): boolean {
  return bytes.length > 40;
}

function evenly<T>(all: readonly T[], count: number): T[] {
  if (all.length <= count) return [...all];
  return Array.from({ length: count }, (_, i) => all[Math.floor((i * all.length) / count)]!);
}

/** What some compilers expand in place and others send. */
const optional = ['repeat', 'timesRepeat:', 'ifNotNil: with argument'];

/** True if methods send the selector with a block where a compiler that expands it would have found one. */
function isSentWithBlocks(name: string, methods: readonly ImageMethod[]): boolean {
  const selector = name.replace(' with argument', '');
  const naming = methods.filter(({ literals }) =>
    literals.some((literal) => textIfString(literal) === selector),
  );
  return evenly(naming, senderCount).some((method) => {
    let found = false;
    try {
      walk(readTree(method).body.statements, (node) => {
        if (node.kind !== 'send' || node.selector !== selector) return;
        const block = selector === 'repeat' ? node.receiver : node.args[0];
        if (block?.kind === 'block' && block.parameters.length === (name === selector ? 0 : 1)) found = true;
      });
    } catch (error) {
      if (!(error instanceof UnstructuredCode)) throw error;
    }
    return found;
  });
}
