// The debugger over running systems: breakpoints, steps within and across images, evaluation, exceptions, messages.
import test from 'node:test';
import assert from 'node:assert/strict';
import type { VariableInfo } from '../../../runtime/debugger/runtimeDebugger';
import { bank, type Bank } from './debuggedBank';

async function outcome({ s }: Bank): Promise<string> {
  const { text } = await s.next('output', (event) => event.text.startsWith('outcome '));
  return text.trim().slice('outcome '.length);
}

for (const workers of [1, 2] as const) {
  const where = workers === 1 ? 'within a worker' : 'across workers';

  test(`a breakpoint stops at its statement, and the stack goes on in the sending image, ${where}`, async (t) => {
    const b = await bank(t, workers);
    await b.breakAt('Ledger.st', 'total := old + amount');
    await b.start('Mine serve: 5');
    const stop = await b.s.next('stopped');
    assert.deepEqual([stop.image, stop.reason, stop.all], [b.ledger, 'breakpoint', false]);
    assert.equal(stop.breakpointIds.length, 1);
    const frames = await b.stack(b.ledger);
    const names = frames.map(
      ({ name, kind, image }) => `${image === b.ledger ? 'ledger' : 'teller'} ${kind} ${name}`,
    );
    assert.equal(names[0], 'ledger method Ledger>>deposit:');
    assert.match(names[1], /^ledger boundary deposit: .*teller/);
    assert.equal(names[2], 'teller method Teller>>serve:');
    assert.equal(b.textOf(frames[0]), 'total := old + amount');
    assert.match(b.textOf(frames[2]), /ledger deposit: amount/);
    const [locals] = await b.s.debugger.scopes(frames[2].frame);
    const variables = await b.s.debugger.variables(locals.handle);
    assert.ok(variables.length > 0);
    assert.equal(
      (await b.s.debugger.evaluate('before + amount', { frame: frames[2].frame }, 'watch')).value.value,
      '6',
    );
    assert.equal(
      (await b.s.debugger.evaluate('old + amount', { frame: frames[0].frame }, 'watch')).value.value,
      '5',
    );
    await b.s.debugger.continue(b.ledger);
    assert.equal(await outcome(b), '6');
  });

  test(`steps go into the other image and come back with the answer, ${where}`, async (t) => {
    const b = await bank(t, workers);
    await b.breakAt('Teller.st', 'before := 1');
    await b.start('Mine serve: 5');
    await b.s.next('stopped');
    const step = async (image: number, kind: 'in' | 'over' | 'out'): Promise<[string, string]> => {
      await b.s.debugger.step(image, kind);
      const stop = await b.s.next('stopped');
      assert.equal(stop.reason, 'step');
      const [top] = await b.stack(stop.image);
      return [stop.image === b.ledger ? 'ledger' : 'teller', b.textOf(top)];
    };
    assert.deepEqual(await step(b.teller, 'over'), ['teller', 'after := ledger deposit: amount']);
    assert.deepEqual(await step(b.teller, 'in'), ['ledger', 'old := self total']);
    assert.deepEqual(await step(b.ledger, 'over'), ['ledger', 'total := old + amount']);
    const [image, text] = await step(b.ledger, 'out');
    assert.equal(image, 'teller');
    assert.match(text, /ledger deposit: amount|count := after/);
    await b.s.debugger.continue(b.teller);
    assert.equal(await outcome(b), '6');
  });

  test(`a step over a far send waits for its answer, ${where}`, async (t) => {
    const b = await bank(t, workers);
    await b.breakAt('Teller.st', 'after := ledger');
    await b.start('Mine serve: 5');
    await b.s.next('stopped');
    await b.s.debugger.step(b.teller, 'over');
    const stop = await b.s.next('stopped');
    assert.deepEqual([stop.image, stop.reason], [b.teller, 'step']);
    const [top] = await b.stack(b.teller);
    assert.equal(b.textOf(top), 'count := after + before');
    await b.s.debugger.continue(b.teller);
    assert.equal(await outcome(b), '6');
  });

  test(`an error of the other image stops where it happens, unless somebody handles it, ${where}`, async (t) => {
    const b = await bank(t, workers);
    await b.s.debugger.setExceptionFilters([{ filter: 'unhandled' }]);
    await b.start('Mine careful');
    assert.equal(await outcome(b), '3');
    await b.s.evaluate('teller', '[ Mine careless ] fork');
    const stop = await b.s.next('stopped');
    assert.deepEqual([stop.image, stop.reason], [b.ledger, 'exception']);
    const details = await b.s.debugger.exceptionDetails(b.ledger);
    assert.equal(details?.description.includes('no money'), true);
    assert.equal(details?.exceptionClass, 'Error');
    const names = (await b.stack(b.ledger)).map(({ name }) => name);
    assert.ok(names.includes('Ledger>>fail') && names.includes('Teller>>careless'), names.join(', '));
  });

  test(`messages to a stopped image queue, can be held and released, ${where}`, async (t) => {
    const b = await bank(t, workers);
    await b.s.debugger.holdAll(b.ledger, true);
    await b.start('Mine later wait');
    let row = undefined;
    for (let i = 0; i < 100 && !row; i++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      row = (await b.s.debugger.messages(10)).messages.find(
        ({ selector, state }) => selector === 'deposit:' && state === 'held',
      );
    }
    assert.ok(row, JSON.stringify(await b.s.debugger.messages(10)));
    assert.deepEqual([row.from, row.to, row.arguments], [b.teller, b.ledger, ['5']]);
    await b.s.debugger.holdAll(b.ledger, false);
    assert.equal(await b.s.evaluate('ledger', 'Mine total'), '0');
    await b.s.debugger.releaseMessage(row.id);
    assert.equal(await outcome(b), '5');
  });

  test(`pausing and stepping out of an endless loop's image leaves the other running, ${where}`, async (t) => {
    const b = await bank(t, workers);
    await b.start('Mine spin');
    await b.s.debugger.pause(b.teller);
    const stop = await b.s.next('stopped');
    assert.deepEqual([stop.image, stop.reason], [b.teller, 'pause']);
    const names = (await b.stack(b.teller)).map(({ name }) => name);
    assert.ok(
      names.some((name) => name.includes('Teller>>spin')),
      names.join(', '),
    );
    assert.equal(await b.s.evaluate('ledger', 'Mine deposit: 3'), '3');
    assert.match(await b.s.evaluate('teller', '3 + 4'), /7/);
    const states = new Map((await b.s.debugger.images()).map(({ name, state }) => [name, state]));
    assert.equal(states.get('teller'), 'stopped');
    assert.notEqual(states.get('ledger'), 'stopped');
    await b.s.debugger.continue(b.teller);
    await b.s.next('continued');
    assert.equal(await b.s.evaluate('teller', '3 + 4'), '7', 'even while it runs');
  });

  test(`a stop of all images stops all and continues all, ${where}`, async (t) => {
    const b = await bank(t, workers, 'all');
    await b.breakAt('Ledger.st', 'old := self total');
    await b.start('Mine serve: 5');
    const stop = await b.s.next('stopped');
    assert.equal(stop.all, true);
    assert.deepEqual(
      (await b.s.debugger.images()).map(({ state }) => state),
      ['stopped', 'stopped'],
    );
    await b.s.debugger.continue(stop.image);
    const continued = await b.s.next('continued');
    assert.equal(continued.all, true);
    assert.equal(await outcome(b), '6');
  });
}

