import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { AdapterSession } from './adapterSession';
import type { SystemHost } from './systemHost';

/** Time for the last answer to leave before the process ends. */
const flushMs = 50;

/** Serves one client over the process's own streams; resolves when it has gone. */
export async function serveStreams(
  host: SystemHost,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<void> {
  const session = new AdapterSession(host);
  const gone = new Promise<void>((resolve) => {
    session.once('disconnected', () => setTimeout(resolve, flushMs));
    session.once('close', resolve);
    input.once('end', resolve);
  });
  session.start(input, output);
  await gone;
  await session.abandon();
}

/** Serves any number of clients, one after the other or at once, on a port of this machine alone. */
export class AdapterServer {
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  /** Listens on 127.0.0.1. Port 0 takes a free one. Rejects with words for the user if the port is taken. */
  static async listen(host: SystemHost, port: number): Promise<AdapterServer> {
    const server = createServer();
    const serving = new AdapterServer(server);
    server.on('connection', (socket) => serving.serve(host, socket));
    await new Promise<void>((listening, failed) => {
      server.once('error', (error: NodeJS.ErrnoException) => failed(cannotListen(port, error)));
      server.listen(port, '127.0.0.1', listening);
    });
    return serving;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Parts from all clients and listens no more. */
  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((closed) => this.server.close(closed));
  }

  private serve(host: SystemHost, socket: Socket): void {
    this.sockets.add(socket);
    const session = new AdapterSession(host);
    // A client that resets its connection has gone like any other.
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      this.sockets.delete(socket);
      void session.abandon();
    });
    session.once('disconnected', () => socket.end());
    session.start(socket, socket);
  }
}

function cannotListen(port: number, error: NodeJS.ErrnoException): Error {
  if (error.code === 'EADDRINUSE') {
    return new Error(`Port ${port} is in use: choose another, or 0 for a free one.`, { cause: error });
  }
  return new Error(`Port ${port} can't be opened: ${error.message}`, { cause: error });
}
