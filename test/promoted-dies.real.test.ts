// The promoted replica dies the moment that it is promoted, and one Sentinel is alone (FOLLOW-4,
// PROMOTE-3): the next best replica is taken. A stock Sentinel waits for the dead one for ever. And
// replicas that refuse (PROMOTE-4).

import assert from 'node:assert/strict';
import { nowMs } from './harness/clock.ts';
import { Group } from './harness/group.ts';
import { ours } from './harness/kind.ts';
import { Quorum } from './harness/quorum.ts';
import { realTest } from './harness/real-test.ts';
import { expect, until } from './harness/wait.ts';
import { writeDurably } from './scenario.ts';

const DOWN_AFTER_MS = 1_000;
/** What it takes is down-after and some hundred milliseconds; a slow machine must not fail this. */
const PATIENCE_MS = 10_000;

for (const moment of ['+selected-slave', '+promoted-slave']) {
  realTest(`the chosen replica dies at ${moment}: the next one is taken`, async (sandbox) => {
    const group = await Group.start(sandbox, { name: 'mymaster', replicas: 2 });
    const watch = { quorum: 1, downAfterMs: DOWN_AFTER_MS, failoverTimeoutMs: 60_000 };
    const quorum = await Quorum.start(sandbox, { kinds: ours(1), groups: [group], ...watch });
    const sentinel = quorum.at(0);
    await writeDurably(group);

    let diedAtMs = 0;
    const chosen = new Promise<number>((resolve) => {
      sentinel.events.onEvent = ({ name, payload }) => {
        if (name !== moment || diedAtMs !== 0) return;
        diedAtMs = nowMs();
        resolve(Number(payload.split(' ')[3]));
      };
    });
    await group.node(group.masterPort).crash();
    const first = await chosen;
    await group.node(first).crash();

    const last = group.others(group.masterPort).find(({ port }) => port !== first);
    assert.ok(last !== undefined);
    await until('the group to be writable', async () => {
      const port = await sentinel.masterPort('mymaster');
      expect(port === last.port, `the master is ${port}`);
      return (await last.call('SET', 'after', 'twice')) === 'OK' ? true : undefined;
    });
    assert.ok(nowMs() - diedAtMs < DOWN_AFTER_MS + PATIENCE_MS);
    assert.equal(await last.call('GET', 'durable'), 'kept');
  });
}

realTest('PROMOTE-4: the best replica refuses, and the next one is taken', async (sandbox) => {
  const group = await Group.start(sandbox, { name: 'mymaster', replicas: 2 });
  const watch = { quorum: 1, downAfterMs: DOWN_AFTER_MS, failoverTimeoutMs: 60_000 };
  const quorum = await Quorum.start(sandbox, { kinds: ours(1), groups: [group], ...watch });
  const [best, other] = group.others(group.masterPort);
  await best?.call('CONFIG', 'SET', 'replica-priority', '1');
  await best?.call('ACL', 'SETUSER', 'default', '-slaveof');
  await group.node(group.masterPort).crash();
  assert.equal(await quorum.agreesOnNewMaster(group, group.masterPort), other?.port);
  const { events } = quorum.at(0);
  await events.waitFor('+selected-slave', { containing: `127.0.0.1 ${best?.port} @` });
});
