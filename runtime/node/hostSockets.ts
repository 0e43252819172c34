// TCP sockets of the host, for an image.
import * as dns from 'node:dns';
import * as net from 'node:net';
import * as os from 'node:os';
import {
  SocketState,
  type Connection,
  type Listener,
  type SocketDevice,
  type SocketEnd,
} from '../devices/socketDevice';
import { SocketReach } from '../devices/socketReach';

/** So much may come before the other side has to wait for the image to read it. */
const readLimitBytes = 256 * 1024;
const loopback = '127.0.0.1';

const bytesOf = (address: string): Uint8Array => Uint8Array.from(address.split('.').map(Number));
const textOf = (address: Uint8Array): string => address.join('.');
const errorNumber = (error: Error): number => Math.abs((error as NodeJS.ErrnoException).errno ?? 1);

function endOf(address: string | undefined, port: number | undefined): SocketEnd | undefined {
  if (address === undefined || port === undefined) return undefined;
  const plain = address.replace(/^::ffff:/, '');
  return net.isIPv4(plain) ? { address: bytesOf(plain), port } : undefined;
}

export class HostSockets implements SocketDevice {
  private readonly reach: SocketReach;
  private readonly open = new Set<HostConnection | HostListener>();

  /** Hosts and ports as SocketReach reads them; throws its error. */
  constructor(reach?: readonly string[]) {
    this.reach = new SocketReach(reach);
  }

  lookUpName(name: string, done: (address: Uint8Array | undefined) => void): void {
    if (!this.reach.knows(name)) return void setImmediate(() => done(undefined));
    dns.lookup(name, { family: 4 }, (error, address) => {
      if (error) return done(undefined);
      const bytes = bytesOf(address);
      this.reach.learn(name, bytes);
      done(bytes);
    });
  }

  lookUpAddress(address: Uint8Array, done: (name: string | undefined) => void): void {
    if (address[0] === 127) return void setImmediate(() => done('localhost'));
    if (!this.reach.knows(textOf(address))) return void setImmediate(() => done(undefined));
    dns.reverse(textOf(address), (error, names) => done(error ? undefined : names[0]));
  }

  localAddress(): Uint8Array {
    const all = Object.values(os.networkInterfaces()).flatMap((one) => one ?? []);
    const outside = this.reach.knows('*')
      ? all.find(({ family, internal }) => family === 'IPv4' && !internal)
      : undefined;
    return bytesOf(outside?.address ?? loopback);
  }

  connect({ address, port }: SocketEnd): Connection | undefined {
    if (!this.reach.allowsConnection(address, port)) return undefined;
    return this.keep(new HostConnection(net.connect({ host: textOf(address), port, allowHalfOpen: true })));
  }

  listen(port: number, address: Uint8Array | undefined, backlog: number): Listener | undefined {
    const whose = this.reach.listensTo(port);
    if (whose === undefined) return undefined;
    const isEverywhere = address === undefined || address.every((byte) => byte === 0);
    if (whose === 'this machine' && !isEverywhere && address[0] !== 127) return undefined;
    const host = !isEverywhere ? textOf(address) : whose === 'everybody' ? '0.0.0.0' : loopback;
    return this.keep(
      new HostListener(port, host, backlog, (socket) => this.keep(new HostConnection(socket, true))),
    );
  }

  private keep<T extends HostConnection | HostListener>(one: T): T {
    this.open.add(one);
    one.onEnd = () => this.open.delete(one);
    return one;
  }

  /** Whether something may still come from outside. */
  get isWaiting(): boolean {
    return this.open.size > 0;
  }

  /** When the image ends. */
  closeAll(): void {
    for (const one of this.open) one.abort();
    this.open.clear();
  }
}

class HostConnection implements Connection {
  state = SocketState.Waiting;
  error = 0;
  onChange: () => void = () => undefined;
  onEnd: () => void = () => undefined;
  private readonly received: Uint8Array[] = [];
  private receivedBytes = 0;
  private lastEnds: { local: SocketEnd | undefined; remote: SocketEnd | undefined } | undefined;

