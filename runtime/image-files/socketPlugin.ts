// SocketPlugin for TCP. Without a grant all of it fails, and what the grant does not name can't be connected to.
import { SocketState, type SocketDevice, type SocketEnd } from '../devices/socketDevice';
import { latin1 } from '../object-memory/bytesOf';
import type { Value } from '../object-memory/objects';
import { FAIL, type Fail, type Primitive, type PrimitiveFamily } from '../primitives/primitive';
import { GuestCall } from './guestCall';
import { bytesOf, nameString, pathOf } from './guestFiles';
import { GuestSocket, guestSocketsOf, ResolverState, type GuestSockets } from './guestSockets';
import { ImageMemory } from './imageMemory';

const tcp = 0;
const highestPort = 65535;

/** A call by an image that was granted sockets. */
class SocketCall extends GuestCall {
  readonly device: SocketDevice = this.image.devices.sockets!;
  readonly sockets: GuestSockets = guestSocketsOf(this.image);

  port(index: number): number | undefined {
    const port = this.integer(index);
    return port >= 0 && port <= highestPort ? port : undefined;
  }

  address(index: number): Uint8Array | undefined {
    const bytes = bytesOf(this.arg(index));
    return bytes?.length === 4 ? bytes.slice() : undefined;
  }

  /** A new socket whose Semaphores are those of one argument, or of three from it on. */
  newSocket(index: number): GuestSocket {
    const state = this.signal(index);
    if (this.argc === index) return new GuestSocket({ state, read: state, write: state });
    return new GuestSocket({ state, read: this.signal(index + 1), write: this.signal(index + 2) });
  }
}

const primitive =
  (work: (call: SocketCall) => Value | Fail): Primitive =>
  (vm, stack, rcvr, argc) => {
    const { image } = vm;
    if (!(image instanceof ImageMemory) || !image.devices.sockets) return FAIL;
    return work(new SocketCall(vm, image, stack, rcvr, argc));
  };

const onSocket = (work: (call: SocketCall, socket: GuestSocket) => Value | Fail): Primitive =>
  primitive((call) => {
    const socket = call.argc > 0 ? call.sockets.get(call.arg(1)) : undefined;
    return socket ? work(call, socket) : FAIL;
  });

const initialize = primitive((call) => {
  const { sockets } = call;
  sockets.resolver = ResolverState.Ready;
  sockets.resolverSignal = call.signal(1);
  return call.receiver;
});

const lookUpName = primitive((call) => {
  const name = pathOf(call.arg(1));
  if (name === undefined) return FAIL;
  call.device.lookUpName(name, call.sockets.beginLookup<Uint8Array>());
  return call.receiver;
});

const lookUpAddress = primitive((call) => {
  const address = call.address(1);
  if (!address) return FAIL;
  call.device.lookUpAddress(address, call.sockets.beginLookup<string>());
  return call.receiver;
});

/** nil if nothing was found. */
const found = primitive(({ vm, sockets }) => {
  const one = sockets.found;
  if (one === undefined) return vm.kernel.nil;
  return typeof one === 'string' ? nameString(vm, one) : vm.kernel.bytes(one.slice());
});

/** Kind of network, kind of socket, sizes of buffers, Semaphores. */
const create = primitive((call) =>
  call.integer(2) === tcp ? call.sockets.add(call.vm, call.newSocket(5)) : FAIL,
);

const destroy = onSocket((call, socket) => {
  socket.abort();
  call.sockets.remove(call.arg(1));
  return call.receiver;
});

const connect = onSocket((call, socket) => {
  const [address, port] = [call.address(2), call.port(3)];
  if (!address || !port || socket.connection || socket.listener) return FAIL;
  return socket.connect(call.device, { address, port }) ? call.receiver : FAIL;
});

/** Port; how many connections may wait, without which it becomes the first one itself; the address to listen at. */
const listen = onSocket((call, socket) => {
  const port = call.port(2);
  const backlog = call.argc >= 3 ? call.integer(3) : 1;
  const address = call.argc >= 4 ? call.address(4) : undefined;
  if (port === undefined || !(backlog >= 0) || socket.connection || socket.listener) return FAIL;
  return socket.listen(call.device, port, backlog, address) ? call.receiver : FAIL;
});

/** A listening socket, sizes of buffers, Semaphores. */
const accept = onSocket((call, { listener }) => {
  const connection = listener?.take();
  if (!connection) return FAIL;
  const socket = call.newSocket(4);
  socket.use(connection);
  return call.sockets.add(call.vm, socket);
});

