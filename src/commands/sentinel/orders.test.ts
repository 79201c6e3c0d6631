// The SENTINEL subcommands that an operator orders with: what is handed to the core, and how its
// outcome is told.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  answer,
  call,
  fakeSight,
  masterView,
  verdictOf,
  wireLines,
} from '../../../test/fake-sight.ts';
import {
  type OperatorOutcome,
  type OperatorRequest,
  PLAIN_ORDERS,
} from '../../core/operator-request.ts';

const groups = ['mymaster', 'Mine', 'other'].map((name) => ({ master: masterView({ name }) }));
const sight = fakeSight({ groups });

const ORDERS: readonly (readonly [words: string, request: OperatorRequest])[] = [
  ['SENTINEL FAILOVER mymaster', { kind: 'failover', name: 'mymaster', orders: PLAIN_ORDERS }],
  [
    'SENTINEL FAILOVER mymaster TIMEOUT 50 to ::1 7000 COORDINATED',
    {
      ...{ kind: 'failover', name: 'mymaster' },
      orders: { target: { host: '::1', port: 7000 }, insists: true, patienceMs: 50 },
    },
  ],
  [
    'SENTINEL FAILOVER mymaster dryrun COORDINATED',
    {
      ...{ kind: 'rehearse', name: 'mymaster', canSave: true },
      orders: { ...PLAIN_ORDERS, insists: true },
    },
  ],
  ['SENTINEL REMOVE mymaster', { kind: 'remove', name: 'mymaster' }],
  ['SENTINEL FLUSHCONFIG', { kind: 'flush' }],
  ['SENTINEL RESET m*', { kind: 'reset', names: ['mymaster'] }],
  ['SENTINEL RESET [mM]*', { kind: 'reset', names: ['mymaster', 'Mine'] }],
  ['SENTINEL RESET *', { kind: 'reset', names: ['mymaster', 'Mine', 'other'] }],
  ['SENTINEL RESET nope', { kind: 'reset', names: [] }],
];

for (const [words, request] of ORDERS) {
  test(`${words} hands its order to the core`, () => {
    assert.deepEqual(verdictOf('operate', call(words.split(' '), sight)).request, request);
  });
}

const OUTCOMES: readonly (readonly [OperatorOutcome, string])[] = [
  [{ kind: 'done' }, '+OK'],
  [{ kind: 'count', count: 2 }, ':2'],
  [{ kind: 'failed', code: 'no-such-master' }, '-ERR No such master with that name'],
  [{ kind: 'failed', code: 'duplicate-name' }, '-ERR Duplicate master name.'],
  [{ kind: 'failed', code: 'failover-in-progress' }, '-INPROG Failover already in progress'],
  [{ kind: 'failed', code: 'no-good-replica' }, '-NOGOODSLAVE No suitable replica to promote'],
  [
    {
      ...{ kind: 'failed', code: 'no-good-replica' },
      named: { node: '10.0.0.3:6379', why: 'priority-zero' },
    },
    '-NOGOODSLAVE No suitable replica to promote: 10.0.0.3:6379: its replica-priority is 0',
  ],
  [
    { kind: 'failed', code: 'no-good-replica', named: { node: 'h:1', why: 'not-known' } },
    '-NOGOODSLAVE No suitable replica to promote: h:1: no replica of the group is known there',
  ],
  [
    { kind: 'unprotected', problem: { code: 'master-unreachable' } },
    '+OK, but writes can be lost: the master cannot be reached',
  ],
  [
    { kind: 'not-handed-over', problem: { code: 'replica-lags', node: 'h:1' } },
    '-NOGOODPRIMARY h:1 is too far behind',
  ],
  [{ kind: 'failed', code: 'not-saved' }, '-ERR Failed to save config file. Check server logs.'],
];

for (const [outcome, text] of OUTCOMES) {
  test(`an order that ends so is answered with ${text}`, () => {
    for (const [words] of ORDERS) {
      const { render } = verdictOf('operate', call(words.split(' '), sight));
      assert.deepEqual(wireLines(render(outcome)), [text]);
    }
  });
}

