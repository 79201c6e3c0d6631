// A master that was replaced and comes back as a master, on real servers (HEAL-4 to HEAL-6): it
// takes writes for a moment only, whether it crashed, hung or has much to read in, and also where
// the other Sentinels are stock.

import assert from 'node:assert/strict';
import { Connection } from './harness/connection.ts';
import type { DataNode } from './harness/data-node.ts';
import { Group } from './harness/group.ts';
import { ours } from './harness/kind.ts';
import { Quorum } from './harness/quorum.ts';
import { realTest } from './harness/real-test.ts';
import { asFields, asList, asText } from './harness/resp.ts';
import type { Sandbox } from './harness/sandbox.ts';
import type { SentinelKind } from './harness/sentinel.ts';
import { tookWritesMs, writeUntilRefused } from './harness/stray-writer.ts';
import { until } from './harness/wait.ts';

/** Stock's wait is four publish periods, which are 8,000 ms. */
const SURELY_EARLY_MS = 4_000;
/** HEAL-5: where two groups are elected for at once an epoch can be left without a configuration,
 *  and then that wait is waited for. */
const SURELY_REPAIRED_MS = 20_000;

interface Course {
  readonly kinds: readonly SentinelKind[];
  readonly lines?: readonly string[];
  /** Before it goes. */
  readonly prepare?: (old: DataNode) => Promise<void>;
  readonly goes: (old: DataNode) => Promise<void> | void;
  readonly returns: (old: DataNode) => Promise<void> | void;
}

/** With all groups at the same time. */
async function goesAndReturns(sandbox: Sandbox, course: Course, groupCount = 1): Promise<void> {
  const { kinds, lines = [] } = course;
  const groups = await Promise.all(
    Array.from({ length: groupCount }, (_, index) =>
      Group.start(sandbox, { name: `group${index}`, replicas: 2, lines }),
    ),
  );
  const quorum = await Quorum.start(sandbox, { kinds, groups, downAfterMs: 1_000 });
  await Promise.all(groups.map((group) => goAndReturn(quorum, group, course)));
}

async function hasUnusedEpoch(quorum: Quorum): Promise<boolean> {
  const vedette = quorum.at(0);
  const masters = asList(await vedette.call('SENTINEL', 'MASTERS')).map(asFields);
  const used = masters.map((master) => Number(master.get('config-epoch')));
  const info = asText(await vedette.call('INFO', 'sentinel'));
  return Number(/sentinel_current_epoch:(\d+)/.exec(info)?.[1]) > Math.max(...used);
}

async function goAndReturn(quorum: Quorum, group: Group, course: Course): Promise<void> {
  const old = group.node(group.masterPort);
  await course.prepare?.(old);
  await course.goes(old);
  const newPort = await quorum.agreesOnNewMaster(group, group.masterPort);
  const written = writeUntilRefused(() => Connection.open(old.port), 60_000);
  await course.returns(old);
  const taken = await written;
  const takenMs = tookWritesMs(taken);
  const limitMs = (await hasUnusedEpoch(quorum)) ? SURELY_REPAIRED_MS : SURELY_EARLY_MS;
  assert.ok(takenMs < limitMs, `it took writes for ${takenMs} ms`);
  await old.follows(newPort);
  await until('somebody to say that it demoted it', () =>
    quorum.sentinels.find(({ events }) =>
      ['+convert-to-slave', '+slave-reconf-sent'].some((name) =>
        events.find(name, { containing: `slave 127.0.0.1:${old.port} ` }),
      ),
    ),
  );
}

const crashes = { goes: (old: DataNode) => old.crash(), returns: (old: DataNode) => old.restart() };

realTest('replaced masters of two groups that return are demoted at once', async (sandbox) => {
  await goesAndReturns(sandbox, { kinds: ours(3), ...crashes }, 2);
});

realTest(
  'a replaced master that returns is demoted at once: stock peers confirm it',
  async (sandbox) => {
    await goesAndReturns(sandbox, { kinds: ['vedette', 'stock', 'stock'], ...crashes });
  },
);

realTest('a replaced master that hung and goes on is demoted at once', async (sandbox) => {
  await goesAndReturns(sandbox, {
    kinds: ours(3),
    goes: (old) => old.hang(),
    returns: (old) => old.resume(),
  });
});

realTest('a replaced master that reads its data in is demoted when it has', async (sandbox) => {
  await goesAndReturns(sandbox, {
    ...{ kinds: ours(3), ...crashes },
    // 2,000 keys, 1 ms each.
    lines: ['key-load-delay 1000', 'loading-process-events-interval-bytes 1024'],
    async prepare(old) {
      await old.call('DEBUG', 'POPULATE', '2000');
      await old.call('SAVE');
    },
  });
});
