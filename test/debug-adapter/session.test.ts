import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { SystemRequest } from '../../debug-adapter/systemHost';
import { assertGolden } from '../support/dap/golden';
import { RecordingClient } from '../support/dap/recordingClient';
import { accountFile, ScriptedDebugger, tellerFile } from '../support/dap/scriptedDebugger';

type Stopped = DebugProtocol.StoppedEvent['body'];

interface Setting {
  client: RecordingClient;
  system: () => ScriptedDebugger;
  requests: SystemRequest[];
}

const initialize = {
  adapterID: 'archipelago',
  linesStartAt1: true,
  columnsStartAt1: true,
  supportsInvalidatedEvent: true,
  supportsMemoryEvent: true,
};

const replacements = [[process.cwd(), 'ROOT']] as const;

/** A talk with the scripted bank, kept beside this file as `NAME.golden.txt`. */
function transcript(name: string, talk: (setting: Setting) => Promise<void>): void {
  test(name, async () => {
    const systems: ScriptedDebugger[] = [];
    const requests: SystemRequest[] = [];
    const client = await RecordingClient.connect(
      {
        async launch(request, onEvent) {
          requests.push(request);
          if (request.program?.includes('missing')) throw new Error(`${request.program} can't be read`);
          const system = new ScriptedDebugger();
          system.stopOnEntry = Boolean(request.stopOnEntry);
          system.onEvent(onEvent);
          systems.push(system);
          return system;
        },
      },
      [...replacements, [/"(ageMs|sinceChangeMs)":\s*\d+/g, '"$1":0']],
    );
    try {
      await talk({ client, system: () => systems.at(-1)!, requests });
      assertGolden(`test/debug-adapter/${name.replaceAll(' ', '-')}.golden.txt`, client.transcript);
    } finally {
      await client.close();
    }
  });
}

/** Begins as every session does; the first transcript alone holds the adapter's capabilities. */
async function greet(client: RecordingClient): Promise<void> {
  await client.ask('initialize', initialize);
  client.forget();
}

async function launch(client: RecordingClient, stopOnEntry = true): Promise<void> {
  await greet(client);
  await client.ask('launch', { program: 'bank.topology.json', stopOnEntry });
  await client.event('initialized');
  await client.ask('configurationDone');
  if (stopOnEntry) await client.event('stopped');
}

transcript('a session from launch to its end', async ({ client, requests }) => {
  await client.ask('initialize', initialize);
  await client.ask('launch', { program: 'bank.topology.json', stopOnEntry: true });
  assert.equal(requests[0]!.stopOnEntry, true);
  await client.event('initialized');
  await client.ask('setBreakpoints', { source: { path: tellerFile }, breakpoints: [{ line: 16 }] });
  await client.ask('configurationDone');
  const { threadId = 0 } = await client.event<Stopped>('stopped');
  await client.ask('threads');
  const { stackFrames } = await client.ask('stackTrace', { threadId, levels: 2 });
  await client.ask('stackTrace', { threadId, startFrame: 2, levels: 5 });
  await client.ask('scopes', { frameId: stackFrames[0]!.id });
  await client.ask('source', { sourceReference: stackFrames[1]!.source!.sourceReference! });
  await client.ask('loadedSources');
  await client.ask('modules');
  await client.ask('continue', { threadId });
  await client.ask('terminate');
  await client.event('terminated');
  await client.ask('disconnect');
});

transcript('a step into another image and out again', async ({ client }) => {
  await launch(client);
  client.note('the targets name the other image');
  await client.ask('stackTrace', { threadId: 1 });
  await client.ask('stepInTargets', { frameId: 11 });
  client.note('into it');
  await client.ask('stepIn', { threadId: 1, targetId: 1 });
  const inside = await client.event<Stopped>('stopped');
  assert.equal(inside.threadId, 2);
  await client.ask('stackTrace', { threadId: 2 });
  client.note('and out, with the answer');
  await client.ask('stepOut', { threadId: 2 });
  assert.equal((await client.event<Stopped>('stopped')).threadId, 1);
  await client.ask('next', { threadId: 1, granularity: 'instruction' });
  await client.event('stopped');
  await client.ask('restartFrame', { frameId: 11 });
  await client.event('stopped');
  await client.ask('archipelago/stepToNextMessage', { threadId: 2 });
  await client.event('stopped');
});

