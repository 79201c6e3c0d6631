// Nobody floods another: what a Vedette sends to one address within a second stays within bounds
// that probes, hellos, questions and a failover together do not reach; and nobody is dialled all
// the time (HEAL-6).

import { addressKey } from '../../src/core/address.ts';
import type { LinkSpec } from '../../src/core/output.ts';
import type { Checker } from '../observer.ts';
import type { SimSentinel } from '../sentinel.ts';

const WINDOW_MS = 1_000;
/** For each group that the address has to do with. */
const MOST_A_SECOND = 100;
const MOST_ATTEMPTS_A_SECOND = 30;

interface Count {
  window: number;
  count: number;
}

export const noFlood: Checker = {
  name: 'no-flood',
  watch({ world, groups }, complain) {
    const attempts = new Counts();
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
      soughtAt(sentinel, address) {
        const key = `${sentinel.name} ${addressKey(address)}`;
        const count = attempts.add(key, world.nowMs);
        if (count <= MOST_ATTEMPTS_A_SECOND * groups.length) return;
        complain(`${sentinel.name} dials ${address.host} ${count} times a second`);
      },
    };
  },
};

/** How often something happened in the second that it is. */
class Counts {
  readonly #counts = new Map<string, { window: number; count: number }>();

  add(key: string, now: number): number {
    const window = Math.floor(now / WINDOW_MS);
    const known = this.#counts.get(key);
    if (known?.window === window) {
      known.count += 1;
      return known.count;
    }
    this.#counts.set(key, { window, count: 1 });
    return 1;
  }
}
