// People: one who asks a Vedette for a failover, and one who re-points a node by hand, behind the
// back of every Vedette.

import { type Address, sameAddress } from '../../src/core/address.ts';
import { PLAIN_ORDERS } from '../../src/core/operator-request.ts';
import { isForeign } from '../../src/core/state.ts';
import type { Cluster } from '../cluster.ts';
import type { ModelNode } from '../node/model-node.ts';
import type { Random } from '../random.ts';
import type { SimSentinel } from '../sentinel.ts';
import { drawDurationMs, type Fault, pickNode, pickRunningSentinel } from './fault.ts';
import { isKnownToAllOthers, knows, mayForgetOthers } from './knowledge.ts';

/** Some ask one that is slow to write, so that it has to go on alone. */
const SLOW_PERMILLE = 300;
const VERY_SLOW = 1_000;
const SLOW_MS = 8_000;

/** Some would rather have no failover than lose a write, or have no time for it. */
const INSISTS_PERMILLE = 400;

/** Some ask one that is stopped in the middle of it. */
const STOPPED_PERMILLE = 250;
const STOPPED_WITHIN_MS = 80;
const STOPPED_MS = 1_900;

/** Where no node is. */
const NOWHERE: Address = { host: '10.9.9.9', port: 6379 };

export const forcedFailover: Fault = {
  name: 'forced-failover',
  begin(cluster, random) {
    const sentinel = pickRunningSentinel(cluster, random);
    if (sentinel === null) return null;
    const { name } = random.pick(cluster.groups);
    const isSlow = random.permille(SLOW_PERMILLE) && sentinel.disk.slowness === 1;
    if (isSlow) sentinel.disk.slowness = VERY_SLOW;
    const insists = random.permille(INSISTS_PERMILLE);
    const patienceMs = insists ? random.pick([1, 20, 1_000]) : null;
    const orders = { ...PLAIN_ORDERS, insists, patienceMs };
    // DRYRUN-1: it changes nothing.
    if (insists) sentinel.operate({ kind: 'rehearse', name, orders, canSave: true });
    sentinel.operate({ kind: 'failover', name, orders });
    if (!isSlow && random.permille(STOPPED_PERMILLE)) stopInTheMiddle(cluster, random, sentinel);
    return {
      what: `of ${name} by ${sentinel.name}${isSlow ? ', whose disk is slow' : ''}`,
      durationMs: isSlow ? drawDurationMs(random, SLOW_MS) : 0,
      end() {
        if (isSlow) sentinel.disk.slowness = 1;
      },
    };
  },
};

function stopInTheMiddle({ world }: Cluster, random: Random, sentinel: SimSentinel): void {
  const awayMs = random.durationMs(1, STOPPED_MS);
  world.after(random.durationMs(1, STOPPED_WITHIN_MS), () => {
    if (sentinel.host.state !== 'running') return;
    sentinel.stop(false);
    world.after(awayMs, () => sentinel.resume());
  });
}

/** Where all others know all nodes: one that is away and that all have forgotten is nobody's. */
export const resetGroup: Fault = {
  name: 'reset-group',
  begin(cluster, random) {
    const sentinel = pickRunningSentinel(cluster, random);
    if (sentinel === null) return null;
    const group = random.pick(cluster.groups);
    const { name } = group;
    if (!isKnownToAllOthers(cluster, sentinel, group)) return null;
    if (!mayForgetOthers(cluster, group)) return null;
    sentinel.operate({ kind: 'reset', names: [name] });
    return { what: `of ${name} by ${sentinel.name}`, durationMs: 0, end: () => {} };
  },
};

/** Nodes that were made masters by hand last. */
const madeMasters = new WeakSet<ModelNode>();

export const strayNode: Fault = {
  name: 'stray-node',
  begin(cluster, random) {
    const node = pickNode(cluster, random, 400);
    const group = cluster.groupAt(node.host.address);
    // Whom a stranger follows is its owner's business, and can make it one of the group.
    if (node.host.state !== 'running' || group === null || node.hasGivenWay) return null;
    // Nobody can repair a node that no master ever named, nor one that follows it.
    const isKnown = ({ host }: ModelNode): boolean =>
      cluster.sentinels.every((one) => knows(one, host.address));
    if (!group.nodes.every(isKnown)) return null;
    const others = group.nodes
      .filter((other) => other !== node && !other.hasGivenWay)
      .map(({ host }) => host.address);
    const target = random.pick([null, others.length === 0 ? null : random.pick(others), NOWHERE]);
    node.follow(target);
    if (target === null) madeMasters.add(node);
    else madeMasters.delete(node);
    const what = `${node.host.name} ${target === null ? 'master' : `follows ${target.host}`}`;
    return { what, durationMs: 0, end: () => {} };
  },
};

/** Who has led a node astray reads the alarm and does what it says. One that was restarted before
 *  that, or made a master before it was in step again, looks like a stranger at a re-used address,
 *  which nobody but its owner may re-point. */
export function bringStraysBack({ sentinels, groups }: Cluster): void {
  const nodes = groups.flatMap((group) => group.nodes);
  for (const watched of sentinels.flatMap(({ state }) => [...(state?.groups.values() ?? [])])) {
    for (const { node: known } of watched.replicas.values()) {
      const node = nodes.find(({ host }) => sameAddress(host.address, known.address));
      if (!isForeign(known) || node === undefined || node.hasGivenWay) continue;
      const isAstray =
        node.master === null ? madeMasters.has(node) : sameAddress(node.master, NOWHERE);
      if (isAstray) node.follow(watched.master.address);
    }
  }
}
