// The disk of a Vedette fails one write, or every write, or takes very long for each.

import { drawDurationMs, type Fault, pickRunningSentinel } from './fault.ts';

const LONGEST_MS = 12_000;

export const failingDisk: Fault = {
  name: 'failing-disk',
  begin(cluster, random) {
    const sentinel = pickRunningSentinel(cluster, random);
    if (sentinel === null || sentinel.disk.isFailing) return null;
    sentinel.disk.isFailing = true;
    return {
      what: `${sentinel.name} cannot write`,
      durationMs: drawDurationMs(random, LONGEST_MS),
      end() {
        sentinel.disk.isFailing = false;
      },
    };
  },
};

export const failingWrite: Fault = {
  name: 'failing-write',
  begin(cluster, random) {
    const sentinel = pickRunningSentinel(cluster, random);
    if (sentinel === null || sentinel.disk.failsOnce) return null;
    sentinel.disk.failsOnce = true;
    return {
      what: `the next write of ${sentinel.name} fails`,
      durationMs: drawDurationMs(random, LONGEST_MS),
      end() {
        sentinel.disk.failsOnce = false;
      },
    };
  },
};

export const slowDisk: Fault = {
  name: 'slow-disk',
  begin(cluster, random) {
    const sentinel = pickRunningSentinel(cluster, random);
    if (sentinel === null || sentinel.disk.slowness !== 1) return null;
    sentinel.disk.slowness = random.pick([10, 100, 300]);
    return {
      what: `${sentinel.name} writes ${sentinel.disk.slowness} times slower`,
      durationMs: drawDurationMs(random, LONGEST_MS),
      end() {
        sentinel.disk.slowness = 1;
      },
    };
  },
};
