// The maps of masters, replicas and peers, field by field as a stock Sentinel showed them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  answer,
  fakeCaller,
  fakeSight,
  masterView,
  peerView,
  replicaView,
  wireLines,
} from '../../test/fake-sight.ts';

/** Single blanks part the words, so that an empty value is a word too. */
function words(text: string): readonly string[] {
  return text.trim().replaceAll('\n', '').split(' ');
}

const HEALTHY_MASTER = words(`
name mymaster ip 127.0.0.1 port 21700 runid 58332bdcccf6eaf56ac1ec284425bd83fa4fc1df \
flags master link-pending-commands 0 link-refcount 1 last-ping-sent 0 last-ok-ping-reply 474 \
last-ping-reply 474 down-after-milliseconds 2000 info-refresh 5658 role-reported master \
role-reported-time 55935 config-epoch 0 num-slaves 2 num-other-sentinels 2 quorum 2 \
failover-timeout 20000 parallel-syncs 1`);

const HEALTHY_REPLICA = words(`
name 127.0.0.1:21701 ip 127.0.0.1 port 21701 runid 6456b8a38d2bee434234e8356c7d4d219179cac8 \
flags slave link-pending-commands 0 link-refcount 1 last-ping-sent 0 last-ok-ping-reply 474 \
last-ping-reply 474 down-after-milliseconds 2000 info-refresh 545 role-reported slave \
role-reported-time 55926 master-link-down-time 0 master-link-status ok master-host 127.0.0.1 \
master-port 21700 slave-priority 100 slave-repl-offset 10970 replica-announced 1`);

const HEALTHY_PEER = words(`
name 6daf9e33f1de0bce41b1e5ed8954a7543c260d51 ip 127.0.0.1 port 21712 \
runid 6daf9e33f1de0bce41b1e5ed8954a7543c260d51 flags sentinel link-pending-commands 0 \
link-refcount 1 last-ping-sent 0 last-ok-ping-reply 475 last-ping-reply 475 \
down-after-milliseconds 2000 last-hello-message 878 voted-leader ? voted-leader-epoch 0`);

const healthy = fakeSight({
  groups: [{ master: masterView(), replicas: [replicaView()], peers: [peerView()] }],
});

test('a healthy master has 20 fields, one of which clients read by its place', () => {
  const lines = wireLines(answer(['SENTINEL', 'MASTER', 'mymaster'], healthy));
  assert.deepEqual(lines, ['*40', ...HEALTHY_MASTER]);
  assert.equal(lines.slice(1)[33], '2');
});

test('in RESP3 a master is a map, and MASTERS an array of maps', () => {
  const one = answer(['SENTINEL', 'PRIMARY', 'mymaster'], healthy, fakeCaller({ protocol: 3 }));
  assert.deepEqual(wireLines(one, 3), ['%20', ...HEALTHY_MASTER]);
  const all = answer(['SENTINEL', 'MASTERS'], healthy);
  assert.deepEqual(wireLines(all, 3), ['*1', '%20', ...HEALTHY_MASTER]);
  assert.deepEqual(wireLines(all, 2), ['*1', '*40', ...HEALTHY_MASTER]);
});

test('a master that never answered shows how long it has been down', () => {
  const view = masterView({
    name: 't1',
    address: { host: '127.0.0.1', port: 1 },
    runId: '',
    flags: ['s_down', 'master', 'disconnected'],
    linkPendingCommands: 3,
    lastPingSentMs: 2617,
    lastOkPingReplyMs: 2617,
    lastPingReplyMs: 2617,
    sDownMs: 2090,
    downAfterMs: 500,
    infoRefreshMs: 0,
    roleReportedMs: 2617,
    replicaCount: 0,
    otherSentinelCount: 0,
    failoverTimeoutMs: 180000,
  });
  const lines = wireLines(
    answer(['SENTINEL', 'MASTER', 't1'], fakeSight({ groups: [{ master: view }] })),
  );
  assert.deepEqual(
    lines,
    words(`
*42 name t1 ip 127.0.0.1 port 1 runid  flags s_down,master,disconnected \
link-pending-commands 3 link-refcount 1 last-ping-sent 2617 last-ok-ping-reply 2617 \
last-ping-reply 2617 s-down-time 2090 down-after-milliseconds 500 info-refresh 0 \
role-reported master role-reported-time 2617 config-epoch 0 num-slaves 0 num-other-sentinels 0 \
quorum 2 failover-timeout 180000 parallel-syncs 1`),
  );
});

