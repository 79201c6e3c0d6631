// Who knows which nodes. What a Vedette is made to forget must be known to all others: a node that
// is away and that all have forgotten is nobody's.

import { type Address, sameAddress } from '../../src/core/address.ts';
import type { Cluster } from '../cluster.ts';
import type { SimGroup } from '../group.ts';
import type { SimSentinel } from '../sentinel.ts';

/** Even after a restart. */
export function knows(sentinel: SimSentinel, address: Address): boolean {
  return sentinel.disk.settings.groups.some((group) =>
    [group.address, ...group.knownReplicas].some((known) => sameAddress(known, address)),
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
