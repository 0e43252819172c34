import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { RuntimeHost } from '../../debug-adapter/runtimeHost';
import { assertGolden } from '../support/dap/golden';
import { RecordingClient } from '../support/dap/recordingClient';
import { accountFile, tellerFile } from '../support/dap/scriptedDebugger';

type Stopped = DebugProtocol.StoppedEvent['body'];

/** Numbers that differ from run to run, and events whose time does. */
const replacements = [
  [process.cwd(), 'ROOT'],
  [/⇐ archipelago\/tablesChanged .*\n/g, ''],
  [/"(ageMs|sinceChangeMs)":\s*\d+/g, '"$1":0'],
] as const;

async function withBank(
  configuration: { stopOnEntry?: boolean | string; stopScope?: 'image' | 'all' },
  talk: (client: RecordingClient) => Promise<void>,
): Promise<void> {
  const client = await RecordingClient.connect(new RuntimeHost(), replacements);
  try {
    await client.ask('initialize', { adapterID: 'archipelago' });
    await client.ask('launch', { program: 'examples/bank/bank.topology.json', ...configuration });
    await talk(client);
    await client.ask('disconnect', { terminateDebuggee: true });
  } finally {
    await client.close();
  }
}

const topFrame = async (client: RecordingClient, threadId = 0): Promise<DebugProtocol.StackFrame> =>
  (await client.ask('stackTrace', { threadId, levels: 1 })).stackFrames[0]!;

test('the bank: a message is stepped into the ledger and back', async () => {
  await withBank({ stopOnEntry: true }, async (client) => {
    await client.ask('configurationDone');
    const entry = await client.event<Stopped>('stopped');
    assert.equal(entry.reason, 'entry');
    const teller = entry.threadId;
    client.forget();
    await client.ask('next', { threadId: teller! });
    await client.event('stopped');
    const before = await topFrame(client, teller);
    assert.equal(before.line, 16);
    await client.ask('stepInTargets', { frameId: before.id });
    client.note('into the ledger');
    await client.ask('stepIn', { threadId: teller! });
    const inside = await client.event<Stopped>('stopped');
    assert.notEqual(inside.threadId, teller);
    const { stackFrames } = await client.ask('stackTrace', { threadId: inside.threadId! });
    assert.deepEqual(
      stackFrames.map(({ name }) => name),
      ['Account>>deposit:', 'deposit: sent by teller', 'Teller class>>openBank', 'do-it'],
    );
    client.note('expressions on both sides of the boundary');
    const { result } = await client.ask('evaluate', { expression: 'anAmount', frameId: stackFrames[0]!.id });
    assert.equal(result, '100');
    await client.ask('evaluate', { expression: 'balance', frameId: stackFrames[2]!.id, context: 'watch' });
    client.note('and back, with the answer');
    await client.ask('stepOut', { threadId: inside.threadId! });
    assert.equal((await client.event<Stopped>('stopped')).threadId, teller);
    await client.ask('next', { threadId: teller! });
    await client.event('stopped');
    const after = await topFrame(client, teller);
    assert.equal(after.line, 17);
    await client.ask('evaluate', { expression: 'balance', frameId: after.id });
    assertGolden('test/debug-adapter/bank.golden.txt', client.transcript);
  });
});

test('the bank: conditions, hit counts and log points', async () => {
  await withBank({ stopOnEntry: false }, async (client) => {
    await client.ask('setBreakpoints', {
      source: { path: accountFile },
      breakpoints: [
        { line: 34, condition: 'anAmount > 1000' },
        { line: 36, logMessage: 'the sum is {balance}' },
      ],
    });
    await client.ask('setBreakpoints', {
      source: { path: tellerFile },
      breakpoints: [{ line: 17, hitCondition: '2' }],
    });
    await client.ask('configurationDone');
    const stop = await client.event<Stopped>('stopped');
    const frame = await topFrame(client, stop.threadId);
    const { result } = await client.ask('evaluate', { expression: 'anAmount', frameId: frame.id });
    assert.equal(result, '5000');
    assert.match(client.transcript, /the sum is 100/);
    await client.ask('continue', { threadId: stop.threadId! });
    await client.event('terminated');
  });
});

