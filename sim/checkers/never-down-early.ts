// Nobody is called down before down-after has passed since the last proof of life, on the clock that
// leaves out the time in which the process was away.

import { addressKey } from '../../src/core/address.ts';
import type { Subject } from '../../src/core/event.ts';
import { DEFAULT_TIMINGS } from '../../src/core/settings.ts';
import type { FactBook } from '../facts.ts';
import type { Checker } from '../observer.ts';
import type { SimSentinel } from '../sentinel.ts';

const ROUNDING_MS = 0.01;

export function neverDownEarly(facts: FactBook): Checker {
  return {
    name: 'never-down-early',
    watch(cluster, complain) {
      /** Who was called down by whom and not yet up again. */
      const down = new Set<string>();
      const judge = (sentinel: SimSentinel, subject: Subject): void => {
        const group = cluster.group(subject.group?.name ?? subject.name);
        const known = facts.of(sentinel, subject.address);
        if (known === null || group === null) return;
        const now = sentinel.attentiveMs;
        const { downAfterMs } = group.options;
        const silentMs = now - known.provedMs;
        if (silentMs >= downAfterMs - ROUNDING_MS) return;
        const wrongRoleMs = downAfterMs + 2 * DEFAULT_TIMINGS.infoPeriodMs;
        const isWrong = subject.type === 'master' && known.info?.role === 'slave';
        if (isWrong && now - known.roleMs >= wrongRoleMs - ROUNDING_MS) return;
        const what = `${sentinel.name} holds ${subject.name} for down`;
        complain(`${what} ${silentMs.toFixed(3)} ms after its last sign, not ${downAfterMs}`);
      };
      return {
        started(sentinel) {
          for (const key of down) if (key.startsWith(sentinel.myId)) down.delete(key);
        },
        event(sentinel, event) {
          if (event.name !== '+sdown' && event.name !== '-sdown') return;
          const { subject } = event;
          const groupName = subject.group?.name ?? subject.name;
          const key = `${sentinel.myId} ${groupName} ${addressKey(subject.address)}`;
          // A switch announces once more who is down.
          if (event.name === '+sdown' && !down.has(key)) judge(sentinel, subject);
          if (event.name === '+sdown') down.add(key);
          else down.delete(key);
        },
      };
    },
  };
}
