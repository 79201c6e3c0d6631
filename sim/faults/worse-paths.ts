// Paths that are slow, or lose packets, for a while: one direction of some of them.

import type { Cluster } from '../cluster.ts';
import type { Host } from '../host.ts';
import type { Random } from '../random.ts';
import { drawDurationMs, type Fault, machines } from './fault.ts';

const LONGEST_MS = 15_000;

function worsen(
  cluster: Cluster,
  random: Random,
  by: { delayMs: number; lossPermille: number },
): { count: number; end: () => void } {
  const paths = drawPaths(cluster, random);
  for (const [from, to] of paths) cluster.network.worsen(from, to, by);
  return {
    count: paths.length,
    end() {
      const back = { delayMs: -by.delayMs, lossPermille: -by.lossPermille };
      for (const [from, to] of paths) cluster.network.worsen(from, to, back);
    },
  };
}

function drawPaths(cluster: Cluster, random: Random): (readonly [Host, Host])[] {
  const chance = random.pick([100, 300, 1000]);
  const all = machines(cluster);
  return all.flatMap((from) =>
    all.filter(() => random.permille(chance)).map((to) => [from, to] as const),
  );
}

export const delay: Fault = {
  name: 'delay',
  begin(cluster, random) {
    const delayMs = random.pick([5, 50, 200, 600, 1_500]);
    const { count, end } = worsen(cluster, random, { delayMs, lossPermille: 0 });
    const what = `${delayMs} ms more on ${count} paths`;
    return { what, durationMs: drawDurationMs(random, LONGEST_MS), end };
  },
};

export const loss: Fault = {
  name: 'loss',
  begin(cluster, random) {
    const lossPermille = random.pick([10, 50, 200, 500]);
    const { count, end } = worsen(cluster, random, { delayMs: 0, lossPermille });
    const what = `${lossPermille / 10} % lost on ${count} paths`;
    return { what, durationMs: drawDurationMs(random, LONGEST_MS), end };
  },
};
