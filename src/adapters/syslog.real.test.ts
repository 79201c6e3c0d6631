// The system log through `logger`: a stand-in that we can make hang and die, and the real one
// before a socket of our own.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Datagrams } from '../../test/harness/datagrams.ts';
import { realTest } from '../../test/harness/real-test.ts';
import type { Sandbox } from '../../test/harness/sandbox.ts';
import { until } from '../../test/harness/wait.ts';
import { systemClock } from './clock.ts';
import { Log } from './log.ts';
import { Syslog, WAITING_LINES_CHARACTERS } from './syslog.ts';

const SYSTEM_PATH = process.env['PATH'] ?? '';

/** Makes `logger` what these lines of a shell do. `file('x')`: a file that they may write. */
function fakeLogger(sandbox: Sandbox, lines: (folder: string) => readonly string[]): string {
  const folder = join(sandbox.folder, 'bin');
  mkdirSync(folder, { recursive: true });
  const text = ['#!/bin/sh', ...lines(sandbox.folder), ''].join('\n');
  writeFileSync(join(folder, 'logger'), text);
  chmodSync(join(folder, 'logger'), 0o755);
  process.env['PATH'] = `${folder}:${SYSTEM_PATH}`;
  return sandbox.folder;
}

function read(folder: string, name: string): string {
  const path = join(folder, name);
  return existsSync(path) ? readFileSync(path, 'latin1') : '';
}

function makeSyslog(complaints: string[] = []): Syslog {
  const complain = (problem: string): void => void complaints.push(problem);
  return new Syslog({ ident: 'my-ident', facility: 'local3', complain });
}

realTest('one child gets all lines, with the priorities of stock', async (sandbox) => {
  const folder = fakeLogger(sandbox, (at) => [
    `echo "$@" >> '${at}/words'`,
    `exec cat >> '${at}/lines'`,
  ]);
  const syslog = makeSyslog();
  syslog.add('warning', 'one');
  syslog.add('notice', 'two \xe9\nstill two');
  syslog.add('verbose', 'three');
  syslog.add('debug', 'four');
  const wanted = '<156>one\n<157>two \xe9 still two\n<158>three\n<159>four\n';
  await until('the lines', () => (read(folder, 'lines') === wanted ? true : undefined));
  const id = `--id=${process.pid}`;
  assert.equal(read(folder, 'words'), `--prio-prefix --tag=my-ident ${id} --size=2048\n`);
});

realTest('a child that hangs costs lines beyond the limit, and no time', async (sandbox) => {
  const folder = fakeLogger(sandbox, (at) => [
    `while [ ! -e '${at}/go' ]; do sleep 0.05; done`,
    `exec cat >> '${at}/lines'`,
  ]);
  const syslog = makeSyslog();
  const line = 'x'.repeat(1_000);
  const count = (WAITING_LINES_CHARACTERS * 3) / line.length;
  for (let number = 0; number < count; number++) syslog.add('notice', line);
  writeFileSync(join(folder, 'go'), '');
  await until('the count of the lost lines', () =>
    /<156>The system log took nothing for a while: \d+ lines are lost\n/.test(read(folder, 'lines'))
      ? true
      : undefined,
  );
  assert.ok(read(folder, 'lines').length < WAITING_LINES_CHARACTERS * 2.5);
});

realTest('a child that dies is told of in the log file', async (sandbox) => {
  fakeLogger(sandbox, () => ['exit 3']);
  const path = join(sandbox.folder, 'the.log');
  const syslog = { ident: 'i', facility: 'user' } as const;
  const log = new Log({ path, level: 'notice', clock: systemClock, syslog });
  log.warning('to both');
  await until('the complaint', () =>
    /# The system log cannot be written with logger: it ended with 3\n/.test(
      read(sandbox.folder, 'the.log'),
    )
      ? true
      : undefined,
  );
  assert.match(read(sandbox.folder, 'the.log'), /# to both\n/);
});

realTest('a missing logger is a complaint as well', async (sandbox) => {
  process.env['PATH'] = sandbox.folder;
  const complaints: string[] = [];
  makeSyslog(complaints).add('warning', 'x');
  await until('the complaint', () => (complaints.length > 0 ? true : undefined));
  process.env['PATH'] = SYSTEM_PATH;
  assert.match(complaints[0] ?? '', /ENOENT/);
});

realTest('what waits goes out when the process ends suddenly', async (sandbox) => {
  const folder = fakeLogger(sandbox, (at) => [`cat >> '${at}/lines'`]);
  const log = new Log({
    path: join(folder, 'the.log'),
    level: 'notice',
    clock: systemClock,
    syslog: { ident: 'i', facility: 'local0' },
  });
  log.warning('last words');
  log.flush();
  assert.match(read(folder, 'lines'), /^<132>last words$/m);
});

realTest(
  'the real logger says what stock says',
  async (sandbox) => {
    const socket = join(sandbox.folder, 'log');
    const datagrams = await Datagrams.listen(sandbox, socket);
    process.env['PATH'] = SYSTEM_PATH;
    const real = spawnSync('sh', ['-c', 'command -v logger'], { encoding: 'utf8' }).stdout.trim();
    fakeLogger(sandbox, () => [`exec ${real} --socket '${socket}' "$@"`]);
    const syslog = makeSyslog();
    syslog.add('warning', '+sdown master m 127.0.0.1 1');
    const [first] = await until('a datagram', () => {
      const { received } = datagrams;
      return received.length > 0 ? received : undefined;
    });
    const text = first?.text.replace(/> ?\w+ +\d+ [\d:]+/, '>TIME');
    assert.equal(text, `<156>TIME my-ident[${process.pid}]: +sdown master m 127.0.0.1 1`);
  },
  { needs: ['logger', 'python3'] },
);
