// The language server's process: `node languageServer.js --node-ipc` or `--stdio`.
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { startServer } from './server';

// The build puts the embedded image's files beside this program.
void startServer(createConnection(ProposedFeatures.all), { kernelFolder: __dirname });
