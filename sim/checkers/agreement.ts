// After healing every Vedette agrees with the one node that is master, within a bound: nobody holds
// anything for down, no other node is a master, and every other node follows it.

import { sameAddress } from '../../src/core/address.ts';
import type { Group } from '../../src/core/state.ts';
import type { Cluster } from '../cluster.ts';
import type { SimGroup } from '../group.ts';
import type { SimSentinel } from '../sentinel.ts';

/** What is still wrong, or null. */
export function disagreement(cluster: Cluster): string | null {
  for (const group of cluster.groups) {
    const wrong = groupDisagreement(cluster, group);
    if (wrong !== null) return `${group.name}: ${wrong}`;
  }
  return null;
}

/** What stock still holds otherwise, or null. It is waited for, and not judged: one that hears of a
 *  newer epoch in the middle of a failover of its own keeps that epoch and its own master, and
 *  nobody can tell it otherwise before the next failover. */
export function stockDisagreement({ groups, sentinels, stocks }: Cluster): string | null {
  const count = sentinels.length + stocks.length;
  for (const group of groups) {
    const address = group.masters()[0]?.host.address;
    for (const stock of stocks) {
      const wrong = address === undefined ? null : stock.problem(group, address, count);
      if (wrong !== null) return `${group.name}: ${stock.name} ${wrong}`;
    }
  }
  return null;
}

/** The time that agreement may take after the last fault is over. Milliseconds. */
export function agreementBoundMs(cluster: Cluster): number {
  const slowest = Math.max(...cluster.groups.map(({ options }) => options.failoverTimeoutMs));
  const downAfterMs = Math.max(...cluster.groups.map(({ options }) => options.downAfterMs));
  const boundMs = TILT_MS + WRONG_ROLE_MS + 4 * slowest + 2 * downAfterMs + SLACK_MS;
  // Stock waits twice the timeout after each attempt of anybody.
  return cluster.stocks.length === 0 ? boundMs : 2 * boundMs;
}

const TILT_MS = 30_000;
const WRONG_ROLE_MS = 20_000;
const SLACK_MS = 30_000;

function groupDisagreement(cluster: Cluster, group: SimGroup): string | null {
  const masters = group.masters();
  const [master] = masters;
  if (master === undefined) return 'no node is a master';
  if (masters.length > 1) return `masters are ${masters.map(({ host }) => host.name).join(' ')}`;
  for (const node of group.nodes) {
    if (node === master) continue;
    const follows = node.master !== null && sameAddress(node.master, master.host.address);
    if (!follows) return `${node.host.name} does not follow ${master.host.name}`;
    if (!node.isLinkUp) return `the link of ${node.host.name} is down`;
  }
  for (const sentinel of cluster.sentinels) {
    const wrong = opinionProblem(cluster, sentinel, group);
    if (wrong !== null) return `${sentinel.name} ${wrong}`;
  }
  return null;
}

function opinionProblem(cluster: Cluster, sentinel: SimSentinel, group: SimGroup): string | null {
  const { state } = sentinel;
  const known = state?.groups.get(group.name);
  if (state === null || known === undefined) return 'is not there';
  const { master, replicas, members, failover } = known;
  const address = group.masters()[0]?.host.address;
  if (address === undefined || !sameAddress(master.address, address)) {
    return `holds ${master.address.host} for the master`;
  }
  if (state.tiltSinceMs !== null) return 'is in tilt';
  if (sentinel.disk.isWriting) return 'is still writing';
  if (failover !== null) return `is in a failover: ${failover.stage}`;
  const peerCount = cluster.sentinels.length + cluster.stocks.length - 1;
  if (members.size !== peerCount) return `knows ${members.size} peers`;
  if (replicas.size !== group.nodes.length - 1) return `knows ${replicas.size} replicas`;
  return downProblem(known);
}

function downProblem({ master, replicas, members }: Group): string | null {
  const nodes = [master, ...[...replicas.values()].map(({ node }) => node)];
  for (const { address, downSinceMs } of nodes) {
    if (downSinceMs !== null) return `holds ${address.host} for down`;
  }
  for (const { peer, downSinceMs } of members.values()) {
    if (downSinceMs !== null) return `holds ${peer.address.host} for down`;
  }
  return null;
}
