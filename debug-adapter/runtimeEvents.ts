import type { DebugProtocol } from '@vscode/debugprotocol';
import type { DebugEvent, ImageInfo, StopReason } from '../runtime/debugger/runtimeDebugger';
import type { DesktopEvents } from '../extension/protocol/desktopProtocol';
import { tablesChangedEvent } from '../extension/protocol/customRequests';
import type { AdapterState } from './adapterState';
import { toBreakpoint } from './breakpointRequests';
import type { BreakpointWishes } from './breakpointWishes';
import { DesktopTeller } from './desktopRequests';
import { OutputLines } from './outputLines';
import { toModule } from './threadRequests';

type StoppedEvent = Extract<DebugEvent, { kind: 'stopped' }>;
type OutputEvent = Extract<DebugEvent, { kind: 'output' }>;

/** Turns what a system tells into events of the protocol, in order. */
export class RuntimeEvents {
  private epoch = 0;
  private held: DebugEvent[] | undefined;
  private holders = 0;
  /** Events are sent one after the other, though some wait for a text. */
  private tail: Promise<void> = Promise.resolve();
  private output = new OutputLines();
  private readonly desktops: DesktopTeller;
  /** The thread that the user works in: other stops don't take the focus from it. */
  private focused: number | undefined;

  constructor(
    private readonly state: AdapterState,
    private readonly wishes: BreakpointWishes,
  ) {
    this.desktops = new DesktopTeller(state);
  }

  /** A listener for one system; it hears until `stopListening`, or until there is another. */
  listener(): (event: DebugEvent) => void {
    this.stopListening();
    const { epoch } = this;
    return (event) => {
      if (epoch !== this.epoch) return;
      if (this.held) this.held.push(event);
      else this.forward(event);
    };
  }

  stopListening(): void {
    this.epoch++;
    this.output = new OutputLines();
    this.focused = undefined;
  }

  /** Runs `respond` and only then sends what the system told meanwhile: an answer comes before its effects. */
  async after(respond: () => Promise<void>): Promise<void> {
    this.held ??= [];
    this.holders++;
    try {
      await respond();
    } finally {
      if (--this.holders === 0) {
        const events = this.held;
        this.held = undefined;
        for (const event of events) this.forward(event);
      }
    }
  }

  private forward(event: DebugEvent): void {
    this.tail = this.tail
      .then(() => this.translate(event))
      .catch((error: Error) => {
        this.state.send('output', { category: 'important', output: `${error.message}\n` });
      });
  }

  private async translate(event: DebugEvent): Promise<void> {
    const { state } = this;
    switch (event.kind) {
      case 'loading':
        // Shown by whoever started the system.
        return;
      case 'imageStarted':
        state.noteName(event.info.image, event.info.name);
        state.send('thread', { reason: 'started', threadId: event.info.image });
        state.send('module', { reason: 'new', module: toModule(event.info) });
        if (event.info.hasDesktop) state.send('archipelago/desktopStarted', desktopOf(event.info));
        return;
      case 'imageDied': {
        const name = await state.imageName(event.image);
        state.noteRunning(event.image);
        state.send('output', { category: 'console', output: `${name} has ended: ${event.reason}\n` });
        state.send('thread', { reason: 'exited', threadId: event.image });
        state.send('module', { reason: 'removed', module: { id: event.image, name } });
        return;
      }
      case 'stopped':
        return this.stopped(event);
      case 'continued': {
        // The client knows of those that its own requests set going.
        const isNews = event.all ? state.stopped.size > 0 : state.stopped.has(event.image);
        state.noteRunning(event.all ? undefined : event.image);
        if (isNews) {
          state.send('continued', { threadId: event.image, allThreadsContinued: event.all });
        }
        return;
      }
      case 'output':
        return this.wrote(event);
      case 'breakpointChanged': {
        const known = this.wishes.translate(event.breakpoint);
        if (!known) return;
        const breakpoint = toBreakpoint(known, state.client.positions);
        state.send('breakpoint', { reason: 'changed', breakpoint });
        return;
      }
      case 'tablesChanged':
        state.send(tablesChangedEvent, { what: [...event.what] });
        return;
      case 'display':
      case 'cursor':
      case 'clipboard':
      case 'beep':
        this.desktops.forward(event);
        return;
      case 'terminated':
        state.send('exited', { exitCode: event.exitCode });
        state.send('terminated', {});
        return;
    }
  }

  private async stopped(event: StoppedEvent): Promise<void> {
    const { state } = this;
    const { image, all } = event;
    const keepsFocus =
      this.focused !== undefined && this.focused !== image && state.stopped.has(this.focused);
    state.noteStopped(image, event.reason);
    if (!keepsFocus) this.focused = image;
    const body: DebugProtocol.StoppedEvent['body'] = {
      reason: protocolReason(event.reason),
      description: stopWords[event.reason],
      threadId: image,
      text: event.text,
      allThreadsStopped: all,
      ...(keepsFocus ? { preserveFocusHint: true } : {}),
      hitBreakpointIds: event.breakpointIds.flatMap((id) => this.wishes.clientId(id) ?? []),
    };
    state.send('stopped', body);
    if (all) for (const { image: other } of await state.runtime('threads').images()) state.stopped.add(other);
  }

  private async wrote(event: OutputEvent): Promise<void> {
    const { image, category, text, method, range } = event;
    const name = await this.state.imageName(image);
    const output = this.output.label(image, name, text);
    if (output === '') return;
    const place = method ? await this.state.sourcePlace({ image, method, range }) : undefined;
    this.state.send('output', {
      category,
      output,
      ...(place ? { source: place.source, line: place.line, column: place.column } : {}),
    });
  }
}

const desktopOf = ({ image, name }: ImageInfo): DesktopEvents['archipelago/desktopStarted'] => ({
  image,
  name,
});

const protocolReason = (reason: StopReason): string => (reason === 'message' ? 'breakpoint' : reason);

/** Shown beside the image's name, where there is little room. */
const stopWords: Record<StopReason, string> = {
  breakpoint: 'Breakpoint',
  'function breakpoint': 'Method',
  'data breakpoint': 'Variable',
  step: 'Step',
  pause: 'Paused',
  exception: 'Exception',
  halt: 'Halt',
  entry: 'Entry',
  message: 'Message',
};