  constructor(
    private readonly socket: net.Socket,
    isConnected = false,
  ) {
    if (isConnected) this.connected();
    else socket.once('connect', () => this.connected());
    socket.on('data', (data) => {
      this.received.push(data);
      this.receivedBytes += data.length;
      if (this.receivedBytes >= readLimitBytes) socket.pause();
      this.onChange();
    });
    socket.on('drain', () => this.onChange());
    socket.on('end', () =>
      this.become(
        this.state === SocketState.ThisEndClosed ? SocketState.Unconnected : SocketState.OtherEndClosed,
      ),
    );
    socket.on('error', (error) => {
      this.error = errorNumber(error);
      if (this.state === SocketState.Waiting) this.become(SocketState.Unconnected);
    });
    socket.on('close', () => {
      if (this.state === SocketState.Connected) this.state = SocketState.OtherEndClosed;
      if (this.state !== SocketState.OtherEndClosed) this.state = SocketState.Unconnected;
      this.onEnd();
      this.onChange();
    });
  }

  private connected(): void {
    const { socket } = this;
    this.lastEnds = {
      local: endOf(socket.localAddress, socket.localPort),
      remote: endOf(socket.remoteAddress, socket.remotePort),
    };
    this.become(SocketState.Connected);
  }

  private become(state: SocketState): void {
    this.state = state;
    this.onChange();
  }

  get local(): SocketEnd | undefined {
    return this.lastEnds?.local;
  }

  get remote(): SocketEnd | undefined {
    return this.lastEnds?.remote;
  }

  get hasData(): boolean {
    return this.receivedBytes > 0;
  }

  read(count: number): Uint8Array {
    const target = new Uint8Array(Math.min(count, this.receivedBytes));
    let at = 0;
    while (at < target.length) {
      const first = this.received[0]!;
      const part = first.subarray(0, target.length - at);
      target.set(part, at);
      at += part.length;
      if (part.length === first.length) this.received.shift();
      else this.received[0] = first.subarray(part.length);
    }
    this.receivedBytes -= at;
    if (this.receivedBytes < readLimitBytes) this.socket.resume();
    return target;
  }

  write(bytes: Uint8Array): number | undefined {
    const canSend = this.state === SocketState.Connected || this.state === SocketState.OtherEndClosed;
    if (!canSend || this.socket.destroyed || this.socket.writableEnded) return undefined;
    if (!this.isSent) return 0;
    this.socket.write(bytes.slice());
    return bytes.length;
  }

  get isSent(): boolean {
    return !this.socket.writableNeedDrain;
  }

  close(): void {
    if (this.state === SocketState.Connected) this.state = SocketState.ThisEndClosed;
    else if (this.state === SocketState.OtherEndClosed) this.state = SocketState.Unconnected;
    this.socket.end();
  }

  abort(): void {
    this.state = SocketState.Unconnected;
    this.socket.destroy();
  }

  setOption(name: string, value: number): boolean {
    if (name === 'TCP_NODELAY') this.socket.setNoDelay(value !== 0);
    else if (name === 'SO_KEEPALIVE') this.socket.setKeepAlive(value !== 0);
    else return false;
    return true;
  }
}

class HostListener implements Listener {
  error = 0;
  onChange: () => void = () => undefined;
  onEnd: () => void = () => undefined;
  private readonly server: net.Server;
  private readonly waiting: HostConnection[] = [];

  constructor(port: number, host: string, backlog: number, keep: (socket: net.Socket) => HostConnection) {
    this.server = net.createServer({ allowHalfOpen: true }, (socket) => {
      if (this.waiting.length >= Math.max(1, backlog)) return void socket.destroy();
      this.waiting.push(keep(socket));
      this.onChange();
    });
    this.server.on('listening', () => this.onChange());
    this.server.on('error', (error) => {
      this.error = errorNumber(error);
      this.onChange();
    });
    this.server.on('close', () => this.onEnd());
    this.server.listen(port, host, Math.max(1, backlog));
  }

  get local(): SocketEnd | undefined {
    const address = this.server.address();
    return address && typeof address === 'object' ? endOf(address.address, address.port) : undefined;
  }

  get hasConnection(): boolean {
    return this.waiting.length > 0;
  }

  take(): Connection | undefined {
    return this.waiting.shift();
  }

  close(): void {
    this.server.close();
    for (const one of this.waiting.splice(0)) one.abort();
    this.onEnd();
  }

  abort(): void {
    this.close();
  }
}
