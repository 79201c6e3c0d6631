// DURABLE-1: whatever carries an epoch or a vote leaves only when the file holds it.

import type { SentinelSettings } from '../../src/core/settings.ts';
import type { Checker } from '../observer.ts';
import type { SimSentinel } from '../sentinel.ts';

export const durableFirst: Checker = {
  name: 'durable-first',
  watch(cluster, complain) {
    /** Groups that a file has had: one that is not in it any more was removed, with its epochs. */
    const written = new Set<string>();
    /** Groups that were removed: monitored again they stand there without any, and a hello that
     *  waited for the disk may still tell of the old ones. */
    const removed = new Map<string, Record<Epoch, bigint>>();
    const keptOf = (sentinel: SimSentinel, name: string, said: bigint, of: Epoch): bigint => {
      const group = groupIn(sentinel.disk.settings, name);
      const key = `${sentinel.name} ${name}`;
      if (group === undefined) return written.has(key) ? said : 0n;
      written.add(key);
      const before = removed.get(key)?.[of] ?? 0n;
      return group[of] === 0n && said <= before ? said : group[of];
    };
    const demand = (sentinel: SimSentinel, what: string, pair: [bigint, bigint]): void => {
      const [said, kept] = pair;
      if (said > kept) complain(`${sentinel.name} says ${what} ${said}, its file ${kept}`);
    };
    return {
      input(sentinel, input) {
        if (input.kind !== 'operator' || input.request.kind !== 'remove') return;
        const { name } = input.request;
        const group = sentinel.state?.groups.get(name);
        if (group === undefined) return;
        const { configEpoch, vote } = group;
        removed.set(`${sentinel.name} ${name}`, { configEpoch, leaderEpoch: vote.epoch });
      },
      sent(sentinel, request) {
        const { settings } = sentinel.disk;
        if (request.kind === 'hello') {
          const { hello } = request;
          demand(sentinel, 'current epoch', [hello.currentEpoch, currentEpoch(settings)]);
          const kept = keptOf(sentinel, hello.groupName, hello.configEpoch, 'configEpoch');
          demand(sentinel, 'config epoch', [hello.configEpoch, kept]);
        }
        if (request.kind !== 'ask') return;
        demand(sentinel, 'current epoch', [request.epoch, currentEpoch(settings)]);
        if (request.candidate === null) return;
        const kept = groupIn(settings, request.groupName)?.leaderEpoch ?? 0n;
        demand(sentinel, 'its own vote in', [request.epoch, kept]);
      },
      answered(sentinel, question, { leaderEpoch }) {
        const group = cluster.groupAt(question.master);
        if (group === null || sentinel.state?.groups.has(group.name) !== true) return;
        const kept = keptOf(sentinel, group.name, leaderEpoch, 'leaderEpoch');
        demand(sentinel, 'its vote in', [leaderEpoch, kept]);
      },
    };
  },
};

type Epoch = 'configEpoch' | 'leaderEpoch';

function groupIn(
  settings: SentinelSettings,
  name: string,
): SentinelSettings['groups'][number] | undefined {
  return settings.groups.find((group) => group.name === name);
}

/** As a restart reads it: the largest epoch in the file. */
function currentEpoch(settings: SentinelSettings): bigint {
  let highest = settings.currentEpoch;
  for (const { configEpoch, leaderEpoch } of settings.groups) {
    for (const epoch of [configEpoch, leaderEpoch]) if (epoch > highest) highest = epoch;
  }
  return highest;
}