test('an unknown group is left to the core, which may know it by then', () => {
  assert.equal(call(['SENTINEL', 'FAILOVER', 'nope'], sight).kind, 'operate');
  assert.equal(call(['SENTINEL', 'REMOVE', 'nope'], sight).kind, 'operate');
});

test('MONITOR hands over a name, a normal address and a quorum (OPERATOR-1)', () => {
  const order = verdictOf('operate', call('SENTINEL MONITOR a,b ::0001 6 1'.split(' '), sight));
  assert.deepEqual(order.request, {
    kind: 'monitor',
    name: 'a,b',
    address: { host: '::1', port: 6 },
    quorum: 1,
  });
  assert.deepEqual(wireLines(order.render({ kind: 'done' })), ['+OK']);
});

/** In stock's order: quorum, port, size of the quorum, host, size of the port, name. */
const REFUSED: readonly (readonly [words: string, text: string])[] = [
  ['a b c d', 'Invalid quorum'],
  ['a b 1 d', 'Invalid quorum'],
  ['a 127.0.0.1 5 99999999999999999999', 'Invalid quorum'],
  // More than a file can hold; stock would take another number for it.
  ['a 127.0.0.1 5 2147483648', 'Invalid quorum'],
  ['a b c 1', 'Invalid port'],
  ['a b c 0', 'Invalid port'],
  ['a3 127.0.0.1 99999999999999999999 1', 'Invalid port'],
  ['a b 1 0', 'Quorum must be 1 or greater.'],
  ['a b 1 -1', 'Quorum must be 1 or greater.'],
  ['a b 1 1', 'Invalid IP address or hostname specified'],
  ['a localhost 1 1', 'Invalid IP address or hostname specified'],
  ['a [::1] 6 1', 'Invalid IP address or hostname specified'],
  ['mymaster b 99999 1', 'Invalid IP address or hostname specified'],
  ['a 127.0.0.1 99999 1', 'Invalid port number.'],
  ['a 127.0.0.1 -1 1', 'Invalid port number.'],
  ['mymaster 127.0.0.1 99999 1', 'Invalid port number.'],
  ['mymaster 127.0.0.1 1 1', 'Duplicate master name.'],
];

for (const [words, text] of REFUSED) {
  test(`MONITOR ${words}: ${text}`, () => {
    const lines = wireLines(answer(['SENTINEL', 'MONITOR', ...words.split(' ')], sight));
    assert.deepEqual(lines, [`-ERR ${text}`]);
  });
}

test('MONITOR refuses names that would break the file, the events and the log', () => {
  for (const name of ['', 'a b', 'a\nb', 'a\tb', '\0', 'a\x7f']) {
    const lines = wireLines(answer(['SENTINEL', 'MONITOR', name, '127.0.0.1', '6', '1'], sight));
    assert.match(lines[0] ?? '', /^-ERR Invalid master name: /, JSON.stringify(name));
  }
});

test('MONITOR takes a host name where names are resolved, and only a sound one', () => {
  const settings = { resolveHostnames: true };
  const withNames = fakeSight({ groups, settings });
  const words = (host: string): readonly string[] => ['SENTINEL', 'MONITOR', 'a', host, '6', '1'];
  const { request } = verdictOf('operate', call(words('redis-0.local'), withNames));
  assert.deepEqual(request, {
    kind: 'monitor',
    name: 'a',
    address: { host: 'redis-0.local', port: 6 },
    quorum: 1,
  });
  for (const host of ['', 'a b', 'a\nb', 'a,b', '"']) {
    const lines = wireLines(answer(words(host), withNames));
    assert.deepEqual(lines, ['-ERR Invalid IP address or hostname specified'], host);
  }
});

for (const words of ['X', 'TO 127.0.0.1', 'TO 127.0.0.1 0', 'TIMEOUT', 'TIMEOUT 0', 'TIMEOUT x']) {
  test(`SENTINEL FAILOVER mymaster ${words} is refused`, () => {
    const { value } = verdictOf(
      'reply',
      call(`SENTINEL FAILOVER mymaster ${words}`.split(' '), sight),
    );
    assert.match(value.kind === 'error' ? value.text : '', /^ERR Unknown option or value for/);
  });
}
