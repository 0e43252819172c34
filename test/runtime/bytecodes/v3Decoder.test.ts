import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instructionsOf } from '../../../runtime/bytecodes/decoder';
import {
  NonLocal,
  Op,
  Quick,
  closureCopiedShift,
  operandShift,
  remoteShift,
} from '../../../runtime/bytecodes/instructions';
import { Method, type MethodBody } from '../../../runtime/object-memory/method';
import type { ObjectMemory } from '../../../runtime/object-memory/objectMemory';
import { bareKernel } from '../image-files/decodableMethods';

const kernel = bareKernel();
const literals = ['foo', 'foo:', 'foo:bar:'].map((text) => kernel.symbol(text));
const trailer = [12, 34, 56, 252];

function methodOf(
  bytes: readonly number[],
  body: Partial<MethodBody> = {},
  primitive = 0,
  isBlock = false,
): Method {
  const whole: MethodBody = {
    bytecodes: 'v3',
    hasTrailer: true,
    numTemps: 2,
    frameSize: 16,
    numCopied: 0,
    literals,
    bytes: Uint8Array.from([...bytes, ...trailer]),
    sourceMap: [],
    temps: [],
    start: 0,
    stop: 0,
    ...body,
  };
  const owner = {} as ObjectMemory;
  const method = new Method(
    kernel,
    owner,
    kernel.known.Object,
    'tested',
    0,
    isBlock,
    () => whole,
    () => '',
  );
  method.primitive = primitive;
  return method;
}

type Shown = readonly (readonly [Op, number | string])[];

/** Operation and operand of each instruction; of sends the selector and, after `/`, the number of arguments. */
function shown(method: Method): Shown {
  const { original, sites } = instructionsOf(method);
  return [...original].map((word) => {
    const op: Op = word & 0xff;
    const operand = word >> operandShift;
    const isSend = op === Op.Send || op === Op.SuperSend || op === Op.Add || op === Op.At;
    return [op, isSend ? `${sites[operand]!.selector}/${sites[operand]!.argc}` : operand];
  });
}

const answer: Shown = [[Op.ReturnTop, 0]];

function check(
  name: string,
  bytes: number[],
  expected: Shown,
  ...more: [Partial<MethodBody>?, number?, boolean?]
): void {
  test(name, () => assert.deepEqual(shown(methodOf(bytes, ...more)), expected));
}

check(
  'pushes of one byte',
  [5, 17, 33, 112, 113, 114, 115, 116, 117, 118, 119, 124],
  [
    [Op.PushField, 5],
    [Op.PushTemp, 1],
    [Op.PushLiteral, 1],
    [Op.PushSelf, 0],
    [Op.PushTrue, 0],
    [Op.PushFalse, 0],
    [Op.PushNil, 0],
    [Op.PushInteger, -1],
    [Op.PushInteger, 0],
    [Op.PushInteger, 1],
    [Op.PushInteger, 2],
    ...answer,
  ],
);
check(
  'globals and stores',
  [66, 99, 105, 135, 136, 137, 124],
  [
    [Op.PushBinding, 2],
    [Op.PopStoreField, 3],
    [Op.PopStoreTemp, 1],
    [Op.Pop, 0],
    [Op.Dup, 0],
    [Op.PushContext, 0],
    ...answer,
  ],
);
check(
  'extended pushes and stores',
  [128, 20, 128, 84, 128, 130, 128, 194, 129, 20, 129, 84, 129, 194, 130, 20, 130, 84, 130, 194, 124],
  [
    [Op.PushField, 20],
    [Op.PushTemp, 20],
    [Op.PushLiteral, 2],
    [Op.PushBinding, 2],
    [Op.StoreField, 20],
    [Op.StoreTemp, 20],
    [Op.StoreBinding, 2],
    [Op.PopStoreField, 20],
    [Op.PopStoreTemp, 20],
    [Op.PopStoreBinding, 2],
    ...answer,
  ],
);
check(
  'sends in all their forms',
  [176, 192, 200, 208, 225, 242, 131, 33, 133, 66, 134, 129, 132, 1, 1, 132, 34, 2, 124],
  [
    [Op.Add, '+/1'],
    [Op.At, 'at:/1'],
    [Op.Send, 'blockCopy:/1'],
    [Op.Send, 'foo/0'],
    [Op.Send, 'foo:/1'],
    [Op.Send, 'foo:bar:/2'],
    [Op.Send, 'foo:/1'],
    [Op.SuperSend, 'foo:bar:/2'],
    [Op.Send, 'foo:/2'],
    [Op.Send, 'foo:/1'],
    [Op.SuperSend, 'foo:bar:/2'],
    ...answer,
  ],
);
check(
  'the double extended bytecode’s accesses',
  [132, 64, 200, 132, 96, 2, 132, 128, 2, 132, 160, 99, 132, 192, 99, 132, 224, 2, 124],
  [
    [Op.PushField, 200],
    [Op.PushLiteral, 2],
    [Op.PushBinding, 2],
    [Op.StoreField, 99],
    [Op.PopStoreField, 99],
    [Op.StoreBinding, 2],
    ...answer,
  ],
);
check(
  'jumps, short and long, and the end behind them',
  [113, 153, 113, 124, 113, 168, 2, 172, 3, 113, 163, 245, 120],
  [
    [Op.PushTrue, 0],
    [Op.JumpFalse, 4],
    [Op.PushTrue, 0],
    [Op.ReturnTop, 0],
    [Op.PushTrue, 0],
    [Op.JumpTrue, 7],
    [Op.JumpFalse, 9],
    [Op.PushTrue, 0],
    [Op.JumpBack, 1],
    [Op.ReturnSelf, 0],
  ],
);
check(
  'temporaries in vectors',
  [138, 3, 138, 131, 140, 1, 2, 141, 1, 2, 142, 1, 2, 121],
  [
    [Op.NewArray, 3],
    [Op.NewArrayOf, 3],
    [Op.PushRemoteTemp, 1 | (2 << remoteShift)],
    [Op.StoreRemoteTemp, 1 | (2 << remoteShift)],
    [Op.PopStoreRemoteTemp, 1 | (2 << remoteShift)],
    [Op.ReturnTrue, 0],
  ],
);
check(
  'a BlockContext’s temporaries are its home’s, its `^` leaves it',
  [16, 129, 65, 105, 124],
  [
    [Op.PushHomeTemp, 0],
    [Op.StoreHomeTemp, 1],
    [Op.PopStoreHomeTemp, 1],
    [Op.NonLocalReturn, NonLocal.Top],
  ],
  { hasHomeTemps: true },
  0,
  true,
);
check(
  'Spur’s primitive call, with an error code',
  [139, 117, 0, 129, 65, 120],
  [
    [Op.Nop, 0],
    [Op.StoreTemp, 1],
    [Op.ReturnSelf, 0],
  ],
  {},
  117,
);
check(
  'the error code of a primitive in the header',
  [129, 65, 120],
  [
    [Op.Nop, 0],
    [Op.StoreTemp, 1],
    [Op.ReturnSelf, 0],
  ],
  {},
  60,
);

