// Nothing of a forged hello is ever taken over (TRUST-2, TRUST-5, TRUST-6, TRUST-8): neither the
// master, nor the Sentinel, nor the address, nor the epoch that it names.

import { ABSURD_EPOCH, FORGED_HOST, FORGED_ID } from '../faults/forged-hello.ts';
import type { Checker } from '../observer.ts';

export const notFooled: Checker = {
  name: 'not-fooled',
  watch(cluster, complain) {
    // Where stock peers have taken an epoch the others have to follow.
    const isPure = cluster.stocks.length === 0;
    return {
      stirred(sentinel, group) {
        const { currentEpoch } = sentinel.state ?? { currentEpoch: 0n };
        if (isPure && currentEpoch >= ABSURD_EPOCH) {
          complain(`${sentinel.name} is in epoch ${currentEpoch}`);
        }
        if (group.master.address.host === FORGED_HOST) {
          complain(`${sentinel.name} follows a forged master of ${group.name}`);
        }
        for (const { peer } of group.members.values()) {
          if (peer.runId !== FORGED_ID && peer.address.host !== FORGED_HOST) continue;
          complain(`${sentinel.name} knows a forged Sentinel of ${group.name}`);
        }
      },
    };
  },
};
