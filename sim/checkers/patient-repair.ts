// HEAL-1, HEAL-2: a node is put right only after it has been wrong for so long that a newer
// configuration would have arrived, by what the Vedette was told of it. The word and its event may
// wait for the disk until the node was put right by somebody else.

import { DEFAULT_TIMINGS } from '../../src/core/settings.ts';
import type { FactBook, Known } from '../facts.ts';
import type { Checker } from '../observer.ts';

const CONVERT_MS = 4 * DEFAULT_TIMINGS.publishPeriodMs;
const ROUNDING_MS = 0.01;

export function patientRepair(facts: FactBook): Checker {
  return {
    name: 'patient-repair',
    watch(cluster, complain) {
      return {
        event(sentinel, event) {
          const isDemotion = event.name === '+convert-to-slave';
          if (!isDemotion && event.name !== '+fix-slave-config') return;
          const { address, group } = event.subject;
          const known = facts.of(sentinel, address);
          if (known === null) return;
          const { failoverTimeoutMs = 0 } = cluster.group(group?.name ?? '')?.options ?? {};
          const patienceMs = isDemotion ? CONVERT_MS : failoverTimeoutMs;
          const waitedMs = longestMs(known, isDemotion, sentinel.attentiveMs);
          known.longestRoleMs = 0;
          known.longestFollowsMs = 0;
          if (waitedMs >= patienceMs - ROUNDING_MS) return;
          complain(`${sentinel.name} repairs ${address.host} after ${waitedMs.toFixed(3)} ms`);
        },
      };
    },
  };
}

/** For how long it was the same at most since the last repair. */
function longestMs(known: Known, isDemotion: boolean, now: number): number {
  if (isDemotion) return Math.max(known.longestRoleMs, now - known.roleMs);
  return Math.max(known.longestFollowsMs, now - known.followsMs);
}
