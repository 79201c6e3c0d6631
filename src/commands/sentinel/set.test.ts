// SENTINEL SET: each option's value, each refusal in stock's words, and that a wrong option leaves
// the others alone.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  answer,
  call,
  type FakeSight,
  fakeSight,
  masterView,
  verdictOf,
  wireLines,
} from '../../../test/fake-sight.ts';
import type { OptionChange } from '../../core/operator-request.ts';
import type { GroupOptions } from '../../core/settings.ts';

const groups = [{ master: masterView({ name: 't1' }) }];

function changes(words: readonly string[], state: FakeSight = {}): readonly OptionChange[] {
  const verdict = call(['SENTINEL', 'SET', 't1', ...words], fakeSight({ groups, ...state }));
  const { request } = verdictOf('operate', verdict);
  assert.ok(request.kind === 'set');
  assert.equal(request.name, 't1');
  return request.changes;
}

function refusal(words: readonly string[], state: FakeSight = {}): string | undefined {
  return wireLines(answer(['SENTINEL', 'SET', 't1', ...words], fakeSight({ groups, ...state })))[0];
}

const ALLOWED = { settings: { denyScriptsReconfig: false } };

const ACCEPTED: readonly (readonly [name: string, value: string, Partial<GroupOptions>])[] = [
  ['quorum', '3', { quorum: 3 }],
  ['QUORUM', '3', { quorum: 3 }],
  ['down-after-milliseconds', '9999999999999', { downAfterMs: 9999999999999 }],
  ['failover-timeout', '5', { failoverTimeoutMs: 5 }],
  ['parallel-syncs', '1', { parallelSyncs: 1 }],
  ['master-reboot-down-after-period', '0', { masterRebootDownAfterMs: 0 }],
  ['primary-reboot-down-after-period', '7', { masterRebootDownAfterMs: 7 }],
  ['auth-user', 'foo', { authUser: 'foo' }],
  ['auth-user', '', { authUser: null }],
  ['notification-script', '/bin/true', { notificationScript: '/bin/true' }],
  ['notification-script', '', { notificationScript: null }],
  ['client-reconfig-script', '/bin/true', { clientReconfigScript: '/bin/true' }],
  ['client-reconfig-script', '', { clientReconfigScript: null }],
];

for (const [name, value, options] of ACCEPTED) {
  test(`SET ${name} '${value}' is taken, and shown as it was typed`, () => {
    assert.deepEqual(changes([name, value], ALLOWED), [{ options, shown: [name, value] }]);
  });
}

test('a password is never shown', () => {
  assert.deepEqual(changes(['auth-pass', 'secret']), [
    { options: { authPass: 'secret' }, shown: ['auth-pass', '******'] },
  ]);
  assert.deepEqual(changes(['auth-pass', '']), [
    { options: { authPass: null }, shown: ['auth-pass', '******'] },
  ]);
  assert.equal(
    refusal(['auth-pass', 'sec\nret']),
    "-ERR Invalid argument '******' for SENTINEL SET 'auth-pass'",
  );
});

const INVALID: readonly (readonly [name: string, value: string])[] = [
  ['quorum', 'x'],
  ['quorum', '0'],
  ['quorum', '-1'],
  ['quorum', ' 3'],
  ['quorum', '03'],
  ['quorum', '+3'],
  ['quorum', '99999999999999999999'],
  ['quorum', '2147483648'],
  ['down-after-milliseconds', '0'],
  ['Down-After-Milliseconds', 'x'],
  ['failover-timeout', '0'],
  ['parallel-syncs', '0'],
  ['parallel-syncs', ''],
  ['master-reboot-down-after-period', '-1'],
  ['master-reboot-down-after-period', 'x'],
  ['auth-user', 'a\x01b'],
  ['notification-script', '/bin/\x7f'],
];

