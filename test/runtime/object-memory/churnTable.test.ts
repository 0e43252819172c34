import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ChurnTable } from '../../../runtime/object-memory/churnTable';

/** Few different keys, so that most are met again; few different hashes, so that many collide. */
const step = fc.record({
  operation: fc.constantFrom('set', 'set', 'delete'),
  key: fc.integer({ min: 0, max: 60 }),
  value: fc.integer(),
});

test('a churn table holds what a Map would', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), fc.integer({ min: 1, max: 64 }), (steps, hashes) => {
      const table = new ChurnTable<number, number>((key) => key % hashes);
      const map = new Map<number, number>();
      for (const { operation, key, value } of steps) {
        if (operation === 'set') {
          table.set(key, value);
          map.set(key, value);
        } else assert.equal(table.delete(key), map.delete(key));
        assert.equal(table.get(key), map.get(key));
        assert.equal(table.size, map.size);
      }
      assert.deepEqual(new Map(table.list()), map);
      table.clear();
      assert.deepEqual(table.list(), []);
    }),
  );
});
