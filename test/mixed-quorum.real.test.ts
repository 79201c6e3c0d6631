// Vedettes and stock Sentinels in one quorum, after a real crash. Each kind is made the leader by
// votes of the other: whoever is not to stand for election has a quorum that it cannot reach, so
// that it votes and never leads. Then both kinds stand freely.

import assert from 'node:assert/strict';
import { Group } from './harness/group.ts';
import { OURS } from './harness/kind.ts';
import { Quorum } from './harness/quorum.ts';
import { realTest } from './harness/real-test.ts';
import type { Sentinel, SentinelKind } from './harness/sentinel.ts';
import { assertFailedOver } from './scenario.ts';

/** More than there are Sentinels: who has it votes only. */
const OUT_OF_REACH = 4;

interface Election {
  readonly title: string;
  readonly kinds: readonly SentinelKind[];
  /** Places in `kinds`. The leader is of one kind, the voter of the other. */
  readonly leader: number;
  readonly voter: number;
  /** Down at the time, so that the voter's vote decides. */
  readonly absent?: number;
}

const ELECTIONS: readonly Election[] = [
  {
    title: 'one Vedette is elected by the votes of two stock Sentinels',
    kinds: [OURS, 'stock', 'stock'],
    leader: 0,
    voter: 1,
  },
  {
    title: 'one of two stock Sentinels is elected by the vote of a Vedette',
    kinds: [OURS, 'stock', 'stock'],
    leader: 1,
    voter: 0,
    absent: 2,
  },
  {
    title: 'a stock Sentinel is elected by the votes of two Vedettes',
    kinds: ['stock', OURS, OURS],
    leader: 0,
    voter: 1,
  },
  {
    title: 'one of two Vedettes is elected by the vote of a stock Sentinel',
    kinds: ['stock', OURS, OURS],
    leader: 1,
    voter: 0,
    absent: 2,
  },
];

for (const election of ELECTIONS) {
  realTest(election.title, async (sandbox) => {
    const group = await Group.start(sandbox, { name: 'mymaster', replicas: 2 });
    const special = { 0: { quorum: OUT_OF_REACH }, 1: { quorum: OUT_OF_REACH } };
    const quorum = await Quorum.start(sandbox, {
      kinds: election.kinds,
      groups: [group],
      special: { ...special, 2: { quorum: OUT_OF_REACH }, [election.leader]: { quorum: 2 } },
    });
    const leader = quorum.at(election.leader);
    if (election.absent !== undefined) await quorum.at(election.absent).crash();
    const sentinels = quorum.sentinels.filter((_, place) => place !== election.absent);

    await group.node(group.masterPort).crash();
    await assertFailedOver(quorum, group, { sentinels });

    assert.equal(await quorum.leader('mymaster'), leader);
    await assertVotedFor(quorum.at(election.voter), leader);
  });
}

for (const kinds of [
  [OURS, 'stock', 'stock'],
  ['stock', OURS, OURS],
] as const) {
  realTest(
    `two masters in a row are replaced by ${kinds.join(', ')} standing freely`,
    async (sandbox) => {
      const group = await Group.start(sandbox, { name: 'mymaster', replicas: 2 });
      const quorum = await Quorum.start(sandbox, {
        kinds,
        groups: [group],
        failoverTimeoutMs: 5_000,
      });

      const first = group.node(group.masterPort);
      await first.crash();
      const secondPort = await assertFailedOver(quorum, group);
      await first.restart();
      await first.follows(secondPort);
      await quorum.knowsAll();

      await group.node(secondPort).crash();
      const thirdPort = await quorum.agreesOnNewMaster(group, secondPort);
      assert.notEqual(thirdPort, secondPort);
      await Promise.all(
        group
          .others(thirdPort)
          .filter((node) => node.port !== secondPort)
          .map((node) => node.follows(thirdPort)),
      );
    },
  );
}

async function assertVotedFor(voter: Sentinel, leader: Sentinel): Promise<void> {
  await voter.events.waitFor('+vote-for-leader', { containing: await leader.myId() });
}