for (const [name, value] of INVALID) {
  test(`SET ${name} ${JSON.stringify(value)} is an invalid argument`, () => {
    const text = `-ERR Invalid argument '${value}' for SENTINEL SET '${name}'`;
    assert.equal(refusal([name, value], ALLOWED), text);
  });
}

const UNKNOWN: readonly (readonly [words: string, option: string])[] = [
  ['foo 3', 'foo'],
  ['foo 3 quorum x', 'foo'],
  ['quorum 3 quorum', 'quorum'],
  ['quorum 3 foo', 'foo'],
  ['rename-command a', 'rename-command'],
  ['quorum 2 rename-command a', 'rename-command'],
];

for (const [words, option] of UNKNOWN) {
  test(`SET ${words} names an unknown option or lacks a value`, () => {
    assert.equal(
      refusal(words.split(' ')),
      `-ERR Unknown option or number of arguments for SENTINEL SET '${option}'`,
    );
  });
}

test('an unknown group comes before everything that is wrong with the options', () => {
  const value = answer(['SENTINEL', 'SET', 'nope', 'quorum', 'x'], fakeSight({ groups }));
  assert.deepEqual(wireLines(value), ['-ERR No such master with that name']);
});

test('one wrong option and nothing is changed (OPERATOR-4)', () => {
  assert.equal(
    refusal(['quorum', '2', 'down-after-milliseconds', 'x']),
    "-ERR Invalid argument 'x' for SENTINEL SET 'down-after-milliseconds'",
  );
});

test('options are handed over in their order, each with the words of its event', () => {
  const words = 'rename-command PING FOO quorum 3 quorum 2'.split(' ');
  assert.deepEqual(changes(words), [
    {
      options: { renamedCommands: new Map([['ping', 'FOO']]) },
      shown: ['rename-command', 'PING', 'FOO'],
    },
    { options: { quorum: 3 }, shown: ['quorum', '3'] },
    { options: { quorum: 2 }, shown: ['quorum', '2'] },
  ]);
});

test('a renaming adds to those that there are, and one to itself takes its own away', () => {
  const before = new Map([['config', 'b840fc']]);
  const state = { settings: { renamedCommands: () => before } };
  const words = 'rename-command PING FOO rename-command Config CONFIG'.split(' ');
  assert.deepEqual(
    changes(words, state).map(({ options }) => options.renamedCommands),
    [
      new Map([
        ['config', 'b840fc'],
        ['ping', 'FOO'],
      ]),
      new Map([['ping', 'FOO']]),
    ],
  );
  assert.equal(before.size, 1);
});

test('a renaming wants two names that can be written', () => {
  const text = (value: string): string =>
    `-ERR Invalid argument '${value}' for SENTINEL SET 'rename-command'`;
  assert.equal(refusal(['rename-command', '', 'b']), text(''));
  assert.equal(refusal(['rename-command', 'a', '']), text(''));
  assert.equal(refusal(['rename-command', 'a', 'b\x01']), text('b\x01'));
});

test('scripts cannot be changed while that is denied, not even taken away', () => {
  const text =
    '-ERR Reconfiguration of scripts path is denied for security reasons. Check the ' +
    'deny-scripts-reconfig configuration directive in your Sentinel configuration';
  for (const name of ['notification-script', 'client-reconfig-script']) {
    assert.equal(refusal([name, '/bin/true']), text);
    assert.equal(refusal([name, '']), text);
  }
});

test('a script must be one that can be run', () => {
  const isExecutable = (path: string): boolean => path !== '/nonexist';
  const state = { settings: { denyScriptsReconfig: false, isExecutable } };
  assert.equal(
    refusal(['notification-script', '/nonexist'], state),
    '-ERR Notification script seems non existing or non executable',
  );
  assert.equal(
    refusal(['notification-script', '/bin/cat', 'client-reconfig-script', '/nonexist'], state),
    '-ERR Client reconfiguration script seems non existing or non executable',
  );
  assert.equal(changes(['notification-script', '/bin/cat'], state).length, 1);
});
