import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { test } from 'node:test';
import { listFiles, PackageManager } from '@vscode/vsce';

const budgetBytes = 5 * 1024 * 1024;

test('the package ships the bundles and what people read, and nothing else', async () => {
  const shipped = await listFiles({ cwd: process.cwd(), packageManager: PackageManager.None });
  const unexpected = shipped.filter((file) => !expected.some((pattern) => pattern.test(file)));
  assert.deepEqual(unexpected, []);
  for (const file of required) assert.ok(shipped.includes(file), `${file} is not shipped`);
});

test('the package keeps to its budget of 5 MB', () => {
  const { size } = statSync('test-results/archipelago.vsix');
  assert.ok(size <= budgetBytes, `${size} bytes`);
});

const required = [
  'package.json',
  'LICENSE',
  'README.md',
  'dist/extension.js',
  'dist/debugAdapter.js',
  'dist/languageServer.js',
  'dist/worker.js',
  'dist/cli.js',
  'dist/messageChart.js',
  'dist/topologyMap.js',
  'dist/kernel.json',
  'dist/kernelSources.json',
];

const expected = [
  /^(package\.json|README\.md|CHANGELOG\.md|LICENSE)$/,
  /^dist\/[^/]+\.js$/,
  /^dist\/kernel(Sources)?\.json$/,
  /^syntaxes\/[^/]+\.json$/,
  /^extension\/media\/([^/]+\/)?[^/]+\.(svg|png|md|css|json)$/,
  /^examples\//,
];
