import { spawn } from 'node:child_process';
import path from 'node:path';
import { root } from './root.mjs';

/** Runs a program of node_modules in the project's root; answers whether it succeeded. Output is printed at its end. */
export function runTool(name, bin, args) {
  return runNode(name, path.join(root, 'node_modules', bin), args);
}

/** Runs a script with this Node in the project's root; answers whether it succeeded. Output is printed at its end,
 * or with `quiet` only when it failed. */
export function runNode(name, script, args = [], quiet = false) {
  return new Promise((resolve) => {
    const started = Date.now();
    const child = spawn(process.execPath, [script, ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
    child.on('close', (code) => {
      const seconds = ((Date.now() - started) / 1000).toFixed(1);
      console.log(`${code === 0 ? '✔' : '✖'} ${name} (${seconds} s)`);
      if (output.trim() && !(quiet && code === 0)) console.log(output.trimEnd());
      resolve(code === 0);
    });
  });
}

export const typeCheck = () => runTool('types', 'typescript/bin/tsc', ['-b']);
export const lint = () =>
  runTool('lint', 'eslint/bin/eslint.js', [
    '.',
    '--max-warnings',
    '0',
    '--cache',
    '--cache-location',
    'out/eslint/',
  ]);
export const checkFormat = () =>
  runTool('format', 'prettier/bin/prettier.cjs', [
    '--check',
    '--log-level',
    'warn',
    '--cache',
    '--cache-location',
    'out/prettier',
    '.',
  ]);