transcript('one image or all', async ({ client, system }) => {
  await launch(client);
  client.note('another image stops while the user is in this one: the focus stays');
  system().stop(2, 'breakpoint');
  await client.event('stopped');
  client.note('one goes on');
  await client.ask('continue', { threadId: 2 });
  client.note('a continuation that nobody asked for is told');
  system().emit({ kind: 'continued', image: 1, all: false });
  await client.event('continued');
  client.note('all');
  await client.ask('archipelago/setStopScope', { stopScope: 'all' });
  await client.ask('pause', { threadId: 2 });
  await client.event('stopped');
  await client.ask('threads');
  await client.ask('continue', { threadId: 2 });
  await client.ask('archipelago/pauseAll');
  await client.event('stopped');
  await client.ask('continue', { threadId: 2, singleThread: true });
  await client.ask('archipelago/continueAll');
  client.note('an image is killed');
  await client.ask('terminateThreads', { threadIds: [3] });
  await client.event('thread');
  await client.ask('threads');
});

transcript('breakpoints of every kind', async ({ client, system }) => {
  await launch(client);
  await client.ask('setBreakpoints', {
    source: { path: tellerFile },
    breakpoints: [
      { line: 16, condition: 'balance > 0', hitCondition: '>= 5' },
      { line: 16, column: 13, logMessage: 'balance is {balance}', mode: 'receipt' },
    ],
  });
  await client.ask('setBreakpoints', { source: { path: accountFile }, breakpoints: [{ line: 37 }] });
  await client.ask('setBreakpoints', { source: { path: '/gone.st' }, breakpoints: [{ line: 1 }] });
  client.note('in a method without a file');
  const { stackFrames } = await client.ask('stackTrace', { threadId: 1 });
  await client.ask('setBreakpoints', { source: stackFrames[1]!.source!, breakpoints: [{ line: 3 }] });
  await client.ask('setFunctionBreakpoints', {
    breakpoints: [{ name: ' Account>>deposit: ', condition: 'true' }, { name: 'Account>>nothing' }],
  });
  await client.ask('breakpointLocations', { source: { path: tellerFile }, line: 16 });
  client.note('on an instance variable');
  const { dataId } = await client.ask('dataBreakpointInfo', { name: 'Account.balance' });
  await client.ask('dataBreakpointInfo', { name: 'numbers', variablesReference: 202 });
  await client.ask('setDataBreakpoints', {
    breakpoints: [{ dataId: dataId!, accessType: 'write', condition: 'balance > 3' }, { dataId: 'x' }],
  });
  client.note('bound later, hit');
  system().emit({
    kind: 'breakpointChanged',
    breakpoint: { id: 43, verified: true, start: 600, stop: 620 },
  });
  await client.event('breakpoint');
  system().stop(1, 'breakpoint', { ids: [41] });
  await client.event('stopped');
  client.note(`asked of the runtime:\n${system().calls.join('\n')}`);
});

transcript('exceptions', async ({ client, system }) => {
  await launch(client, false);
  await client.ask('setExceptionBreakpoints', {
    filters: ['unhandled'],
    filterOptions: [{ filterId: 'halt', condition: 'self messageText notNil' }],
  });
  system().stop(1, 'exception', { text: 'Error: Ada has only 0' });
  await client.event('stopped');
  await client.ask('exceptionInfo', { threadId: 1 });
  await client.askInVain('exceptionInfo', { threadId: 2 });
  client.note(`asked of the runtime:\n${system().calls.join('\n')}`);
});

