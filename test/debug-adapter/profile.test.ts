import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import type { CpuProfile } from '../../runtime/profiler/cpuProfile';
import { RecordingClient } from '../support/dap/recordingClient';
import { ScriptedDebugger } from '../support/dap/scriptedDebugger';
import { checkCpuProfile, sampledPaths } from '../support/profiles/checkCpuProfile';

const folder = mkdtempSync(path.join(os.tmpdir(), 'archipelago-profile-'));
after(() => rmSync(folder, { recursive: true, force: true }));

async function withSession(
  talk: (client: RecordingClient, system: ScriptedDebugger) => Promise<void>,
): Promise<void> {
  const system = new ScriptedDebugger();
  const client = await RecordingClient.connect({
    launch: async (_request, onEvent) => {
      system.onEvent(onEvent);
      return Promise.resolve(system);
    },
  });
  try {
    await client.ask('initialize', { adapterID: 'archipelago' });
    await client.ask('launch', { program: 'any.topology.json' });
    await talk(client, system);
  } finally {
    await client.close();
  }
}

test('a client starts a profile, and has it written', () =>
  withSession(async (client) => {
    await client.ask('archipelago/startProfile');
    const file = path.join(folder, 'bank.cpuprofile');
    const { written } = await client.ask('archipelago/stopProfile', { file, title: 'bank' });
    assert.deepEqual(written, { file, summaryFile: path.join(folder, 'bank.md') });
    const profile = JSON.parse(readFileSync(file, 'utf8')) as CpuProfile;
    checkCpuProfile(profile);
    assert.deepEqual(sampledPaths(profile), new Set(['image teller / Teller>>openBank']));
    assert.match(readFileSync(written!.summaryFile, 'utf8'), /^# Profile of bank\n/);
  }));

test('of one image, the profile has no other', () =>
  withSession(async (client, system) => {
    const file = path.join(folder, 'ledger.cpuprofile');
    const [, ledger] = await system.images();
    await client.ask('archipelago/stopProfile', { file, title: 'bank', image: ledger.image });
    const profile = JSON.parse(readFileSync(file, 'utf8')) as CpuProfile;
    assert.equal(profile.samples.length, 0);
    assert.match(
      readFileSync(path.join(folder, 'ledger.md'), 'utf8'),
      /^# Profile of image ledger of bank\n/,
    );
  }));

test('a profile that nobody wants is not written', () =>
  withSession(async (client, system) => {
    await client.ask('archipelago/startProfile');
    assert.deepEqual(await client.ask('archipelago/stopProfile', {}), {});
    assert.deepEqual(system.calls.slice(-2), ['startProfile', 'stopProfile']);
    assert.ok(!existsSync(path.join(folder, 'undefined.cpuprofile')));
  }));
