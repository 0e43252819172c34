// Bundles the product into dist/, and the tests and their VS Code rig into out/.
import { chmodSync, existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import esbuild from 'esbuild';
import { root } from './root.mjs';

/** Each program that is shipped, by its name in dist/. */
const programs = {
  extension: 'extension/extension.ts',
  debugAdapter: 'debug-adapter/main.ts',
  languageServer: 'extension/language-server/main.ts',
  worker: 'runtime/node/workerMain.ts',
  cli: 'cli/main.ts',
};

/** @type {esbuild.BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  logLevel: 'warning',
  external: ['vscode'],
};

/** Bundles the product. `ship` makes it small instead of easy to step through. */
export async function bundleProduct({ ship = false } = {}) {
  const kernel = path.join(root, 'build', 'kernel.mjs');
  if (existsSync(kernel)) await (await import(kernel)).buildKernel();
  const present = Object.entries(programs).filter(([, file]) => existsSync(path.join(root, file)));
  await esbuild.build({
    ...common,
    entryPoints: Object.fromEntries(present),
    outdir: 'dist',
    // Names stay: the runtime's own errors and profiles are read by people.
    minifySyntax: ship,
    minifyWhitespace: ship,
    sourcemap: ship ? false : 'linked',
    // jsonc-parser's default build is UMD, which hides its parts from the bundler.
    mainFields: ['module', 'main'],
  });
  await bundlePanelViews(ship);
}

/** The scripts of the panels' webviews, which run in a browser. */
const panelViews = {
  messageChart: 'extension/panels/view/messageChartView.ts',
  topologyMap: 'extension/panels/view/topologyMapView.ts',
  desktop: 'extension/panels/view/desktopView.ts',
};

async function bundlePanelViews(ship) {
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: panelViews,
    outdir: 'dist',
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    logLevel: 'warning',
    minify: ship,
  });
}

/** Bundles every test, suite and benchmark and what runs them; answers nothing, since paths follow the sources. */
export async function bundleTests() {
  rmSync(path.join(root, 'out', 'bundled'), { recursive: true, force: true });
  const tests = { ...common, packages: 'external', sourcemap: 'inline' };
  await Promise.all([
    esbuild.build({
      ...tests,
      entryPoints: [...filesEnding('test', '.test.ts'), ...filesEnding('test', '.suite.ts')],
      outbase: '.',
      outdir: 'out/bundled',
    }),
    bundleRig(),
    bundleBenchWorker(),
  ]);
}

/** Bundles what the benchmarks run in a thread of its own. */
export async function bundleBenchWorker() {
  await esbuild.build({
    ...common,
    entryPoints: ['bench/scriptWorker.ts'],
    outfile: 'out/bench/scriptWorker.js',
  });
}

/** Bundles the VS Code rig: the stand-in's executable, what runs suites in the extension host, and `npm start`. */
export async function bundleRig() {
  const rig = { ...common, packages: 'external', sourcemap: 'inline' };
  const folder = 'test/support/vscode';
  await Promise.all([
    esbuild.build({
      ...rig,
      entryPoints: {
        suiteRunner: `${folder}/suiteRunner.ts`,
        start: `${folder}/start.ts`,
        obtain: `${folder}/obtain.ts`,
      },
      outdir: 'out/vscode',
    }),
    esbuild.build({
      ...rig,
      entryPoints: [`${folder}/standIn.ts`],
      outfile: 'out/vscode/code',
      banner: { js: '#!/usr/bin/env node' },
    }),
  ]);
  chmodSync(path.join(root, 'out', 'vscode', 'code'), 0o755);
}

/** The project's files below `folder` with the given ending, as paths from the root. */
export function filesEnding(folder, ending) {
  return readdirSync(path.join(root, folder), { recursive: true })
    .filter((name) => name.endsWith(ending))
    .map((name) => path.join(folder, name))
    .sort();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundleProduct();
