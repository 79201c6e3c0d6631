// At most one leader an epoch and group, an operator's failover included, and a new epoch for every
// attempt: of those whose requests or promotions left, which is all that anybody knows of.

import type { Checker } from '../observer.ts';
import type { SimSentinel } from '../sentinel.ts';

export const oneLeader: Checker = {
  name: 'one-leader',
  watch(cluster, complain) {
    const leaders = new Map<string, string>();
    /** When the attempt began that asked for votes in an epoch. */
    const attempts = new Map<string, number>();
    const stands = (sentinel: SimSentinel, groupName: string, epoch: bigint): void => {
      const failover = sentinel.state?.groups.get(groupName)?.failover;
      if (failover === null || failover === undefined || failover.epoch !== epoch) return;
      const key = `${sentinel.name} ${groupName} ${epoch}`;
      const begunMs = attempts.get(key) ?? failover.startedAtMs;
      attempts.set(key, begunMs);
      if (begunMs !== failover.startedAtMs) {
        complain(`${sentinel.name} stands for ${groupName} in epoch ${epoch} again`);
      }
    };
    const leads = (sentinel: SimSentinel, groupName: string): void => {
      const epoch = sentinel.state?.groups.get(groupName)?.failover?.epoch;
      const key = `${groupName} ${epoch}`;
      const before = leaders.get(key) ?? sentinel.name;
      leaders.set(key, before);
      if (before === sentinel.name) return;
      complain(`${before} and ${sentinel.name} lead ${groupName} in epoch ${epoch}`);
    };
    return {
      sent(sentinel, request, { address }) {
        if (request.kind === 'ask' && request.candidate !== null) {
          stands(sentinel, request.groupName, request.epoch);
        } else if (request.kind === 'reconfigure' && request.follow === null) {
          leads(sentinel, cluster.groupAt(address)?.name ?? '');
        }
      },
    };
  },
};
