import type { DebugProtocol } from '@vscode/debugprotocol';
import * as vscode from 'vscode';
import { eventually } from './eventually';
import { workbench } from './workbench';

type Stopped = DebugProtocol.StoppedEvent['body'];

/** What the adapter says in a suite's debug sessions, to wait for. */
export class DebugConversation {
  private readonly events: DebugProtocol.Event[] = [];
  private readonly waiting = new Set<() => void>();
  private readonly live = new Set<string>();
  /** What the adapter made of breakpoints, since one was set. */
  private breakpoints: DebugProtocol.Breakpoint[] = [];

  /** Made within a `describe`: listens while its tests run, for what other suites' sessions say is not for them. */
  constructor() {
    let registrations: vscode.Disposable[] = [];
    before(() => {
      registrations = [
        vscode.debug.registerDebugAdapterTrackerFactory('archipelago', {
          createDebugAdapterTracker: ({ id }) => {
            this.live.add(id);
            return { onDidSendMessage: (message: DebugProtocol.ProtocolMessage) => this.hear(message) };
          },
        }),
        vscode.debug.onDidTerminateDebugSession(({ id }) => this.live.delete(id)),
      ];
    });
    after(async () => {
      await this.endSessions();
      for (const registration of registrations) registration.dispose();
    });
  }

  /** The next stop that was not taken yet. */
  async stopped(timeoutMs = 20_000): Promise<Stopped> {
    return (await this.next('stopped', timeoutMs)) as Stopped;
  }

  /**
   * The next stop that was not taken yet, once VS Code has come to it: it then takes the focus and opens an editor,
   * and comes to no later stop if the session has ended meanwhile.
   */
  async stoppedInEditor(timeoutMs = 20_000): Promise<Stopped> {
    const stop = await this.stopped(timeoutMs);
    await eventually('the frame that has stopped', () => {
      const item = vscode.debug.activeStackItem;
      return (
        item instanceof vscode.DebugStackFrame &&
        this.live.has(item.session.id) &&
        item.threadId === stop.threadId
      );
    });
    await workbench.waitFor('.debug-top-stack-frame-line');
    return stop;
  }

  /** The body of the next event of that name that was not taken yet. */
  async next(event: string, timeoutMs = 20_000): Promise<unknown> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const index = this.events.findIndex((one) => one.event === event);
      if (index >= 0) return this.events.splice(index, 1)[0].body as unknown;
      if (Date.now() > deadline) {
        const seen = this.events.map((one) => one.event).filter((name) => !name.includes('/'));
        throw new Error(`No event '${event}' came within ${timeoutMs} ms; seen: ${seen.join(', ')}`);
      }
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          this.waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, 250);
        this.waiting.add(wake);
      });
    }
  }

  /** Sets a breakpoint, and waits until the adapter of the session that runs has it. */
  async setBreakpoint(breakpoint: vscode.Breakpoint): Promise<void> {
    this.breakpoints = [];
    vscode.debug.addBreakpoints([breakpoint]);
    await eventually('the breakpoint', () => this.breakpoints.some(({ verified }) => verified));
  }

  /** Whether such an event has come and was not taken yet. */
  has(event: string): boolean {
    return this.events.some((one) => one.event === event);
  }

  /** Ends the sessions that still run, and forgets what they said. */
  async endSessions(): Promise<void> {
    // A session that is just ending by itself refuses; what counts is that it ends.
    if (this.live.size > 0) await vscode.debug.stopDebugging().then(undefined, () => undefined);
    await eventually('the end of the sessions', () => this.live.size === 0, 30_000);
    this.clear();
  }

  /** Forgets what was not taken. */
  clear(): void {
    this.events.length = 0;
  }

  private hear(message: DebugProtocol.ProtocolMessage): void {
    if (isBreakpointsResponse(message)) this.breakpoints.push(...message.body.breakpoints);
    if (message.type !== 'event') return;
    this.events.push(message as DebugProtocol.Event);
    for (const wake of [...this.waiting]) wake();
  }
}

function isBreakpointsResponse(
  message: DebugProtocol.ProtocolMessage,
): message is DebugProtocol.SetBreakpointsResponse {
  const { command = '', success } = message as Partial<DebugProtocol.Response>;
  return success === true && /^set(Function)?Breakpoints$/.test(command);
}
