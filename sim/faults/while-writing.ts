// A Vedette ends while its next write is on the way to the disk, or is stopped just then: what it
// said before that write must not depend on it, and its end must not be mistaken for a sign of
// being awake.

import type { Cluster } from '../cluster.ts';
import type { Random } from '../random.ts';
import type { SimSentinel } from '../sentinel.ts';
import { drawDurationMs, type Fault, pickRunningSentinel, SENTINEL_AWAY_MS } from './fault.ts';

/** How long to lie in wait for a write. */
const WAIT_MS = 15_000;
const SOON_MS = 500;

/** What happens in the middle of the write, and how it is put right. */
interface Deed {
  readonly name: string;
  readonly text: string;
  strike(sentinel: SimSentinel): void;
  mend(sentinel: SimSentinel): void;
}

function whileWriting(deed: Deed): Fault {
  return {
    name: deed.name,
    begin(cluster, random) {
      const sentinel = pickRunningSentinel(cluster, random);
      if (sentinel === null || sentinel.disk.whenWriting !== null) return null;
      lieInWait(cluster, random, { sentinel, deed });
      return {
        what: `${sentinel.name} ${deed.text} in the middle of its next write`,
        durationMs: drawDurationMs(random, WAIT_MS),
        end() {
          sentinel.disk.whenWriting = null;
          deed.mend(sentinel);
        },
      };
    },
  };
}

function lieInWait(
  { world }: Cluster,
  random: Random,
  { sentinel, deed }: { sentinel: SimSentinel; deed: Deed },
): void {
  const awayMs = random.durationMs(1, random.pick([SOON_MS, SENTINEL_AWAY_MS]));
  sentinel.disk.whenWriting = () => {
    sentinel.disk.whenWriting = null;
    world.note(sentinel.name, '*', `${deed.text} in the middle of a write`);
    deed.strike(sentinel);
    world.after(awayMs, () => deed.mend(sentinel));
  };
}

export const crashWhileWriting: Fault = whileWriting({
  name: 'crash-while-writing',
  text: 'ends',
  strike: (sentinel) => sentinel.end('dead'),
  mend(sentinel) {
    if (!sentinel.host.isAlive) sentinel.start();
  },
});

export const stopWhileWriting: Fault = whileWriting({
  name: 'stop-while-writing',
  text: 'is stopped',
  strike: (sentinel) => sentinel.stop(false),
  mend: (sentinel) => sentinel.resume(),
});
