// The last act of every run: when all agree and nothing is wrong, the master of the first group is
// killed for good. It has to be replaced within a bound, and how long that took is the run's
// measure.

import { sameAddress } from '../src/core/address.ts';
import type { Cluster } from './cluster.ts';
import type { SimGroup } from './group.ts';

const LOOK_MS = 10;
/** Beyond down-after and what a Vedette may have to wait after an earlier vote. */
const SLACK_MS = 15_000;

/** The master dies so soon after a RESET: in half of the runs before it can list its replicas. */
const LATEST_AFTER_RESET_MS = [0.1, 3_000];

/** Milliseconds beyond down-after until everybody sends clients to a new master; null: it did
 *  not happen in time. */
export function lastAct(cluster: Cluster): number | null {
  const [group] = cluster.groups;
  const master = group?.masters()[0];
  if (group === undefined || master === undefined) return null;
  const { world } = cluster;
  if (cluster.options.resetsAtTheEnd) resetAll(cluster, group);
  world.note('phase', '#', `the last act: ${master.host.name} is killed`);
  const startMs = world.nowMs;
  const { downAfterMs, failoverTimeoutMs } = group.options;
  const boundMs = downAfterMs + 2 * failoverTimeoutMs + SLACK_MS;
  const untilMs = startMs + (cluster.stocks.length === 0 ? boundMs : 3 * boundMs);
  master.end('dead');
  while (world.nowMs < untilMs && cluster.witness.finding === null) {
    world.runUntil(world.nowMs + LOOK_MS);
    if (isReplaced(cluster, group)) return Math.max(0, world.nowMs - startMs - downAfterMs);
  }
  return null;
}

/** OPERATOR-11, OPERATOR-17: neither the replicas are forgotten so that nobody could be promoted,
 *  nor the others so that each elects itself. */
function resetAll({ world, random, sentinels }: Cluster, { name }: SimGroup): void {
  world.note('phase', '#', `every Vedette is told to reset ${name}`);
  for (const sentinel of sentinels) sentinel.operate({ kind: 'reset', names: [name] });
  world.runUntil(world.nowMs + random.durationMs(0, random.pick(LATEST_AFTER_RESET_MS)));
}

function isReplaced(cluster: Cluster, group: SimGroup): boolean {
  const masters = group.masters();
  const [master] = masters;
  if (master === undefined || masters.length > 1) return false;
  return [...cluster.sentinels, ...cluster.stocks].every((sentinel) => {
    const address = sentinel.currentAddress(group.name);
    return address !== null && sameAddress(address, master.host.address);
  });
}
