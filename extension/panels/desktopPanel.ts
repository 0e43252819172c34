// A panel that shows the desktop of one image and gives it what the user does there. It stays when the image ends, and
// shows the next one of that name.
import * as vscode from 'vscode';
import type { Archipelago } from '../archipelago';
import type { CustomRequests } from '../protocol/customRequests';
import type { DesktopNews, DesktopRow } from '../protocol/desktopProtocol';
import { panelRoots, desktopHtml } from './panelHtml';
import type { DesktopSettings, FromDesktop, ToDesktop } from './view/desktopMessages';

/** A clipboard that asks the user for permission is not waited for longer. */
const clipboardTimeoutMs = 400;

interface Attachment {
  readonly session: vscode.DebugSession;
  readonly desktop: DesktopRow;
}

export class DesktopPanel {
  private readonly panel: vscode.WebviewPanel;
  private readonly subscriptions: vscode.Disposable[];
  private attachment: Attachment | undefined;
  /** The page is there and takes messages. */
  private isReady = false;
  /** What the user does goes out in its order, though some waits for the clipboard. */
  private tail: Promise<void> = Promise.resolve();
  private offered: string | undefined;
  private noteShown!: () => void;
  /** Resolved when its page is there, or will never be. */
  readonly shown = new Promise<void>((resolve) => (this.noteShown = resolve));

  constructor(
    private readonly archipelago: Archipelago,
    readonly name: string,
    { viewColumn, preserveFocus }: { viewColumn: vscode.ViewColumn; preserveFocus: boolean },
    onDispose: () => void,
  ) {
    const { extensionUri } = archipelago;
    this.panel = vscode.window.createWebviewPanel(
      'archipelago.desktop',
      `Desktop: ${name}`,
      { viewColumn, preserveFocus },
      { enableScripts: true, localResourceRoots: panelRoots(extensionUri), retainContextWhenHidden: true },
    );
    this.panel.webview.html = desktopHtml(this.panel.webview, extensionUri);
    this.subscriptions = [
      this.panel.webview.onDidReceiveMessage((message: FromDesktop) => this.handle(message)),
      this.panel.onDidChangeViewState(() => this.look()),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('archipelago.desktop')) this.tellSettings();
      }),
    ];
    this.panel.onDidDispose(() => {
      this.noteShown();
      this.close();
      this.attachment = undefined;
      for (const subscription of this.subscriptions) subscription.dispose();
      onDispose();
    });
  }

  get viewColumn(): vscode.ViewColumn | undefined {
    return this.panel.viewColumn;
  }

  reveal(): void {
    this.panel.reveal();
  }

  dispose(): void {
    this.panel.dispose();
  }

  /** Shows this desktop from now on. */
  attach(session: vscode.DebugSession, desktop: DesktopRow): void {
    this.attachment = { session, desktop };
    this.offered = undefined;
    if (this.isReady) this.begin(this.attachment);
  }

  shows(session: vscode.DebugSession, image?: number): boolean {
    const { attachment } = this;
    return attachment?.session === session && (image === undefined || attachment.desktop.image === image);
  }

  get isAttached(): boolean {
    return this.attachment !== undefined;
  }

  /** The image is gone, and `words` say why; its last picture stays. */
  detach(words: string): void {
    this.attachment = undefined;
    this.tell({ kind: 'detached', words });
  }

  /** What the image's desktop tells. */
  take({ event, body }: DesktopNews): void {
    switch (event) {
      case 'archipelago/displayFrame':
        this.tell({ ...body, kind: 'frame', pixels: unpack(body.pixels) });
        return;
      case 'archipelago/desktopCursor':
        this.tell({ ...body, kind: 'cursor', pixels: unpack(body.pixels) });
        return;
      case 'archipelago/desktopClipboard':
        this.offered = body.text;
        void vscode.env.clipboard.writeText(body.text).then(undefined, () => undefined);
        return;
      case 'archipelago/desktopBeep':
        this.tell({ kind: 'beep' });
        return;
    }
  }

  private begin({ desktop: { name, takesInput } }: Attachment): void {
    this.tell({ kind: 'attached', name, takesInput });
    this.look();
  }

  /** An image whose panel nobody sees goes on without sending pictures. */
  private look(): void {
    if (!this.attachment || !this.isReady) return;
    const { image } = this.attachment.desktop;
    if (this.panel.visible) void this.ask('archipelago/openDesktop', { image });
    else this.close();
  }

  private close(): void {
    if (this.attachment) void this.ask('archipelago/closeDesktop', { image: this.attachment.desktop.image });
  }

  private tell(message: ToDesktop): void {
    void this.panel.webview.postMessage(message);
  }

  private tellSettings(): void {
    this.tell({ kind: 'settings', ...readSettings() });
  }

  private handle(message: FromDesktop): void {
    if (message.kind === 'left') {
      void vscode.commands.executeCommand('workbench.debug.action.focusCallStackView');
      return;
    }
    if (message.kind === 'ready') {
      this.isReady = true;
      this.noteShown();
      this.tellSettings();
      if (this.attachment) this.begin(this.attachment);
      return;
    }
    if (!this.attachment) return;
    const { image } = this.attachment.desktop;
    switch (message.kind) {
      case 'drawn':
        void this.ask('archipelago/acknowledgeFrame', { image, frame: message.frame });
        return;
      case 'resized':
        void this.ask('archipelago/resizeDesktop', { image, width: message.width, height: message.height });
        return;
      case 'input':
        // Whatever becomes of the clipboard, the events after it go out.
        this.tail = this.tail
          .then(() => (message.needsClipboard ? this.offerClipboard() : undefined))
          .catch(() => undefined)
          .then(() => {
            if (message.events.length > 0)
              void this.ask('archipelago/desktopInput', { image, events: message.events });
          });
        return;
    }
  }

  /** Tells the image what the clipboard has, if that is news. */
  private async offerClipboard(): Promise<void> {
    const { attachment } = this;
    if (!attachment?.desktop.sharesClipboard) return;
    const text = await readClipboard();
    if (text === undefined || text === this.offered) return;
    this.offered = text;
    void this.ask('archipelago/offerClipboard', { image: attachment.desktop.image, text });
  }

  /** What can't be done any more, since the session has ended, is not missed. */
  private async ask<C extends keyof CustomRequests>(
    command: C,
    args: CustomRequests[C]['arguments'],
  ): Promise<void> {
    if (!this.attachment) return;
    await this.archipelago.adapters.ask(this.attachment.session, command, args).catch(() => undefined);
  }
}

function readSettings(): DesktopSettings {
  const settings = vscode.workspace.getConfiguration('archipelago.desktop');
  return {
    scaling: settings.get<'integer' | 'smooth'>('scaling', 'integer'),
    followsPanel: settings.get<boolean>('followPanelSize', true),
  };
}

async function readClipboard(): Promise<string | undefined> {
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, clipboardTimeoutMs, undefined));
  return Promise.race([vscode.env.clipboard.readText().then(undefined, () => undefined), late]);
}

function unpack(pixels: string): Uint8Array<ArrayBuffer> {
  // A copy of its own: small ones lie in a pool that would be sent as a whole.
  return new Uint8Array(Buffer.from(pixels, 'base64'));
}
