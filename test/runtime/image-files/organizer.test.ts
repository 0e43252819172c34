// What classes of Pharo say of themselves: variables, categories, protocols, as Pharo 8 and as later ones keep them.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { classesOf, detailsOf } from '../../../runtime/debugger/codeBrowser';
import { ImageBehavior } from '../../../runtime/image-files/imageBehavior';
import type { ImageMemory } from '../../../runtime/image-files/imageMemory';
import { loadImage } from '../../../runtime/image-files/loadImage';
import { ownCategoryOf, protocolsOf } from '../../../runtime/image-files/organizer';
import type { Fields, SClass, SObject, Value } from '../../../runtime/object-memory/objects';
import type { ImageId } from '../../../runtime/object-memory/objectMemory';
import { openImage } from './images';

describe('classes of Pharo', () => {
  let memory: ImageMemory;
  before(async () => {
    memory = loadImage(await openImage('pharo8-spur64.image'), 1 as ImageId, 'pharo');
  });

  const behaviorOf = (name: string): ImageBehavior => memory.kernel.behaviors.get(name) as ImageBehavior;

  /** An object with some of its instance variables set. */
  function make(behavior: ImageBehavior, values: Readonly<Record<string, Value>>): SObject {
    const names = behavior.allInstanceVariableNames();
    const object = behavior.instantiate(0) as SObject & Fields;
    for (const [name, value] of Object.entries(values)) {
      assert.ok(names.includes(name), `${behavior.name} has no ${name} but ${names.join(' ')}`);
      object[`f${names.indexOf(name)}`] = value;
    }
    return object;
  }

  /** An object of a class that this image has not got. */
  function makeUnknown(values: Readonly<Record<string, Value>>): SObject {
    const { kernel } = memory;
    const names = Object.keys(values);
    const behavior = new ImageBehavior(kernel, 'Unknown', null, 'normal', names.length, false);
    kernel.layOut(behavior);
    const layout = kernel.array(names.map((name) => kernel.symbol(name)));
    behavior.classObject = make(behaviorOf('Class').counterpart as ImageBehavior, { layout }) as SClass;
    return make(behavior, values);
  }

  const symbols = (...texts: string[]): SObject =>
    memory.kernel.array(texts.map((text) => memory.kernel.symbol(text)));
  const symbol = (text: string): SObject => memory.kernel.symbol(text);
  const set = (array: SObject): SObject => make(behaviorOf('IdentitySet'), { tally: 1, array });

  for (const [name, category, variables] of [
    ['Point', 'Kernel-BasicObjects', ['x', 'y']],
    ['OrderedCollection', 'Collections-Sequenceable-Ordered', ['array', 'firstIndex', 'lastIndex']],
    ['Association', /^Collections-/, ['value']],
  ] as const)
    test(`${name} has its category and variables`, () => {
      const row = classesOf(memory).find((one) => one.name === name)!;
      assert.match(row.category, new RegExp(category));
      assert.deepEqual(detailsOf(memory, behaviorOf(name)).instanceVariables, variables);
    });

  test('no class has fields without names', () => {
    const nameless = memory.kernel.allBehaviors.filter((behavior) =>
      behavior.allInstanceVariableNames().some((name) => /^field\d+$/.test(name)),
    );
    assert.deepEqual(
      nameless.map(({ printName }) => printName),
      [],
    );
  });

  test('names are read anew when the class has changed', () => {
    const behavior = behaviorOf('Fraction');
    const layout = (behavior.classObject as unknown as Fields).f3;
    assert.deepEqual(behavior.allInstanceVariableNames(), ['numerator', 'denominator']);
    (behavior.classObject as unknown as Fields).f3 = symbols('above', 'below');
    memory.kernel.flushAll();
    assert.deepEqual(behavior.allInstanceVariableNames(), ['above', 'below']);
    (behavior.classObject as unknown as Fields).f3 = layout;
    memory.kernel.flushAll();
  });

  test('protocols are in an organizer of the organization', () => {
    const adding = make(behaviorOf('Protocol'), {
      name: symbol('adding'),
      methodSelectors: set(symbols('add:', 'addFirst:', 'notThere')),
    });
    const protocolOrganizer = make(behaviorOf('ProtocolOrganizer'), {
      protocols: set(memory.kernel.array([memory.kernel.nil, adding])),
    });
    const organization = make(behaviorOf('ClassOrganization'), { protocolOrganizer });
    const behavior = behaviorOf('OrderedCollection');
    const { classObject } = behavior;
    const place = classObject.$b.allInstanceVariableNames().indexOf('organization');
    (classObject as unknown as Fields)[`f${place}`] = organization;
    const { protocols } = detailsOf(memory, behavior);
    const shown = protocols.find(({ name, meta }) => name === 'adding' && !meta);
    assert.deepEqual(shown?.selectors, ['add:', 'addFirst:']);
  });

  test('in later ones a class has its protocols', () => {
    const protocol = makeUnknown({ name: symbol('adding'), methodSelectors: symbols('add:') });
    const protocols = memory.kernel.array([protocol]);
    assert.deepEqual(protocolsOf(makeUnknown({ protocols }) as SClass), [
      { name: 'adding', elements: ['add:'] },
    ]);
  });

  for (const [tag, expected] of [
    ['Ordered', 'Collections-Ordered'],
    ['Collections', 'Collections'],
    ['Uncategorized', 'Collections'],
  ] as const)
    test(`in later ones a class has a tag, ${tag}`, () => {
      const packaged = makeUnknown({ name: symbol('Collections') });
      const packageTag = makeUnknown({ package: packaged, name: symbol(tag) });
      assert.equal(ownCategoryOf(makeUnknown({ packageTag }) as SClass), expected);
    });

  test('a class that knows of no category has none', () => {
    assert.equal(ownCategoryOf(makeUnknown({ name: symbol('Thing') }) as SClass), '');
  });
});
