// A real master is lost, in each of the ways that a user meets, and its group goes on. What is
// checked is what a client and an operator see, not how long it took.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Group } from './harness/group.ts';
import { ours } from './harness/kind.ts';
import { Quorum } from './harness/quorum.ts';
import { Sandbox } from './harness/sandbox.ts';
import { assertFailedOver, writeDurably } from './scenario.ts';

test('a master that crashes is replaced and comes back as a replica', async (t) => {
  const sandbox = new Sandbox();
  t.after(() => sandbox.close());
  const group = await Group.start(sandbox, { name: 'mymaster', replicas: 2 });
  const quorum = await Quorum.start(sandbox, { kinds: ours(3), groups: [group] });
  const old = group.node(group.masterPort);
  await writeDurably(group);

  await old.crash();
  const newPort = await assertFailedOver(quorum, group);

  await old.restart();
  await old.follows(newPort);
  assert.equal(await old.call('GET', 'durable'), 'kept');
});

test('a master that hangs is replaced and is a replica when it goes on', async (t) => {
  const sandbox = new Sandbox();
  t.after(() => sandbox.close());
  const group = await Group.start(sandbox, { name: 'mymaster', replicas: 2 });
  const quorum = await Quorum.start(sandbox, { kinds: ours(3), groups: [group] });
  const old = group.node(group.masterPort);
  await writeDurably(group);

  old.hang();
  const newPort = await assertFailedOver(quorum, group);

  old.resume();
  await old.follows(newPort);
});

test('a replica that is down at the time is not chosen and follows when it is back', async (t) => {
  const sandbox = new Sandbox();
  t.after(() => sandbox.close());
  const group = await Group.start(sandbox, { name: 'mymaster', replicas: 2 });
  const quorum = await Quorum.start(sandbox, {
    kinds: ours(3),
    groups: [group],
    failoverTimeoutMs: 5_000,
  });
  const [downReplica, liveReplica] = group.others(group.masterPort);
  assert.ok(downReplica !== undefined && liveReplica !== undefined);

  await downReplica.crash();
  const down = { containing: `slave 127.0.0.1:${downReplica.port}` };
  await Promise.all(quorum.sentinels.map((each) => each.events.waitFor('+sdown', down)));
  await group.node(group.masterPort).crash();
  const newPort = await assertFailedOver(quorum, group, { without: [downReplica] });

  assert.equal(newPort, liveReplica.port);
  await downReplica.restart();
  await downReplica.follows(newPort);
});

test('two of three are enough when one Sentinel is down at the time', async (t) => {
  const sandbox = new Sandbox();
  t.after(() => sandbox.close());
  const group = await Group.start(sandbox, { name: 'mymaster', replicas: 2 });
  const quorum = await Quorum.start(sandbox, { kinds: ours(3), groups: [group] });
  const [absent, ...present] = quorum.sentinels;
  assert.ok(absent !== undefined);

  await absent.crash();
  await group.node(group.masterPort).crash();
  const newPort = await assertFailedOver(quorum, group, { sentinels: present });

  await absent.restart();
  await quorum.agreesOnNewMaster(group, group.masterPort);
  assert.equal(await absent.masterPort('mymaster'), newPort);
});

test('five Sentinels and four replicas fail over', async (t) => {
  const sandbox = new Sandbox();
  t.after(() => sandbox.close());
  const group = await Group.start(sandbox, { name: 'mymaster', replicas: 4 });
  const quorum = await Quorum.start(sandbox, { kinds: ours(5), groups: [group], quorum: 3 });

  await group.node(group.masterPort).crash();
  await assertFailedOver(quorum, group);
});

test('of two groups in one process only the one that lost its master changes', async (t) => {
  const sandbox = new Sandbox();
  t.after(() => sandbox.close());
  const [first, second] = await Promise.all([
    Group.start(sandbox, { name: 'first', replicas: 1 }),
    Group.start(sandbox, { name: 'second', replicas: 1 }),
  ]);
  const quorum = await Quorum.start(sandbox, { kinds: ours(3), groups: [first, second] });

  await first.node(first.masterPort).crash();
  await assertFailedOver(quorum, first);
  for (const sentinel of quorum.sentinels) {
    assert.equal(await sentinel.masterPort('second'), second.masterPort);
    assert.equal(sentinel.events.find('+sdown', { containing: 'master second ' }), undefined);
  }

  await second.node(second.masterPort).crash();
  await assertFailedOver(quorum, second);
});

test('two groups that lose their masters together are both failed over', async (t) => {
  const sandbox = new Sandbox();
  t.after(() => sandbox.close());
  const groups = await Promise.all([
    Group.start(sandbox, { name: 'first', replicas: 1 }),
    Group.start(sandbox, { name: 'second', replicas: 1 }),
  ]);
  const quorum = await Quorum.start(sandbox, {
    kinds: ours(3),
    groups,
    failoverTimeoutMs: 5_000,
  });

  await Promise.all(groups.map((group) => group.node(group.masterPort).crash()));
  await Promise.all(groups.map((group) => assertFailedOver(quorum, group)));
});
