// At most one leader an epoch and group, an operator's failover included; and a new epoch for every
// attempt that others hear of.

import type { Checker } from '../observer.ts';

export const oneLeader: Checker = {
  name: 'one-leader',
  watch(_cluster, complain) {
    /** The epoch of the last leadership seen of each Vedette in each group. */
    const led = new Map<string, bigint>();
    const leaders = new Map<string, string>();
    /** When the attempt began that asked for votes in an epoch. */
    const attempts = new Map<string, number>();
    return {
      sent(sentinel, request) {
        if (request.kind !== 'ask' || request.candidate === null) return;
        const { groupName, epoch } = request;
        const failover = sentinel.state?.groups.get(groupName)?.failover;
        if (failover === null || failover === undefined || failover.epoch !== epoch) return;
        const key = `${sentinel.myId} ${groupName} ${epoch}`;
        const begunMs = attempts.get(key) ?? failover.startedAtMs;
        attempts.set(key, begunMs);
        if (begunMs !== failover.startedAtMs) {
          complain(`${sentinel.name} stands for ${groupName} in epoch ${epoch} again`);
        }
      },
      stirred(sentinel, { name, failover }) {
        if (failover === null || failover.stage === 'wait-start') return;
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
