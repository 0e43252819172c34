import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LocalImage, loadBuiltKernel } from '../../../runtime/node/evaluate';
import { readSourceFile } from '../../../runtime/node/sourceFiles';
import { ThreadProfiler } from '../../../runtime/node/threadProfiler';
import { installSources } from '../../../runtime/loader/packageLoader';
import { toCpuProfile } from '../../../runtime/profiler/cpuProfile';
import type { ThreadProfile } from '../../../runtime/profiler/profile';
import { summarize, type MethodSummary } from '../../../runtime/profiler/summary';
import { checkCpuProfile, sampledPaths } from '../../support/profiles/checkCpuProfile';

const kernel = loadBuiltKernel();

function newImage(name: string): LocalImage {
  const image = new LocalImage(kernel, name, () => undefined);
  const files = ['Shapes.st', 'Counting.st'].map((file) => readSourceFile(`test/fixtures/profile/${file}`));
  assert.deepEqual(installSources(image.vat.memory, files).problems, []);
  return image;
}

async function profileOf(image: LocalImage, ...expressions: string[]): Promise<ThreadProfile> {
  const profiler = new ThreadProfiler(image.host.vm);
  for (const expression of expressions) assert.ok('value' in (await image.evaluate(expression)), expression);
  return profiler.stop();
}

const method = (profile: ThreadProfile, name: string): MethodSummary => {
  const found = summarize([profile]).methods.find((one) => one.name === name);
  assert.ok(found, `${name} is in the profile`);
  return found;
};

const located = (profile: ThreadProfile) =>
  toCpuProfile([profile], ({ file }) => ({ url: file ?? '', line: 0, column: 0 }));

test('compiled methods stand below their image and their callers', async () => {
  const profile = await profileOf(newImage('drawing'), 'Drawing new work');
  const asFile = located(profile);
  checkCpuProfile(asFile);
  const paths = [...sampledPaths(asFile)].join('\n');
  assert.match(paths, /^image drawing \/ UndefinedObject>>DoIt \/ Drawing>>work \/ Drawing>>areaOf:/m);
  const areaOf = method(profile, 'Drawing>>areaOf:');
  assert.ok(areaOf.totalShare > 0.2, `${areaOf.totalShare} of the time is below areaOf:`);
  assert.ok(areaOf.compiledShare > 0.5, `${areaOf.compiledShare} of areaOf: ran compiled`);
  assert.match(areaOf.file!, /Shapes\.st$/);
});

test('a send to six classes is told of', async () => {
  const profile = await profileOf(newImage('shapes'), 'Drawing new work');
  const [send] = method(profile, 'Drawing>>areaOf:').megamorphicSends;
  assert.equal(send.selector, 'area');
  for (const name of send.classes) assert.match(name, /Square|Circle|Triangle|Line|Star|Hexagon/);
});

test('it is said why compiled code was thrown away', async () => {
  const profile = await profileOf(newImage('counting'), 'Counting new work');
  const { facts } = method(profile, 'Counting>>sumOf:with:');
  assert.ok(facts.isCompiled);
  assert.ok(
    facts.discards.some(({ why }) =>
      /^it expected (Integers|Floats).* in "sum \+ step", and met .*(Float|SmallInteger)/.test(why),
    ),
    JSON.stringify(facts.discards),
  );
});

test('what is interpreted is seen, too', async () => {
  const image = newImage('interpreted');
  image.host.vm.tier = null;
  const profile = await profileOf(image, 'Drawing new work');
  const { compiledShare, interpretedShare } = summarize([profile]);
  assert.equal(compiledShare, 0);
  assert.ok(interpretedShare > 0.3, `${interpretedShare} of the time`);
  const { totalShare } = method(profile, 'Drawing>>areaOf:');
  assert.ok(totalShare > 0.3, `${totalShare} of the time is below areaOf:`);
  assert.match(
    [...sampledPaths(located(profile))].join('\n'),
    /Drawing>>work \/ Drawing>>areaOf: \/ \w+>>area$/m,
  );
});

test('afterwards nobody looks on any more', async () => {
  const image = newImage('after');
  const { vm } = image.host;
  const { refuel } = vm;
  await profileOf(image, '3 + 4');
  assert.equal(vm.observer, null);
  assert.equal(vm.refuel, refuel);
});
