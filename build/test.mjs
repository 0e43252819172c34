// `npm test`: all set-up, all checks, all tests; `npm run test:unit` and `test:vscode` run a part.
// A further word keeps only the test files, or the suites in VS Code, whose path has it:
// `npm run test:unit -- compiler`, `npm run test:vscode -- activation`.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';
import { spec as Spec } from 'node:test/reporters';
import { bundleProduct, bundleTests, filesEnding } from './bundle.mjs';
import { imagesFolder, needsImages } from './images.mjs';
import { root } from './root.mjs';
import { checkFormat, lint, runNode, typeCheck } from './command.mjs';

const [part = 'all', filter = ''] = process.argv.slice(2);
const vscodeFolder = path.join('test', 'vscode');
process.chdir(root);
mkdirSync('test-results', { recursive: true });

const started = Date.now();
await bundleProduct();
await bundleTests();
const obtainVSCode = () => (part === 'unit' ? true : runNode('VS Code', 'out/vscode/obtain.js'));
const checks = async () =>
  part !== 'all' || ((await typeCheck()) & (await lint()) & (await checkFormat())) === 1;
const [vscodeIsHere, checked] = await Promise.all([obtainVSCode(), checks()]);
if (!vscodeIsHere || !checked) process.exit(1);

const files = withoutImages(filesEnding('test', '.test.ts'));
const inVSCode = files.filter((file) => file.startsWith(vscodeFolder + path.sep));
const others = files.filter((file) => !inVSCode.includes(file) && file.includes(filter));
process.env.ARCHIPELAGO_SUITE = filter;

const total = { passed: 0, failed: 0 };
if (part !== 'vscode') await runFiles(others, 2);
if (part !== 'unit') {
  if (!(await runNode('package', 'build/package.mjs', ['test-results/archipelago.vsix'], true)))
    total.failed++;
  await runFiles(inVSCode, 1);
}
console.log(`\nAll of it took ${Math.round((Date.now() - started) / 1000)} s.`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);

/**
 * Tests that need images of others run where such are: in CI they must be. Elsewhere it is said that they were left out,
 * so that a newcomer's first run is not red for what no clone has.
 */
function withoutImages(sources) {
  if (existsSync(imagesFolder)) return sources;
  const needy = new Set(sources.filter((file) => needsImages(readFileSync(file, 'utf8'))));
  const words = `${needy.size} files of tests need images of others. Put some into ${imagesFolder}, or name their folder by SMALLTALK_IMAGES`;
  if (process.env.CI) {
    console.error(`✖ ${words}`);
    process.exit(1);
  }
  console.log(`Not run: ${words}.`);
  return sources.filter((file) => !needy.has(file));
}

/** Runs compiled test files, each in a process of its own, and adds to the total. */
async function runFiles(sources, concurrency) {
  const compiled = sources.map((file) => path.join(root, 'out', 'bundled', file.replace(/\.ts$/, '.js')));
  if (compiled.length === 0) return;
  const stream = run({ files: compiled, concurrency });
  stream.on('test:pass', (test) => {
    if (test.skip !== undefined || test.todo !== undefined) {
      console.error(`✖ ${test.name} is skipped, and no test may be`);
      total.failed++;
    } else if (test.details.type !== 'suite') total.passed++;
  });
  stream.on('test:fail', (test) => {
    // What holds a failed test fails with it: that is no second failure.
    if (test.details.error?.failureType !== 'subtestsFailed') total.failed++;
  });
  const report = stream.compose(new Spec());
  report.pipe(process.stdout);
  await new Promise((resolve) => report.on('end', resolve));
}
