import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layOutChart, messageSentence } from '../../../extension/panels/view/chartLayout';
import { imageSentence, layOutMap } from '../../../extension/panels/view/mapLayout';
import type { FarReferenceRow, ImageRow, MessageRow } from '../../../extension/protocol/customRequests';

function message(id: string, from: string, to: string, ageMs: number): MessageRow {
  return {
    id,
    from: 1,
    to: 2,
    fromName: from,
    toName: to,
    receiver: 'an Account',
    selector: 'deposit:',
    arguments: ['100'],
    state: 'queued',
    wantsAnswer: true,
    isFuture: false,
    ageMs,
    sinceChangeMs: 0,
  };
}

function image(number: number, name: string, queuedMessages = 0): ImageRow {
  return { image: number, name, worker: 0, state: 'idle', processCount: 0, queuedMessages };
}

function reference(holder: number, home: number, state: FarReferenceRow['state']): FarReferenceRow {
  return {
    id: `${holder}-${home}`,
    holder,
    home,
    holderName: '',
    homeName: '',
    description: '',
    count: 1,
    state,
  };
}

test('a lane for each image, the oldest message on top', () => {
  const chart = layOutChart(
    ['teller', 'ledger'],
    [message('2', 'teller', 'ledger', 5), message('1', 'ledger', 'teller', 9)],
  );
  assert.deepEqual(
    chart.lanes.map(({ name }) => name),
    ['teller', 'ledger'],
  );
  assert.deepEqual(
    chart.arrows.map((arrow) => arrow.message.id),
    ['1', '2'],
  );
  const [first, second] = chart.arrows;
  assert.ok(first!.y < second!.y);
  assert.ok(first!.fromX > first!.toX, 'an answer to the left');
});

test('a message whose image is gone still has its lane; one to itself is a loop', () => {
  const chart = layOutChart(
    ['teller'],
    [message('1', 'teller', 'ledger', 1), message('2', 'teller', 'teller', 0)],
  );
  assert.equal(chart.lanes.length, 2);
  assert.deepEqual(
    chart.arrows.map(({ isLoop }) => isLoop),
    [false, true],
  );
});

test('the map has one line for each pair that knows each other, in each direction', () => {
  const rows = [
    reference(1, 2, 'live'),
    reference(1, 2, 'broken'),
    reference(2, 1, 'broken'),
    reference(1, 9, 'live'),
  ];
  const { nodes, wires } = layOutMap([image(1, 'teller'), image(2, 'ledger')], rows);
  assert.equal(nodes.length, 2);
  assert.deepEqual(
    wires.map(({ from, to, count, isBroken }) => [from.image.name, to.image.name, count, isBroken]),
    [
      ['teller', 'ledger', 2, false],
      ['ledger', 'teller', 1, true],
    ],
  );
});

test('images of a map do not cover each other', () => {
  const { nodes } = layOutMap(
    Array.from({ length: 12 }, (_, i) => image(i, `image ${i}`)),
    [],
  );
  for (const a of nodes)
    for (const b of nodes)
      if (a !== b)
        assert.ok(
          Math.abs(a.x - b.x) > 170 || Math.abs(a.y - b.y) > 76,
          `${a.image.name} and ${b.image.name}`,
        );
});

test('states are said in words', () => {
  assert.equal(
    messageSentence(message('1', 'teller', 'ledger', 0)),
    'deposit: from teller to ledger is on its way',
  );
  assert.equal(imageSentence(image(1, 'ledger', 1)), 'ledger is resting with 1 letter in its letter box');
});
