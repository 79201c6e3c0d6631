// At most one leader an epoch and group, and a new epoch for every attempt.

import type { Checker } from '../observer.ts';

export const oneLeader: Checker = {
  name: 'one-leader',
  watch(_cluster, complain) {
    /** The epoch of the last leadership seen of each Vedette in each group. */
    const led = new Map<string, bigint>();
    const leaders = new Map<string, string>();
    const tried = new Set<string>();
    return {
      event(sentinel, event) {
        if (event.name !== '+try-failover') return;
        const failover = sentinel.state?.groups.get(event.subject.name)?.failover;
        if (failover === null || failover === undefined) return;
        const key = `${sentinel.myId} ${event.subject.name} ${failover.epoch}`;
        if (tried.has(key)) complain(`${sentinel.name} stands again in epoch ${failover.epoch}`);
        tried.add(key);
      },
      stirred(sentinel, { name, failover }) {
        // An operator's word makes a leader without votes, and so beside another one.
        if (failover === null || failover.forced || failover.stage === 'wait-start') return;
        const place = `${sentinel.myId} ${name}`;
        if (led.get(place) === failover.epoch) return;
        led.set(place, failover.epoch);
        const key = `${name} ${failover.epoch}`;
        const before = leaders.get(key);
        if (before !== undefined && before !== sentinel.name) {
          const both = `${before} and ${sentinel.name}`;
          complain(`${both} lead ${name} in epoch ${failover.epoch}`);
        }
        leaders.set(key, sentinel.name);
      },
    };
  },
};
