// The sockets of an image that an object of another image has: what is asked goes there as messages, and what happens comes
// back to a port.
import {
  SocketState,
  type Connection,
  type Listener,
  type SocketDevice,
  type SocketEnd,
} from '../devices/socketDevice';
import type { Plain } from '../devices/plain';
import type { Behavior } from '../object-memory/behavior';
import type { Ref } from '../object-memory/ref';
import type { Value } from '../object-memory/objects';
import { plainOfValue, valueOfPlain } from '../primitives/plainValues';
import { VmObject } from '../object-memory/vmObject';
import { FAIL, type Primitive } from '../primitives/primitive';
import type { UrgentObject, Vat } from '../remote/vat';
import { vmClass } from './vmClass';

/** Of Unix: nothing there takes connections. */
const connectionRefused = 111;
const loopback = Uint8Array.of(127, 0, 0, 1);

/** Tells the sockets what is told to it. */
class SocketPort extends VmObject implements UrgentObject {
  readonly isUrgent = true;

  constructor(
    behavior: Behavior,
    readonly sockets: DriverSockets,
  ) {
    super(behavior);
  }
}

/** A method of a port: plain arguments, the first of them the number of a socket. */
const telling =
  (work: (sockets: DriverSockets, number: number, rest: readonly Plain[]) => void): Primitive =>
  (vm, stack, rcvr, argc) => {
    const args = stack.slice(rcvr + 1, rcvr + 1 + argc).map((value) => plainOfValue(vm.kernel, value));
    const [number, ...rest] = args;
    if (typeof number !== 'number' || rest.includes(undefined)) return FAIL;
    work((stack[rcvr] as SocketPort).sockets, number, rest as readonly Plain[]);
    return stack[rcvr];
  };

const endOf = (address: Plain | undefined, port: Plain | undefined): SocketEnd | undefined =>
  address instanceof Uint8Array && typeof port === 'number' ? { address, port } : undefined;

const methods: Readonly<Record<string, Primitive>> = {
  'socket:state:error:local:port:remote:port:': telling((sockets, number, [state, error, ...ends]) =>
    sockets.happened(number, (one) =>
      one.become(state as SocketState, Number(error), endOf(ends[0], ends[1]), endOf(ends[2], ends[3])),
    ),
  ),
  'socket:data:': telling((sockets, number, [bytes]) =>
    sockets.happened(number, (one) => bytes instanceof Uint8Array && one.receive(bytes)),
  ),
  'socketSent:': telling((sockets, number) => sockets.happened(number, (one) => one.sent())),
  'socket:accepted:': telling((sockets, number, [accepted]) => sockets.accepted(number, accepted as number)),
};

/** What a driver tells things of. */
interface Told {
  /** 0 until the driver has said. */
  number: number;
  become(state: SocketState, error: number, local?: SocketEnd, remote?: SocketEnd): void;
  receive(bytes: Uint8Array): void;
  sent(): void;
}

export class DriverSockets implements SocketDevice {
  private readonly connections = new Map<number, DriverConnection>();
  private readonly listeners = new Map<number, DriverListener>();
  /** What happened to sockets whose number has not arrived yet. */
  private readonly early = new Map<number, ((one: Told) => void)[]>();

  constructor(
    private readonly vat: Vat,
    private readonly driver: Ref,
  ) {
    const port = new SocketPort(vmClass(vat.memory.kernel, 'SocketPort', methods), this);
    vat.perform(driver, 'attach:', [port], null);
  }

  /** Asks the driver; `done` is told nothing where it refuses. */
  ask(
    selector: string,
    args: readonly Plain[],
    done: (answer: Plain | undefined) => void = () => undefined,
  ): void {
    const { kernel } = this.vat.memory;
    const values: Value[] = args.map((plain) => valueOfPlain(kernel, plain));
    const answered = (outcome: { readonly value: Value } | object): void => {
      const plain = 'value' in outcome ? plainOfValue(kernel, outcome.value) : undefined;
      done(plain === null ? undefined : plain);
    };
    this.vat.perform(this.driver, selector, values, answered, this.vat.urgentPriority);
  }

  lookUpName(name: string, done: (address: Uint8Array | undefined) => void): void {
    this.ask('addressOf:', [name], (address) => done(address instanceof Uint8Array ? address : undefined));
  }

  lookUpAddress(address: Uint8Array, done: (name: string | undefined) => void): void {
    this.ask('nameOf:', [address], (name) => done(typeof name === 'string' ? name : undefined));
  }

  /** A guest that asks gets no answer to wait for: this machine. */
  localAddress(): Uint8Array {
    return loopback;
  }

