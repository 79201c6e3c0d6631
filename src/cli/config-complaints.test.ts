// What `config check` complains of, with the line of each, and that it leaves nothing behind.

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
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
