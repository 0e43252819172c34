import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instructionsOf } from '../../../runtime/bytecodes/decoder';
import type { Method } from '../../../runtime/object-memory/method';
import { Method as MethodClass } from '../../../runtime/object-memory/method';
import { inspectImage } from '../../../runtime/image-files/inspectImage';
import { RawFormat, type SlotReader } from '../../../runtime/image-files/rawImage';
import { bareKernel, decodableMethod, methodsIn } from './decodableMethods';
import { imageNames, openImage } from './images';

/** What the manifest beside the images says of them. */
const manifest: Record<string, { version: number; methods: number; bytecodes: RegExp }> = {
  'candle-v3.image': { version: 6505, methods: 830, bytecodes: /^V3 with closures/ },
  'cpnode-sista.image': { version: 6521, methods: 1922, bytecodes: /^Sista V1/ },
  'cuis5-spur32.image': { version: 6521, methods: 13_657, bytecodes: /^V3 with closures/ },
  'headless-spur32.image': { version: 6521, methods: 918, bytecodes: /^V3 with closures/ },
  'mini.image': { version: 6502, methods: 4606, bytecodes: /^V3 with BlockContexts/ },
  'pharo8-spur64.image': { version: 68_021, methods: 10_391, bytecodes: /^V3 with closures/ },
};

/** Decodes a method and the blocks in it; answers how many blocks. */
function decodeAll(method: Method): number {
  const { literals, code } = instructionsOf(method);
  assert.ok(code.length > 0, method.printName);
  let blocks = 0;
  for (const literal of literals) if (literal instanceof MethodClass) blocks += 1 + decodeAll(literal);
  return blocks;
}

for (const name of imageNames) {
  test(`${name}: every pointer means an object, every object has a class`, async () => {
    const image = await openImage(name);
    let pointers = 0;
    const check: SlotReader<void> = {
      object: (index) => {
        pointers++;
        assert.ok(index >= 0 && index < image.objectCount);
      },
      integer: (value) => assert.ok(typeof value === 'bigint' || Number.isSafeInteger(value)),
      character: (codePoint) => assert.ok(codePoint <= 0x3fffffff),
      float: (value) => assert.equal(typeof value, 'number'),
    };
    for (let object = 0; object < image.objectCount; object++) {
      if (image.formatOf(object) === RawFormat.Forwarder) continue;
      assert.ok(image.isPointers(image.classOf(object)));
      for (let slot = 0; slot < image.liveSlotCountOf(object); slot++) image.slot(object, slot, check);
    }
    assert.ok(pointers > image.objectCount / 2);
    console.log(`${name}: ${image.objectCount} objects, ${pointers} pointers`);
  });

  test(`${name}: every method decodes`, async () => {
    const image = await openImage(name);
    const kernel = bareKernel();
    const methods = methodsIn(image);
    let blocks = 0;
    for (const method of methods) blocks += decodeAll(decodableMethod(image, method, kernel));
    console.log(`${name}: ${methods.length} methods, ${blocks} closures in them`);
    const expected = manifest[name];
    if (expected) assert.equal(methods.length, expected.methods);
  });

  test(`${name}: inspected`, async () => {
    const report = inspectImage(await openImage(name));
    assert.equal(report.instances.length, 10);
    assert.match(report.specialObjects[0]!, /UndefinedObject$/);
    const expected = manifest[name];
    if (!expected) return;
    assert.equal(report.version, expected.version);
    assert.equal(report.methods, expected.methods);
    assert.equal(report.bytecodes.length, 1);
    assert.match(report.bytecodes[0]!, expected.bytecodes);
  });
}
