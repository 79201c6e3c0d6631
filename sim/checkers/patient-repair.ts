// HEAL-1, HEAL-2: a node is put right only after it has been wrong for so long that a newer
// configuration would have arrived, by what the Vedette was told of it. Judged when the word
// leaves; the event that says what it was for may wait for the disk.

import { type Address, addressKey } from '../../src/core/address.ts';
import { DEFAULT_TIMINGS } from '../../src/core/settings.ts';
import type { FactBook } from '../facts.ts';
import type { Checker } from '../observer.ts';
import type { SimSentinel } from '../sentinel.ts';

const CONVERT_MS = 4 * DEFAULT_TIMINGS.publishPeriodMs;
const ROUNDING_MS = 0.01;

export function patientRepair(facts: FactBook): Checker {
  return {
    name: 'patient-repair',
    watch(cluster, complain) {
      /** For how long a node had been wrong when it was last told whom to follow. */
      const waits = new Map<string, { asMasterMs: number; elsewhereMs: number }>();
      const key = (sentinel: SimSentinel, address: Address): string =>
        `${sentinel.myId} ${addressKey(address)}`;
      return {
        sent(sentinel, request, { address }) {
          if (request.kind !== 'reconfigure' || request.follow === null) return;
          const known = facts.of(sentinel, address);
          if (known === null) return;
          const now = sentinel.attentiveMs;
          const former = waits.get(key(sentinel, address));
          waits.set(key(sentinel, address), {
            asMasterMs: Math.max(now - known.roleMs, former?.asMasterMs ?? 0),
            elsewhereMs: Math.max(now - known.followsMs, former?.elsewhereMs ?? 0),
          });
        },
        event(sentinel, event) {
          const isDemotion = event.name === '+convert-to-slave';
          if (!isDemotion && event.name !== '+fix-slave-config') return;
          const { address, group } = event.subject;
          const patienceMs = isDemotion
            ? CONVERT_MS
            : (cluster.group(group?.name ?? '')?.options.failoverTimeoutMs ?? 0);
          const wait = waits.get(key(sentinel, address));
          waits.delete(key(sentinel, address));
          // What was moot when the disk was ready did not leave.
          if (wait === undefined) return;
          const waitedMs = isDemotion ? wait.asMasterMs : wait.elsewhereMs;
          if (waitedMs >= patienceMs - ROUNDING_MS) return;
          complain(`${sentinel.name} repairs ${address.host} after ${waitedMs.toFixed(3)} ms`);
        },
      };
    },
  };
}
