// What `config check` complains of, with the line of each, and that it leaves nothing behind.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { UNIX_PATH_BYTES_MAX } from '../server/listen.ts';
import { complaintsAbout } from './config-complaints.ts';

const folder = mkdtempSync(join(tmpdir(), 'vedette-check-'));
after(() => rmSync(folder, { recursive: true }));
const file = join(folder, 's.conf');

function complaints(...lines: readonly string[]): readonly string[] {
  writeFileSync(file, lines.join('\n'));
  return complaintsAbout(file).map(
    ({ severity, line, reason }) => `${severity} ${line}: ${reason.slice(0, 40)}`,
  );
}

const SOUND = [
  'sentinel monitor a 10.0.0.1 6379 2',
  'sentinel down-after-milliseconds a 5000',
  'sentinel failover-timeout a 60000',
];

test('a sound file has none, and nothing is made that it names', () => {
  const log = join(folder, 'sentinel.log');
  assert.deepEqual(complaints(...SOUND, `logfile ${log}`), []);
  assert.equal(existsSync(log), false);
});

test('errors come in the order of the lines, all at once', () => {
  assert.deepEqual(complaints('sentinel auth-pass b x', 'port x', 'sentinel monitor a x 1 0'), [
    'error 1: No such master with specified name.',
    "error 2: argument couldn't be parsed into an inte",
    'error 3: Quorum must be 1 or greater.',
  ]);
});

test('warnings name the line that makes their group', () => {
  const [, ...rest] = SOUND;
  assert.deepEqual(
    complaints('', 'SENTINEL monitor a 10.0.0.1 6379 2', 'bind 127.0.0.1', ...rest),
    ['warning 2: bind has only addresses of this machine:'],
  );
  assert.match(complaints('port 1').join(), /^warning null: No group is watched/);
  assert.match(
    complaints(...SOUND, ...SOUND.map((line) => line.replaceAll(' a ', ' b '))).join(),
    /same master/,
  );
});

test('what the machine lacks is an error', () => {
  assert.match(complaints(...SOUND, 'tls-port 1', 'tls-cert-file /nope').join(), /tls-key-file/);
  assert.match(complaints(...SOUND, 'user a on +nope').join(), /Error loading ACL rule/);
  const http = ['# vedette: http-port 1', '# vedette: http-token-file /nope'];
  assert.match(complaints(...SOUND, ...http).join(), /http-token-file/);
  const webhook = complaints(...SOUND, '# vedette: webhook http://127.0.0.1/');
  assert.match(webhook.join(), /webhook-secret/);
  assert.match(complaints(...SOUND, 'port 0').join(), /not listen anywhere/);
  const [missing] = complaintsAbout(join(folder, 'nope'));
  assert.match(missing?.reason ?? '', /ENOENT/);
});

test('relative paths belong to the folder that the file enters', () => {
  const inside = join(folder, 'inside');
  mkdirSync(inside);
  writeFileSync(join(inside, 'token'), 'a token that is long enough for it\n'.replaceAll(' ', '-'));
  const http = ['# vedette: http-port 1', '# vedette: http-token-file token'];
  const lines = [...SOUND, `dir ${inside}`, ...http, 'unixsocket s.sock'];
  const before = process.cwd();
  assert.deepEqual(complaints(...lines), []);
  assert.equal(process.cwd(), before);
  writeFileSync(join(inside, 'cert.pem'), 'rubbish');
  const tls = complaints(...lines, 'tls-port 1', 'tls-cert-file cert.pem', 'tls-key-file key.pem');
  assert.deepEqual(tls.length, 1);
  const [complaint] = complaintsAbout(file);
  assert.doesNotMatch(complaint?.reason ?? '', /No such file/);
});

test('a unix socket that could not be opened is an error', () => {
  const problem = (path: string): string => {
    complaints(...SOUND, `unixsocket ${path}`);
    return complaintsAbout(file)
      .map(({ severity, reason }) => `${severity} ${reason}`)
      .join();
  };
  const failed = 'error Failed opening Unix socket: ';
  assert.ok(problem(join(folder, 'nope', 's')).startsWith(`${failed}bind: No such file or direct`));
  assert.ok(problem(join(file, 's')).startsWith(`${failed}bind: Not a directory`));
  assert.ok(problem(file).startsWith(`${failed}bind: Address already in use`));
  assert.ok(problem(folder).startsWith(`${failed}bind: Address already in use`));
  const long = join(folder, 'x'.repeat(UNIX_PATH_BYTES_MAX - folder.length));
  assert.ok(
    problem(long).startsWith(`${failed}unix socket path too long (108), must be under 108`),
  );
  assert.equal(problem(long.slice(0, -1)), '');
});

test('a socket that a process has left, or still has, is none', async () => {
  const path = join(folder, 'left.sock');
  const server = createServer();
  await new Promise<void>((listening) => server.listen(path, listening));
  assert.deepEqual(complaints(...SOUND, `unixsocket ${path}`), []);
  await new Promise((closed) => server.close(closed));
});

test('a log file that is a folder, or in none, is an error', () => {
  const reasonOf = (path: string): string => {
    complaints(...SOUND, `logfile ${path}`);
    return complaintsAbout(file)
      .map(({ reason }) => reason)
      .join();
  };
  assert.equal(reasonOf(folder), "Can't open the log file: Is a directory");
  assert.equal(reasonOf(join(file, 'log')), "Can't open the log file: Not a directory");
});

test('several addresses in one word of bind are no address', () => {
  const both = '127.0.0.1,127.0.0.2';
  const said = (...lines: readonly string[]): readonly string[] => {
    complaints(...SOUND.map((line) => line.replace('10.0.0.1', '127.0.0.1')), ...lines);
    return complaintsAbout(file)
      .filter(({ severity }) => severity === 'error')
      .map(({ reason }) => reason);
  };
  const failed = 'Could not create server TCP listening socket';
  assert.deepEqual(said(`bind ${both} ::1`), [
    `${failed} ${both}:26379: Name or service not known`,
  ]);
  assert.deepEqual(said(`bind -${both}`, 'port 7'), [
    `${failed} ${both}:7: Name or service not known`,
  ]);
  assert.deepEqual(said('bind 127.0.0.1 127.0.0.2'), []);
  const unused = ['port 0', `unixsocket ${join(folder, 'only.sock')}`];
  assert.deepEqual(said(`bind ${both}`, ...unused), []);
});
