// A master that crashed, was replaced, and comes back from its own file as a master, on real
// servers (HEAL-4 to HEAL-6): it takes writes for a moment only, also where the other Sentinels
// are stock.

import assert from 'node:assert/strict';
import { nowMs } from './harness/clock.ts';
import { Connection } from './harness/connection.ts';
import { Group } from './harness/group.ts';
import { ours } from './harness/kind.ts';
import { Quorum } from './harness/quorum.ts';
import { realTest } from './harness/real-test.ts';
import { ReplyError } from './harness/resp.ts';
import type { Sandbox } from './harness/sandbox.ts';
import type { SentinelKind } from './harness/sentinel.ts';

/** Stock's wait is four publish periods, which are 8,000 ms. */
const SURELY_EARLY_MS = 4_000;

async function returns(sandbox: Sandbox, kinds: readonly SentinelKind[]): Promise<void> {
  const group = await Group.start(sandbox, { name: 'mymaster', replicas: 2 });
  const quorum = await Quorum.start(sandbox, { kinds, groups: [group], downAfterMs: 1_000 });
  const old = group.node(group.masterPort);
  await old.crash();
  const newPort = await quorum.agreesOnNewMaster(group, group.masterPort);
  const sinceMs = nowMs();
  await old.restart();
  const takesWritesMs = await writeUntilRefused(old.port);
  assert.ok(takesWritesMs < SURELY_EARLY_MS, `it took writes for ${takesWritesMs} ms`);
  await old.follows(newPort);
  const demoted = quorum.sentinels.map(({ events }) =>
    events.find('+convert-to-slave', { sinceMs }),
  );
  assert.ok(demoted.some(Boolean), 'nobody says to have demoted it');
}

/** Returns when the node is no master any more; how long that took. */
async function writeUntilRefused(port: number): Promise<number> {
  const sinceMs = nowMs();
  for (;;) {
    const connection = await Connection.open(port);
    try {
      for (;;) if ((await connection.call('SET', 'k', 'v')) instanceof ReplyError) break;
      return nowMs() - sinceMs;
    } catch {
      // Its clients are sent away with the demotion.
    } finally {
      connection.close();
    }
  }
}

realTest('a replaced master that returns is demoted at once', async (sandbox) => {
  await returns(sandbox, ours(3));
});

realTest(
  'a replaced master that returns is demoted at once: stock peers confirm it',
  async (sandbox) => {
    await returns(sandbox, ['vedette', 'stock', 'stock']);
  },
);
