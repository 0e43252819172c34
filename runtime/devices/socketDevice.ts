// TCP between machines (IPv4), as far as a grant reaches. Nothing here throws.

/** Squeak's states of a socket. */
export const enum SocketState {
  Invalid = -1,
  Unconnected = 0,
  Waiting = 1,
  Connected = 2,
  OtherEndClosed = 3,
  ThisEndClosed = 4,
}

export interface SocketEnd {
  /** Four bytes. */
  readonly address: Uint8Array;
  readonly port: number;
}

/** One connection, or the wish for one. */
export interface Connection {
  readonly state: SocketState;
  /** Of Unix, 0 if there was none. */
  readonly error: number;
  readonly local: SocketEnd | undefined;
  readonly remote: SocketEnd | undefined;
  /** Told of each change: connected, data, room to send, closed. One at a time. */
  onChange: () => void;
  /** Whether something has come that was not read. */
  readonly hasData: boolean;
  /** At most `count` bytes of what has come; none if nothing has. */
  read(count: number): Uint8Array;
  /** How many bytes it has taken, all or none; undefined if it can't send any more. */
  write(bytes: Uint8Array): number | undefined;
  /** Whether all that was written is on its way. */
  readonly isSent: boolean;
  /** What was written is sent; nothing more is. */
  close(): void;
  abort(): void;
  /** TCP's own options; false if it is none that can be set. */
  setOption(name: string, value: number): boolean;
}

/** Takes connections at a port. */
export interface Listener {
  readonly error: number;
  readonly local: SocketEnd | undefined;
  /** Told of each connection that has come. */
  onChange: () => void;
  readonly hasConnection: boolean;
  take(): Connection | undefined;
  close(): void;
}

export interface SocketDevice {
  /** `done` is told an address of four bytes, or undefined: there is none, or it is not granted to know. */
  lookUpName(name: string, done: (address: Uint8Array | undefined) => void): void;
  lookUpAddress(address: Uint8Array, done: (name: string | undefined) => void): void;
  /** Of this machine. */
  localAddress(): Uint8Array;
  /** Undefined if it is not granted. */
  connect(to: SocketEnd): Connection | undefined;
  /** Undefined if it is not granted. Port 0 is any free one; no address: all that are granted. */
  listen(port: number, address: Uint8Array | undefined, backlog: number): Listener | undefined;
}
