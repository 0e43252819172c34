import type { DebugProtocol } from '@vscode/debugprotocol';
import * as vscode from 'vscode';

type Stopped = DebugProtocol.StoppedEvent['body'];

/** What the adapter says in a suite's debug sessions, to wait for. */
export class DebugConversation implements vscode.Disposable {
  private readonly events: DebugProtocol.Event[] = [];
  private readonly waiting = new Set<() => void>();
  private readonly registration: vscode.Disposable;

  constructor() {
    this.registration = vscode.debug.registerDebugAdapterTrackerFactory('archipelago', {
      createDebugAdapterTracker: () => ({
        onDidSendMessage: (message: DebugProtocol.ProtocolMessage) => {
          if (message.type !== 'event') return;
          this.events.push(message as DebugProtocol.Event);
          for (const wake of [...this.waiting]) wake();
        },
      }),
    });
  }

  /** The next stop that was not taken yet. */
  async stopped(timeoutMs = 20_000): Promise<Stopped> {
    return (await this.next('stopped', timeoutMs)) as Stopped;
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

  /** Forgets what was not taken. */
  clear(): void {
    this.events.length = 0;
  }

  dispose(): void {
    this.registration.dispose();
  }
}

/** Waits until `condition` answers something true, and answers that. */
export async function eventually<T>(
  what: string,
  condition: () => T | Promise<T>,
  timeoutMs = 15_000,
): Promise<NonNullable<T>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = await condition();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