transcript('values', async ({ client, system }) => {
  await launch(client);
  await client.ask('scopes', { frameId: 11 });
  const { variables } = await client.ask('variables', { variablesReference: 202 });
  const named = (name: string): DebugProtocol.Variable => variables.find((one) => one.name === name)!;
  client.note('a far reference is followed only when asked');
  assert.ok(!system().calls.some((call) => call.startsWith('load')));
  await client.ask('variables', { variablesReference: named('account').variablesReference });
  client.note('a part of a collection');
  await client.ask('variables', {
    variablesReference: named('numbers').variablesReference,
    filter: 'indexed',
    start: 500,
    count: 2,
  });
  client.note('changes');
  await client.ask('setVariable', { variablesReference: 202, name: 'balance', value: '7' });
  await client.ask('setExpression', { expression: 'balance', value: '8', frameId: 11 });
  client.note('expressions');
  for (const context of ['watch', 'hover', 'clipboard', 'repl']) {
    await client.ask('evaluate', { expression: '6 * 7', frameId: 11, context });
  }
  await client.ask('evaluate', { expression: '6 * 7' });
  await client.askInVain('evaluate', { expression: 'nonsense', frameId: 11 });
  await client.ask('completions', { text: 'account\n  de', line: 2, column: 5, frameId: 11 });
  client.note('bytes');
  await client.ask('readMemory', { memoryReference: 'm105', offset: 1, count: 8 });
  client.note('in hexadecimal');
  await client.ask('evaluate', { expression: '6 * 7', context: 'watch', frameId: 11, format: { hex: true } });
  await client.ask('variables', {
    variablesReference: 206,
    filter: 'indexed',
    start: 9,
    count: 1,
    format: { hex: true },
  });
  client.note('a request that is over is cancelled in vain');
  await client.ask('cancel', { requestId: 1 });
  client.note(`asked of the runtime:\n${system().calls.join('\n')}`);
});

transcript('classes and methods of an image', async ({ client }) => {
  await launch(client);
  await client.ask('archipelago/classes', { image: 1 });
  await client.ask('archipelago/classDetails', { image: 1, className: 'Account' });
  const uri = 'archipelago-method:/teller/ValueHolder%3E%3Evalue.st';
  await client.ask('archipelago/methodDocument', { uri });
  client.note('saved, under another name, with an error, in an image that is not there');
  await client.ask('archipelago/compileMethod', { uri, text: 'value\n\t^contents' });
  await client.ask('archipelago/compileMethod', { uri, text: 'contents\n\t^contents' });
  await client.ask('archipelago/compileMethod', { uri, text: 'value\n\t^!!' });
  await client.askInVain('archipelago/compileMethod', {
    uri: uri.replace('teller', 'nobody'),
    text: 'value ^3',
  });
});

transcript('what the views show', async ({ client }) => {
  await launch(client);
  await client.ask('archipelago/images');
  await client.ask('archipelago/messages', {});
  await client.ask('archipelago/messagePlace', { id: '1.5', side: 'sender' });
  await client.ask('archipelago/messagePlace', { id: '1.5', side: 'receiver' });
  await client.ask('archipelago/messagePlace', { id: '9', side: 'receiver' });
  await client.ask('archipelago/holdMessage', { id: '1.5' });
  await client.ask('archipelago/messages', {});
  await client.ask('archipelago/releaseMessage', { id: '1.5' });
  await client.askInVain('archipelago/holdMessage', { id: '1.4' });
  await client.ask('archipelago/holdAll', { image: 2, hold: true });
  await client.ask('archipelago/farReferences', {});
  await client.ask('archipelago/farReferenceTarget', { id: '2/1' });
  await client.ask('archipelago/revoke', { id: '2/1' });
  await client.ask('archipelago/farReferences', { image: 1 });
  await client.ask('archipelago/paging');
  await client.ask('archipelago/pageIn', { id: '3/b1' });
  await client.ask('archipelago/pin', { id: '3/b1', pinned: true });
  await client.ask('archipelago/paging');
  await client.ask('archipelago/pin', { id: '3/b1', pinned: false });
  await client.ask('archipelago/pageOut', { id: '3/b1' });
  await client.ask('archipelago/snapshot', { image: 1, file: '/tmp/teller.image' });
  client.note('another Process of an image');
  await client.ask('archipelago/processes', { threadId: 1 });
  await client.ask('archipelago/showProcess', { threadId: 1, process: 8 });
  await client.ask('stackTrace', { threadId: 1 });
  await client.ask('archipelago/showProcess', { threadId: 1 });
});

