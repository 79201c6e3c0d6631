// Replies and errors as a real server words them, told by their codes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorClass, pingVerdict } from './classify.ts';
import type { WireReply } from './wire-reply.ts';

function error(text: string): WireReply {
  return { kind: 'error', text };
}

test('PROBE-3: PONG, LOADING and MASTERDOWN prove life', () => {
  assert.equal(pingVerdict({ kind: 'simple', text: 'PONG' }), 'pong');
  assert.equal(pingVerdict(error('LOADING Redis is loading the dataset in memory')), 'loading');
  assert.equal(
    pingVerdict(error("MASTERDOWN Link with MASTER is down and replica-serve-stale-data is 'no'.")),
    'master-down',
  );
});

test('PROBE-3: any other answer proves nothing', () => {
  assert.equal(pingVerdict(error('BUSY Redis is busy running a script.')), 'busy');
  assert.equal(pingVerdict(error('NOAUTH Authentication required.')), 'auth');
  assert.equal(pingVerdict(error('NOPERM this user has no permissions')), 'auth');
  assert.equal(pingVerdict(error('MISCONF Redis is configured to save RDB snapshots')), 'other');
  assert.equal(pingVerdict(error('LOADINGX')), 'other');
  assert.equal(pingVerdict({ kind: 'simple', text: 'QUEUED' }), 'other');
  assert.equal(pingVerdict({ kind: 'bulk', text: 'PONG' }), 'other');
  assert.equal(pingVerdict({ kind: 'integer', value: 1 }), 'other');
  assert.equal(pingVerdict({ kind: 'null' }), 'other');
});

test('an error is told by its code', () => {
  assert.equal(errorClass('NOAUTH Authentication required.'), 'auth');
  assert.equal(errorClass('WRONGPASS invalid username-password pair or user is disabled.'), 'auth');
  assert.equal(
    errorClass("NOPERM this user has no permissions to run the 'multi' command"),
    'refused',
  );
  assert.equal(errorClass("ERR unknown command 'CONFIG', with args beginning with: "), 'refused');
  assert.equal(errorClass('DENIED Redis is running in protected mode'), 'refused');
  assert.equal(
    errorClass('EXECABORT Transaction discarded because of previous errors.'),
    'aborted',
  );
  assert.equal(errorClass('LOADING Redis is loading the dataset in memory'), 'other');
  assert.equal(errorClass('EXECABORT'), 'aborted');
  assert.equal(errorClass(''), 'other');
});

test('the codes of Redis 6 to 8 and of Valkey say the same, whatever stands behind them', () => {
  for (const server of ['Redis', 'Valkey']) {
    assert.equal(
      pingVerdict(error(`LOADING ${server} is loading the dataset in memory`)),
      'loading',
    );
    assert.equal(pingVerdict(error(`BUSY ${server} is busy running a script.`)), 'busy');
    const misconfigured = `MISCONF ${server} is configured to save RDB snapshots`;
    assert.deepEqual(
      [pingVerdict(error(misconfigured)), errorClass(misconfigured)],
      ['other', 'other'],
    );
  }
  for (const text of [
    'NOREPLICAS Not enough good replicas to write.',
    "READONLY You can't write against a read only replica.",
    'OOM command not allowed when used memory > maxmemory.',
    "NOMASTERLINK Can't SYNC while not connected with my master",
    'NOTBUSY No scripts in execution right now.',
    'UNKILLABLE Sorry the script already executed write commands.',
  ]) {
    assert.deepEqual([pingVerdict(error(text)), errorClass(text)], ['other', 'other'], text);
  }
  // Before Redis 2.8 a missing password had no code of its own.
  assert.equal(errorClass('ERR operation not permitted'), 'refused');
});
