// Who knows which nodes, and whom. What a Vedette is made to forget must be known to all others: a
// node that is away and that all have forgotten is nobody's.

import { type Address, sameAddress } from '../../src/core/address.ts';
import type { Cluster } from '../cluster.ts';
import type { SimGroup } from '../group.ts';
import type { SimSentinel } from '../sentinel.ts';

/** On disk, and so even after a restart; and in memory, which forgets before the disk does. */
export function knows(sentinel: SimSentinel, address: Address): boolean {
  const isThere = (known: Address): boolean => sameAddress(known, address);
  const isOnDisk = sentinel.disk.settings.groups.some((group) =>
    [group.address, ...group.knownReplicas].some(isThere),
  );
  if (sentinel.state === null || !isOnDisk) return isOnDisk;
  return [...sentinel.state.groups.values()].some(({ master, replicas }) =>
    [master, ...[...replicas.values()].map(({ node }) => node)].some((node) =>
      isThere(node.address),
    ),
  );
}

export function isKnownToAllOthers(
  { sentinels }: Cluster,
  sentinel: SimSentinel,
  { nodes }: SimGroup,
): boolean {
  const others = sentinels.filter((other) => other !== sentinel);
  const isKnown = (other: SimSentinel): boolean =>
    nodes.every(({ host }) => knows(other, host.address));
  return others.length > 0 && others.every(isKnown);
}

/** Faults that keep no Sentinel from another. */
const HARMLESS_TO_SENTINELS: readonly string[] = [
  ...['crash-node', 'stop-node', 'busy-node', 'stray-node', 'forced-failover', 'reset-group'],
];

/** Who has forgotten the others knows too few of them while they cannot be heard, and with a quorum
 *  that is no majority it can be elected by these, beside another leader: as with stock. */
export function isQuorumMajority({ sentinels, stocks }: Cluster, { options }: SimGroup): boolean {
  return 2 * options.quorum > sentinels.length + stocks.length;
}

/** OPERATOR-17: all the same where everybody is found again in time. */
export function mayForgetOthers(cluster: Cluster, group: SimGroup): boolean {
  if (isQuorumMajority(cluster, group)) return true;
  return cluster.options.faults.every((name) => HARMLESS_TO_SENTINELS.includes(name));
}
