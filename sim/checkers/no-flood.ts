// Nobody floods another: what a Vedette sends to one address within a second stays within bounds
// that probes, hellos, questions and a failover together do not reach.

import { addressKey } from '../../src/core/address.ts';
import type { Checker } from '../observer.ts';

const WINDOW_MS = 1_000;
/** For each group that the address has to do with. */
const MOST_A_SECOND = 100;

export const noFlood: Checker = {
  name: 'no-flood',
  watch({ world, groups }, complain) {
    const most = MOST_A_SECOND * groups.length;
    const counts = new Map<string, { window: number; count: number }>();
    return {
      sent(sentinel, request, { address }) {
        const window = Math.floor(world.nowMs / WINDOW_MS);
        const key = `${sentinel.name} ${addressKey(address)}`;
        const known = counts.get(key);
        if (known === undefined || known.window !== window) {
          counts.set(key, { window, count: 1 });
          return;
        }
        known.count += 1;
        if (known.count <= most) return;
        complain(
          `${sentinel.name} sends ${known.count} requests a second, the last: ${request.kind}`,
        );
      },
    };
  },
};
