// When all is healed, a whole group is lost, and only its replicas come back. Where what they have
// can be compared, and where nobody asked to wait for that, one of them has to be the master within
// a bound; where it cannot, the return of the old master has to be enough.

import type { Cluster } from './cluster.ts';
import type { SimGroup } from './group.ts';
import type { ModelNode } from './node/model-node.ts';

const LOOK_MS = 100;
const AWAY_MS = 4_000;
const SLACK_MS = 30_000;

/** What is wrong; null: nothing. All nodes run again when it returns. */
export function loseWholeGroup(cluster: Cluster): string | null {
  const { world, witness } = cluster;
  const group = cluster.groups.at(-1);
  const master = group?.masters()[0];
  if (group === undefined || master === undefined) return 'there is no master to lose';
  world.note('phase', '#', `all of ${group.name} is lost, and its replicas come back`);
  const replicas = group.nodes.filter((node) => node !== master);
  for (const node of group.nodes) node.end('dead');
  world.runUntil(world.nowMs + AWAY_MS);
  for (const node of replicas) node.start();
  const isSure = isComparable(group, replicas);
  const { downAfterMs, failoverTimeoutMs } = group.options;
  const loadMs = Math.max(...replicas.map(({ options }) => options.loadMs));
  const untilMs = world.nowMs + downAfterMs + loadMs + 2 * failoverTimeoutMs + SLACK_MS;
  while (world.nowMs < untilMs && witness.finding === null) {
    if (replicas.some((node) => node.master === null && node.host.isAlive)) break;
    world.runUntil(world.nowMs + LOOK_MS);
  }
  const isReplaced = replicas.some((node) => node.master === null);
  world.note('phase', '#', `${master.host.name} comes back`);
  master.start();
  if (isReplaced || !isSure) return null;
  return `no replica of ${group.name} was promoted when only replicas came back`;
}

/** Without the policy nobody compares anything. */
function isComparable({ options }: SimGroup, replicas: readonly ModelNode[]): boolean {
  if (!options.promotesOrphans) return true;
  const holders = replicas.filter(({ data }) => data.size > 0);
  return new Set(holders.map(({ replication }) => replication.id)).size <= 1;
}
