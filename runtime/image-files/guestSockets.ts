// The sockets of one unmodified image: what a handle stands for, and which Semaphores are to be signalled for it.
import {
  SocketState,
  type Connection,
  type Listener,
  type SocketDevice,
  type SocketEnd,
} from '../devices/socketDevice';
import type { Interpreter } from '../interpreter/interpreter';
import type { ObjectMemory } from '../object-memory/objectMemory';
import type { Value } from '../object-memory/objects';
import { bytesOf } from './guestFiles';

/** What signals the Semaphores of a socket: it changed its state, has data, can send. */
export interface SocketSignals {
  readonly state: () => void;
  readonly read: () => void;
  readonly write: () => void;
}

/** One socket: nothing yet, a connection, or what takes connections. */
export class GuestSocket {
  connection: Connection | undefined;
  listener: Listener | undefined;
  /** It becomes the first connection that it takes, and takes no other. */
  private takesOne = false;
  private lastState = SocketState.Unconnected;

  constructor(private readonly signals: SocketSignals) {}

  connect(device: SocketDevice, to: SocketEnd): boolean {
    const connection = device.connect(to);
    if (connection) this.use(connection);
    return connection !== undefined;
  }

  listen(device: SocketDevice, port: number, backlog: number, address?: Uint8Array): boolean {
    const listener = device.listen(port, address, backlog);
    if (!listener) return false;
    this.listener = listener;
    this.takesOne = backlog <= 1;
    listener.onChange = () => {
      const first = this.takesOne ? listener.take() : undefined;
      if (first) {
        listener.close();
        this.listener = undefined;
        this.use(first);
      }
      this.signals.state();
    };
    return true;
  }

  /** From now on this is the connection. */
  use(connection: Connection): void {
    this.connection = connection;
    this.lastState = connection.state;
    connection.onChange = () => {
      const { state } = connection;
      if (state !== this.lastState) this.signals.state();
      this.lastState = state;
      // Who waits for data has to hear that none will come.
      this.signals.read();
      if (connection.isSent) this.signals.write();
    };
  }

  get state(): SocketState {
    if (this.connection) return this.connection.state;
    if (!this.listener) return SocketState.Unconnected;
    if (this.listener.error !== 0) return SocketState.Unconnected;
    return this.listener.hasConnection ? SocketState.Connected : SocketState.Waiting;
  }

  get error(): number {
    return this.connection?.error ?? this.listener?.error ?? 0;
  }

  close(): void {
    this.listener?.close();
    this.connection?.close();
  }

  abort(): void {
    this.listener?.close();
    this.connection?.abort();
  }
}

/** Squeak's states of the resolver of names. */
export const enum ResolverState {
  Uninitialized = 0,
  Ready = 1,
  Busy = 2,
  Error = 3,
}

const handleBytes = 8;

export class GuestSockets {
  resolver = ResolverState.Uninitialized;
  resolverSignal: () => void = () => undefined;
  /** What the last lookup found. */
  found: Uint8Array | string | undefined;
  /** A lookup that was given up does not count any more when it ends. */
  private lookups = 0;
  private readonly sockets = new Map<number, GuestSocket>();
  private readonly run = Math.floor(Math.random() * 0xffffffff) + 1;
  private last = 0;

  add(vm: Interpreter, socket: GuestSocket): Value {
    this.sockets.set(++this.last, socket);
    const handle = new Uint8Array(handleBytes);
    const view = new DataView(handle.buffer);
    view.setUint32(0, this.last);
    view.setUint32(4, this.run);
    return vm.kernel.bytes(handle);
  }

  get(handle: Value): GuestSocket | undefined {
    return this.sockets.get(this.numberOf(handle));
  }

  remove(handle: Value): boolean {
    return this.sockets.delete(this.numberOf(handle));
  }

  private numberOf(handle: Value): number {
    const bytes = bytesOf(handle);
    if (bytes?.length !== handleBytes) return 0;
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    return view.getUint32(4) === this.run ? view.getUint32(0) : 0;
  }

  /** Begins a lookup; answers what to tell when it ends. */
  beginLookup<T extends Uint8Array | string>(): (found: T | undefined) => void {
    const lookup = ++this.lookups;
    this.resolver = ResolverState.Busy;
    this.found = undefined;
    return (found) => {
      if (lookup !== this.lookups) return;
      this.found = found;
      this.resolver = found === undefined ? ResolverState.Error : ResolverState.Ready;
      this.resolverSignal();
    };
  }

  abortLookup(): void {
    this.lookups++;
    this.resolver = ResolverState.Ready;
  }
}

const states = new WeakMap<ObjectMemory, GuestSockets>();

export function guestSocketsOf(image: ObjectMemory): GuestSockets {
  let state = states.get(image);
  if (!state) states.set(image, (state = new GuestSockets()));
  return state;
}
