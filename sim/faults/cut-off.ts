// The two partitions that a fence has to tell apart: a master that is cut off with a minority of
// the Vedettes and its clients, and a Vedette that only the other Vedettes cannot hear.

import type { Cluster } from '../cluster.ts';
import type { Host } from '../host.ts';
import { drawDurationMs, type Fault, machines, names, pickRunningSentinel } from './fault.ts';

const LONGEST_MS = 15_000;
const LONG_MS = 5_000;

function cutApart(cluster: Cluster, one: readonly Host[], other: readonly Host[]): () => void {
  const pairs = one.flatMap((near) => other.map((far) => [near, far] as const));
  for (const [near, far] of pairs) {
    cluster.network.block(near, far);
    cluster.network.block(far, near);
  }
  return () => {
    for (const [near, far] of pairs) {
      cluster.network.unblock(near, far);
      cluster.network.unblock(far, near);
    }
  };
}

export const cutOffMaster: Fault = {
  name: 'cut-off-master',
  begin(cluster, random) {
    const group = random.pick(cluster.groups);
    const [master] = group.masters();
    if (master === undefined) return null;
    const all = [...cluster.sentinels, ...cluster.stocks];
    const minority = Math.floor((all.length - 1) / 2);
    const sentinels = random
      .shuffled<{ readonly host: Host }>(all)
      .slice(0, random.between(1, minority))
      .map(({ host }) => host);
    const place = cluster.groups.indexOf(group) + 1;
    const clients = cluster.hosts.filter((host) => host.name === `writer${place}`);
    const part = [master.host, ...sentinels, ...clients];
    const rest = machines(cluster).filter((host) => !part.includes(host));
    const end = cutApart(cluster, part, rest);
    const what = `${names(part)} | the rest`;
    // Half of them last longer than anybody's patience.
    const durationMs = random.permille(500)
      ? random.between(LONG_MS, LONGEST_MS)
      : drawDurationMs(random, LONGEST_MS);
    return { what, durationMs, end };
  },
};

export const loneSentinel: Fault = {
  name: 'lone-sentinel',
  begin(cluster, random) {
    const lone = pickRunningSentinel(cluster, random);
    if (lone === null) return null;
    const all = [...cluster.sentinels, ...cluster.stocks].map(({ host }) => host);
    const others = all.filter((host) => host !== lone.host);
    const end = cutApart(cluster, [lone.host], others);
    const what = `${lone.name} | ${names(others)}`;
    return { what, durationMs: drawDurationMs(random, LONGEST_MS), end };
  },
};
