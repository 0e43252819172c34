import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { DebugClient } from '@vscode/debugadapter-testsupport';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { AdapterSession } from '../../../debug-adapter/adapterSession';
import type { SystemHost } from '../../../debug-adapter/systemHost';
import type { ServedRequests } from '../../../debug-adapter/requestTable';
import { compactJson } from './golden';

export type Command = keyof ServedRequests;

/** A DAP client that writes down all that is said, with an adapter of this process at its other end. */
export class RecordingClient extends DebugClient {
  private readonly lines: string[] = [];
  private readonly waiting: { event: string; resolve: (body: unknown) => void }[] = [];
  private readonly unread: { event: string; body: unknown }[] = [];
  private readonly sequences = new Map<Command, number>();
  private server: Server | undefined;
  private socket: Socket | undefined;

  /** Texts replaced in the record: paths and whatever else differs from run to run. */
  constructor(
    private readonly replacements: readonly (readonly [string | RegExp, string])[] = [],
    program = '',
  ) {
    super('node', program, 'archipelago');
    this.defaultTimeout = 20_000;
    const client = this as unknown as Dispatching;
    const dispatch = client.dispatch.bind(this);
    client.dispatch = (text) => {
      this.record(text);
      dispatch(text);
    };
  }

  /** Connects to an adapter for systems of `host`. */
  static async connect(
    host: SystemHost,
    replacements: readonly (readonly [string | RegExp, string])[] = [],
  ): Promise<RecordingClient> {
    const client = new RecordingClient(replacements);
    const server = createServer((socket) => {
      client.socket = socket;
      new AdapterSession(host).start(socket, socket);
    });
    client.server = server;
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    await client.start((server.address() as AddressInfo).port);
    return client;
  }

  /** Starts an adapter as a process of its own. */
  static async overProcess(program: string): Promise<RecordingClient> {
    const client = new RecordingClient([], program);
    await client.start();
    return client;
  }

  async close(): Promise<void> {
    this.socket?.destroy();
    if (this.server) await new Promise((closed) => this.server?.close(closed));
    else (this as unknown as Stopping).stopAdapter();
  }

  /** The record so far, and of what follows from now on. */
  get transcript(): string {
    let text = `${this.lines.join('\n')}\n`;
    for (const [from, to] of this.replacements) text = text.replaceAll(from, to);
    return text;
  }

  /** Empties the record: what was said so far is kept elsewhere. */
  forget(): void {
    this.lines.length = 0;
  }

  /** A heading in the record. */
  note(text: string): void {
    this.lines.push(this.lines.length > 0 ? `\n# ${text}` : `# ${text}`);
  }

  /** Sends a request and answers its body; rejects with the adapter's message. */
  async ask<C extends Command>(
    command: C,
    args?: ServedRequests[C]['arguments'],
  ): Promise<ServedRequests[C]['body']> {
    this.lines.push(`→ ${command} ${compactJson(args ?? {})}`);
    const sent = this.send(command, args);
    this.sequences.set(command, (this as unknown as Numbering).sequence - 1);
    const response = await sent;
    return response.body as ServedRequests[C]['body'];
  }

  /** Number of the request of that name that was sent last. */
  lastRequest(command: Command): number {
    return this.sequences.get(command)!;
  }

  /** Sends a request that must fail, and answers the adapter's message. */
  async askInVain<C extends Command>(command: C, args?: ServedRequests[C]['arguments']): Promise<string> {
    try {
      await this.ask(command, args);
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error(`${command} was expected to fail`);
  }

  /** The next event of that name that was not yet taken. */
  async event<B>(event: string): Promise<B> {
    const index = this.unread.findIndex((one) => one.event === event);
    if (index >= 0) return this.unread.splice(index, 1)[0]!.body as B;
    return new Promise<B>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`No event '${event}' came\n${this.transcript.slice(-2000)}`)),
        this.defaultTimeout,
      );
      const take = (body: unknown): void => {
        clearTimeout(timer);
        resolve(body as B);
      };
      this.waiting.push({ event, resolve: take });
    });
  }

  /** Events of that name that came and were not taken. */
  untaken(event: string): unknown[] {
    return this.unread.filter((one) => one.event === event).map(({ body }) => body);
  }

  private record(text: string): void {
    const message = JSON.parse(text) as DebugProtocol.ProtocolMessage;
    if (message.type === 'event') {
      const { event, body } = message as DebugProtocol.Event;
      this.lines.push(`⇐ ${event} ${compactJson(body)}`);
      const index = this.waiting.findIndex((one) => one.event === event);
      if (index >= 0) this.waiting.splice(index, 1)[0]!.resolve(body);
      else this.unread.push({ event, body });
    } else {
      const { command, success, message: why, body } = message as DebugProtocol.Response;
      this.lines.push(success ? `← ${command} ${compactJson(body)}` : `✗ ${command}: ${why}`);
    }
  }
}

/** Ends the adapter's process without a request, which it may no longer answer; its types keep it private. */
interface Stopping {
  stopAdapter(): void;
}

/** How `ProtocolClient` counts requests: the next one's number. */
interface Numbering {
  readonly sequence: number;
}

/** The part of `ProtocolClient` through which every message comes; its types keep it private. */
interface Dispatching {
  dispatch(text: string): void;
}