  connect({ address, port }: SocketEnd): Connection {
    const connection = new DriverConnection(this);
    this.ask('connect:port:', [address, port], (number) => {
      if (typeof number === 'number') this.keep(number, connection);
      else connection.become(SocketState.Unconnected, connectionRefused);
    });
    return connection;
  }

  listen(port: number, address: Uint8Array | undefined, backlog: number): Listener {
    const listener = new DriverListener(this);
    this.ask('listen:backlog:address:', [port, backlog, address ?? null], (number) => {
      if (typeof number !== 'number') return listener.become(SocketState.Unconnected, connectionRefused);
      this.listeners.set(number, listener);
      this.numbered(number, listener);
    });
    return listener;
  }

  private keep(number: number, connection: DriverConnection): void {
    this.connections.set(number, connection);
    this.numbered(number, connection);
  }

  private numbered(number: number, one: Told): void {
    one.number = number;
    for (const work of this.early.get(number) ?? []) work(one);
    this.early.delete(number);
  }

  /** Tells a socket, or notes it for when its number is known. */
  happened(number: number, work: (one: Told) => void): void {
    const one = this.connections.get(number) ?? this.listeners.get(number);
    if (one) return work(one);
    this.early.set(number, [...(this.early.get(number) ?? []), work]);
  }

  accepted(listening: number, number: number): void {
    const connection = new DriverConnection(this);
    this.keep(number, connection);
    this.listeners.get(listening)?.add(connection);
  }

  forget(number: number): void {
    this.connections.delete(number);
    this.listeners.delete(number);
  }
}

class DriverConnection implements Connection, Told {
  number = 0;
  state = SocketState.Waiting;
  error = 0;
  local: SocketEnd | undefined;
  remote: SocketEnd | undefined;
  isSent = true;
  onChange: () => void = () => undefined;
  private received: readonly Uint8Array[] = [];
  private unsent: Uint8Array | undefined;

  constructor(private readonly device: DriverSockets) {}

  become(state: SocketState, error: number, local?: SocketEnd, remote?: SocketEnd): void {
    this.state = state;
    this.error = error;
    this.local ??= local;
    this.remote ??= remote;
    this.onChange();
  }

  receive(bytes: Uint8Array): void {
    this.received = [...this.received, bytes];
    this.onChange();
  }

  /** There is room again where the driver sends to. */
  sent(): void {
    if (this.unsent) return this.send(this.unsent);
    this.isSent = true;
    this.onChange();
  }

  get hasData(): boolean {
    return this.received.length > 0;
  }

  read(count: number): Uint8Array {
    const [first, ...rest] = this.received;
    if (!first) return new Uint8Array(0);
    this.received = count < first.length ? [first.subarray(count), ...rest] : rest;
    return first.subarray(0, count);
  }

  write(bytes: Uint8Array): number | undefined {
    if (this.state !== SocketState.Connected && this.state !== SocketState.OtherEndClosed) return undefined;
    if (!this.isSent) return 0;
    this.isSent = false;
    this.send(bytes.slice());
    return bytes.length;
  }

  /** What the driver does not take waits until there is room. */
  private send(bytes: Uint8Array): void {
    this.unsent = undefined;
    this.device.ask('write:bytes:', [this.number, bytes], (count) => {
      if (typeof count !== 'number') return this.become(SocketState.Unconnected, connectionRefused);
      if (count < bytes.length) this.unsent = bytes.subarray(count);
      else this.sent();
    });
  }

  close(): void {
    this.state = this.state === SocketState.Connected ? SocketState.ThisEndClosed : SocketState.Unconnected;
    this.device.ask('close:', [this.number]);
  }

  abort(): void {
    this.state = SocketState.Unconnected;
    this.device.ask('abort:', [this.number]);
    this.device.forget(this.number);
  }

  setOption(): boolean {
    return false;
  }
}

class DriverListener implements Listener, Told {
  number = 0;
  error = 0;
  local: SocketEnd | undefined;
  onChange: () => void = () => undefined;
  private readonly waiting: DriverConnection[] = [];

  constructor(private readonly device: DriverSockets) {}

  become(_state: SocketState, error: number, local?: SocketEnd): void {
    this.error = error;
    this.local ??= local;
    this.onChange();
  }

  receive(): void {
    // Nothing comes to what only takes connections.
  }

  sent(): void {
    // Nor does it send.
  }

  add(connection: DriverConnection): void {
    this.waiting.push(connection);
    this.onChange();
  }

  get hasConnection(): boolean {
    return this.waiting.length > 0;
  }

  take(): Connection | undefined {
    return this.waiting.shift();
  }

  close(): void {
    this.device.ask('close:', [this.number]);
    this.device.forget(this.number);
  }
}
