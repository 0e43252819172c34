// How far sockets reach: a grant names hosts and ports.

interface Rule {
  /** In small letters; `*` for all, `*.domain` for all below. */
  readonly host: string;
  readonly from: number;
  readonly to: number;
}

const highestPort = 65535;
const listening = 'listen';

/** What can't be meant as `host:port`. */
export class SocketReachError extends Error {
  override readonly name = 'SocketReachError';

  constructor(text: string) {
    super(
      `"${text}" names no hosts and ports: write "example.org:443", "*.example.org:*", "localhost:8000-8010" or "listen:8080"`,
    );
  }
}

/** This machine alone, at any port. */
export const localReach: readonly string[] = ['localhost:*'];

export class SocketReach {
  private readonly rules: readonly Rule[];
  /** Names by which addresses were found. */
  private readonly names = new Map<string, Set<string>>();

  /** Throws a SocketReachError. */
  constructor(reach: readonly string[] = localReach) {
    this.rules = reach.map(readRule);
  }

  /** Whether the address of `name` may be asked for. */
  knows(name: string): boolean {
    return isLoopbackName(name)
      ? this.rules.some(({ host }) => host !== listening)
      : this.rules.some(({ host }) => matches(host, name));
  }

  /** `name` was found to have the address. */
  learn(name: string, address: Uint8Array): void {
    const key = address.join('.');
    const names = this.names.get(key) ?? new Set();
    this.names.set(key, names.add(name));
  }

  allowsConnection(address: Uint8Array, port: number): boolean {
    const dotted = address.join('.');
    const names = [dotted, ...(this.names.get(dotted) ?? []), ...(address[0] === 127 ? ['localhost'] : [])];
    return this.rules.some(
      ({ host, from, to }) => port >= from && port <= to && names.some((name) => matches(host, name)),
    );
  }

  /** Whether others may connect at `port`: from this machine where it may be connected to, from all with `listen`. */
  listensTo(port: number): 'everybody' | 'this machine' | undefined {
    const isAllowed = (wanted: string): boolean =>
      this.rules.some(
        ({ host, from, to }) => matches(host, wanted) && (port === 0 ? true : port >= from && port <= to),
      );
    if (this.rules.some(({ host, from, to }) => host === listening && port >= from && port <= to))
      return 'everybody';
    return isAllowed('localhost') ? 'this machine' : undefined;
  }
}

const isLoopbackName = (name: string): boolean => /^(localhost|127(\.\d+){3})$/i.test(name);

function matches(host: string, name: string): boolean {
  if (host === listening) return false;
  const small = name.toLowerCase();
  if (host === '*') return true;
  return host.startsWith('*.') ? small.endsWith(host.slice(1)) : small === host;
}

function readRule(text: string): Rule {
  const parts = /^([^:\s]+)(?::(\*|\d+(?:-\d+)?))?$/.exec(text);
  if (!parts) throw new SocketReachError(text);
  const [, host, ports = '*'] = parts;
  const [from = 0, to = from] = ports === '*' ? [0, highestPort] : ports.split('-').map(Number);
  if (from > to || to > highestPort) throw new SocketReachError(text);
  return { host: host!.toLowerCase(), from, to };
}
