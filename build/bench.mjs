// `npm run bench [-- --json FILE]`: bundles the product and the benchmarks, and runs them; with `--runtime NODE` in another
// Node than this one.
import { spawnSync } from 'node:child_process';
import esbuild from 'esbuild';
import { bundleBenchWorker, bundleProduct } from './bundle.mjs';
import { root } from './root.mjs';

await Promise.all([bundleProduct(), bundleBenchWorker()]);
await esbuild.build({
  absWorkingDir: root,
  entryPoints: ['bench/main.ts'],
  outfile: 'out/bench/main.js',
  bundle: true,
  platform: 'node',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
});
const args = process.argv.slice(2);
const at = args.indexOf('--runtime');
const runtime = at >= 0 ? args[at + 1] : process.execPath;
const { status } = spawnSync(runtime, ['out/bench/main.js', ...args], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(status ?? 1);