test('conditions, hit counts and log points decide which hit stops', async (t) => {
  const b = await bank(t, 1);
  await b.breakAt('Teller.st', 'self note: i', { condition: 'i = 7' });
  await b.start('Mine serveMany: 10');
  const stop = await b.s.next('stopped');
  const [top] = await b.stack(stop.image);
  assert.equal((await b.s.debugger.evaluate('i', { frame: top.frame }, 'hover')).value.value, '7');
  await b.s.debugger.continue(b.teller);
  assert.equal(await outcome(b), '10');
  await b.breakAt('Teller.st', 'self note: i', { hitCondition: '>= 9' });
  await b.start('Mine serveMany: 10');
  for (const expected of ['9', '10']) {
    const next = await b.s.next('stopped');
    const [frame] = await b.stack(next.image);
    assert.equal((await b.s.debugger.evaluate('i', { frame: frame.frame }, 'hover')).value.value, expected);
    await b.s.debugger.continue(b.teller);
  }
  assert.equal(await outcome(b), '10');
  await b.breakAt('Teller.st', 'self note: i', { logMessage: 'i is {i}, twice {i * 2}' });
  await b.start('Mine serveMany: 3');
  assert.equal(await outcome(b), '3');
  assert.equal(
    b.s.output('console').trim(),
    ['i is 1, twice 2', 'i is 2, twice 4', 'i is 3, twice 6'].join('\n'),
  );
});

