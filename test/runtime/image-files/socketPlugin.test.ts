import assert from 'node:assert/strict';
import * as net from 'node:net';
import { after, test } from 'node:test';
import { SocketReach } from '../../../runtime/devices/socketReach';
import type { Value } from '../../../runtime/object-memory/objects';
import { HostSockets } from '../../../runtime/node/hostSockets';
import { GrantedGuest } from './grantedGuest';

const devices: HostSockets[] = [];
after(() => devices.forEach((one) => one.closeAll()));

function guestThatReaches(...reach: string[]): GrantedGuest {
  const sockets = new HostSockets(reach.length > 0 ? reach : undefined);
  devices.push(sockets);
  return new GrantedGuest({ sockets });
}

const plugin = (name: string): string => `SocketPlugin.primitive${name}`;
const socket = (name: string): string => plugin(`Socket${name}`);

function newSocket(guest: GrantedGuest): { handle: Value; changed(): number } {
  const { semaphore, index } = guest.external();
  const handle = guest.value(socket('Create'), 0, 0, 0, 0, index);
  return { handle, changed: () => guest.signalled(semaphore) };
}

async function untilState(guest: GrantedGuest, handle: Value, ...states: number[]): Promise<void> {
  await guest.until(() => states.includes(guest.do(socket('ConnectionStatus'), handle) as number));
}

async function received(guest: GrantedGuest, handle: Value, count: number): Promise<string> {
  let text = '';
  while (text.length < count) {
    await guest.until(() => guest.do(socket('ReceiveDataAvailable'), handle) === true);
    const target = guest.bytes(new Array(5).fill(0));
    const size = guest.do(socket('ReceiveDataBufCount'), handle, target, 1, 5) as number;
    text += String.fromCharCode(...(guest.plain(target) as number[]).slice(0, size));
  }
  return text;
}

const localhost = [127, 0, 0, 1];

test('without a grant there is no network', () => {
  const guest = new GrantedGuest();
  assert.equal(guest.do(plugin('InitializeNetwork'), 1), 'fails');
  assert.equal(guest.do(socket('Create'), 0, 0, 0, 0, 1), 'fails');
});

test('two sockets of an image talk to each other', async () => {
  const guest = guestThatReaches();
  const listening = newSocket(guest);
  assert.equal(guest.do(socket('ListenWithOrWithoutBacklog'), listening.handle, 0, 5), null);
  await new Promise((resolve) => setTimeout(resolve, 20));
  const port = guest.do(socket('LocalPort'), listening.handle) as number;
  assert.equal(guest.do(socket('ConnectionStatus'), listening.handle), 1);
  const client = newSocket(guest);
  assert.equal(guest.do(socket('ConnectToPort'), client.handle, guest.bytes(localhost), port), null);
  await untilState(guest, client.handle, 2);
  await untilState(guest, listening.handle, 2);
  const { index } = guest.external();
  const server = guest.value(socket('Accept'), listening.handle, 0, 0, index);
  assert.equal(guest.do(socket('ConnectionStatus'), listening.handle), 1);
  assert.deepEqual(guest.do(socket('RemoteAddress'), client.handle), localhost);
  assert.equal(guest.do(socket('RemotePort'), client.handle), port);
  assert.equal(guest.do(socket('SendDataBufCount'), client.handle, guest.text('hello world'), 1, 11), 11);
  assert.equal(await received(guest, server, 11), 'hello world');
  assert.equal(guest.do(socket('SendDone'), client.handle), true);
  guest.do(socket('SendDataBufCount'), server, guest.text('..back'), 3, 4);
  assert.equal(await received(guest, client.handle, 4), 'back');
  guest.do(socket('CloseConnection'), server);
  assert.equal(guest.do(socket('ConnectionStatus'), server), 4);
  await untilState(guest, client.handle, 3);
  guest.do(socket('CloseConnection'), client.handle);
  await untilState(guest, server, 0);
  assert.ok(client.changed() >= 2);
  for (const one of [listening.handle, client.handle, server]) {
    assert.equal(guest.do(socket('Destroy'), one), null);
    assert.equal(guest.do(socket('ConnectionStatus'), one), -1);
    assert.equal(guest.do(socket('Destroy'), one), 'fails');
  }
});

