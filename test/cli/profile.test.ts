import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { CpuProfile } from '../../runtime/profiler/cpuProfile';
import { checkCpuProfile, sampledPaths } from '../support/profiles/checkCpuProfile';

const folder = mkdtempSync(path.join(os.tmpdir(), 'archipelago-profile-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function profile(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ['cli/archipelago.js', 'profile', ...args], {
    encoding: 'utf8',
    timeout: 60_000,
  });
}

const read = (file: string): CpuProfile => JSON.parse(readFileSync(file, 'utf8')) as CpuProfile;

test('profile has help with examples', () => {
  assert.match(profile('--help').stdout, /Examples:\n {2}archipelago profile "/);
});

test('the profile of a topology has its images, and leads to the files of its methods', () => {
  const output = path.join(folder, 'shapes.cpuprofile');
  const { status, stdout, stderr } = profile(
    'test/fixtures/profile/shapes.topology.json',
    '--output',
    output,
  );
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^# Profile of shapes\.topology\.json/);
  assert.match(stdout, /sends area to objects of more than four classes/);
  assert.equal(`${readFileSync(path.join(folder, 'shapes.md'), 'utf8')}\n`, stdout);
  const written = read(output);
  checkCpuProfile(written);
  const paths = [...sampledPaths(written)].join('\n');
  assert.match(paths, /^image drawing \/.* \/ Drawing>>areaOf:/m);
  assert.match(paths, /^image counting \/.* \/ Counting>>sumOf:with:/m);
  const { callFrame } = written.nodes.find((node) => node.callFrame.functionName === 'Drawing>>areaOf:')!;
  const lines = readFileSync(fileURLToPath(callFrame.url), 'utf8').split('\n');
  assert.equal(lines[callFrame.lineNumber], 'areaOf: shapes');
});

test('the profile of an expression leads to the texts of methods without a file, and ends in time', () => {
  const output = path.join(folder, 'loop');
  const { status, stdout, stderr } = profile(
    '[true] whileTrue: [100 factorial printString]',
    '--duration',
    '1.5',
    '--output',
    output,
  );
  assert.equal(status, 0, stderr);
  assert.match(stdout, /\| eval \| \d/);
  const written = read(`${output}.cpuprofile`);
  checkCpuProfile(written);
  const { callFrame } = written.nodes.find((node) => /^Integer>>\w+/.test(node.callFrame.functionName))!;
  assert.equal(fileURLToPath(callFrame.url), `${output}.methods.txt`);
  const lines = readFileSync(`${output}.methods.txt`, 'utf8').split('\n');
  assert.equal(lines[callFrame.lineNumber - 2], callFrame.functionName);
  const selector = callFrame.functionName.replace(/^.*>>/, '').replace(/:.*$/, '');
  assert.ok(lines[callFrame.lineNumber].startsWith(selector));
});

test('a topology takes no arguments', () => {
  const { status, stderr } = profile('any.topology.json', 'more');
  assert.equal(status, 1);
  assert.match(stderr, /any\.topology\.json is a topology: it takes no arguments/);
});

test('an expression that fails says so, and is profiled', () => {
  const output = path.join(folder, 'failing.cpuprofile');
  const { status, stdout, stderr } = profile('1/0', '--output', output);
  assert.equal(status, 1);
  assert.match(stderr, /ZeroDivide/);
  assert.match(stdout, /^# Profile of expressions/);
  checkCpuProfile(read(output));
});
