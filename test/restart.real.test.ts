// What a Sentinel knows survives its process: it comes back from the file that it wrote, also from
// one that the other kind of Sentinel wrote, and the election goes on at the epoch where it was.

import assert from 'node:assert/strict';
import { Group } from './harness/group.ts';
import { OURS, ours } from './harness/kind.ts';
import { Quorum } from './harness/quorum.ts';
import { realTest } from './harness/real-test.ts';
import type { Sandbox } from './harness/sandbox.ts';
import { Sentinel, type SentinelKind } from './harness/sentinel.ts';
import { expect, until } from './harness/wait.ts';
import { assertFailedOver } from './scenario.ts';

realTest(
  'three Sentinels that are all killed come back from their files and go on',
  async (sandbox) => {
    const group = await Group.start(sandbox, { name: 'mymaster', replicas: 2 });
    const quorum = await Quorum.start(sandbox, {
      kinds: ours(3),
      groups: [group],
      failoverTimeoutMs: 5_000,
    });
    await group.node(group.masterPort).crash();
    const secondPort = await assertFailedOver(quorum, group);
    await group.node(group.masterPort).restart();
    await group.node(group.masterPort).follows(secondPort);
    const before = await Promise.all(quorum.sentinels.map(knowledge));

    await Promise.all(quorum.sentinels.map((each) => each.crash()));
    await Promise.all(quorum.sentinels.map((each) => each.restart()));

    const after = await Promise.all(quorum.sentinels.map(knowledge));
    assert.deepEqual(after, before);
    await quorum.knowsAll();
    await group.node(secondPort).crash();
    const thirdPort = await quorum.agreesOnNewMaster(group, secondPort);
    await until('a later configuration epoch everywhere', async () => {
      const now = await Promise.all(quorum.sentinels.map(knowledge));
      const epochs = now.map(({ configEpoch }) => configEpoch);
      expect(
        epochs.every((epoch) => epoch > (before[0]?.configEpoch ?? 0)),
        `they have ${epochs}`,
      );
      return true;
    });
    await group
      .others(thirdPort)
      .find((node) => node.port !== secondPort)
      ?.follows(thirdPort);
  },
);

realTest('a single Sentinel that restarts has the same id and epochs', async (sandbox) => {
  const group = await Group.start(sandbox, { name: 'mymaster', replicas: 1 });
  const quorum = await Quorum.start(sandbox, { kinds: ours(1), groups: [group], quorum: 1 });
  await group.node(group.masterPort).crash();
  await assertFailedOver(quorum, group);
  const [sentinel] = quorum.sentinels;
  assert.ok(sentinel !== undefined);
  const before = await knowledge(sentinel);
  assert.equal(before.configEpoch, 1);

  for (const leave of [() => sentinel.end(), () => sentinel.crash()]) {
    await leave();
    await sentinel.restart();
    assert.deepEqual(await knowledge(sentinel), before);
  }
});

realTest('SIGTERM and SIGINT end a Sentinel cleanly, with exit code 0', async (sandbox) => {
  const group = await Group.start(sandbox, { name: 'mymaster', replicas: 1 });
  const quorum = await Quorum.start(sandbox, { kinds: ours(2), groups: [group] });
  const signals = ['SIGTERM', 'SIGINT'] as const;
  for (const [place, signal] of signals.entries()) {
    const end = await quorum.at(place).end(signal);
    assert.deepEqual(end, { code: 0, signal: null }, `${signal} ends it`);
  }
});

for (const [writer, reader] of [
  [OURS, 'stock'],
  ['stock', OURS],
] as const) {
  realTest(
    `a ${reader} Sentinel goes on from the file that a ${writer} one wrote`,
    async (sandbox) => {
      const group = await Group.start(sandbox, { name: 'mymaster', replicas: 2 });
      const quorum = await Quorum.start(sandbox, {
        kinds: [writer, writer, writer],
        groups: [group],
        failoverTimeoutMs: 5_000,
      });
      await group.node(group.masterPort).crash();
      await assertFailedOver(quorum, group);
      const before = await Promise.all(quorum.sentinels.map(knowledge));

      const successors = await succeed(sandbox, quorum, reader);

      assert.deepEqual(await Promise.all(successors.map(knowledge)), before);
    },
  );
}

/** What must not be lost: who it is, whom it watches, whom it knows, at which epoch. */
interface Knowledge {
  readonly id: string;
  readonly masterPort: number;
  readonly configEpoch: number;
  readonly replicas: readonly string[];
  readonly peers: readonly string[];
}

async function knowledge(sentinel: Sentinel): Promise<Knowledge> {
  const names = (all: ReadonlyMap<string, string>[]): string[] =>
    all.map((fields) => fields.get('name') ?? '').sort();
  const master = await sentinel.master('mymaster');
  return {
    id: await sentinel.myId(),
    masterPort: Number(master.get('port')),
    configEpoch: Number(master.get('config-epoch')),
    replicas: names(await sentinel.replicas('mymaster')),
    peers: names(await sentinel.peers('mymaster')),
  };
}

/** Ends every Sentinel and starts one of the other kind from what it left, on the same port. */
async function succeed(
  sandbox: Sandbox,
  quorum: Quorum,
  kind: SentinelKind,
): Promise<readonly Sentinel[]> {
  await Promise.all(quorum.sentinels.map((each) => each.end()));
  return await Promise.all(
    quorum.sentinels.map((each) =>
      Sentinel.start(sandbox, { kind, port: each.port, text: each.readFile() }),
    ),
  );
}