test('a breakpoint on a method stops at its first statement, in every class that is meant', async (t) => {
  const b = await bank(t, 2);
  const [bound, unbound] = await b.s.debugger.setFunctionBreakpoints([
    { name: 'Ledger>>deposit:' },
    { name: 'Ledger>>nothing' },
  ]);
  assert.deepEqual([bound.verified, unbound.verified], [true, false]);
  await b.start('Mine serve: 5');
  const stop = await b.s.next('stopped');
  assert.equal(stop.image, b.ledger);
  assert.equal(b.textOf((await b.stack(b.ledger))[0]), 'old := self total');
});

test('variables are set in frames and fields, and a frame is restarted', async (t) => {
  const b = await bank(t, 1);
  await b.breakAt('Ledger.st', 'total := old + amount');
  await b.start('Mine serve: 5');
  await b.s.next('stopped');
  const frames = await b.stack(b.ledger);
  const scopes = await b.s.debugger.scopes(frames[0].frame);
  const locals = scopes.find(({ hint }) => hint === 'locals')!;
  await b.s.debugger.setVariable(locals.handle, 'old', '100');
  assert.equal((await b.s.debugger.evaluate('old', { frame: frames[0].frame }, 'watch')).value.value, '100');
  await b.s.debugger.evaluate('old := 200', { frame: frames[0].frame }, 'repl');
  await b.s.debugger.evaluate('total := 3', { frame: frames[0].frame }, 'repl');
  assert.equal(
    (await b.s.debugger.evaluate('old + total', { frame: frames[0].frame }, 'watch')).value.value,
    '203',
  );
  await b.s.debugger.restartFrame(frames[0].frame);
  await b.s.next('stopped');
  const [top] = await b.stack(b.ledger);
  assert.equal(b.textOf(top), 'old := self total');
  await b.s.debugger.continue(b.ledger);
  await b.s.next('stopped');
  await b.s.debugger.continue(b.ledger);
  assert.equal(await outcome(b), '9');
});

test('a syntax error in an expression or a condition is told, and nothing else happens', async (t) => {
  const b = await bank(t, 1);
  await assert.rejects(b.s.evaluate('teller', '3 + '), /./);
  await b.breakAt('Teller.st', 'self note: i', { condition: 'i = ' });
  await b.start('Mine serveMany: 3');
  await assert.rejects(b.s.debugger.stack(99 * 1024, 0, 5), /./);
});

test('printing in the debugger sends nothing to another image', async (t) => {
  const b = await bank(t, 2);
  await b.breakAt('Teller.st', 'after := ledger');
  await b.start('Mine serve: 5');
  await b.s.next('stopped');
  const before = (await b.s.debugger.messages(1000)).total;
  const [top] = await b.stack(b.teller);
  const scopes = await b.s.debugger.scopes(top.frame);
  const seen: VariableInfo[] = [];
  for (const { handle } of scopes) seen.push(...(await b.s.debugger.variables(handle)));
  for (const { handle, lazy } of [...seen])
    if (handle > 0 && lazy !== true) seen.push(...(await b.s.debugger.variables(handle)));
  const ledger = seen.find(({ name }) => name === 'ledger');
  assert.ok(ledger);
  assert.equal(ledger.lazy, true);
  assert.match(ledger.value, /Ledger in ledger/);
  assert.equal((await b.s.debugger.messages(1000)).total, before);
});

