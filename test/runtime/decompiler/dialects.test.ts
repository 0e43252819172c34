// Source to the code of each kind of compiler, and back to the same source.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  closureSqueakDialect,
  contextSqueakDialect,
  firstSqueakDialect,
  opalDialect,
  type DialectBase,
  type ImageDialect,
} from '../../../runtime/compiler/image-code/imageDialect';
import type { ImageNameScope } from '../../../runtime/compiler/image-code/imageScopes';
import { decompile } from '../../../runtime/decompiler/decompiler';
import { matchCode } from '../../../runtime/decompiler/equivalence';
import { makeImageMethod } from '../../../runtime/decompiler/imageMethodMaker';
import { compileForImage } from '../../../runtime/decompiler/recompile';
import type { ImageMemory } from '../../../runtime/image-files/imageMemory';
import type { ImageMethod } from '../../../runtime/image-files/imageMethod';
import { loadImage } from '../../../runtime/image-files/loadImage';
import type { ImageId } from '../../../runtime/object-memory/objectMemory';
import { v3SpecialSends } from '../../../runtime/bytecodes/specialSelectors';
import { openImage } from '../image-files/images';

const specialSelectors = v3SpecialSends.map(({ selector }) => selector);
const v3 = { bytecodes: 'v3', callsPrimitive: true, specialSelectors } as const;
const contexts: DialectBase = { ...v3, blocks: 'contexts' };
const embedded: DialectBase = { ...v3, blocks: 'embedded' };
const full: DialectBase = {
  bytecodes: 'sista',
  blocks: 'full',
  callsPrimitive: true,
  specialSelectors: ['+', '-', '<', '>', '<=', '>=', '=', '~='],
};

const dialects: Readonly<Record<string, ImageDialect>> = {
  'the first Squeak': firstSqueakDialect(contexts),
  'Squeak with BlockContexts': contextSqueakDialect(contexts),
  'Squeak with closures': closureSqueakDialect(embedded),
  'Squeak with full blocks': closureSqueakDialect(full),
  'Pharo with closures': opalDialect(embedded),
  'Pharo with full blocks': opalDialect(full),
  'Pharo, popping all effects': { ...opalDialect(full), popsEffects: true },
};

/** Methods that mean the same code to every compiler; written as the decompiler writes them. */
const methods = [
  'yourself',
  'a: arg1\n\t^arg1 + 1',
  'a: arg1\n\targ1 foo; bar: 3; baz',
  'a: arg1\n\targ1 > 3 ifTrue: [^#big].\n\t^#small',
  'a: arg1\n\t^arg1 > 3 ifTrue: [#big] ifFalse: [#small]',
  'a: arg1\n\targ1 foo ifFalse: [arg1 bar]',
  'a: arg1\n\targ1 foo\n\t\tifTrue: [arg1 bar]\n\t\tifFalse: [arg1 baz]',
  'a: arg1\n\t^(arg1 foo and: [arg1 bar]) or: [arg1 baz]',
  'a: arg1\n\t[arg1 atEnd] whileFalse: [arg1 next]',
  'a: arg1\n\t[arg1 next] whileTrue',
  'a: arg1\n\t1 to: 10 do: [:t1 | arg1 add: t1]',
  'a: arg1\n\t10 to: 1 by: -2 do: [:t1 | arg1 add: t1]',
  'a: arg1\n\t1 to: arg1 size - 1 do: [:t1 | arg1 at: t1]',
  'a: arg1\n\t| t1 |\n\t^(t1 := arg1 foo) + t1',
  "a: arg1\n\t^arg1 at: #(1 $a 'x y' #foo: #(nil true)) put: 'it''s'",
  'a\n\t<primitive: 60>\n\t^super a',
  "a\n\t<primitive: 'primitiveFoo' module: 'BarPlugin'>\n\t^self primitiveFailed",
  'a\n\tfirst := second := 1.5e100.\n\tGlobal := thisContext',
  'a: arg1\n\targ1 caseOf: {[1] -> [#one]. [2] -> [#two]}',
];

/** What BlockContexts and their times don't have; blocks, where variables and their names depend on how blocks keep them. */
const blocks = [
  'a: arg1\n\t^{arg1. 2. #three}',
  'a: arg1\n\t^arg1 do: [:arg2 | arg2 foo]',
  'a: arg1\n\t^arg1 do: []',
  'a: arg1\n\t^arg1 detect: [:arg2 | arg2 foo ifTrue: [^arg2]. true]',
  'a: arg1\n\t| t1 |\n\tt1 := 0.\n\targ1 do: [:arg2 | t1 := t1 + arg2].\n\t^t1',
  'a: arg1\n\t^[:arg2 | [:arg3 | arg1 + arg2 + arg3]]',
  'a: arg1\n\t^arg1 collect: [:arg2 |\n\t\t| t1 |\n\t\tt1 := arg2 foo.\n\t\t[t1 := t1 + 1] value.\n\t\tt1]',
  'a: arg1\n\t1 to: 3 do: [:t1 | arg1 add: [t1]]',
];

