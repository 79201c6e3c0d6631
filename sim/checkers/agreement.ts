// After healing every Vedette agrees with the one node that is master, within a bound: nobody holds
// anything for down, no other node is a master, and every other node follows it.

import { sameAddress } from '../../src/core/address.ts';
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

/** The time that agreement may take after the last fault is over. Milliseconds. */
export function agreementBoundMs(cluster: Cluster): number {
  const slowest = Math.max(...cluster.groups.map(({ options }) => options.failoverTimeoutMs));
  const downAfterMs = Math.max(...cluster.groups.map(({ options }) => options.downAfterMs));
  return TILT_MS + WRONG_ROLE_MS + 4 * slowest + 2 * downAfterMs + SLACK_MS;
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
  const views = sentinel.views();
  const master = views?.master(group.name) ?? null;
  if (views === null || master === null) return 'is not there';
  const address = group.masters()[0]?.host.address;
  if (address === undefined || !sameAddress(master.currentAddress, address)) {
    return `holds ${master.currentAddress.host} for the master`;
  }
  if (views.sentinel().tiltMs !== null) return 'is in tilt';
  if (master.failoverState !== null) return `is in a failover: ${master.failoverState}`;
  const peers = views.peers(group.name) ?? [];
  const replicas = views.replicas(group.name) ?? [];
  if (peers.length !== cluster.sentinels.length - 1) return `knows ${peers.length} peers`;
  if (replicas.length !== group.nodes.length - 1) return `knows ${replicas.length} replicas`;
  const down = [master, ...replicas, ...peers].find(({ sDownMs }) => sDownMs !== null);
  return down === undefined ? null : `holds ${down.name} for down`;
}
