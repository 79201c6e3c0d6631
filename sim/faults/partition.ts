// The machines fall into two parts that do not hear each other, or of which one does not hear the
// other.

import type { Cluster } from '../cluster.ts';
import type { Host } from '../host.ts';
import type { Random } from '../random.ts';
import { drawDurationMs, type Fault, machines, names } from './fault.ts';

const LONGEST_MS = 15_000;

/** One machine alone, often the one with a master, or any part of them. */
function drawPart(cluster: Cluster, random: Random): readonly Host[] {
  const all = machines(cluster);
  const masters = cluster.groups.flatMap((group) => group.masters());
  if (masters.length > 0 && random.permille(400)) return [random.pick(masters).host];
  if (random.permille(300)) return [random.pick(all)];
  return all.filter(() => random.permille(400));
}

function others(cluster: Cluster, part: readonly Host[]): readonly Host[] {
  const isClientIn = part.length > 1;
  const rest = machines(cluster).filter((host) => !part.includes(host));
  const clients = cluster.hosts.filter((host) => host.name.startsWith('writer'));
  return isClientIn ? rest : [...rest, ...clients];
}

function cut(cluster: Cluster, from: readonly Host[], to: readonly Host[]): () => void {
  const pairs = from.flatMap((one) => to.map((other) => [one, other] as const));
  for (const [one, other] of pairs) cluster.network.block(one, other);
  return () => {
    for (const [one, other] of pairs) cluster.network.unblock(one, other);
  };
}

export const partition: Fault = {
  name: 'partition',
  begin(cluster, random) {
    const part = drawPart(cluster, random);
    const rest = others(cluster, part);
    const ends = [cut(cluster, part, rest), cut(cluster, rest, part)];
    return {
      what: `${names(part)} | the rest`,
      durationMs: drawDurationMs(random, LONGEST_MS),
      end: () => {
        for (const end of ends) end();
      },
    };
  },
};

export const oneWayPartition: Fault = {
  name: 'one-way-partition',
  begin(cluster, random) {
    const part = drawPart(cluster, random);
    const rest = others(cluster, part);
    const isOutward = random.permille(500);
    const end = isOutward ? cut(cluster, part, rest) : cut(cluster, rest, part);
    const what = `${names(part)} ${isOutward ? 'is not heard' : 'hears nothing'}`;
    return { what, durationMs: drawDurationMs(random, LONGEST_MS), end };
  },
};
