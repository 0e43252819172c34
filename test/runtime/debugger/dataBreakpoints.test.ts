// Stops at the reading and writing of instance variables.
import assert from 'node:assert/strict';
import test from 'node:test';
import type { DataAccess } from '../../../runtime/debugger/runtimeDebugger';
import { bank, type Bank } from './debuggedBank';

/** Runs an expression in the teller to its end, and answers what each stop on the way said. */
async function stops(b: Bank, expression: string): Promise<string[]> {
  const texts: string[] = [];
  const silence = b.s.debugger.onEvent((event) => {
    if (event.kind !== 'stopped') return;
    texts.push(`${event.reason}: ${event.text}`);
    void b.s.debugger.continue(event.image);
  });
  await b.start(expression);
  await b.s.next('output', ({ text }) => text.startsWith('outcome'));
  silence();
  return texts;
}

for (const [access, expected] of [
  ['write', ['writes count of a Teller: nil → 1', 'writes count of a Teller: 1 → 2']],
  ['read', ['reads count of a Teller: 2']],
  [
    'readWrite',
    ['writes count of a Teller: nil → 1', 'writes count of a Teller: 1 → 2', 'reads count of a Teller: 2'],
  ],
] as [DataAccess, string[]][])
  test(`a data breakpoint stops at each ${access} of a variable of all instances`, async (t) => {
    const b = await bank(t, 1);
    const target = await b.s.debugger.dataTarget('Teller.count', {});
    assert.equal(target?.outlivesSession, true);
    const [info] = await b.s.debugger.setDataBreakpoints([{ dataId: target.dataId, access }]);
    assert.equal(info.verified, true);
    assert.deepEqual(
      await stops(b, 'Teller new serveMany: 2'),
      expected.map((text) => `data breakpoint: ${text}`),
    );
    await b.s.debugger.setDataBreakpoints([]);
    assert.deepEqual(await stops(b, 'Teller new serveMany: 2'), []);
  });

test('a data breakpoint on one object leaves its like alone, and has a condition', async (t) => {
  const b = await bank(t, 2);
  await b.breakAt('Ledger.st', 'old := self total');
  await b.start('Mine serve: 5');
  const stop = await b.s.next('stopped');
  const [top] = await b.stack(stop.image);
  const [scope] = (await b.s.debugger.scopes(top.frame)).filter(({ name }) => name === 'Self');
  const [self] = await b.s.debugger.variables(scope.handle);
  assert.equal(await b.s.debugger.dataTarget('nothing', { handle: self.handle }), undefined);
  const target = await b.s.debugger.dataTarget('total', { handle: self.handle });
  assert.deepEqual([target?.description, target?.outlivesSession], ['total of this Ledger', false]);
  assert.ok(await b.s.debugger.dataTarget('total', { frame: top.frame }));
  await b.s.debugger.setBreakpoints(b.s.file('Ledger.st'), []);
  await b.s.debugger.setDataBreakpoints([
    { dataId: target!.dataId, access: 'write', condition: 'total = 5' },
  ]);
  await b.s.debugger.continue(stop.image);
  await b.s.next('output');
  assert.equal(await b.s.evaluate('ledger', 'Ledger new deposit: 3'), '3');
  await b.s.evaluate('ledger', '[ Ledger new deposit: 8 ] fork');
  await b.start('Mine serve: 7');
  const written = await b.s.next('stopped');
  assert.deepEqual([written.image, written.text], [b.ledger, 'writes total of a Ledger: 5 → 12']);
  assert.equal((await b.stack(b.ledger))[0].name, 'Ledger>>deposit:');
  await b.s.debugger.continue(b.ledger);
});

test('a data breakpoint on nothing says so', async (t) => {
  const b = await bank(t, 1);
  const infos = await b.s.debugger.setDataBreakpoints(
    ['Teller.nothing', 'Nobody.count', '77'].map((dataId) => ({ dataId, access: 'write' })),
  );
  assert.deepEqual(
    infos.map(({ verified, message }) => [verified, message]),
    [
      [false, 'No image has Teller.nothing'],
      [false, 'No image has Nobody.count'],
      [false, 'No image has 77'],
    ],
  );
});