for (const workers of [1, 2] as const)
  for (const [mode, image, text] of [
    ['send', 'teller', /ledger deposit: amount/],
    ['receipt', 'ledger', /old := self total|^$/],
    ['answer', 'ledger', /.*/],
    ['arrival', 'teller', /ledger deposit: amount|count := after/],
  ] as const)
    test(`a breakpoint at the ${mode} of a message stops there, ${workers} workers`, async (t) => {
      const b = await bank(t, workers);
      await b.breakAt('Teller.st', 'ledger deposit: amount', { mode });
      await b.start('Mine serve: 5');
      const stop = await b.s.next('stopped');
      assert.equal(stop.image, image === 'teller' ? b.teller : b.ledger);
      const [top] = await b.stack(stop.image);
      assert.match(b.textOf(top), text);
      const total = await b.s.evaluate('ledger', 'Mine total');
      assert.equal(total, mode === 'send' || mode === 'receipt' ? '0' : '5');
      await b.s.debugger.continue(stop.image);
      assert.equal(await outcome(b), '6');
    });

test('a step to the next message stops where the image receives one', async (t) => {
  const b = await bank(t, 2);
  await b.breakAt('Ledger.st', 'old := self total');
  await b.start('Mine serve: 5');
  await b.s.next('stopped');
  await b.s.debugger.setBreakpoints(b.s.file('Ledger.st'), []);
  await b.s.debugger.step(b.ledger, 'nextMessage');
  assert.equal(await outcome(b), '6');
  await b.start('Mine serve: 7');
  const stop = await b.s.next('stopped');
  assert.deepEqual([stop.image, stop.reason], [b.ledger, 'step']);
  const frames = await b.stack(b.ledger);
  assert.equal((await b.s.debugger.evaluate('amount', { frame: frames[0].frame }, 'watch')).value.value, '7');
  await b.s.debugger.continue(b.ledger);
  assert.equal(await outcome(b), '13');
});

test('steps go from statement to statement through a loop, into a local method and out of it', async (t) => {
  const b = await bank(t, 1);
  await b.breakAt('Teller.st', 'count := i');
  await b.start('Mine serveMany: 2');
  await b.s.next('stopped');
  await b.s.debugger.setBreakpoints(b.s.file('Teller.st'), []);
  const texts: string[] = [];
  for (const kind of ['over', 'in', 'out', 'over', 'over', 'over'] as const) {
    await b.s.debugger.step(b.teller, kind);
    const stop = await b.s.next('stopped');
    texts.push(b.textOf((await b.stack(stop.image))[0]).replace(/\s+/g, ' '));
  }
  assert.deepEqual(texts.slice(0, 2), ['self note: i', '^i * 2']);
  assert.ok(texts.slice(2).includes('self note: i'), texts.join(' | '));
  await b.s.debugger.continue(b.teller);
  assert.equal(await outcome(b), '2');
});

test('an image that dies while it is stopped tells so, and nobody waits for it', async (t) => {
  const b = await bank(t, 2);
  await b.breakAt('Ledger.st', 'old := self total');
  await b.start('Mine serve: 5');
  await b.s.next('stopped');
  await b.s.debugger.kill(b.ledger, 'enough');
  assert.equal((await b.s.next('imageDied')).reason, 'enough');
  assert.match(await outcome(b), /image ledger died: enough/);
  await assert.rejects(b.s.debugger.stack(b.ledger, 0, 5), /./);
  await assert.rejects(b.s.evaluate('ledger', '1'), /./);
});

test('revoking a reference in the debugger breaks it for its holders', async (t) => {
  const b = await bank(t, 2);
  const reference = (await b.s.debugger.farReferences(b.teller)).find(({ home }) => home === b.ledger);
  assert.ok(reference);
  await b.s.debugger.revoke(reference.id);
  await b.start('Mine serve: 5');
  assert.match(await outcome(b), /revoked in the debugger/);
});

