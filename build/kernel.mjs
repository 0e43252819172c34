// Compiles the kernel's Smalltalk into the embedded image, dist/kernel.json.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import esbuild from 'esbuild';
import { root } from './root.mjs';

export async function buildKernel() {
  const compiler = path.join(root, 'out', 'kernelBuild.js');
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['runtime/node/kernelBuild.ts'],
    outfile: compiler,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'warning',
  });
  const args = [compiler, path.join(root, 'runtime', 'kernel'), path.join(root, 'dist')];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) throw new Error('The kernel does not compile; see the errors above');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildKernel();
