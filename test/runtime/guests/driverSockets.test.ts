// Sockets of an image that an object of another image has: the one that asks can't tell.
import assert from 'node:assert/strict';
import * as net from 'node:net';
import { after, before, test } from 'node:test';
import { RunningSystem } from '../../support/images/runningSystem';

const sources = `Class { #name : #Log, #superclass : #Object, #instVars : [ 'text' ], #category : #T }

Log >> text [
	^ text ifNil: [ text := '' ]
]

Log >> add: aString [
	text := self text , aString , ';'
]

Log >> socket: n state: state error: error local: address port: port remote: otherAddress port: otherPort [
	self add: 'state ' , state printString
]

Log >> socket: n data: bytes [
	self add: 'data ' , bytes asString
]

Log >> socketSent: n [
	self add: 'sent'
]

Log >> socket: n accepted: other [
	Smalltalk at: #Accepted put: other.
	self add: 'accepted'
]
`;
const careful = `Class { #name : #CarefulSockets, #superclass : #SocketDriver, #category : #T }

CarefulSockets >> connect: anAddress port: port [
	port = 1 ifTrue: [ ^ nil ].
	^ super connect: anAddress port: port
]
`;

let s: RunningSystem;
let server: net.Server;
let port: number;

before(async () => {
  server = net.createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('data', (data) => socket.write(`echo ${data.toString()}`));
    socket.on('end', () => socket.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as net.AddressInfo).port;
  s = await RunningSystem.start(
    {
      images: [
        { name: 'driver', sources: ['Careful.st'], grants: { sockets: { from: 'host' } } },
        { name: 'guest', sources: ['Log.st'], grants: { sockets: { from: 'driver', as: 'Net' } } },
      ],
      wiring: [{ to: 'driver', as: 'Net', from: 'driver', expression: 'CarefulSockets new start; yourself' }],
      workers: 1,
    },
    { 'Log.st': sources, 'Careful.st': careful },
  );
  await s.begin();
  await guest('Smalltalk at: #L put: Log new. Smalltalk at: #S put: SocketDriver new. S attach: L; start. 1');
});

after(async () => {
  await s.end();
  await new Promise((resolve) => server.close(resolve));
});

const guest = (expression: string): Promise<string> => s.evaluate('guest', expression);

async function untilLogged(expected: RegExp): Promise<void> {
  let text = '';
  for (let tries = 0; tries < 200; tries++) {
    text = await guest('L text');
    if (expected.test(text)) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  assert.match(text, expected);
}

test('a connection is made, talks and ends', async () => {
  await guest(`Smalltalk at: #C put: (S connect: #[127 0 0 1] port: ${port})`);
  await untilLogged(/state 2/);
  assert.equal(await guest("S write: C bytes: 'hello' asByteArray"), '5');
  await untilLogged(/data echo hello;/);
  await guest('S close: C');
  await untilLogged(/state [03];/);
});

test('what the driver refuses is not connected', async () => {
  await guest(
    'Smalltalk at: #L put: Log new. S ports removeAll: S ports copy; add: L. S connect: #[127 0 0 1] port: 1',
  );
  await untilLogged(/state 0;/);
});

test('a guest takes connections', async () => {
  await guest('Smalltalk at: #T put: (S listen: 0 backlog: 3 address: nil)');
  let found = '0';
  for (let tries = 0; found === '0' && tries < 200; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 25));
    found = await guest('S localPortOf: T');
  }
  const client = net.connect(Number(found), '127.0.0.1');
  const heard = new Promise<string>((resolve) => client.once('data', (data) => resolve(data.toString())));
  client.write('knock');
  await untilLogged(/accepted;.*data knock;/);
  await guest("S write: Accepted bytes: 'who' asByteArray");
  assert.equal(await heard, 'who');
  client.destroy();
  await guest('S abort: Accepted. S close: T');
});
