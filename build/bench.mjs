// `npm run bench [-- --json FILE]`: bundles the product and the benchmarks, and runs them.
import { spawnSync } from 'node:child_process';
import esbuild from 'esbuild';
import { bundleProduct } from './bundle.mjs';
import { root } from './root.mjs';

await bundleProduct();
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
const { status } = spawnSync(process.execPath, ['out/bench/main.js', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(status ?? 1);
