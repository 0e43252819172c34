import {
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  TextDocuments,
  type ClientCapabilities,
  type Connection,
  type Diagnostic,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import {
  defaultLanguageSettings,
  kernelDocumentRequest,
  languageSection,
  sourcesChanged,
  testsRequest,
  type TestClass,
  type LanguageSettings,
} from '../protocol/languageRequests';
import { serverCapabilities } from './capabilities';
import { diagnostics } from './features/diagnostics';
import { testClasses } from './features/testClasses';
import { topologyExtension } from './index/topologyNames';
import { sourceExtensions } from './index/workspaceFiles';
import { Project } from './project';
import { answerRequests } from './requests';

/** How long the editor must be quiet before a document is looked through. */
const quietMs = 150;

export interface ServerOptions {
  /** Where the build put the embedded image's files; without them its classes are unknown. */
  readonly kernelFolder: string;
}

/** Serves one client until it leaves. Answers when all sources are indexed. */
export function startServer(connection: Connection, { kernelFolder }: ServerOptions): Promise<void> {
  const project = new Project();
  const texts = new TextDocuments(TextDocument);
  let client: ClientCapabilities = {};
  let folders: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  let markIndexed: () => void;
  const indexed = new Promise<void>((resolve) => (markIndexed = resolve));
  /** Ends when all that the server was told of files so far has been read. */
  let reading = indexed;

  connection.onInitialize((params) => {
    client = params.capabilities;
    folders = (params.workspaceFolders ?? []).map(({ uri }) => uri);
    return { capabilities: serverCapabilities, serverInfo: { name: 'Archipelago Smalltalk' } };
  });

  connection.onInitialized(async () => {
    await register();
    await readSettings();
    const started = Date.now();
    await project.readKernel(kernelFolder).catch((error: Error) => {
      connection.console.warn(`The embedded image's classes are unknown: ${error.message}`);
    });
    for (const folder of folders) await project.readFolder(folder);
    connection.console.info(`Sources indexed in ${Date.now() - started} ms`);
    markIndexed();
    checkSoon();
  });

  texts.onDidChangeContent(({ document }) => {
    project.update(document);
    checkSoon();
  });
  texts.onDidClose(({ document }) => {
    send(document.uri, []);
    read(() => project.close(document.uri));
  });
  connection.onDidChangeWatchedFiles(({ changes }) =>
    read(async () => {
      for (const { uri, type } of changes) {
        if (type === FileChangeType.Deleted) project.forgetFile(uri);
        else await project.readFile(uri);
      }
    }),
  );
  connection.onDidChangeConfiguration(async () => {
    read(readSettings);
    await reading;
    await connection.languages.inlayHint.refresh().catch(() => undefined);
    await connection.sendRequest('workspace/codeLens/refresh').catch(() => undefined);
  });
  connection.onRequest(kernelDocumentRequest, async (uri: string): Promise<string | null> => {
    await reading;
    const document = project.document(uri);
    return document?.isKernel ? document.text.getText() : null;
  });
  connection.onRequest(testsRequest, async (): Promise<TestClass[]> => {
    await reading;
    return testClasses(project.index);
  });
  connection.onShutdown(() => clearTimeout(timer));
  answerRequests(
    connection,
    project,
    () => reading,
    () => client,
  );
  texts.listen(connection);
  connection.listen();
  return indexed;

  /** Asks the client to tell of changes to files and settings. */
  async function register(): Promise<void> {
    const { workspace } = client;
    if (workspace?.didChangeWatchedFiles?.dynamicRegistration) {
      const globPattern = `**/*{${[...sourceExtensions, topologyExtension].join(',')}}`;
      await connection.client.register(DidChangeWatchedFilesNotification.type, {
        watchers: [{ globPattern }],
      });
    }
    if (workspace?.didChangeConfiguration?.dynamicRegistration) {
      await connection.client.register(DidChangeConfigurationNotification.type, { section: languageSection });
    }
    if (!workspace?.workspaceFolders) return;
    connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) =>
      read(async () => {
        for (const { uri } of removed) project.forgetFolder(uri);
        for (const { uri } of added) await project.readFolder(uri);
      }),
    );
  }

  async function readSettings(): Promise<void> {
    if (!client.workspace?.configuration) return;
    const settings = (await connection.workspace.getConfiguration(
      languageSection,
    )) as Partial<LanguageSettings> | null;
    project.settings = { ...defaultLanguageSettings, ...settings };
  }

  /** Does what reads files, after what is being read; requests that come later wait for it. */
  function read(work: () => Promise<void>): void {
    reading = reading.then(work).catch((error: Error) => connection.console.error(error.message));
    void reading.then(checkSoon);
  }

  /** Looks through all open documents, since what one defines another may use. */
  function checkSoon(): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      void reading.then(() => {
        void connection.sendNotification(sourcesChanged);
        for (const document of project.openDocuments) {
          if (!document.isKernel) send(document.uri, diagnostics(project.index, document, project.settings));
        }
      });
    }, quietMs);
  }

  function send(uri: string, list: Diagnostic[]): void {
    void connection.sendDiagnostics({ uri, diagnostics: list });
  }
}
