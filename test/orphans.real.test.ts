// A whole group of real servers is lost, and only its replicas come back (ORPHAN-n): by themselves
// in the order that would do harm, the one with the least data first.

import assert from 'node:assert/strict';
import type { DataNode } from './harness/data-node.ts';
import { Group } from './harness/group.ts';
import { ours } from './harness/kind.ts';
import { Quorum } from './harness/quorum.ts';
import { realTest } from './harness/real-test.ts';
import { asList, ReplyError } from './harness/resp.ts';
import type { Sandbox } from './harness/sandbox.ts';
import { expect, until } from './harness/wait.ts';

const NAME = 'mymaster';

interface Lost {
  readonly group: Group;
  readonly quorum: Quorum;
  /** Has only the first of two writes. */
  readonly poorer: DataNode;
  readonly richer: DataNode;
}

/** Everything is down; each replica has an RDB file with what it had when it was saved. */
async function loseAll(sandbox: Sandbox, policy: 'yes' | 'no'): Promise<Lost> {
  const group = await Group.start(sandbox, { name: NAME, replicas: 2 });
  const quorum = await Quorum.start(sandbox, {
    kinds: ours(3),
    groups: [group],
    downAfterMs: 1_000,
  });
  for (const sentinel of quorum.sentinels) {
    const words = ['SENTINEL', 'SET', NAME, 'promote-without-master', policy];
    assert.equal(await sentinel.call(...words), 'OK');
  }
  const master = group.node(group.masterPort);
  const [poorer, richer] = group.others(group.masterPort);
  assert.ok(poorer !== undefined && richer !== undefined);
  for (const [key, node] of [
    ['first', poorer],
    ['second', richer],
  ] as const) {
    await master.call('SET', key, 'kept');
    await until(`${key} to arrive`, async () =>
      (await node.call('GET', key)) === 'kept' ? true : undefined,
    );
    assert.equal(await node.call('SAVE'), 'OK');
  }
  await Promise.all([master, poorer, richer].map((node) => node.crash()));
  return { group, quorum, poorer, richer };
}

realTest('the replica with the most data is waited for, and promoted', async (sandbox) => {
  const { group, quorum, poorer, richer } = await loseAll(sandbox, 'yes');
  await Promise.all(quorum.sentinels.map(({ events }) => events.waitFor('+odown')));
  await poorer.restart();
  await Promise.all(quorum.sentinels.map(({ events }) => events.waitFor('+orphaned-group')));
  const sentinel = quorum.at(0);
  await until('EXPLAIN to count the nodes', async () => {
    const told = JSON.stringify(await sentinel.call('SENTINEL', 'EXPLAIN', NAME));
    expect(/"nodes-seen",\["open",0,"policy",1,"seen",1,"known",3,"need",2/.test(told), told);
    return true;
  });
  assert.match(JSON.stringify(await sentinel.call('SENTINEL', 'DOCTOR', NAME)), /group-without-ma/);
  assert.equal(await sentinel.masterPort(NAME), group.masterPort);

  await richer.restart();
  assert.equal(await quorum.agreesOnNewMaster(group, group.masterPort), richer.port);
  assert.equal(await richer.call('GET', 'second'), 'kept');
  await poorer.follows(richer.port);
  assert.equal(await poorer.call('GET', 'second'), 'kept');
});

realTest('what cannot be compared is left to an operator, who names one', async (sandbox) => {
  const { group, quorum, poorer, richer } = await loseAll(sandbox, 'yes');
  // A server that is started without its file begins a history of its own.
  for (const node of [poorer, richer]) {
    await node.restart();
    await node.call('REPLICAOF', 'NO', 'ONE');
    await node.call('SET', 'own', String(node.port));
    await node.call('REPLICAOF', '127.0.0.1', String(group.masterPort));
  }
  const { events } = quorum.at(0);
  await events.waitFor('+orphaned-group', { containing: 'histories' });
  const plain = await quorum.at(0).call('SENTINEL', 'FAILOVER', NAME);
  assert.ok(plain instanceof ReplyError && /^NOGOODSLAVE/.test(plain.message));
  const words = ['SENTINEL', 'FAILOVER', NAME, 'TO', '127.0.0.1', String(richer.port)];
  assert.match(String(await quorum.at(0).call(...words)), /^OK, but writes can be lost/);
  assert.equal(await quorum.agreesOnNewMaster(group, group.masterPort), richer.port);
});

realTest('where it is off the first one is promoted, as stock does it', async (sandbox) => {
  const { group, quorum, poorer } = await loseAll(sandbox, 'no');
  await poorer.restart();
  assert.equal(await quorum.agreesOnNewMaster(group, group.masterPort), poorer.port);
  for (const { events } of quorum.sentinels)
    assert.equal(events.find('+orphaned-group'), undefined);
  // A candidacy that found no majority may stand there as well.
  const told = asList(await quorum.at(0).call('SENTINEL', 'HISTORY', NAME));
  const switches = told.filter((each) => JSON.stringify(each).includes('"outcome","switched"'));
  assert.equal(switches.length, 1, JSON.stringify(told));
});
