// CLIENT KILL, PAUSE, UNPAUSE and UNBLOCK: who is meant, and what is refused.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer, call, fakeAcl, fakeSight, verdictOf } from '../../../test/fake-sight.ts';
import { newUser } from '../../acl/user.ts';
import type { ClientLine, SessionChange } from '../command.ts';

const COMMON = { local: '127.0.0.1:26379', user: 'default', type: 'normal', text: '' } as const;
const LINES: readonly ClientLine[] = [
  { ...COMMON, id: 3, remote: '10.0.0.1:33' },
  { ...COMMON, id: 5, remote: '10.0.0.2:55', type: 'pubsub' },
  { ...COMMON, id: 6, remote: '10.0.0.1:66' },
  { ...COMMON, id: 7, remote: '10.0.0.3:77', user: 'app', local: '[::1]:26379' },
];
const { users: USERS, context } = fakeAcl();
const SIGHT = fakeSight({
  clients: { count: 4, lines: () => LINES, line: () => '' },
  acl: { users: new Map([...USERS, ['app', newUser('app', context)]]) },
});

function change(words: string): SessionChange {
  return verdictOf('session', call(['CLIENT', ...words.split(' ')], SIGHT)).change;
}

/** The caller has the id 6. */
const VICTIMS: readonly (readonly [words: string, ids: readonly number[]])[] = [
  ['KILL 10.0.0.2:55', [5]],
  ['KILL 10.0.0.1:66', [6]],
  ['kill ID 5', [5]],
  ['KILL ID 6', []],
  ['KILL ID 6 SKIPME no', [6]],
  ['KILL skipme yes', [3, 5, 7]],
  ['KILL SKIPME no', [3, 5, 6, 7]],
  ['KILL SKIPME no SKIPME yes', [3, 5, 7]],
  ['KILL SKIPME yes SKIPME no', [3, 5, 6, 7]],
  ['KILL TYPE pubsub', [5]],
  ['KILL TYPE normal', [3, 7]],
  ['KILL TYPE pubsub TYPE normal', [3, 7]],
  ['KILL TYPE replica', []],
  ['KILL USER app', [7]],
  ['KILL ADDR 10.0.0.1:33', [3]],
  ['KILL LADDR [::1]:26379', [7]],
  ['KILL LADDR 127.0.0.1:26379 TYPE normal', [3]],
  ['KILL ID 3 ADDR 10.0.0.2:55', []],
  ['KILL ID 99', []],
];

for (const [words, ids] of VICTIMS) {
  test(`CLIENT ${words} ends ${ids.length} connections`, () => {
    const old = words.split(' ').length === 2;
    const value = old
      ? ({ kind: 'simple', text: 'OK' } as const)
      : ({ kind: 'integer', value: ids.length } as const);
    assert.deepEqual(change(words), { kind: 'kill', ids: new Set(ids), value });
  });
}

const REFUSALS: readonly (readonly [words: string, error: string])[] = [
  ['KILL 1.2.3.4:5', 'ERR No such client'],
  ['KILL foo bar', 'ERR syntax error'],
  ['KILL id 99 type', 'ERR syntax error'],
  ['KILL skipme foo', 'ERR syntax error'],
  ['KILL id x', 'ERR client-id should be greater than 0'],
  ['KILL id 0', 'ERR client-id should be greater than 0'],
  ['KILL type foo', "ERR Unknown client type 'foo'"],
  ['KILL user nobody', "ERR No such user 'nobody'"],
  ['PAUSE x', 'ERR timeout is not an integer or out of range'],
  ['PAUSE -1', 'ERR timeout is negative'],
  ['PAUSE x foo', 'ERR CLIENT PAUSE mode must be WRITE or ALL'],
  [
    'PAUSE 1 write y',
    "ERR unknown subcommand or wrong number of arguments for 'PAUSE'. Try CLIENT HELP.",
  ],
  ['UNBLOCK x', 'ERR value is not an integer or out of range'],
  ['UNBLOCK x foo', 'ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR'],
  [
    'UNBLOCK 1 error y',
    "ERR unknown subcommand or wrong number of arguments for 'UNBLOCK'. Try CLIENT HELP.",
  ],
  ['NO-EVICT foo', 'ERR syntax error'],
  ['REPLY foo', 'ERR syntax error'],
];

for (const [words, text] of REFUSALS) {
  test(`CLIENT ${words} is refused`, () => {
    const value = answer(['CLIENT', ...words.split(' ')], SIGHT);
    assert.deepEqual(value, { kind: 'error', text });
  });
}

test('PAUSE holds back all commands unless told otherwise', () => {
  assert.deepEqual(change('PAUSE 5'), { kind: 'pause', mode: 'all', durationMs: 5 });
  assert.deepEqual(change('PAUSE 0 Write'), { kind: 'pause', mode: 'write', durationMs: 0 });
  assert.deepEqual(change('UNPAUSE'), { kind: 'unpause' });
});

test('UNBLOCK finds nobody', () => {
  for (const words of ['UNBLOCK 3', 'UNBLOCK 3 timeout', 'UNBLOCK 3 ERROR']) {
    assert.deepEqual(answer(['CLIENT', ...words.split(' ')]), { kind: 'integer', value: 0 });
  }
});