test('the bank: an error of the ledger stops where it is signalled, if asked to', async () => {
  await withBank({ stopOnEntry: false }, async (client) => {
    await client.ask('setExceptionBreakpoints', { filters: ['all'] });
    await client.ask('configurationDone');
    const stop = await client.event<Stopped>('stopped');
    assert.equal(stop.reason, 'exception');
    const info = await client.ask('exceptionInfo', { threadId: stop.threadId! });
    assert.match(info.description!, /Ada has only 5100/);
  });
});

test('the bank: a stop of all images holds all, and all go on', async () => {
  await withBank({ stopOnEntry: true, stopScope: 'all' }, async (client) => {
    await client.ask('configurationDone');
    const stop = await client.event<Stopped>('stopped');
    assert.equal(stop.allThreadsStopped, true);
    const { threads } = await client.ask('threads');
    assert.ok(
      threads.every(({ name }) => name.endsWith('stopped')),
      JSON.stringify(threads),
    );
    const { allThreadsContinued } = await client.ask('continue', { threadId: stop.threadId! });
    assert.equal(allThreadsContinued, true);
    await client.event('terminated');
  });
});

test('the bank: an account stops before its balance changes', async () => {
  await withBank({ stopOnEntry: false }, async (client) => {
    const { dataId } = await client.ask('dataBreakpointInfo', { name: 'Account.balance' });
    await client.ask('setDataBreakpoints', { breakpoints: [{ dataId: dataId!, accessType: 'write' }] });
    await client.ask('configurationDone');
    const first = await client.event<Stopped>('stopped');
    assert.deepEqual(
      [first.reason, first.text],
      ['data breakpoint', 'writes balance of an Account: nil → 0'],
    );
    await client.ask('continue', { threadId: first.threadId! });
    const second = await client.event<Stopped>('stopped');
    assert.equal(second.text, 'writes balance of an Account: 0 → 100');
    const frame = await topFrame(client, second.threadId);
    const { result } = await client.ask('evaluate', { expression: 'balance', frameId: frame.id });
    assert.equal(result, '0');
  });
});

test('the bank: an evaluation that takes for ever is cancelled', async () => {
  await withBank({ stopOnEntry: true }, async (client) => {
    await client.ask('configurationDone');
    await client.event<Stopped>('stopped');
    const { threads } = await client.ask('threads');
    const { id: frameId } = await topFrame(client, threads[0].id);
    const endless = client.askInVain('evaluate', { expression: '[] repeat', frameId, context: 'repl' });
    await client.ask('threads');
    await client.ask('cancel', { requestId: client.lastRequest('evaluate') });
    assert.equal(await endless, 'cancelled');
    assert.equal(
      (await client.ask('evaluate', { expression: '3 + 4', frameId, context: 'repl' })).result,
      '7',
    );
  });
});

test('the bank: a killed ledger breaks the call that waits for it', async () => {
  await withBank({ stopOnEntry: false }, async (client) => {
    await client.ask('setBreakpoints', { source: { path: accountFile }, breakpoints: [{ line: 34 }] });
    await client.ask('setExceptionBreakpoints', { filters: ['unhandled'] });
    await client.ask('configurationDone');
    const inLedger = await client.event<Stopped>('stopped');
    await client.ask('terminateThreads', { threadIds: [inLedger.threadId!] });
    const inTeller = await client.event<Stopped>('stopped');
    assert.equal(inTeller.reason, 'exception');
    const { description } = await client.ask('exceptionInfo', { threadId: inTeller.threadId! });
    assert.match(description!, /ledger/);
    const { stackFrames } = await client.ask('stackTrace', { threadId: inTeller.threadId! });
    const opening = stackFrames.find(({ name }) => name.includes('openBank'))!;
    const { result } = await client.ask('evaluate', { expression: 'account isBroken', frameId: opening.id });
    assert.equal(result, 'true');
  });
});

test('only the image that is named stops at its entry', async () => {
  await withBank({ stopOnEntry: 'teller' }, async (client) => {
    await client.ask('configurationDone');
    const { reason } = await client.event<Stopped>('stopped');
    assert.equal(reason, 'entry');
  });
});
