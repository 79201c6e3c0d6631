// The harness itself: what it starts dies with whoever used it, and its waits say what was missing.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { isFree } from './harness/ports.ts';
import { until } from './harness/wait.ts';

/** Starts one real server as a test would and tells where; then it waits for ever. */
const USER = `
  const load = (name) => import(new URL('./harness/' + name + '.js', process.argv[1]));
  const { Sandbox } = await load('sandbox');
  const { DataNode } = await load('data-node');
  const { freePort } = await load('ports');
  const sandbox = new Sandbox();
  const node = await DataNode.start(sandbox, { port: await freePort() });
  console.log(JSON.stringify({ pid: node.pid, port: node.port, folder: sandbox.folder }));
  setInterval(() => {}, 1000);
`;

for (const signal of ['SIGKILL', 'SIGTERM', 'SIGINT'] as const) {
  test(`a server does not outlive a test that ends by ${signal}`, async (t) => {
    const words = ['--input-type=module', '--eval', USER, import.meta.url];
    const user = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    t.after(() => user.kill('SIGKILL'));
    const [line] = await once(createInterface(user.stdout), 'line');
    const { pid, port, folder } = JSON.parse(line);
    assert.ok(isAlive(pid));

    user.kill(signal);
    await until('the server to be gone', () => !isAlive(pid) || undefined);
    await until('the folder to be gone', () => !existsSync(folder) || undefined);
    assert.ok(await isFree(port));
  });
}

test('a hung server does not outlive its test either', async (t) => {
  const words = ['--input-type=module', '--eval', USER, import.meta.url];
  const user = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => user.kill('SIGKILL'));
  const [line] = await once(createInterface(user.stdout), 'line');
  const { pid } = JSON.parse(line);

  process.kill(pid, 'SIGSTOP');
  user.kill('SIGKILL');
  await until('the server to be gone', () => !isAlive(pid) || undefined);
});

test('a wait that is over says what it waited for and what was last wrong', async () => {
  const probe = (): never => {
    throw new Error('the tide is out');
  };
  await assert.rejects(until('the ship to leave', probe, { withinMs: 20, everyMs: 1 }), {
    message: 'Waited 20 ms for the ship to leave: the tide is out',
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
