import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { AdapterStream } from '../../../extension/sessions/adapterStream';

type Message = DebugProtocol.ProtocolMessage & Record<string, unknown>;

const framed = (message: unknown): Buffer => {
  const bytes = Buffer.from(JSON.stringify(message), 'utf8');
  return Buffer.concat([Buffer.from(`Content-Length: ${bytes.length}\r\n\r\n`), bytes]);
};

/** A stream whose adapter is the test itself. */
function newStream() {
  const input = new PassThrough();
  const output = new PassThrough();
  const forwarded: Message[] = [];
  let ends = 0;
  const stream = new AdapterStream({ input, output, end: () => ends++ }, (message) =>
    forwarded.push(message as Message),
  );
  const written = (): Message => {
    const text = String(output.read());
    return JSON.parse(text.slice(text.indexOf('{'))) as Message;
  };
  const settled = (): Promise<unknown> => new Promise((resolve) => setImmediate(resolve));
  return { stream, input, output, forwarded, written, settled, endCount: () => ends };
}

test('Messages are read in whatever pieces they come', async () => {
  const { input, forwarded, settled } = newStream();
  const all = Buffer.concat([framed({ type: 'event', event: 'é' }), framed({ type: 'event', event: 'b' })]);
  for (const byte of all) input.write(Buffer.from([byte]));
  input.write(all);
  await settled();
  assert.deepEqual(
    forwarded.map(({ event }) => event),
    ['é', 'b', 'é', 'b'],
  );
});

test('Answers to the extension stay with it, all others go on', async () => {
  const { stream, input, forwarded, written, settled } = newStream();
  const asked = stream.ask('archipelago/desktops', { a: 1 });
  const { seq, command, arguments: args } = written();
  assert.deepEqual([command, args], ['archipelago/desktops', { a: 1 }]);
  input.write(framed({ type: 'response', request_seq: 1, success: true, command: 'threads' }));
  input.write(framed({ type: 'response', request_seq: seq, success: true, command, body: { desktops: [] } }));
  assert.deepEqual(await asked, { desktops: [] });
  await settled();
  assert.deepEqual(
    forwarded.map(({ command }) => command),
    ['threads'],
  );
});

test("A request that fails is told in the adapter's words", async () => {
  const { stream, input, written } = newStream();
  const asked = stream.ask('archipelago/openDesktop', { image: 9 });
  const { seq } = written();
  input.write(framed({ type: 'response', request_seq: seq, success: false, message: 'no desktop' }));
  await assert.rejects(asked, /no desktop/);
});

test('An adapter that is gone ends the session, and leaves nobody waiting', async () => {
  const { stream, input, forwarded, settled } = newStream();
  const asked = stream.ask('archipelago/desktops', undefined);
  input.end();
  await assert.rejects(asked, /adapter has ended/);
  await settled();
  assert.deepEqual(
    forwarded.map(({ event }) => event),
    ['terminated'],
  );
  stream.write({ type: 'request', seq: 5, command: 'disconnect' } as DebugProtocol.Request);
  assert.deepEqual([forwarded[1].request_seq, forwarded[1].success], [5, false]);
  await assert.rejects(stream.ask('archipelago/desktops', undefined), /adapter has ended/);
});

test('Ending it is told to nobody but those who wait', async () => {
  const { stream, forwarded, endCount } = newStream();
  const asked = stream.ask('archipelago/desktops', undefined);
  stream.end();
  await assert.rejects(asked, /adapter has ended/);
  assert.deepEqual([forwarded.length, endCount()], [0, 1]);
});