const receive = onSocket((call, { connection }) => {
  const target = call.part(2, true);
  if (!target || !connection) return FAIL;
  const bytes = connection.read(target.bytes.length);
  target.bytes.set(bytes);
  return Math.floor(bytes.length / target.unit);
});

const send = onSocket((call, { connection }) => {
  const source = call.part(2, false);
  const sent = source && connection?.write(source.bytes);
  return sent === undefined ? FAIL : Math.floor(sent / source!.unit);
});

const ofEnd = (side: 'local' | 'remote', answer: (call: SocketCall, end: SocketEnd) => Value): Primitive =>
  onSocket((call, { connection, listener }) => {
    const end = connection?.[side] ?? (side === 'local' ? listener?.local : undefined);
    return answer(call, end ?? { address: new Uint8Array(4), port: 0 });
  });
const addressOf = (call: SocketCall, { address }: SocketEnd): Value => call.vm.kernel.bytes(address.slice());
const portOf = (_call: SocketCall, { port }: SocketEnd): Value => port;

/** Socket, name, value as a String or an Integer; answers the error (0 for none) and the value. */
const setOption = onSocket((call, { connection }) => {
  const name = pathOf(call.arg(2));
  const given = call.arg(3);
  const bytes = bytesOf(given);
  const { true_, false_ } = call.vm.kernel;
  const value =
    given === true_ || given === false_ ? Number(given === true_) : Number(bytes ? latin1(bytes) : given);
  if (name === undefined || Number.isNaN(value)) return FAIL;
  // What can't be set before there is a connection, or at all here, changes nothing that could be told.
  connection?.setOption(name, value);
  return call.vm.kernel.array([0, Math.trunc(value)]);
});

const getOption = onSocket((call) =>
  pathOf(call.arg(2)) === undefined ? FAIL : call.vm.kernel.array([0, 0]),
);

/** A socket that is none is asked for its state, too. */
const state = primitive((call) =>
  call.argc > 0 ? (call.sockets.get(call.arg(1))?.state ?? SocketState.Invalid) : FAIL,
);

export const socketPlugin: PrimitiveFamily = {
  named: Object.fromEntries(
    Object.entries<Primitive>({
      InitializeNetwork: initialize,
      ResolverStatus: primitive(({ sockets }) => sockets.resolver),
      ResolverError: primitive(({ sockets }) => (sockets.resolver === ResolverState.Error ? 1 : 0)),
      ResolverStartNameLookup: lookUpName,
      ResolverNameLookupResult: found,
      ResolverStartAddressLookup: lookUpAddress,
      ResolverAddressLookupResult: found,
      ResolverAbortLookup: primitive((call) => {
        call.sockets.abortLookup();
        return call.receiver;
      }),
      ResolverLocalAddress: primitive(({ vm, device }) => vm.kernel.bytes(device.localAddress())),
      SocketCreate: create,
      SocketCreate3Semaphores: create,
      SocketDestroy: destroy,
      SocketConnectToPort: connect,
      SocketListenWithOrWithoutBacklog: listen,
      SocketListenOnPort: listen,
      SocketListenOnPortBacklog: listen,
      SocketListenOnPortBacklogInterface: listen,
      SocketAccept: accept,
      SocketAccept3Semaphores: accept,
      SocketCloseConnection: onSocket((call, socket) => {
        socket.close();
        return call.receiver;
      }),
      SocketAbortConnection: onSocket((call, socket) => {
        socket.abort();
        return call.receiver;
      }),
      SocketConnectionStatus: state,
      SocketError: onSocket((_call, { error }) => error),
      SocketReceiveDataAvailable: onSocket(({ vm }, { connection }) =>
        vm.kernel.boolean(connection?.hasData ?? false),
      ),
      SocketReceiveDataBufCount: receive,
      SocketSendDataBufCount: send,
      SocketSendDone: onSocket(({ vm }, { connection }) => vm.kernel.boolean(connection?.isSent ?? false)),
      SocketLocalAddress: ofEnd('local', addressOf),
      SocketLocalPort: ofEnd('local', portOf),
      SocketRemoteAddress: ofEnd('remote', addressOf),
      SocketRemotePort: ofEnd('remote', portOf),
      SocketSetOptions: setOption,
      SocketGetOptions: getOption,
      HasSocketAccess: ({ kernel, image }) => kernel.boolean(image.devices.sockets !== undefined),
    }).map(([name, work]) => [`SocketPlugin.primitive${name}`, work]),
  ),
};
