// `npm start`: builds what is needed and opens the examples in VS Code, ready to step. See --help.
import { spawn } from 'node:child_process';
import { bundleProduct, bundleRig } from './bundle.mjs';
import { root } from './root.mjs';
import { runNode } from './command.mjs';

const args = process.argv.slice(2);
if (args.includes('--help')) {
  console.log(`npm start [-- OPTIONS]

  --topology FILE     what to start, below examples/ (bank/bank.topology.json)
  --browser           use the browser even where desktop VS Code is found
  --port N            the port to serve the browser at (a free one)
  --screenshot FILE   open it unseen, write a picture of it, and end`);
  process.exit(0);
}
await Promise.all([bundleProduct(), bundleRig()]);
if (!(await runNode('package', 'build/package.mjs', ['out/archipelago.vsix'], true))) process.exit(1);
const child = spawn(process.execPath, ['--enable-source-maps', 'out/vscode/start.js', ...args], {
  cwd: root,
  stdio: 'inherit',
});
// Ctrl+C reaches the child by itself; it cleans up, and we end when it has.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 1));
