// The machine of a replica is gone for a while, and a server of somebody else, with data and a
// replica of its own, has got its address.

import { sameAddress } from '../../src/core/address.ts';
import { drawDurationMs, type Fault, NODE_AWAY_MS } from './fault.ts';

export const reuseAddress: Fault = {
  name: 'reuse-address',
  begin(cluster, random) {
    const group = random.pick(cluster.groups);
    const node = random.pick(group.nodes);
    const { address } = node.host;
    // A stranger at the address of a master is not told from one restored from a backup:
    // nobody may be about to make one of this node.
    const isReplicaToAll = cluster.sentinels.every(({ state }) => {
      const known = state?.groups.get(group.name);
      return known?.failover === null && !sameAddress(known.master.address, address);
    });
    if (node.host.state !== 'running' || !node.isReplica || !isReplicaToAll) return null;
    node.giveWay();
    return {
      what: `of ${node.host.name} by a stranger`,
      durationMs: drawDurationMs(random, NODE_AWAY_MS),
      end: () => node.comeBack(),
    };
  },
};
