// A debug adapter at the other end of two streams. It serves VS Code, and the extension beside it: what only the extension
// wants, the pictures of desktops above all, does not take the way through the window and back.
import type { DebugProtocol } from '@vscode/debugprotocol';

export interface AdapterStreams {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  /** Called once, when nobody needs the adapter any more. */
  end(): void;
}

/** Requests of the extension itself are numbered from here on; VS Code's own from 1. */
const firstOwnSeq = 2 ** 30;
const headEnd = '\r\n\r\n';

interface Pending {
  readonly resolve: (body: unknown) => void;
  readonly reject: (error: Error) => void;
}

export class AdapterStream {
  private readonly pending = new Map<number, Pending>();
  private nextSeq = firstOwnSeq;
  private unread: Buffer = Buffer.alloc(0);
  private isOver = false;

  constructor(
    private readonly streams: AdapterStreams,
    /** Takes what is for VS Code: all but the answers to requests of the extension. */
    private readonly forward: (message: DebugProtocol.ProtocolMessage) => void,
  ) {
    streams.input.on('data', (chunk: Buffer) => this.read(chunk));
    for (const event of ['end', 'close', 'error']) streams.input.on(event, () => this.lost());
    // A broken pipe is told by the end of the other one.
    streams.output.on('error', () => this.lost());
  }

  /** Sends a request of the extension itself; rejects with the adapter's words. */
  ask(command: string, args: unknown): Promise<unknown> {
    const seq = this.nextSeq++;
    return new Promise((resolve, reject) => {
      this.pending.set(seq, { resolve, reject });
      this.write({ seq, type: 'request', command, arguments: args });
    });
  }

  end(): void {
    this.isOver = true;
    this.failPending();
    this.streams.end();
  }

  /** Sends a message of VS Code. Once the adapter is gone, requests are refused. */
  write(message: DebugProtocol.ProtocolMessage | DebugProtocol.Request): void {
    if (this.isOver) {
      if (message.type === 'request') this.refuse(message as DebugProtocol.Request);
      return;
    }
    const bytes = Buffer.from(JSON.stringify(message), 'utf8');
    this.streams.output.write(`Content-Length: ${bytes.length}${headEnd}`);
    this.streams.output.write(bytes);
  }

  private read(chunk: Buffer): void {
    this.unread = this.unread.length === 0 ? chunk : Buffer.concat([this.unread, chunk]);
    for (;;) {
      const head = this.unread.indexOf(headEnd);
      if (head < 0) return;
      const length = Number(/Content-Length: *(\d+)/i.exec(this.unread.toString('latin1', 0, head))?.[1]);
      const start = head + headEnd.length;
      if (!(this.unread.length >= start + length)) return;
      const text = this.unread.toString('utf8', start, start + length);
      this.unread = this.unread.subarray(start + length);
      this.take(JSON.parse(text) as DebugProtocol.ProtocolMessage);
    }
  }

  private take(message: DebugProtocol.ProtocolMessage): void {
    if (message.type === 'response' && this.settle(message as DebugProtocol.Response)) return;
    this.forward(message);
  }

  private settle({ request_seq, success, body, message }: DebugProtocol.Response): boolean {
    const pending = this.pending.get(request_seq);
    if (!pending) return false;
    this.pending.delete(request_seq);
    if (success) pending.resolve(body);
    else pending.reject(new Error(message));
    return true;
  }

  /** The adapter is gone: the session ends, and nothing waits for an answer any more. */
  private lost(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.failPending();
    const ended: DebugProtocol.TerminatedEvent = { type: 'event', seq: 0, event: 'terminated' };
    this.forward(ended);
  }

  private failPending(): void {
    for (const { reject } of this.pending.values()) reject(new Error(gone));
    this.pending.clear();
  }

  private refuse({ seq, command }: DebugProtocol.Request): void {
    const refusal = { type: 'response', seq: 0, request_seq: seq, command, success: false, message: gone };
    if (!this.settle(refusal as DebugProtocol.Response)) this.forward(refusal);
  }
}

const gone = 'The debug adapter has ended: start the session again.';
