// The pool of four threads that Node gives to files and to the system's look-ups, with all four
// held by somebody who does not come back: what must go on all the same.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Sandbox } from '../../test/harness/sandbox.ts';
import { readDocument } from '../config/document.ts';
import { DEFAULT_SETTINGS } from '../core/settings.ts';
import { FileStore } from './file-store.ts';

const THREADS = 4;
const MY_ID = 'a'.repeat(40);

test('state is written while every thread of the pool hangs, as four look-ups hang that get no answer', async (t) => {
  const sandbox = new Sandbox();
  t.after(() => sandbox.close());
  const path = join(sandbox.folder, 'sentinel.conf');
  writeFileSync(path, '');
  const store = new FileStore({ path, document: readDocument(''), report: () => {} });
  const settings = { ...DEFAULT_SETTINGS, myId: MY_ID };
  // The writing thread loads its own code through the pool: it is started before any name is used.
  assert.equal(await new Promise((done) => store.save(DEFAULT_SETTINGS, done)), true);
  // Opening a pipe that nobody writes to holds a thread.
  const pipes = Array.from({ length: THREADS }, (_, n) => join(sandbox.folder, `pipe${n}`));
  assert.equal(spawnSync('mkfifo', pipes).status, 0);
  const opened = pipes.map((pipe) => open(pipe, 'r'));
  const usesThePool = stat(path).then(() => 'free');
  assert.equal(await Promise.race([usesThePool, pause(50, 'held')]), 'held');

  assert.equal(await new Promise((done) => store.save(settings, done)), true);
  assert.ok(readFileSync(path, 'utf8').includes(`sentinel myid ${MY_ID}`));

  // Opened for both ways a pipe holds nobody, and lets the readers go.
  const writers = pipes.map((pipe) => openSync(pipe, 'r+'));
  for (const file of await Promise.all(opened)) await file.close();
  for (const writer of writers) closeSync(writer);
  await store.close();
});