test('an error code’s temporary is found', () => {
  assert.equal(instructionsOf(methodOf([139, 117, 0, 129, 65, 120], {}, 117)).errorCodeTemp, 1);
  assert.equal(instructionsOf(methodOf([139, 117, 0, 120], {}, 117)).errorCodeTemp, -1);
});

test('a closure’s code becomes a block of its own', () => {
  const method = methodOf([16, 143, (1 << 4) | 2, 0, 3, 17, 18, 125, 124]);
  const { original, literals: all } = instructionsOf(method);
  assert.deepEqual(shown(method), [
    [Op.PushTemp, 0],
    [Op.PushClosure, 3 | (1 << closureCopiedShift)],
    ...answer,
  ]);
  assert.equal(original.length, 3);
  const block = all[3] as Method;
  assert.deepEqual(shown(block), [
    [Op.PushTemp, 1],
    [Op.PushTemp, 2],
    [Op.BlockReturnTop, 0],
  ]);
  assert.deepEqual([block.numArgs, block.body.numTemps, block.body.numCopied], [2, 3, 1]);
  assert.deepEqual([block.isBlock, block.outer, block.body.embeddedAt], [true, method, 5]);
});

test('a closure in a closure knows its place in the method', () => {
  const outer = instructionsOf(methodOf([143, 0, 0, 6, 143, 0, 0, 1, 122, 125, 124])).literals[3] as Method;
  const inner = instructionsOf(outer).literals[3] as Method;
  assert.deepEqual([outer.body.embeddedAt, inner.body.embeddedAt], [4, 8]);
  assert.deepEqual(shown(inner), [[Op.NonLocalReturn, NonLocal.False]]);
});

test('methods of quick primitives need no bytecodes', () => {
  const quick = (primitive: number): [Quick, number] => {
    const { quick: kind, quickOperand } = instructionsOf(methodOf([], {}, primitive));
    return [kind, quickOperand];
  };
  assert.deepEqual(quick(256), [Quick.Self, 0]);
  assert.deepEqual(quick(264), [Quick.Field, 0]);
  assert.deepEqual(quick(519), [Quick.Field, 255]);
  assert.deepEqual(shown(methodOf([], {}, 258)), [[Op.ReturnFalse, 0]]);
  assert.deepEqual(shown(methodOf([], {}, 260)), [[Op.PushInteger, -1], ...answer]);
});

test('what is not in the set is refused', () => {
  const refused = (bytes: number[], message: RegExp, body: Partial<MethodBody> = {}): void =>
    assert.throws(() => instructionsOf(methodOf(bytes, body)), message);
  refused([126], /Object>>tested: bytecode 126 at 0 is not in the V3 set/);
  refused([129, 128, 124], /bytecode 129/);
  refused([63, 124], /there is no literal 31/);
  refused([143, 0, 9, 9], /a block runs over its end/);
  refused([112, 112], /have no end|is not in the V3 set|there is no literal/);
  refused([131], /its last bytecode is incomplete/, { bytes: Uint8Array.of(131) });
});
