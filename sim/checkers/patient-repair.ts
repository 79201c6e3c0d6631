// HEAL-1, HEAL-2: a node is put right only after it has been wrong for so long that a newer
// configuration would have arrived, by what the Vedette was told of it.

import { DEFAULT_TIMINGS } from '../../src/core/settings.ts';
import type { FactBook } from '../facts.ts';
import type { Checker } from '../observer.ts';

const CONVERT_PUBLISH_PERIODS = 4;
const ROUNDING_MS = 0.01;

export function patientRepair(facts: FactBook): Checker {
  return {
    name: 'patient-repair',
    watch(cluster, complain) {
      return {
        event(sentinel, event) {
          if (event.name !== '+convert-to-slave' && event.name !== '+fix-slave-config') return;
          const { address, group } = event.subject;
          const known = facts.of(sentinel, address);
          const options = cluster.group(group?.name ?? '')?.options;
          if (known === null || options === undefined) return;
          const isDemotion = event.name === '+convert-to-slave';
          const sinceMs = isDemotion ? known.roleMs : known.followsMs;
          const patienceMs = isDemotion
            ? CONVERT_PUBLISH_PERIODS * DEFAULT_TIMINGS.publishPeriodMs
            : options.failoverTimeoutMs;
          const waitedMs = sentinel.attentiveMs - sinceMs;
          if (waitedMs >= patienceMs - ROUNDING_MS) return;
          complain(`${sentinel.name} repairs ${address.host} after ${waitedMs.toFixed(3)} ms`);
        },
      };
    },
  };
}
