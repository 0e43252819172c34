import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { readTopology, topologyProblemText } from '../../../runtime/topology/readTopology';
import { topologySchema } from '../../../runtime/topology/topologySchema';

const schemaFile = 'extension/media/topology.schema.json';

function check(name: string, text: string, ...expected: string[]): void {
  test(name, () => {
    const { topology, problems } = readTopology(text, 'bank.topology.json');
    assert.deepEqual(problems.map(topologyProblemText), expected);
    assert.equal(topology === undefined, expected.length > 0);
  });
}

check('the smallest topology', '{"images": [{"name": "teller"}]}');
check('comments and trailing commas are let pass', '{\n  // the bank\n  "images": [{"name": "teller"},],\n}');
check(
  'grants by the host and by a driver',
  '{"images": [{"name": "a", "grants": {"files": {"from": "host", "root": "."}}}, {"name": "b", "grants": {"clock": {"from": "a", "as": "Clock"}}}]}',
);
check('nothing at all', '', 'bank.topology.json:1:1: This is not JSON: a value is missing here');
check(
  'a missing comma',
  '{\n  "images": [{"name": "teller"} {"name": "ledger"}]\n}',
  'bank.topology.json:2:33: This is not JSON: a comma is missing here',
);
check('no images', '{"workers": 2}', 'bank.topology.json:1:1: The topology needs "images": add it');
check(
  'an image without a name',
  '{"images": [{"role": "x"}]}',
  'bank.topology.json:1:13: images[0] needs "name": add it',
);
check(
  'a wrong property',
  '{"images": [{"name": "a"}],\n "wires": []}',
  'bank.topology.json:2:2: The topology can\'t have "wires"; it may have $schema, images, wiring, workers, stopScope, store',
);
check(
  'a wrong type',
  '{"images": [{"name": "a", "worker": "0"}]}',
  'bank.topology.json:1:37: images[0].worker must be an integer',
);
check(
  'a wrong stop scope',
  '{"images": [{"name": "a"}], "stopScope": "some"}',
  'bank.topology.json:1:42: stopScope must be one of "image", "all"',
);
check(
  'two images of one name',
  '{"images": [{"name": "a"}, {"name": "a"}]}',
  'bank.topology.json:1:37: Two images are named a: rename one',
);
check(
  'a wire to a missing image',
  '{"images": [{"name": "a"}, {"name": "b"}],\n "wiring": [{"to": "a", "as": "C", "from": "c", "expression": "1"}]}',
  'bank.topology.json:2:44: No image is named c: there are a, b',
);
check(
  'a wire to a name that is no global',
  '{"images": [{"name": "a"}], "wiring": [{"to": "a", "as": "c", "from": "a", "expression": "1"}]}',
  'bank.topology.json:1:58: wiring[0].as must be the name of a global: a capital letter, then letters, digits or _',
);
check(
  'a global given twice',
  '{"images": [{"name": "a"}], "wiring": [\n{"to": "a", "as": "C", "from": "a", "expression": "1"},\n{"to": "a", "as": "C", "from": "a", "expression": "2"}]}',
  'bank.topology.json:3:19: a is given C twice: rename one',
);
check(
  'a grant by an image, but by which object',
  '{"images": [{"name": "a"}, {"name": "b", "grants": {"clock": {"from": "a"}}}]}',
  'bank.topology.json:1:62: This grant needs "as": the global of a that takes the messages',
);
check(
  'a grant by a missing image',
  '{"images": [{"name": "b", "grants": {"clock": {"from": "a", "as": "Clock"}}}]}',
  'bank.topology.json:1:56: No image is named a: there are b',
);
check(
  'an image named host',
  '{"images": [{"name": "host"}]}',
  'bank.topology.json:1:22: "host" means the machine itself: choose another name for the image',
);

test('editors are given the schema that the runtime checks by', () => {
  const text = `${JSON.stringify(topologySchema, null, 2)}\n`;
  if (process.env.UPDATE_GOLDEN) writeFileSync(schemaFile, text);
  assert.ok(existsSync(schemaFile), `${schemaFile} is missing: run once with UPDATE_GOLDEN=1`);
  assert.deepEqual(JSON.parse(readFileSync(schemaFile, 'utf8')), topologySchema);
});
