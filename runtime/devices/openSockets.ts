// Sockets by number and their events in order, for a driver image: it asks for operations and takes what has happened.
import {
  SocketState,
  type Connection,
  type Listener,
  type SocketDevice,
  type SocketEnd,
} from './socketDevice';
import type { Plain } from './plain';

/** Of data in one event. */
const pieceBytes = 16 * 1024;
/** More events do not wait: the other side of a connection has to wait then. */
const mostEvents = 64;

const endParts = (end: SocketEnd | undefined): readonly Plain[] => [end?.address ?? null, end?.port ?? 0];

interface Told {
  state: SocketState;
  isSent: boolean;
}

export class OpenSockets {
  private readonly connections = new Map<number, Connection>();
  private readonly listeners = new Map<number, Listener>();
  /** What was told of each connection. */
  private readonly told = new Map<number, Told>();
  private readonly events: Plain[] = [];
  private last = 0;
  /** Who is told that there is an event. */
  onEvent: (() => void) | undefined;

  constructor(private readonly device: SocketDevice) {}

  /** The number of a question: `#(number name address)` answers it, nil for what was not found. */
  lookUpName(name: string): number {
    const question = ++this.last;
    this.device.lookUpName(name, (address) => this.add([question, 'name', address ?? null]));
    return question;
  }

  lookUpAddress(address: Uint8Array): number {
    const question = ++this.last;
    this.device.lookUpAddress(address, (name) => this.add([question, 'address', name ?? null]));
    return question;
  }

  localAddress(): Uint8Array {
    return this.device.localAddress();
  }

  connect(address: Uint8Array, port: number): number | undefined {
    const connection = this.device.connect({ address, port });
    return connection && this.keep(connection);
  }

  listen(port: number, backlog: number, address: Uint8Array | null): number | undefined {
    const listener = this.device.listen(port, address ?? undefined, backlog);
    if (!listener) return undefined;
    const number = ++this.last;
    this.listeners.set(number, listener);
    let isToldPort = false;
    listener.onChange = () => {
      if (!isToldPort && listener.local) {
        isToldPort = true;
        this.add([
          number,
          'state',
          SocketState.Waiting,
          0,
          ...endParts(listener.local),
          ...endParts(undefined),
        ]);
      }
      for (let one = listener.take(); one; one = listener.take()) {
        this.add([number, 'accepted', this.keep(one)]);
        this.changed(this.last, one);
      }
      if (listener.error !== 0)
        this.add([
          number,
          'state',
          SocketState.Unconnected,
          listener.error,
          ...endParts(undefined),
          ...endParts(undefined),
        ]);
    };
    return number;
  }

  /** The port at which a socket listens or is connected here; 0 while there is none. */
  localPort(number: number): number {
    return (this.connections.get(number) ?? this.listeners.get(number))?.local?.port ?? 0;
  }

  write(number: number, bytes: Uint8Array): number | undefined {
    const connection = this.connections.get(number);
    const count = connection?.write(bytes);
    const told = this.told.get(number);
    if (told && connection) told.isSent = connection.isSent;
    return count;
  }

  close(number: number): boolean {
    this.connections.get(number)?.close();
    return this.closeListener(number) || this.connections.has(number);
  }

  abort(number: number): boolean {
    this.connections.get(number)?.abort();
    this.told.delete(number);
    return this.closeListener(number) || this.connections.delete(number);
  }

  private closeListener(number: number): boolean {
    this.listeners.get(number)?.close();
    return this.listeners.delete(number);
  }

  /** `#(number kind …)`, undefined if nothing has happened. */
  nextEvent(): Plain | undefined {
    const event = this.events.shift();
    if (event !== undefined && this.events.length === mostEvents - 1)
      for (const [number, connection] of this.connections) this.changed(number, connection);
    return event;
  }

  private keep(connection: Connection): number {
    const number = ++this.last;
    this.connections.set(number, connection);
    this.told.set(number, { state: SocketState.Waiting, isSent: true });
    connection.onChange = () => this.changed(number, connection);
    return number;
  }

  private changed(number: number, connection: Connection): void {
    const told = this.told.get(number);
    if (!told) return;
    const { state, isSent, local, remote, error } = connection;
    if (state === SocketState.Connected && told.state !== state)
      this.add([number, 'state', state, error, ...endParts(local), ...endParts(remote)]);
    while (connection.hasData && this.events.length < mostEvents)
      this.add([number, 'data', connection.read(pieceBytes)]);
    // What has come is told before the end of it.
    if (state !== SocketState.Connected && told.state !== state && !connection.hasData)
      this.add([number, 'state', state, error, ...endParts(local), ...endParts(remote)]);
    else if (state !== SocketState.Connected && told.state !== state) return;
    if (isSent && !told.isSent) this.add([number, 'sent']);
    this.told.set(number, { state, isSent });
  }

  private add(event: Plain): void {
    this.events.push(event);
    this.onEvent?.();
  }
}

const opened = new WeakMap<SocketDevice, OpenSockets>();

/** The numbers of a device's sockets; the device belongs to one image, and so do they. */
export function openSocketsOf(device: SocketDevice): OpenSockets {
  let sockets = opened.get(device);
  if (!sockets) opened.set(device, (sockets = new OpenSockets(device)));
  return sockets;
}
