/** Connections to other machines; which, the grant says. */
export interface SocketDevice {
  /** Looks a name up; `done` is told its IPv4 address, or undefined. */
  lookUp(name: string, done: (address: Uint8Array | undefined) => void): void;
}
