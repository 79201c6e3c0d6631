// The last act of every run: when all agree and nothing is wrong, the master of the first group is
// killed for good. It has to be replaced within a bound, and how long that took is the run's
// measure.

import { sameAddress } from '../src/core/address.ts';
import type { Cluster } from './cluster.ts';
import type { SimGroup } from './group.ts';

const LOOK_MS = 10;
/** Beyond down-after and what a Vedette may have to wait after an earlier vote. */
const SLACK_MS = 15_000;

/** Milliseconds beyond down-after until every Vedette sends clients to a new master; null: it did
 *  not happen in time. */
export function lastAct(cluster: Cluster): number | null {
  const [group] = cluster.groups;
  const master = group?.masters()[0];
  if (group === undefined || master === undefined) return null;
  const { world } = cluster;
  world.note('phase', '#', `the last act: ${master.host.name} is killed`);
  const startMs = world.nowMs;
  const { downAfterMs, failoverTimeoutMs } = group.options;
  const untilMs = startMs + downAfterMs + 2 * failoverTimeoutMs + SLACK_MS;
  master.end('dead');
  while (world.nowMs < untilMs && cluster.witness.finding === null) {
    world.runUntil(world.nowMs + LOOK_MS);
    if (isReplaced(cluster, group)) return Math.max(0, world.nowMs - startMs - downAfterMs);
  }
  return null;
}

function isReplaced(cluster: Cluster, group: SimGroup): boolean {
  const masters = group.masters();
  const [master] = masters;
  if (master === undefined || masters.length > 1) return false;
  return cluster.sentinels.every((sentinel) => {
    const address = sentinel.currentAddress(group.name);
    return address !== null && sameAddress(address, master.host.address);
  });
}
