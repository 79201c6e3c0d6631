// The machine of a replica is gone for a while, and a server of somebody else, with data and
// perhaps a replica of its own, has got its address. Stock promotes it, as does a Vedette that has
// nothing to compare it with: then its replica has become one of the group, which nobody but an
// operator can put right (INFO-2).

import { sameAddress } from '../../src/core/address.ts';
import type { Cluster } from '../cluster.ts';
import type { SimGroup } from '../group.ts';
import { GUEST } from '../node/model-node.ts';
import { drawDurationMs, type Fault, NODE_AWAY_MS } from './fault.ts';

const LOOK_MS = 1_000;
const PLAIN_PERMILLE = 500;

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
    // Who follows it would get the stranger's data, and bring it into the group.
    const isFollowed = group.nodes.some(
      ({ master }) => master !== null && sameAddress(master, address),
    );
    if (node.host.state !== 'running' || !node.isReplica || !isReplicaToAll) return null;
    if (isFollowed) return null;
    const durationMs = drawDurationMs(random, NODE_AWAY_MS);
    const isPlain = random.permille(PLAIN_PERMILLE);
    node.giveWay(isPlain);
    return {
      what: `of ${node.host.name} by a ${isPlain ? 'plain ' : ''}stranger`,
      durationMs,
      end() {
        node.comeBack();
        forgetGuest(cluster, group);
      },
    };
  },
};

/** Again and again: who was away, or whose INFO is still on its way, learns of it later. */
function forgetGuest(cluster: Cluster, group: SimGroup): void {
  const { name } = group;
  for (const sentinel of cluster.sentinels) {
    const replicas = [...(sentinel.state?.groups.get(name)?.replicas.values() ?? [])];
    if (!replicas.some(({ node }) => sameAddress(node.address, GUEST))) continue;
    const who = { kind: 'replica', address: GUEST } as const;
    sentinel.operate({ kind: 'forget', name, who, everywhere: false });
  }
  for (const stock of cluster.stocks) stock.forget(group, GUEST);
  cluster.world.after(LOOK_MS, () => forgetGuest(cluster, group));
}
