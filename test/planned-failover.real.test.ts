// A planned failover on real servers loses no acknowledged write (HANDOVER-n); what cannot be had
// is said, and with COORDINATED nothing is done instead.

import assert from 'node:assert/strict';
import { nowMs } from './harness/clock.ts';
import { Counters } from './harness/counters.ts';
import { Group } from './harness/group.ts';
import { ours } from './harness/kind.ts';
import { Quorum } from './harness/quorum.ts';
import { realTest } from './harness/real-test.ts';
import { Relay } from './harness/relay.ts';
import { ReplyError } from './harness/resp.ts';
import type { Sandbox } from './harness/sandbox.ts';
import { expect, until } from './harness/wait.ts';

const WRITERS = 8;
const ROUNDS = 3;

async function scene(sandbox: Sandbox): Promise<{ group: Group; quorum: Quorum }> {
  const group = await Group.start(sandbox, { name: 'mymaster', replicas: 2 });
  const quorum = await Quorum.start(sandbox, {
    kinds: ours(3),
    groups: [group],
    downAfterMs: 1_000,
  });
  return { group, quorum };
}

/** The answer to FAILOVER once it is not refused for the state that the last one left. */
async function failOver(quorum: Quorum, ...words: readonly string[]): Promise<string> {
  return await until('FAILOVER to be taken', async () => {
    const answer = await quorum.at(0).call('SENTINEL', 'FAILOVER', 'mymaster', ...words);
    const text = answer instanceof ReplyError ? answer.message : String(answer);
    expect(!/^(INPROG|NOGOODSLAVE)/.test(text), text);
    return text;
  });
}

realTest('planned failovers under load lose no acknowledged write', async (sandbox) => {
  const { group, quorum } = await scene(sandbox);
  const counters = new Counters({
    groupName: group.name,
    sentinelPorts: quorum.sentinels.map(({ port }) => port),
    writers: WRITERS,
  });
  await counters.allWriteAfter(nowMs());
  let masterPort = group.masterPort;
  for (let round = 0; round < ROUNDS; round += 1) {
    const sinceMs = nowMs();
    assert.equal(await failOver(quorum), 'OK');
    masterPort = await quorum.agreesOnNewMaster(group, masterPort);
    await quorum.at(0).events.waitFor('+hand-over', { sinceMs });
    await counters.allWriteAfter(nowMs());
    await Promise.all(group.others(masterPort).map((node) => node.follows(masterPort)));
  }
  await counters.end();
  assert.ok(counters.acknowledged > 0);
  assert.equal(await counters.lostOn(masterPort), 0);
});

realTest('TO names the replica to promote', async (sandbox) => {
  const { group, quorum } = await scene(sandbox);
  const [, wanted] = group.others(group.masterPort);
  assert.equal(await failOver(quorum, 'TO', '127.0.0.1', String(wanted?.port)), 'OK');
  assert.equal(await quorum.agreesOnNewMaster(group, group.masterPort), wanted?.port);
  const answer = await quorum
    .at(0)
    .call('SENTINEL', 'FAILOVER', 'mymaster', 'TO', '127.0.0.1', '1');
  assert.match(String(answer), /NOGOODSLAVE/);
});

realTest(
  'a node that denies what is needed is named before anything is touched',
  async (sandbox) => {
    const { group, quorum } = await scene(sandbox);
    const master = group.node(group.masterPort);
    const before = await quorum.at(0).master(group.name);
    await master.call('ACL', 'SETUSER', 'default', '-client|pause');
    assert.match(await failOver(quorum, 'COORDINATED'), /^NOGOODPRIMARY .*CLIENT PAUSE.*NOPERM/);
    assert.equal((await quorum.at(0).master(group.name)).get('port'), before.get('port'));
    assert.equal(await master.call('SET', 'still', 'writable'), 'OK');

    assert.match(await failOver(quorum), /^OK, but writes can be lost: .*CLIENT PAUSE/);
    await quorum.agreesOnNewMaster(group, group.masterPort);
  },
);

realTest('a replica too far behind: COORDINATED refuses, and writes go on', async (sandbox) => {
  const group = await Group.start(sandbox, { name: 'mymaster', replicas: 1 });
  const relay = await Relay.start(sandbox, group.masterPort);
  const [replica] = group.others(group.masterPort);
  await replica?.call('REPLICAOF', '127.0.0.1', String(relay.port));
  await replica?.follows(relay.port);
  const quorum = await Quorum.start(sandbox, { kinds: ours(3), groups: [group] });
  const master = group.node(group.masterPort);
  relay.stop();
  await master.call('SET', 'unheard', 'of');
  const sinceMs = nowMs();

  assert.match(await failOver(quorum, 'COORDINATED'), /^NOGOODPRIMARY .* is too far behind$/);
  assert.equal(await master.call('SET', 'taken', 'again'), 'OK');
  const { events } = quorum.at(0);
  await events.waitFor('-hand-over', { sinceMs, containing: 'too far behind' });
  await events.waitFor('-failover-abort-master-timeout', { sinceMs });

  assert.match(await failOver(quorum), /^OK, but writes can be lost: .* is too far behind$/);
  assert.equal(await quorum.agreesOnNewMaster(group, group.masterPort), replica?.port);
});