test('a failover shows its state before the probes and its times after them', () => {
  const view = masterView({
    flags: ['s_down', 'o_down', 'master', 'failover_in_progress'],
    linkPendingCommands: 4,
    failoverState: 'wait_start',
    lastPingSentMs: 2081,
    lastOkPingReplyMs: 2873,
    lastPingReplyMs: 2873,
    sDownMs: 54,
    oDownMs: 1,
    infoRefreshMs: 7114,
    roleReportedMs: 7118,
    notificationScript: '/bin/cat',
    clientReconfigScript: '/bin/true',
  });
  const lines = wireLines(
    answer(['SENTINEL', 'MASTER', 'mymaster'], fakeSight({ groups: [{ master: view }] })),
  );
  assert.deepEqual(
    lines,
    words(`
*50 name mymaster ip 127.0.0.1 port 21700 runid 58332bdcccf6eaf56ac1ec284425bd83fa4fc1df \
flags s_down,o_down,master,failover_in_progress link-pending-commands 4 link-refcount 1 \
failover-state wait_start last-ping-sent 2081 last-ok-ping-reply 2873 last-ping-reply 2873 \
s-down-time 54 o-down-time 1 down-after-milliseconds 2000 info-refresh 7114 role-reported master \
role-reported-time 7118 config-epoch 0 num-slaves 2 num-other-sentinels 2 quorum 2 \
failover-timeout 20000 parallel-syncs 1 notification-script /bin/cat \
client-reconfig-script /bin/true`),
  );
});

test('a healthy replica has 21 fields', () => {
  const lines = wireLines(answer(['SENTINEL', 'REPLICAS', 'mymaster'], healthy));
  assert.deepEqual(lines, ['*1', '*42', ...HEALTHY_REPLICA]);
  assert.deepEqual(wireLines(answer(['SENTINEL', 'SLAVES', 'mymaster'], healthy)), lines);
});

test('a replica that never answered shows a question mark for its master', () => {
  const view = replicaView({
    name: '127.0.0.1:21700',
    address: { host: '127.0.0.1', port: 21700 },
    runId: '',
    flags: ['slave', 'disconnected'],
    linkPendingCommands: 2,
    lastPingSentMs: 995,
    lastOkPingReplyMs: 995,
    lastPingReplyMs: 995,
    infoRefreshMs: 0,
    roleReportedMs: 995,
    masterLinkUp: false,
    masterHost: null,
    masterPort: 0,
    offset: 0n,
  });
  const sight = fakeSight({ groups: [{ master: masterView(), replicas: [view] }] });
  assert.deepEqual(
    wireLines(answer(['SENTINEL', 'REPLICAS', 'mymaster'], sight)),
    words(`
*1 *42 name 127.0.0.1:21700 ip 127.0.0.1 port 21700 runid  flags slave,disconnected \
link-pending-commands 2 link-refcount 1 last-ping-sent 995 last-ok-ping-reply 995 \
last-ping-reply 995 down-after-milliseconds 2000 info-refresh 0 role-reported slave \
role-reported-time 995 master-link-down-time 0 master-link-status err master-host ? \
master-port 0 slave-priority 100 slave-repl-offset 0 replica-announced 1`),
  );
});

test('a replica that does not want to be announced is not shown', () => {
  const replicas = [replicaView({ announced: false }), replicaView()];
  const sight = fakeSight({ groups: [{ master: masterView(), replicas }] });
  const lines = wireLines(answer(['SENTINEL', 'REPLICAS', 'mymaster'], sight));
  assert.deepEqual(lines, ['*1', '*42', ...HEALTHY_REPLICA]);
});

test('a healthy peer has 14 fields', () => {
  const lines = wireLines(answer(['SENTINEL', 'SENTINELS', 'mymaster'], healthy));
  assert.deepEqual(lines, ['*1', '*28', ...HEALTHY_PEER]);
});

test('a peer that voted shows for whom and when', () => {
  const peers = [
    peerView({
      flags: ['sentinel', 'master_down'],
      votedLeader: '6daf9e33f1de0bce41b1e5ed8954a7543c260d51',
      votedLeaderEpoch: 1n,
    }),
  ];
  const sight = fakeSight({ groups: [{ master: masterView(), peers }] });
  const lines = wireLines(answer(['SENTINEL', 'SENTINELS', 'mymaster'], sight));
  assert.deepEqual(lines.slice(10, 12), ['flags', 'sentinel,master_down']);
  assert.deepEqual(
    lines.slice(-4),
    words('voted-leader 6daf9e33f1de0bce41b1e5ed8954a7543c260d51 voted-leader-epoch 1'),
  );
});

for (const subcommand of ['MASTER', 'PRIMARY', 'REPLICAS', 'SLAVES', 'SENTINELS', 'CKQUORUM']) {
  test(`SENTINEL ${subcommand} of an unknown group is an error`, () => {
    const lines = wireLines(answer(['SENTINEL', subcommand, 'MyMaster'], healthy));
    assert.deepEqual(lines, ['-ERR No such master with that name']);
  });
}
