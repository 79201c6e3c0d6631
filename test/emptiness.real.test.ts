// A real master without persistence restarts faster than down-after (EMPTY-2). Who is faster, the
// Vedette or the resynchronisation of the replicas, is not promised: what is checked is that
// the data are there, or that nothing was promoted in vain.

import assert from 'node:assert/strict';
import { Group } from './harness/group.ts';
import { ours } from './harness/kind.ts';
import { Quorum } from './harness/quorum.ts';
import { realTest } from './harness/real-test.ts';
import { asText } from './harness/resp.ts';
import type { Sandbox } from './harness/sandbox.ts';
import { expect, until } from './harness/wait.ts';
import { writeDurably } from './scenario.ts';

const KEYS = 1_000;
const ALL_KEYS = /db0:keys=1001/g;

interface Filled {
  readonly group: Group;
  readonly quorum: Quorum;
}

/** Every Vedette has seen the data on all three nodes. */
async function filled(sandbox: Sandbox, policy: 'yes' | 'no'): Promise<Filled> {
  const group = await Group.start(sandbox, { name: 'mymaster', replicas: 2 });
  const quorum = await Quorum.start(sandbox, {
    kinds: ours(3),
    groups: [group],
    downAfterMs: 20_000,
  });
  for (const sentinel of quorum.sentinels) {
    const words = ['SENTINEL', 'SET', 'mymaster', 'replace-empty-master', policy];
    assert.equal(await sentinel.call(...words), 'OK');
    assert.equal(await sentinel.call('SENTINEL', 'DEBUG', 'INFO-PERIOD', '200'), 'OK');
  }
  const keys = Array.from({ length: KEYS }, (_, i) => [`key${i}`, '1']).flat();
  await group.node(group.masterPort).call('MSET', ...keys);
  await writeDurably(group);
  await until('every Vedette to know that the replicas have data', async () => {
    for (const sentinel of quorum.sentinels) {
      const text = JSON.stringify(await sentinel.call('SENTINEL', 'INFO-CACHE', 'mymaster'));
      expect((text.match(ALL_KEYS) ?? []).length === 3, text);
    }
    return true;
  });
  return { group, quorum };
}

realTest('a master that restarts empty is replaced, or has won the race', async (sandbox) => {
  const { group, quorum } = await filled(sandbox, 'yes');
  const old = group.node(group.masterPort);
  await old.crash();
  await old.restart();
  // A client that is as fast.
  await old.call('SET', 'new', '1');
  await Promise.all(quorum.sentinels.map((each) => each.events.waitFor('+empty-master')));
  const outcome = await until('the end of the race', async () => {
    const ports = await Promise.all(quorum.sentinels.map((each) => each.masterPort('mymaster')));
    const [port = 0] = ports;
    if (port !== old.port && ports.every((other) => other === port)) return port;
    const replicas = group.others(old.port);
    const kept = await Promise.all(replicas.map((each) => each.call('EXISTS', 'durable')));
    return kept.every((count) => count === 0) ? 0 : undefined;
  });
  if (outcome === 0) return;
  assert.equal(await group.node(outcome).call('GET', 'durable'), 'kept');
  await old.follows(outcome);
  assert.equal(await old.call('GET', 'durable'), 'kept');
});

realTest(
  'EMPTY-4: an operator brings the data back that one replica still has',
  async (sandbox) => {
    const { group, quorum } = await filled(sandbox, 'no');
    const old = group.node(group.masterPort);
    const [keeper, copier] = group.others(old.port);
    const [sentinel] = quorum.sentinels;
    assert.ok(keeper !== undefined && copier !== undefined && sentinel !== undefined);
    // It cannot resynchronise, and would be the last choice by any other rule.
    await keeper.call('CONFIG', 'SET', 'masterauth', 'wrong', 'replica-priority', '200');
    await old.crash();
    await old.restart();
    await sentinel.events.waitFor('+empty-master');
    await copier.follows(old.port);
    assert.equal(await copier.call('EXISTS', 'durable'), 0);
    const answer = asText(await sentinel.call('SENTINEL', 'FAILOVER', 'mymaster'));
    assert.match(answer, /^OK, but writes can be lost: the master has lost its data/);
    assert.equal(await quorum.agreesOnNewMaster(group, old.port), keeper.port);
    for (const each of [old, copier]) await each.follows(keeper.port);
    for (const each of [keeper, old, copier]) {
      assert.equal(await each.call('GET', 'durable'), 'kept');
    }
  },
);
