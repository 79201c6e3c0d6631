// What several real tests do and check alike: a write that must survive, and everything that has to
// be true of a group after its master was lost.

import assert from 'node:assert/strict';
import type { DataNode } from './harness/data-node.ts';
import type { Group } from './harness/group.ts';
import type { Quorum } from './harness/quorum.ts';
import type { Sentinel } from './harness/sentinel.ts';
import { expect, until } from './harness/wait.ts';

export interface FailedOverOptions {
  /** Those that are up; absent: all. */
  readonly sentinels?: readonly Sentinel[];
  /** Nodes that are down, besides the old master. */
  readonly without?: readonly DataNode[];
}

/** Writes a key and waits until every replica has it. */
export async function writeDurably(group: Group): Promise<void> {
  const master = group.node(group.masterPort);
  await master.call('SET', 'durable', 'kept');
  const replicas = group.nodes.length - 1;
  await until('all replicas to have the write', async () => {
    const acknowledged = await master.call('WAIT', String(replicas), '1000');
    expect(acknowledged === replicas, `${acknowledged} of ${replicas} have it`);
    return true;
  });
}

/** Waits for the failover of a group and checks it from every side. Gives the new master's port. */
export async function assertFailedOver(
  quorum: Quorum,
  group: Group,
  options: FailedOverOptions = {},
): Promise<number> {
  const { sentinels = quorum.sentinels, without = [] } = options;
  const oldPort = group.masterPort;
  const newPort = await quorum.agreesOnNewMaster(group, oldPort, sentinels);
  const switched = `${group.name} 127.0.0.1 ${oldPort} 127.0.0.1 ${newPort}`;
  await Promise.all(
    sentinels.map((each) => each.events.waitFor('+switch-master', { containing: switched })),
  );
  const followers = group
    .others(newPort)
    .filter((node) => node.port !== oldPort && !without.includes(node));
  await Promise.all(followers.map((node) => node.follows(newPort)));
  await assertOneConfiguration(sentinels, group.name);
  assertOneLeader(sentinels, group.name);
  assert.equal(await group.node(newPort).call('SET', 'after', 'failover'), 'OK');
  return newPort;
}

/** All have the same configuration epoch, which is how they agree. */
async function assertOneConfiguration(
  sentinels: readonly Sentinel[],
  groupName: string,
): Promise<void> {
  await until('one configuration epoch', async () => {
    const masters = await Promise.all(sentinels.map((each) => each.master(groupName)));
    const epochs = masters.map((fields) => Number(fields.get('config-epoch')));
    expect(new Set(epochs).size === 1 && (epochs[0] ?? 0) > 0, `they have ${epochs}`);
    return true;
  });
}

/** One Sentinel led, and every one announced the switch exactly once. */
function assertOneLeader(sentinels: readonly Sentinel[], groupName: string): void {
  const led = sentinels.filter((each) =>
    each.events.find('+elected-leader', { containing: `master ${groupName} ` }),
  );
  assert.equal(led.length, 1, 'one Sentinel is elected');
  for (const sentinel of sentinels) {
    const switches = sentinel.events.seen.filter(
      (event) => event.name === '+switch-master' && event.payload.startsWith(`${groupName} `),
    );
    assert.equal(switches.length, 1, `${sentinel.port} announces the switch once`);
  }
}
