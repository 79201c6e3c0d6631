// A Vedette is stopped for a while, or starved, or its whole machine is suspended.

import { drawDurationMs, type Fault, pickRunningSentinel, SENTINEL_AWAY_MS } from './fault.ts';

export const stopSentinel: Fault = {
  name: 'stop-sentinel',
  begin(cluster, random) {
    const sentinel = pickRunningSentinel(cluster, random);
    if (sentinel === null) return null;
    sentinel.stop(false);
    return {
      what: `${sentinel.name} is stopped`,
      durationMs: drawDurationMs(random, SENTINEL_AWAY_MS),
      end: () => sentinel.resume(),
    };
  },
};

export const suspendSentinel: Fault = {
  name: 'suspend-sentinel',
  begin(cluster, random) {
    const sentinel = pickRunningSentinel(cluster, random);
    if (sentinel === null) return null;
    sentinel.stop(true);
    return {
      what: `the machine of ${sentinel.name} is suspended`,
      durationMs: drawDurationMs(random, SENTINEL_AWAY_MS),
      end: () => sentinel.resume(),
    };
  },
};
