// The debug adapters of all sessions: a launch has a process of its own, an attach goes to one that listens.
import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import * as path from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import * as vscode from 'vscode';
import type { CustomRequests } from '../protocol/customRequests';
import { isDesktopEvent } from '../protocol/desktopProtocol';
import { AdapterStream, type AdapterStreams } from './adapterStream';

export interface SessionEvent {
  readonly session: vscode.DebugSession;
  readonly event: DebugProtocol.Event;
}

/** An adapter that was told to end is not waited for longer. */
const endTimeoutMs = 3_000;

export class AdapterConnections implements vscode.DebugAdapterDescriptorFactory, vscode.Disposable {
  private readonly heard = new vscode.EventEmitter<SessionEvent>();
  private readonly adapters = new Map<string, AdapterStream>();
  private readonly ends: vscode.Disposable;

  /** What adapters tell, as soon as they do; of desktops, VS Code itself hears nothing. */
  readonly onEvent = this.heard.event;

  constructor(private readonly extensionUri: vscode.Uri) {
    this.ends = vscode.debug.onDidTerminateDebugSession(({ id }) => this.adapters.delete(id));
  }

  async createDebugAdapterDescriptor(session: vscode.DebugSession): Promise<vscode.DebugAdapterDescriptor> {
    const streams =
      session.configuration.request === 'attach' ? await this.attach(session) : this.launch(session);
    const sent = new vscode.EventEmitter<vscode.DebugProtocolMessage>();
    const adapter = new AdapterStream(streams, (message) => {
      if (message.type === 'event') {
        const event = message as DebugProtocol.Event;
        this.heard.fire({ session, event });
        if (isDesktopEvent(event.event)) return;
      }
      sent.fire(message as vscode.DebugProtocolMessage);
    });
    this.adapters.set(session.id, adapter);
    return new vscode.DebugAdapterInlineImplementation({
      onDidSendMessage: sent.event,
      handleMessage: (message) => adapter.write(message as DebugProtocol.ProtocolMessage),
      dispose: () => {
        adapter.end();
        sent.dispose();
      },
    });
  }

  /** Asks a session's adapter directly. Rejects with the adapter's words, or if the session has ended. */
  async ask<C extends keyof CustomRequests>(
    session: vscode.DebugSession,
    command: C,
    args: CustomRequests[C]['arguments'],
  ): Promise<CustomRequests[C]['body']> {
    const adapter = this.adapters.get(session.id);
    if (!adapter) throw new Error(`The session ${session.name} has ended.`);
    return (await adapter.ask(command, args)) as CustomRequests[C]['body'];
  }

  dispose(): void {
    this.ends.dispose();
    this.heard.dispose();
  }

  private launch({ name }: vscode.DebugSession): AdapterStreams {
    const program = path.join(this.extensionUri.fsPath, 'dist', 'debugAdapter.js');
    // The editor's own runtime may be Electron: it is told to be Node.
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
    const child = spawn(process.execPath, [program], { env });
    const complain = (text: string): void => void vscode.window.showErrorMessage(`${name}: ${text}`);
    child.on('error', (error) => complain(`the debug adapter can't be started: ${error.message}`));
    let complaint = '';
    child.stderr.on('data', (data: Buffer) => (complaint = (complaint + data.toString()).slice(-2_000)));
    child.on('exit', (code) => {
      if (code) complain(`the debug adapter ended with code ${code}. ${complaint}`);
    });
    const end = (): void => {
      child.stdin.end();
      setTimeout(() => child.kill(), endTimeoutMs).unref();
    };
    return { input: child.stdout, output: child.stdin, end };
  }

  private async attach({ configuration }: vscode.DebugSession): Promise<AdapterStreams> {
    const { port, host = '127.0.0.1' } = configuration as { port?: unknown; host?: string };
    const socket = connect(Number(port), host);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', (error) =>
        reject(new Error(`Nothing answers at ${host}:${String(port)} (${error.message}). ${howToListen}`)),
      );
    });
    return { input: socket, output: socket, end: () => socket.end() };
  }
}

const howToListen = 'Start `archipelago debug TOPOLOGY --port N` there first.';
