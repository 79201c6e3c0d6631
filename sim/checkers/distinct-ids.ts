// TRUST-12: two Vedettes that began with one id have two before anything goes wrong: with one id
// both could be elected in one epoch.

import type { Checker } from '../observer.ts';

export const distinctIds: Checker = {
  name: 'distinct-ids',
  watch({ sentinels }, complain) {
    return {
      faultBegan() {
        const names = new Map<string, string>();
        for (const { name, myId } of sentinels) {
          const other = names.get(myId);
          if (other !== undefined) complain(`${other} and ${name} have one id`);
          names.set(myId, name);
        }
      },
    };
  },
};
