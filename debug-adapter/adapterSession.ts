import { Event, Response } from '@vscode/debugadapter';
import { ProtocolServer } from '@vscode/debugadapter/lib/protocol';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { AdapterState } from './adapterState';
import { breakpointRequests } from './breakpointRequests';
import { BreakpointWishes } from './breakpointWishes';
import { codeRequests } from './codeRequests';
import { desktopRequests } from './desktopRequests';
import { AdapterError, unknownRequest } from './errors';
import { evaluationRequests } from './evaluationRequests';
import { exceptionRequests } from './exceptionRequests';
import { executionRequests } from './executionRequests';
import { frameRequests } from './frameRequests';
import { lifecycleRequests } from './lifecycleRequests';
import { profileRequests } from './profileRequests';
import { RuntimeEvents } from './runtimeEvents';
import type { StopScopeSetting } from './stopScopeSetting';
import type { SystemHost } from './systemHost';
import { systemRequests } from './systemRequests';
import { threadRequests } from './threadRequests';
import { variableRequests } from './variableRequests';

type AnyRequest = (args: unknown, seq: number) => Promise<unknown>;

/**
 * One session with one client. Over streams: `start(input, output)`; in one process: `handleMessage` and
 * `onDidSendMessage`. Emits `disconnected` when the client has said goodbye, `close` when its stream ended.
 */
export class AdapterSession extends ProtocolServer {
  private readonly events: RuntimeEvents;
  /** Nobody listens any more. */
  private isOver = false;
  private readonly setsGoing: ReadonlySet<string>;
  private readonly requests: Readonly<Record<string, AnyRequest>>;

  constructor(host: SystemHost) {
    super();
    const state = new AdapterState((event, body) => {
      if (!this.isOver) this.sendEvent(new Event(event, body));
    });
    // A stream that breaks ends the session by its `close`, which follows.
    this.on('error', () => (this.isOver = true));
    const wishes = new BreakpointWishes();
    const scope: StopScopeSetting = { isAll: false };
    this.events = new RuntimeEvents(state, wishes);
    const execution = executionRequests(state, scope);
    this.setsGoing = new Set([
      ...Object.keys(execution),
      ...['launch', 'attach', 'configurationDone', 'restart', 'terminate', 'terminateThreads'],
    ]);
    this.requests = {
      ...lifecycleRequests({ state, wishes, events: this.events, scope, host }),
      ...threadRequests(state),
      ...breakpointRequests(state, wishes),
      ...exceptionRequests(state, wishes),
      ...execution,
      ...frameRequests(state),
      ...variableRequests(state),
      ...evaluationRequests(state),
      ...systemRequests(state),
      ...codeRequests(state),
      ...desktopRequests(state),
      ...profileRequests(state),
    } as Record<string, AnyRequest>;
  }

  protected override dispatchRequest(request: DebugProtocol.Request): void {
    const answer = (): Promise<void> => this.answer(request);
    void (this.setsGoing.has(request.command) ? this.events.after(answer) : answer());
  }

  private async answer(request: DebugProtocol.Request): Promise<void> {
    const response: DebugProtocol.Response = new Response(request);
    try {
      const perform = this.requests[request.command];
      if (!perform) throw unknownRequest(request.command);
      const args: unknown = request.arguments ?? {};
      const body = await perform(args, request.seq);
      if (body !== undefined) response.body = body;
    } catch (error) {
      fail(response, error as Error);
    }
    if (this.isOver) return;
    this.sendResponse(response);
    if (request.command !== 'disconnect') return;
    this.isOver = true;
    this.emit('disconnected');
  }

  /** The client is gone without a word: what it launched ends, what it attached to goes on without its stops. */
  async abandon(): Promise<void> {
    this.isOver = true;
    await this.requests.disconnect!({}, 0).catch(() => undefined);
  }
}

/** The runtime's own errors have no number: their words are already the user's. */
const runtimeErrorId = 2000;

function fail(response: DebugProtocol.Response, error: Error): void {
  const { id, showUser } = error instanceof AdapterError ? error : { id: runtimeErrorId, showUser: false };
  response.success = false;
  response.message = error.message;
  // Braces in a format would be taken for variables.
  response.body = { error: { id, format: '{text}', variables: { text: error.message }, showUser } };
}