test('a socket that listens without a queue becomes its first connection', async () => {
  const guest = guestThatReaches();
  const one = newSocket(guest);
  guest.do(socket('ListenOnPort'), one.handle, 0);
  await new Promise((resolve) => setTimeout(resolve, 20));
  const peer = net.connect(guest.do(socket('LocalPort'), one.handle) as number, '127.0.0.1');
  await untilState(guest, one.handle, 2);
  peer.end('bye');
  assert.equal(await received(guest, one.handle, 3), 'bye');
  await untilState(guest, one.handle, 3);
  guest.do(socket('Destroy'), one.handle);
});

test('nobody there is an error', async () => {
  const guest = guestThatReaches();
  const one = newSocket(guest);
  guest.do(socket('ConnectToPort'), one.handle, guest.bytes(localhost), 1);
  await untilState(guest, one.handle, 0);
  assert.notEqual(guest.do(socket('Error'), one.handle), 0);
});

test('names are looked up as far as the grant reaches', async () => {
  const guest = guestThatReaches();
  const { semaphore, index } = guest.external();
  assert.equal(guest.do(plugin('ResolverStatus')), 0);
  guest.do(plugin('InitializeNetwork'), index);
  const found = async (name: string): Promise<unknown> => {
    const before = guest.signalled(semaphore);
    assert.equal(guest.do(plugin('ResolverStartNameLookup'), guest.text(name)), null);
    assert.equal(guest.do(plugin('ResolverStatus')), 2);
    await guest.until(() => guest.signalled(semaphore) > before);
    return guest.do(plugin('ResolverNameLookupResult'));
  };
  assert.deepEqual(await found('localhost'), localhost);
  assert.equal(guest.do(plugin('ResolverStatus')), 1);
  assert.equal(await found('example.org'), null);
  assert.equal(guest.do(plugin('ResolverStatus')), 3);
  assert.deepEqual(guest.do(plugin('ResolverLocalAddress')), localhost);
});

test('what the grant does not name is not reached', () => {
  const far = guestThatReaches();
  const one = newSocket(far);
  assert.equal(far.do(socket('ConnectToPort'), one.handle, far.bytes([10, 1, 2, 3]), 80), 'fails');
  const narrow = guestThatReaches('localhost:8000-8010');
  for (const port of [7999, 8011, 0])
    assert.equal(
      narrow.do(socket('ConnectToPort'), newSocket(narrow).handle, narrow.bytes(localhost), port),
      'fails',
    );
  assert.equal(narrow.do(socket('ListenOnPort'), newSocket(narrow).handle, 8011), 'fails');
});

test('a reach names hosts and ports', () => {
  const reach = new SocketReach(['*.example.org:443', '10.0.0.1', 'listen:8080']);
  const address = Uint8Array.of(93, 1, 2, 3);
  assert.equal(reach.allowsConnection(address, 443), false);
  reach.learn('www.example.org', address);
  assert.deepEqual(
    [reach.allowsConnection(address, 443), reach.allowsConnection(address, 80)],
    [true, false],
  );
  assert.deepEqual(
    [reach.knows('www.example.org'), reach.knows('example.org'), reach.knows('badexample.org')],
    [true, false, false],
  );
  assert.equal(reach.allowsConnection(Uint8Array.of(10, 0, 0, 1), 9), true);
  assert.deepEqual([reach.listensTo(8080), reach.listensTo(8081)], ['everybody', undefined]);
  for (const wrong of ['', 'a b', 'x:70000', 'x:9-8', ':80', 'x:y'])
    assert.throws(() => new SocketReach([wrong]), /names no hosts and ports/, wrong);
});
