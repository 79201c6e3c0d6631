// A real master is lost, in each of the ways that a user meets, and its group goes on. What is
// checked is what a client and an operator see, not how long it took.

import assert from 'node:assert/strict';
import { Group } from './harness/group.ts';
import { ours } from './harness/kind.ts';
import { Quorum } from './harness/quorum.ts';
import { realTest } from './harness/real-test.ts';
import { assertFailedOver, writeDurably } from './scenario.ts';

realTest('a master that crashes is replaced and comes back as a replica', async (sandbox) => {
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

realTest('a master that hangs is replaced and is a replica when it goes on', async (sandbox) => {
  const group = await Group.start(sandbox, { name: 'mymaster', replicas: 2 });
  const quorum = await Quorum.start(sandbox, { kinds: ours(3), groups: [group] });
  const old = group.node(group.masterPort);
  await writeDurably(group);

  old.hang();
  const newPort = await assertFailedOver(quorum, group);

  old.resume();
  await old.follows(newPort);
});

realTest(
  'a replica that is down at the time is not chosen and follows when it is back',
  async (sandbox) => {
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
  },
);

realTest('two of three are enough when one Sentinel is down at the time', async (sandbox) => {
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

realTest('five Sentinels and four replicas fail over', async (sandbox) => {
  const group = await Group.start(sandbox, { name: 'mymaster', replicas: 4 });
  const quorum = await Quorum.start(sandbox, { kinds: ours(5), groups: [group], quorum: 3 });

  await group.node(group.masterPort).crash();
  await assertFailedOver(quorum, group);
});

realTest(
  'of two groups in one process only the one that lost its master changes',
  async (sandbox) => {
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
  },
);

realTest('two groups that lose their masters together are both failed over', async (sandbox) => {
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
