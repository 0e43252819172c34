// Gets whatever VS Code the suites will run in, ahead of them: the first time this takes a minute.
import * as path from 'node:path';
import { obtainVSCode } from './vscodeExecutable';

const root = process.cwd();
obtainVSCode(path.join(root, 'out', 'vscode', 'code'), root, console.log).then(
  (vscode) => console.log(`The VS Code suites will run in ${vscode.kind} VS Code.`),
  (error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);