/** Only where they are expanded in place. */
const nilTests = [
  'a: arg1\n\t^arg1 foo ifNil: [3]',
  'a: arg1\n\targ1 foo ifNil: [^3]',
  'a: arg1\n\targ1 foo ifNotNil: [:t1 | t1 bar]',
  'a: arg1\n\t^arg1 foo ifNil: [0] ifNotNil: [:t1 | t1 + 1]',
  'a: arg1\n\t[arg1 foo ifTrue: [^3]] repeat',
];

const fields = ['first', 'second'];

const globals = new Map<string, object>();

function scopeOf(memory: ImageMemory): ImageNameScope {
  return {
    instanceVariableIndex: (name) => (fields.includes(name) ? fields.indexOf(name) : undefined),
    binding(name) {
      if (!/^[A-Z]/.test(name)) return undefined;
      let binding = globals.get(name);
      if (!binding) {
        binding = Object.assign(memory.kernel.known.Association.instantiate(0), {
          f0: memory.kernel.symbol(name),
          f1: memory.kernel.nil,
        });
        globals.set(name, binding);
      }
      return binding;
    },
  };
}

function compile(memory: ImageMemory, source: string, dialect: ImageDialect): ImageMethod {
  const { code, diagnostics } = compileForImage(source, scopeOf(memory), dialect);
  assert.ok(code, `${source}: ${JSON.stringify(diagnostics)}`);
  return makeImageMethod(memory, memory.kernel.known.Object, code, {
    literals: [],
    trailer: new Uint8Array(4),
  });
}

describe('dialects of images', async () => {
  const memory = loadImage(await openImage('headless-spur32.image'), 1 as ImageId, 'headless');
  const squash = (text: string): string => text.replace(/\s+/g, ' ');
  for (const [name, dialect] of Object.entries(dialects))
    test(`${name}: the source of every method comes back`, () => {
      const own = dialect.blocks === 'contexts' ? [] : [...blocks, ...nilTests];
      const all = [...methods, ...own];
      const found = all.map((source) => {
        const method = compile(memory, source, dialect);
        const { text } = decompile(method, { dialect, fields });
        assert.ok(Array.isArray(matchCode(method, compile(memory, text, dialect))), source);
        return squash(text);
      });
      assert.deepEqual(found, all.map(squash));
    });

  const differing: [string, string][] = [
    ['a: arg1\n\t^arg1 + 1', 'a: arg1\n\t^arg1 - 1'],
    ['a: arg1\n\t^arg1 + 1', 'a: arg1\n\t^arg1 + 2'],
    ["a: arg1\n\t^'x'", 'a: arg1\n\t^#x'],
    ['a: arg1\n\t| t u |\n\tt := 1. u := 2.\n\t^t', 'a: arg1\n\t| t u |\n\tt := 1. u := 2.\n\t^u'],
    ['a: arg1\n\t^[:x | x + arg1]', 'a: arg1\n\t^[:x | arg1 + x]'],
    ['a: arg1\n\t^first', 'a: arg1\n\t^second'],
    ['a: arg1\n\t^Foo', 'a: arg1\n\t^Bar'],
    ['a: arg1\n\targ1 ifTrue: [self a]', 'a: arg1\n\targ1 ifFalse: [self a]'],
    ['a: arg1\n\t<primitive: 60>\n\t^1', 'a: arg1\n\t<primitive: 61>\n\t^1'],
    ['a: arg1\n\tself foo', 'a: arg1\n\tsuper foo'],
  ];
  for (const [one, other] of differing)
    test(`other code is told from ${JSON.stringify(one)}`, () => {
      const dialect = closureSqueakDialect(embedded);
      assert.ok('reason' in matchCode(compile(memory, one, dialect), compile(memory, other, dialect)));
    });

  test('variables may change places, and code that is never reached be left out', () => {
    const dialect = closureSqueakDialect(embedded);
    const one = compile(memory, 'a | t u | t := 1. u := 2. ^[t + u]', dialect);
    const other = compile(memory, 'a | u t | t := 1. u := 2. ^[t + u]', dialect);
    const matched = matchCode(one, other);
    assert.ok(Array.isArray(matched));
    assert.equal(matched[0]!.isExact, false);
    assert.deepEqual([matched[0]!.places.get(1)?.index, matched[0]!.places.get(0)?.index], [0, 1]);
  });
});
