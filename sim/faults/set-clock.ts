// Somebody sets the wall clock of a Vedette's machine, forward or back. It stays so.

import { type Fault, pickRunningSentinel } from './fault.ts';

const FURTHEST_MS = 3_600_000;

export const setClock: Fault = {
  name: 'set-clock',
  begin(cluster, random) {
    const sentinel = pickRunningSentinel(cluster, random);
    if (sentinel === null) return null;
    const furthestMs = random.pick([100, 1_000, 5_000, FURTHEST_MS]);
    const byMs = random.between(-furthestMs, furthestMs);
    sentinel.clock.setWall(byMs);
    return { what: `${sentinel.name} ${byMs} ms`, durationMs: 0, end: () => {} };
  },
};
