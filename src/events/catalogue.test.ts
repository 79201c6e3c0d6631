// Every payload form against lines that a stock Sentinel published, and the whole list of events.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Event, EventName, Subject } from '../core/event.ts';
import { EVENTS, isPublished, PAYLOAD_LIMIT_BYTES, render } from './catalogue.ts';
import type { Level } from './level.ts';

const group = { name: 'mymaster', address: { host: '127.0.0.1', port: 21700 } };
const master: Subject = { type: 'master', ...group, group: null };
const slave: Subject = {
  type: 'slave',
  name: '127.0.0.1:21701',
  address: { host: '127.0.0.1', port: 21701 },
  group,
};
const runId = '6daf9e33f1de0bce41b1e5ed8954a7543c260d51';
const peer: Subject = {
  type: 'sentinel',
  name: runId,
  address: { host: '127.0.0.1', port: 21712 },
  group,
};

const MASTER = 'master mymaster 127.0.0.1 21700';
const SLAVE = 'slave 127.0.0.1:21701 127.0.0.1 21701 @ mymaster 127.0.0.1 21700';
const PEER = `sentinel ${runId} 127.0.0.1 21712 @ mymaster 127.0.0.1 21700`;

type Vector = readonly [event: Event, level: Level, payload: string];

const VECTORS: readonly Vector[] = [
  [{ name: '+monitor', subject: master, quorum: 2 }, 'warning', `${MASTER} quorum 2`],
  [{ name: '-monitor', subject: master }, 'warning', MASTER],
  [
    { name: '+set', subject: master, shown: ['auth-pass', '******'] },
    'warning',
    `${MASTER} auth-pass ******`,
  ],
  [
    { name: '+set', subject: master, shown: ['rename-command', 'PING', 'FOO'] },
    'warning',
    `${MASTER} rename-command PING FOO`,
  ],
  [{ name: '+set', subject: master, shown: ['auth-user', ''] }, 'warning', `${MASTER} auth-user `],
  [{ name: '+reset-master', subject: master }, 'warning', MASTER],
  [
    { name: '+auth-error', subject: slave, problem: { code: 'WRONGPASS', commands: [] } },
    'warning',
    `${SLAVE} #WRONGPASS`,
  ],
  [
    { name: '+auth-error', subject: peer, problem: { code: 'NOPERM', commands: ['a', 'b'] } },
    'warning',
    `${PEER} #NOPERM a b`,
  ],
  [{ name: '-auth-error', subject: master }, 'warning', MASTER],
  [
    { name: '+foreign-node', subject: slave, why: 'a replica of 10.0.0.8 6379' },
    'warning',
    `${SLAVE} #a replica of 10.0.0.8 6379`,
  ],
  [{ name: '-foreign-node', subject: slave }, 'warning', SLAVE],
  [
    {
      name: '+hello-refused',
      subject: peer,
      doubt: { code: 'denied', master: { host: '10.0.0.66', port: 1 }, configEpoch: 7n },
    },
    'warning',
    `${PEER} #denied master 10.0.0.66 1 epoch 7: its sender says otherwise`,
  ],
  [
    { name: '+hello-refused', subject: master, doubt: { code: 'epoch-jump', epoch: 7n } },
    'warning',
    `${MASTER} #epoch-jump 7: no majority knows this epoch`,
  ],
  [
    {
      name: '+hello-refused',
      subject: peer,
      doubt: { code: 'not-ours', master: { host: '10.0.0.66', port: 1 }, epoch: 7n },
    },
    'warning',
    `${PEER} #not-ours master 10.0.0.66 1 epoch 7: it bears our id, and we never said it`,
  ],
  [
    {
      name: '+hello-refused',
      subject: peer,
      doubt: { code: 'unusable-address', address: { host: 'redis-1', port: 1 } },
    },
    'warning',
    `${PEER} #unusable-address redis-1 1: names are not resolved, or it is no port`,
  ],
  [
    { name: '+hello-refused', subject: peer, doubt: { code: 'epoch-too-large', epoch: 7n } },
    'warning',
    `${PEER} #epoch-too-large 7: no election could follow it`,
  ],
  [
    { name: '+hello-refused', subject: peer, doubt: { code: 'nobody-there' } },
    'warning',
    `${PEER} #nobody-there: no Sentinel answers at this address`,
  ],
  [{ name: '+false-candidate', subject: peer, epoch: 7n }, 'warning', `${PEER} #epoch 7`],
  [
    { name: '+copied-id', subject: peer, isGivingWay: true },
    'warning',
    `${PEER} #we take another id`,
  ],
  [
    { name: '+new-id', oldId: runId, newId: '7'.repeat(40) },
    'warning',
    `${'7'.repeat(40)} instead of ${runId}`,
  ],
  [
    { name: '+empty-master', subject: master, holders: 2 },
    'warning',
    `${MASTER} #replicas with data 2`,
  ],
  [
    {
      name: '+orphaned-group',
      subject: master,
      orphans: { seen: 1, known: 3, need: 2, awaited: 0, problem: 'too-few-seen', candidates: 1 },
    },
    'warning',
    `${MASTER} #1 nodes seen of 2 needed`,
  ],
  [{ name: '-orphaned-group', subject: master }, 'warning', MASTER],
  [{ name: '+slave', subject: slave }, 'notice', SLAVE],
  [{ name: '+sentinel', subject: peer }, 'notice', PEER],
  [
    {
      name: '+sentinel-address-switch',
      subject: master,
      to: { host: '10.0.0.9', port: 26379 },
      runId,
    },
    'notice',
    `${MASTER} ip 10.0.0.9 port 26379 for ${runId}`,
  ],
  [
    { name: '+sentinel-address-update', subject: peer, count: 2 },
    'notice',
    `${PEER} 2 additional matching instances`,
  ],
  [{ name: '+sentinel-invalid-addr', subject: peer }, 'notice', PEER],
  [{ name: '+sdown', subject: master }, 'warning', MASTER],
  [{ name: '+sdown', subject: slave }, 'warning', SLAVE],
  [{ name: '-sdown', subject: peer }, 'warning', PEER],
  [{ name: '+odown', subject: master, have: 3, need: 2 }, 'warning', `${MASTER} #quorum 3/2`],
  [{ name: '-odown', subject: master }, 'warning', MASTER],
  [
    { name: '+new-epoch', groupName: 'm', epoch: 18446744073709551613n },
    'warning',
    '18446744073709551613',
  ],
  [{ name: '+vote-for-leader', groupName: 'm', leader: runId, epoch: 1n }, 'warning', `${runId} 1`],
  [{ name: '+try-failover', subject: master }, 'warning', MASTER],
  [{ name: '-failover-abort-not-elected', subject: master }, 'warning', MASTER],
  [{ name: '-failover-abort-no-good-slave', subject: master }, 'warning', MASTER],
  [{ name: '-failover-abort-slave-timeout', subject: master }, 'warning', MASTER],
  [{ name: '+elected-leader', subject: master }, 'warning', MASTER],
  [{ name: '+failover-state-select-slave', subject: master }, 'warning', MASTER],
  [{ name: '+selected-slave', subject: slave }, 'warning', SLAVE],
  [{ name: '+failover-state-send-slaveof-noone', subject: slave }, 'notice', SLAVE],
  [{ name: '+failover-state-wait-promotion', subject: slave }, 'notice', SLAVE],
  [{ name: '+promoted-slave', subject: slave }, 'warning', SLAVE],
  [{ name: '+failover-state-reconf-slaves', subject: master }, 'warning', MASTER],
  [{ name: '+slave-reconf-sent', subject: slave }, 'notice', SLAVE],
  [{ name: '+slave-reconf-sent-be', subject: slave }, 'notice', SLAVE],
  [{ name: '+slave-reconf-inprog', subject: slave }, 'notice', SLAVE],
  [{ name: '+slave-reconf-done', subject: slave }, 'notice', SLAVE],
  [{ name: '+replica-reconf-done', subject: slave }, 'notice', SLAVE],
  [{ name: '-slave-reconf-sent-timeout', subject: slave }, 'notice', SLAVE],
  [{ name: '+failover-end-for-timeout', subject: master }, 'warning', MASTER],
  [{ name: '+failover-end', subject: master }, 'warning', MASTER],
  [
    {
      name: '+switch-master',
      groupName: 'mymaster',
      from: { host: '127.0.0.1', port: 21700 },
      to: { host: '::1', port: 21701 },
    },
    'warning',
    'mymaster 127.0.0.1 21700 ::1 21701',
  ],
  [{ name: '+config-update-from', subject: peer }, 'warning', PEER],
  [{ name: '+convert-to-slave', subject: slave }, 'notice', SLAVE],
  [{ name: '+fix-slave-config', subject: slave }, 'notice', SLAVE],
  [
    { name: '+role-change', subject: slave, role: 'slave' },
    'verbose',
    `${SLAVE} new reported role is slave`,
  ],
  [
    { name: '-role-change', subject: slave, role: 'master' },
    'verbose',
    `${SLAVE} new reported role is master`,
  ],
  [{ name: '+reboot', subject: master }, 'notice', MASTER],
  [
    { name: '+config-write-failed', file: '/x/s.conf', reason: 'No space left on device' },
    'warning',
    '/x/s.conf: No space left on device',
  ],
  [{ name: '-config-write-failed', file: '/x/s.conf' }, 'warning', '/x/s.conf'],
  [{ name: '+tilt' }, 'warning', '#tilt mode entered'],
  [{ name: '-tilt' }, 'warning', '#tilt mode exited'],
  [
    { name: '-cmd-link-reconnection', subject: slave, reason: 'Connection refused' },
    'debug',
    `${SLAVE} #Connection refused`,
  ],
  [
    { name: '-pubsub-link-reconnection', subject: slave, reason: 'Connection refused' },
    'debug',
    `${SLAVE} #Connection refused`,
  ],
  [
    { name: '+failover-without-majority', subject: master, have: 1, need: 2 },
    'warning',
    `${MASTER} #votes 1/2`,
  ],
  [{ name: '-failover-abort-master-timeout', subject: master }, 'warning', MASTER],
  [{ name: '+hand-over', subject: master, heldMs: 12 }, 'warning', `${MASTER} #held 12 ms`],
  [
    { name: '-hand-over', subject: master, obstacle: { code: 'replica-lags', node: 'h:1' } },
    'warning',
    `${MASTER} #h:1 is too far behind`,
  ],
  [{ name: '+fence', subject: master, heard: 2, known: 5 }, 'warning', `${MASTER} #heard 2/5`],
  [{ name: '-fence', subject: slave, end: 'demoted' }, 'warning', `${SLAVE} #it is a replica now`],
  [{ name: '-fence-refused', subject: master, why: 'NOPERM' }, 'warning', `${MASTER} #NOPERM`],
  [{ name: '-slave', subject: slave }, 'warning', SLAVE],
  [{ name: '-sentinel', subject: peer }, 'warning', PEER],
  [{ name: '+pause', subject: master, forMs: 9 }, 'warning', `${MASTER} #for 9 ms`],
  [{ name: '-pause', subject: master }, 'warning', MASTER],
  [{ name: '+maintenance', subject: slave }, 'warning', SLAVE],
  [{ name: '-maintenance', subject: master }, 'warning', MASTER],
  [{ name: '-script-error', path: '/a', signal: 0, exitCode: 7 }, 'warning', '/a 0 7'],
  [{ name: '-script-timeout', path: '/a', processId: 5 }, 'warning', '/a 5'],
  [{ name: '+script-child', processId: 5 }, 'debug', '5'],
  [{ name: '-script-child', processId: 5, exitCode: 0, signal: 9 }, 'debug', '5 0 9'],
];

