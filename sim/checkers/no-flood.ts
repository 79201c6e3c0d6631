// Nobody floods another: what a Vedette sends to one address within a second stays within bounds
// that probes, hellos, questions and a failover together do not reach.

import { addressKey } from '../../src/core/address.ts';
import type { LinkSpec } from '../../src/core/output.ts';
import type { Checker } from '../observer.ts';
import type { SimSentinel } from '../sentinel.ts';

const WINDOW_MS = 1_000;
/** For each group that the address has to do with. */
const MOST_A_SECOND = 100;

interface Count {
  window: number;
  count: number;
}

export const noFlood: Checker = {
  name: 'no-flood',
  watch({ world, groups }, complain) {
    const most = MOST_A_SECOND * groups.length;
    const counts = new Map<string, Count>();
    /** Of each link the count of its address: found without making a key. */
    const ofLinks = new WeakMap<LinkSpec, Count>();
    const countOf = (sentinel: SimSentinel, spec: LinkSpec): Count => {
      const known = ofLinks.get(spec);
      if (known !== undefined) return known;
      const key = `${sentinel.name} ${addressKey(spec.address)}`;
      const count = counts.get(key) ?? { window: -1, count: 0 };
      counts.set(key, count);
      ofLinks.set(spec, count);
      return count;
    };
    return {
      sent(sentinel, request, spec) {
        const window = Math.floor(world.nowMs / WINDOW_MS);
        const known = countOf(sentinel, spec);
        if (known.window !== window) {
          known.window = window;
          known.count = 0;
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
