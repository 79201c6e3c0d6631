// A Vedette ends and starts again from its file; or all of them do, one soon after the other.

import type { SimSentinel } from '../sentinel.ts';
import { drawDurationMs, type Fault, pickRunningSentinel, SENTINEL_AWAY_MS } from './fault.ts';

const MACHINE_LOST_PERMILLE = 300;

function restart(sentinels: readonly SimSentinel[]): void {
  for (const sentinel of sentinels) if (!sentinel.host.isAlive) sentinel.start();
}

export const crashSentinel: Fault = {
  name: 'crash-sentinel',
  begin(cluster, random) {
    const sentinel = pickRunningSentinel(cluster, random);
    if (sentinel === null) return null;
    const state = random.permille(MACHINE_LOST_PERMILLE) ? 'lost' : 'dead';
    sentinel.end(state);
    return {
      what: `${sentinel.name} is ${state}`,
      durationMs: drawDurationMs(random, SENTINEL_AWAY_MS),
      end: () => restart([sentinel]),
    };
  },
};

export const crashAllSentinels: Fault = {
  name: 'crash-all-sentinels',
  begin(cluster, random) {
    const alive = cluster.sentinels.filter((sentinel) => sentinel.host.isAlive);
    if (alive.length < 2) return null;
    for (const sentinel of alive) sentinel.end('dead');
    return {
      what: 'every Vedette is dead',
      durationMs: random.durationMs(50, 2_000),
      end: () => restart(alive),
    };
  },
};
