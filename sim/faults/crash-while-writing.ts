// A Vedette ends while its next write is on the way to the disk, and starts again soon: what it has
// said before that write must not depend on it.

import { drawDurationMs, type Fault, pickRunningSentinel, SENTINEL_AWAY_MS } from './fault.ts';

/** How long to lie in wait for a write. */
const WAIT_MS = 15_000;
const SOON_MS = 500;

export const crashWhileWriting: Fault = {
  name: 'crash-while-writing',
  begin(cluster, random) {
    const sentinel = pickRunningSentinel(cluster, random);
    if (sentinel === null || sentinel.disk.whenWriting !== null) return null;
    const { world } = cluster;
    const awayMs = random.durationMs(1, random.pick([SOON_MS, SENTINEL_AWAY_MS]));
    sentinel.disk.whenWriting = () => {
      sentinel.disk.whenWriting = null;
      world.note(sentinel.name, '*', 'ends in the middle of a write');
      sentinel.end('dead');
      world.after(awayMs, () => {
        if (!sentinel.host.isAlive) sentinel.start();
      });
    };
    return {
      what: `${sentinel.name} is going to end in its next write`,
      durationMs: drawDurationMs(random, WAIT_MS),
      end() {
        sentinel.disk.whenWriting = null;
        if (!sentinel.host.isAlive) sentinel.start();
      },
    };
  },
};
