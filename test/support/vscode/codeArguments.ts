import * as path from 'node:path';

/** What desktop VS Code's command line asks for, as far as the stand-in understands it. Paths are absolute. */
export interface CodeArguments {
  /** Folder or `.code-workspace` to open; none opens an empty window. */
  workspace: string | undefined;
  extensionDevelopmentPaths: string[];
  extensionTestsPath: string | undefined;
  /** Packed extensions to install; then no window is opened. */
  installExtensions: string[];
  userDataDir: string | undefined;
  extensionsDir: string | undefined;
  /** Port at which the window can be driven by the Chrome DevTools Protocol. */
  remoteDebuggingPort: number | undefined;
}

/** Flags whose value may be the next argument; any other flag has its value after `=`, or none. */
const valueFlags = new Set([
  'extensionDevelopmentPath',
  'extensionTestsPath',
  'install-extension',
  'user-data-dir',
  'extensions-dir',
  'remote-debugging-port',
]);

/** Reads desktop VS Code's flags. Those with no meaning for a server (`--no-sandbox`…) are passed over. */
export function parseCodeArguments(argv: readonly string[], cwd: string = process.cwd()): CodeArguments {
  const values = new Map<string, string[]>();
  const positional: string[] = [];
  for (let index = 0; index < argv.length; index++) {
    const argument = argv[index];
    const flag = /^--([^=]+)(?:=(.*))?$/s.exec(argument);
    if (!flag) {
      if (!argument.startsWith('-')) positional.push(argument);
      continue;
    }
    const [, name, attached] = flag;
    const value = attached ?? (valueFlags.has(name) ? argv[++index] : '');
    if (value === undefined) throw new Error(`--${name} needs a value`);
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  if (positional.length > 1) throw new Error(`One folder can be opened, not ${positional.join(' and ')}`);
  const all = (name: string): string[] => (values.get(name) ?? []).map((value) => path.resolve(cwd, value));
  const last = (name: string): string | undefined => all(name).at(-1);
  const port = values.get('remote-debugging-port')?.at(-1);
  return {
    workspace: positional.length === 0 ? undefined : path.resolve(cwd, positional[0]),
    extensionDevelopmentPaths: all('extensionDevelopmentPath'),
    extensionTestsPath: last('extensionTestsPath'),
    installExtensions: all('install-extension'),
    userDataDir: last('user-data-dir'),
    extensionsDir: last('extensions-dir'),
    remoteDebuggingPort: port === undefined ? undefined : Number(port),
  };
}

/** The address of a window of the server at `port`, with what the arguments ask of it in its query. */
export function windowAddress(port: number, wanted: CodeArguments): string {
  const remote = (file: string): string => `vscode-remote://127.0.0.1:${port}${encodeURI(file)}`;
  const payload: [string, string][] = wanted.extensionDevelopmentPaths.map((file) => [
    'extensionDevelopmentPath',
    remote(file),
  ]);
  if (wanted.extensionTestsPath) payload.push(['extensionTestsPath', remote(wanted.extensionTestsPath)]);
  const query = new URLSearchParams();
  if (!wanted.workspace) query.set('ew', 'true');
  else query.set(wanted.workspace.endsWith('.code-workspace') ? 'workspace' : 'folder', wanted.workspace);
  if (payload.length > 0) {
    payload.push(['skipWelcome', 'true'], ['skipReleaseNotes', 'true']);
    query.set('payload', JSON.stringify(payload));
  }
  return `http://127.0.0.1:${port}/?${query}`;
}
