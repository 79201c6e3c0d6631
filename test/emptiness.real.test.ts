// A real master without persistence restarts faster than down-after (EMPTY-2). Who is faster, the
// Vedette or the resynchronisation of the replicas, is not promised: what is checked is that
// the data are there, or that nothing was promoted in vain.

import assert from 'node:assert/strict';
import { Group } from './harness/group.ts';
import { ours } from './harness/kind.ts';
import { Quorum } from './harness/quorum.ts';
import { realTest } from './harness/real-test.ts';
import { expect, until } from './harness/wait.ts';
import { writeDurably } from './scenario.ts';

const KEYS = 1_000;
const ALL_KEYS = /db0:keys=1001/g;

realTest('a master that restarts empty is replaced, or has won the race', async (sandbox) => {
  const group = await Group.start(sandbox, { name: 'mymaster', replicas: 2 });
  const quorum = await Quorum.start(sandbox, {
    kinds: ours(3),
    groups: [group],
    downAfterMs: 20_000,
  });
  for (const sentinel of quorum.sentinels) {
    const words = ['SENTINEL', 'SET', 'mymaster', 'replace-empty-master', 'yes'];
    assert.equal(await sentinel.call(...words), 'OK');
    assert.equal(await sentinel.call('SENTINEL', 'DEBUG', 'INFO-PERIOD', '200'), 'OK');
  }
  const old = group.node(group.masterPort);
  await old.call('MSET', ...Array.from({ length: KEYS }, (_, i) => [`key${i}`, '1']).flat());
  await writeDurably(group);
  await until('every Vedette to know that the replicas have data', async () => {
    for (const sentinel of quorum.sentinels) {
      const text = JSON.stringify(await sentinel.call('SENTINEL', 'INFO-CACHE', 'mymaster'));
      expect((text.match(ALL_KEYS) ?? []).length === 3, text);
    }
    return true;
  });
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