test('a function breakpoint stops at an accessor and before a primitive, which then does its work', async (t) => {
  const b = await bank(t, 1);
  const stopIn = async (name: string, expression: string): Promise<string> => {
    const [info] = await b.s.debugger.setFunctionBreakpoints([{ name }]);
    assert.ok(info.verified, name);
    await b.start(expression);
    const stop = await b.s.next('stopped');
    assert.deepEqual([stop.image, stop.reason], [b.teller, 'function breakpoint']);
    const [top] = await b.stack(stop.image);
    await b.s.debugger.continue(stop.image);
    return `${top.name} → ${await outcome(b)}`;
  };
  assert.equal(await stopIn('Teller>>count', 'Mine count'), 'Teller>>count → nil');
  assert.equal(await stopIn('Integer>>gcd:', '12 gcd: 18'), 'SmallInteger(Integer)>>gcd: → 6');
  assert.equal(
    await stopIn('Integer>>gcd:', '12 gcd: nil'),
    "SmallInteger(Integer)>>gcd: → 'An Integer is expected, not nil'",
  );
  assert.equal(
    await stopIn('Object>>perform:', '3 perform: #negated'),
    'SmallInteger(Object)>>perform: → -3',
  );
  await b.s.debugger.setFunctionBreakpoints([{ name: 'Integer>>gcd:', hitCondition: '3' }]);
  await b.start('(1 to: 5) collect: [ :n | n gcd: 4 ]');
  await b.s.next('stopped');
  await b.s.debugger.step(b.teller, 'out');
  await b.s.next('stopped', ({ reason }) => reason === 'step');
  await b.s.debugger.setFunctionBreakpoints([]);
  await b.s.debugger.continue(b.teller);
  assert.equal(await outcome(b), '#(1 2 1 4 1)');
});

test('references to an image that was killed are shown as broken, with the reason', async (t) => {
  const b = await bank(t, 2);
  await b.s.debugger.kill(b.ledger, 'enough');
  await b.s.next('imageDied');
  const rows = await b.s.debugger.farReferences(b.teller);
  assert.deepEqual(
    rows.map(({ home, description, count, state, reason }) => [home, description, count, state, reason]),
    [[b.ledger, 'Ledger', 0, 'broken', 'image ledger died: enough']],
  );
});

test("an image's own globals are listed before those of the kernel, which make one row", async (t) => {
  const b = await bank(t, 1);
  await b.s.evaluate('ledger', 'Smalltalk at: #Greeting put: 3');
  await b.breakAt('Ledger.st', 'old := self total');
  await b.start('Mine serve: 5');
  await b.s.next('stopped');
  const [top] = await b.stack(b.ledger);
  const globals = (await b.s.debugger.scopes(top.frame)).find(({ name }) => name === 'Globals');
  const rows = await b.s.debugger.variables(globals!.handle);
  assert.deepEqual(
    rows.map(({ name }) => name),
    ['Greeting', 'Ledger', 'Mine', 'Kernel'],
  );
  const kernel = await b.s.debugger.variables(rows[3].handle);
  assert.deepEqual(
    kernel
      .filter(({ name }) => ['Array', 'Object', 'Smalltalk', 'Ledger'].includes(name))
      .map(({ name }) => name),
    ['Array', 'Object', 'Smalltalk'],
  );
  assert.equal((await b.s.debugger.setVariable(globals!.handle, 'Greeting', '4 + 5')).value, '9');
  assert.equal(await b.s.evaluate('ledger', 'Greeting'), '9');
});

test('news of the tables come a few times a second, whatever happens', async (t) => {
  const b = await bank(t, 2);
  await b.start('[ Mine serve: 1 ] repeat');
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const before = b.s.events.length;
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const news = b.s.events.slice(before).filter(({ kind }) => kind === 'tablesChanged').length;
  assert.ok(news >= 1 && news <= 5, `${news} in a second`);
});

test('an exception filter has a condition, in which the exception is self', async (t) => {
  const b = await bank(t, 1);
  for (const filter of ['unhandled', 'all']) {
    await b.s.debugger.setExceptionFilters([
      { filter, condition: "self messageText includesSubstring: 'two'" },
    ]);
    await b.s.evaluate('teller', "[ Error signal: 'one' ] fork");
    await b.s.evaluate('teller', "[ Error signal: 'two' ] fork");
    const stop = await b.s.next('stopped');
    assert.equal(stop.reason, 'exception');
    assert.equal((await b.s.debugger.exceptionDetails(b.teller))?.description, 'Error: two');
    await b.s.debugger.continue(b.teller);
    assert.ok(!b.s.output('console').includes('failed'), b.s.output('console'));
  }
});