for (const [event, level, payload] of VECTORS) {
  test(`${event.name} says: ${payload}`, () => {
    assert.deepEqual(render(event), { channel: event.name, payload, level });
  });
}

/** The events of stock 7.0.15. */
const STOCK_EVENTS = `
  +monitor -monitor +set +reset-master +slave +sentinel +sentinel-address-switch
  +sentinel-address-update +sentinel-invalid-addr +sdown -sdown +odown -odown +new-epoch
  +vote-for-leader +try-failover -failover-abort-not-elected +elected-leader
  +failover-state-select-slave -failover-abort-no-good-slave +selected-slave
  +failover-state-send-slaveof-noone +failover-state-wait-promotion -failover-abort-slave-timeout
  +promoted-slave +failover-state-reconf-slaves +slave-reconf-sent +slave-reconf-sent-be
  +slave-reconf-inprog +slave-reconf-done -slave-reconf-sent-timeout +failover-end-for-timeout
  +failover-end +switch-master +config-update-from +convert-to-slave +fix-slave-config +role-change
  -role-change +reboot +tilt -tilt -cmd-link-reconnection -pubsub-link-reconnection
  -script-error -script-timeout +script-child -script-child
`;

const OWN_EVENTS = [
  ...['+replica-reconf-done', '+config-write-failed', '-config-write-failed'],
  ...['+auth-error', '-auth-error', '+hand-over', '-hand-over'],
  ...['+foreign-node', '-foreign-node', '+empty-master', '+orphaned-group', '-orphaned-group'],
  ...['+fence', '-fence', '-fence-refused'],
  ...['+hello-refused', '+false-candidate', '+copied-id', '+new-id'],
  ...['-slave', '-sentinel', '+pause', '-pause', '+maintenance', '-maintenance'],
  // Valkey 9 has the second.
  ...['+failover-without-majority', '-failover-abort-master-timeout'],
];

test('every stock event has a record, and so have a few of our own', () => {
  const wanted = [...STOCK_EVENTS.trim().split(/\s+/), ...OWN_EVENTS];
  assert.deepEqual(Object.keys(EVENTS).sort(), wanted.sort());
});

test('every record is held against a vector', () => {
  const names = new Set<EventName>(VECTORS.map(([event]) => event.name));
  assert.deepEqual([...names].sort(), Object.keys(EVENTS).sort());
});

test('a payload is cut where stock cuts it', () => {
  const subject: Subject = { ...master, name: 'n'.repeat(2000) };
  const { payload } = render({ name: '+monitor', subject, quorum: 1 });
  assert.equal(payload.length, PAYLOAD_LIMIT_BYTES);
  assert.equal(payload, `master ${'n'.repeat(1016)}`);
});

test('debug events are not published, verbose ones are', () => {
  assert.equal(isPublished(EVENTS['-cmd-link-reconnection'].level), false);
  assert.equal(isPublished(EVENTS['+role-change'].level), true);
  assert.equal(isPublished(EVENTS['+slave'].level), true);
  assert.equal(isPublished(EVENTS['+sdown'].level), true);
});
