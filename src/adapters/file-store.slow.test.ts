// A process is killed at random instants while it saves: its file always loads, and with no less
// than what was said to be saved (DURABLE-4).

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { releaseProcess, watchProcess } from '../../test/harness/guard.ts';
import { Sandbox } from '../../test/harness/sandbox.ts';
import { parseConfig } from '../config/parse-config.ts';

const SAVING_PROCESS = fileURLToPath(new URL('../../test/saving-process.js', import.meta.url));

const KILLS = 10;
/** Longer than one save, so that every part of one is hit. */
const LONGEST_WAIT_MS = 15;

/** Lets a process save until it is killed; the last epoch that it said was saved. */
async function saveAndKill(path: string): Promise<bigint> {
  const child = spawn(process.execPath, [SAVING_PROCESS, path, '1000000'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pid = child.pid ?? 0;
  watchProcess(pid);
  let output = '';
  const isSaving = new Promise((resolve) => child.stdout.once('data', resolve));
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const closed = new Promise((resolve) => child.once('close', resolve));
  await isSaving;
  await pause(Math.random() * LONGEST_WAIT_MS);
  child.kill('SIGKILL');
  await closed;
  releaseProcess(pid);
  assert.doesNotMatch(output, /failed/);
  return BigInt(output.trim().split('\n').at(-1) ?? '');
}

test('a file that was being saved when its process was killed loads with all that was promised', async () => {
  const sandbox = new Sandbox();
  const path = join(sandbox.folder, 's.conf');
  const pass = 'p " q '.repeat(2_000);
  writeFileSync(path, `sentinel monitor m 127.0.0.1 7000 2\nsentinel sentinel-pass '${pass}'\n`);
  try {
    for (let kill = 0; kill < KILLS; kill += 1) {
      const promised = await saveAndKill(path);
      const parsed = parseConfig({ text: readFileSync(path, 'latin1') });
      assert.ok(parsed.ok);
      const { currentEpoch, sentinelPass, groups } = parsed.sentinel;
      assert.ok(currentEpoch === promised || currentEpoch === promised + 1n);
      assert.deepEqual([sentinelPass, groups.length], [pass, 1]);
      assert.ok(readdirSync(sandbox.folder).length <= 2, 'temporary files pile up');
    }
  } finally {
    await sandbox.close();
  }
});