transcript('a restart keeps the breakpoints', async ({ client, system }) => {
  await greet(client);
  await client.ask('launch', { program: 'bank.topology.json', stopOnEntry: true });
  await client.ask('setBreakpoints', { source: { path: tellerFile }, breakpoints: [{ line: 16 }] });
  await client.ask('setExceptionBreakpoints', { filters: ['unhandled'] });
  await client.ask('configurationDone');
  await client.event('stopped');
  const first = system();
  await client.ask('restart', {});
  await client.event('stopped');
  assert.notEqual(system(), first);
  first.emit({ kind: 'output', image: 1, category: 'stdout', text: 'not heard any more' });
  client.note(`asked of the new system:\n${system().calls.join('\n')}`);
});

transcript('what goes wrong', async ({ client }) => {
  await greet(client);
  await client.askInVain('threads');
  await client.askInVain('launch', {});
  await client.askInVain('launch', { program: 'missing.topology.json' });
  await client.askInVain('attach', { port: 1 });
  await client.askInVain('gotoTargets' as never);
  await launchQuietly(client);
  await client.askInVain('launch', { program: 'bank.topology.json' });
  await client.askInVain('stackTrace', { threadId: 1 });
  await client.askInVain('source', { sourceReference: 99 });
  await client.askInVain('readMemory', { memoryReference: '', count: 1 });
});

transcript('a run without debugging', async ({ client, system }) => {
  await greet(client);
  await client.ask('launch', { topology: { images: [{ name: 'teller' }] }, noDebug: true });
  await client.ask('setBreakpoints', { source: { path: tellerFile }, breakpoints: [{ line: 16 }] });
  await client.ask('setFunctionBreakpoints', { breakpoints: [{ name: 'deposit:' }] });
  await client.ask('setExceptionBreakpoints', { filters: ['unhandled'] });
  await client.ask('configurationDone');
  await client.ask('disconnect', { terminateDebuggee: true });
  client.note(`asked of the runtime:\n${system().calls.join('\n')}`);
});

async function launchQuietly(client: RecordingClient): Promise<void> {
  await client.ask('launch', { program: 'bank.topology.json' });
  await client.ask('configurationDone');
}

test('a client that counts from 0 and opens URIs', async () => {
  const client = await RecordingClient.connect({ launch: async () => new ScriptedDebugger() });
  try {
    await client.ask('initialize', {
      ...initialize,
      clientID: 'vscode',
      linesStartAt1: false,
      columnsStartAt1: false,
    });
    await client.ask('launch', { program: 'bank.topology.json' });
    const { breakpoints } = await client.ask('setBreakpoints', {
      source: { path: tellerFile },
      breakpoints: [{ line: 15 }],
    });
    assert.equal(breakpoints[0]!.line, 15);
    assert.equal(breakpoints[0]!.column, 12);
    await client.ask('configurationDone');
    await client.ask('pause', { threadId: 1 });
    const { stackFrames } = await client.ask('stackTrace', { threadId: 1 });
    const source = stackFrames[1]!.source!;
    assert.equal(source.path, 'archipelago-method:/teller/ValueHolder%3E%3Evalue.st');
    const { text } = await client.ask('archipelago/methodDocument', { uri: source.path });
    assert.match(text, /Answer my contents/);
  } finally {
    await client.close();
  }
});
