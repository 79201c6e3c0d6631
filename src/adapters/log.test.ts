// The log: what is written, where, and what becomes of it when it cannot be written.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, renameSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Sandbox } from '../../test/harness/sandbox.ts';
import { until } from '../../test/harness/wait.ts';
import { Log, WAITING_CHARACTERS_LIMIT } from './log.ts';

const clock = { monotonicMs: () => 0, wallMs: () => Date.UTC(2026, 0, 2, 3, 4, 5, 6) };

function logTest(title: string, body: (path: string) => Promise<void>): void {
  test(title, async () => {
    const sandbox = new Sandbox();
    try {
      await body(join(sandbox.folder, 'the.log'));
    } finally {
      await sandbox.close();
    }
  });
}

async function linesOf(path: string, count: number): Promise<string[]> {
  return await until(`${count} lines`, () => {
    const lines = readFileSync(path, 'latin1').split('\n').slice(0, -1);
    return lines.length >= count ? lines : undefined;
  });
}

logTest('lines come in order, with what stock puts before them', async (path) => {
  const log = new Log({ path, level: 'notice', clock });
  log.warning('one');
  log.notice('two \xe9');
  log.add('verbose', 'not shown');
  log.warning('three');
  const lines = await linesOf(path, 3);
  const texts = lines.map((line) => line.replace(/\d\d:\d\d:05.006/, 'TIME'));
  const begin = `${process.pid}:X 02 Jan 2026 TIME`;
  assert.deepEqual(texts, [`${begin} # one`, `${begin} * two \xe9`, `${begin} # three`]);
});

logTest('a log that was rotated goes on in a new file', async (path) => {
  const log = new Log({ path, level: 'notice', clock });
  log.warning('one');
  await linesOf(path, 1);
  renameSync(path, `${path}.1`);
  log.warning('two');
  assert.equal((await linesOf(path, 1)).length, 1);
  assert.equal((await linesOf(`${path}.1`, 1)).length, 1);
});

logTest('flush writes what waits before it returns', async (path) => {
  const log = new Log({ path, level: 'notice', clock });
  for (let index = 0; index < 100; index += 1) log.warning(`line ${index}`);
  log.flush();
  const text = readFileSync(path, 'latin1');
  for (let index = 0; index < 100; index += 1) assert.match(text, new RegExp(`# line ${index}\n`));
  // The first line was on its way already and comes a second time.
  await linesOf(path, 101);
});

logTest('a log at nothing says nothing', async (path) => {
  const log = new Log({ path, level: 'nothing', clock });
  log.warning('one');
  log.flush();
  assert.throws(() => readFileSync(path), { code: 'ENOENT' });
});

logTest('a log that takes nothing loses lines, not memory, and the loss is told', async (path) => {
  const log = new Log({ path, level: 'notice', clock });
  const line = 'x'.repeat(1000);
  const count = Math.ceil((2 * WAITING_CHARACTERS_LIMIT) / line.length);
  for (let index = 0; index < count; index += 1) log.raw(line);
  const text = await until('the loss to be told', () => {
    const written = readFileSync(path, 'latin1');
    return written.includes('lines are lost') ? written : undefined;
  });
  assert.ok(text.length < WAITING_CHARACTERS_LIMIT * 1.1);
});

logTest('a log whose path is a folder does no harm', async (path) => {
  mkdirSync(path);
  const log = new Log({ path, level: 'notice', clock });
  log.warning('one');
  await new Promise<void>((done) => log.drain(done));
  log.flush();
});

logTest('lines of writes that failed are counted, and told when it can be', async (path) => {
  const log = new Log({ path, level: 'notice', clock });
  const drained = (): Promise<void> => new Promise((done) => log.drain(done));
  mkdirSync(path);
  for (const text of ['one', 'two', 'three']) log.warning(text);
  await drained();
  log.warning('four');
  await drained();
  rmdirSync(path);
  log.warning('five');
  const lines = await linesOf(path, 2);
  assert.deepEqual(
    lines.map((line) => line.replace(/^.* # /, '')),
    ['five', 'The log could not be written: 4 lines are lost'],
  );
  log.warning('six');
  await drained();
  assert.match(readFileSync(path, 'latin1'), /lost\n.*# six\n$/);
});

logTest('when it is drained, all is written, each line once', async (path) => {
  const log = new Log({ path, level: 'notice', clock });
  for (let index = 0; index < 100; index += 1) log.warning(`line ${index}`);
  await new Promise<void>((done) => log.drain(done));
  assert.equal(readFileSync(path, 'latin1').split('\n').length, 101);
  await new Promise<void>((done) => log.drain(done));
});
