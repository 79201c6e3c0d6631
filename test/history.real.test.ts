// The history of failovers over restarts (HISTORY-1, HISTORY-2): with real processes that are
// killed in the middle of a failover, and a file that somebody has damaged.

import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { Group } from './harness/group.ts';
import { ours } from './harness/kind.ts';
import { Quorum } from './harness/quorum.ts';
import { realTest } from './harness/real-test.ts';
import { asList, asText } from './harness/resp.ts';
import type { Sentinel } from './harness/sentinel.ts';
import { until } from './harness/wait.ts';
import { assertFailedOver } from './scenario.ts';

type Entry = ReadonlyMap<string, string>;

/** Each entry's plain fields; what there is not is an empty text. */
async function history(sentinel: Sentinel): Promise<readonly Entry[]> {
  return asList(await sentinel.call('SENTINEL', 'HISTORY', 'mymaster')).map((entry) => {
    const words = asList(entry);
    const pairs = words.flatMap((name, place) => {
      const value = words[place + 1] ?? '';
      if (place % 2 === 1) return [];
      return [
        [asText(name), typeof value === 'object' ? JSON.stringify(value) : String(value)],
      ] as const;
    });
    return new Map(pairs);
  });
}

realTest('what each Sentinel saw of a failover is there after its restart', async (sandbox) => {
  const group = await Group.start(sandbox, { name: 'mymaster', replicas: 2 });
  const quorum = await Quorum.start(sandbox, { kinds: ours(3), groups: [group] });
  for (const { file } of quorum.sentinels) assert.equal(existsSync(`${file}.history`), false);
  await group.node(group.masterPort).crash();
  await assertFailedOver(quorum, group);
  const before = await Promise.all(quorum.sentinels.map((each) => history(each)));
  const roles = before.map(([newest]) => newest?.get('role'));
  assert.deepEqual(roles.toSorted(), ['leader', 'observer', 'observer']);
  const leader = before.find(([newest]) => newest?.get('role') === 'leader')?.[0];
  assert.equal(leader?.get('outcome'), 'switched');
  assert.equal(leader?.get('reason'), 'crash');
  assert.match(leader?.get('lines') ?? '', /replaced by 127\.0\.0\.1:\d+, because the master/);
  for (const [newest] of before) assert.equal(newest?.get('epoch'), leader?.get('epoch'));

  await until('the history of each on disk', async () => {
    const has = quorum.sentinels.map(({ file }) => existsSync(`${file}.history`));
    return has.every(Boolean) || undefined;
  });
  await Promise.all(quorum.sentinels.map((each) => each.crash()));
  const [first] = quorum.sentinels;
  assert.ok(first !== undefined);
  appendFileSync(`${first.file}.history`, 'damaged\n');
  await Promise.all(quorum.sentinels.map((each) => each.restart()));
  const after = await Promise.all(quorum.sentinels.map((each) => history(each)));
  assert.deepEqual(
    after.map((entries) => entries.map((entry) => entry.get('epoch'))),
    before.map((entries) => entries.map((entry) => entry.get('epoch'))),
  );
  assert.match(readFileSync(`${first.file}.history.damaged`, 'latin1'), /^damaged$/m);
});

realTest('a process that dies in the middle of a failover leaves an entry', async (sandbox) => {
  const group = await Group.start(sandbox, { name: 'mymaster', replicas: 1 });
  const quorum = await Quorum.start(sandbox, { kinds: ours(1), groups: [group], quorum: 1 });
  const sentinel = quorum.at(0);
  const simulate = ['SENTINEL', 'SIMULATE-FAILURE', 'crash-after-election'];
  assert.equal(await sentinel.call(...simulate), 'OK');
  await sentinel.call('SENTINEL', 'FAILOVER', 'mymaster').catch(() => null);
  await sentinel.ended();
  await sentinel.restart();
  const [entry, ...more] = await history(sentinel);
  assert.equal(more.length, 0);
  assert.equal(entry?.get('outcome'), 'cut-off');
  assert.equal(entry?.get('reason'), 'forced');
  // The line of a promotion may not have been written any more.
  assert.equal(entry?.get('loss'), 'unknown');
  assert.match(entry?.get('lines') ?? '', /this process ended in the middle of it/);
});
