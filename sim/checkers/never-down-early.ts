// Nobody is held for down before down-after has passed since the last proof of life, in time that
// leaves out what the process was away (SDOWN-1, TIME-1). Judged at the decision, not at its event.

import type { Address } from '../../src/core/address.ts';
import { DEFAULT_TIMINGS } from '../../src/core/settings.ts';
import type { Group, State } from '../../src/core/state.ts';
import type { FactBook } from '../facts.ts';
import type { Checker } from '../observer.ts';
import type { SimSentinel } from '../sentinel.ts';

const ROUNDING_MS = 0.01;

/** Whoever can be held for down: a node, or a peer as a member of one group. */
interface Suspect {
  readonly downSinceMs: number | null;
}

export function neverDownEarly(facts: FactBook): Checker {
  return {
    name: 'never-down-early',
    watch(_cluster, complain) {
      const down = new Set<Suspect>();
      const review = (
        sentinel: SimSentinel,
        group: Group,
        who: Suspect,
        address: Address,
      ): void => {
        if (who.downSinceMs === null) {
          if (down.size > 0) down.delete(who);
        } else if (!down.has(who)) {
          down.add(who);
          const reason = objection(facts, sentinel, group, address);
          if (reason !== null)
            complain(`${sentinel.name} holds ${address.host} for down ${reason}`);
        }
      };
      return {
        settled(sentinel) {
          for (const group of groupsOf(sentinel.state)) {
            review(sentinel, group, group.master, group.master.address);
            for (const { node } of group.replicas.values()) {
              review(sentinel, group, node, node.address);
            }
            for (const member of group.members.values()) {
              review(sentinel, group, member, member.peer.address);
            }
          }
        },
      };
    },
  };
}

function groupsOf(state: State | null): Iterable<Group> {
  return state === null ? [] : state.groups.values();
}

function objection(
  facts: FactBook,
  sentinel: SimSentinel,
  group: Group,
  address: Address,
): string | null {
  const known = facts.of(sentinel, address);
  if (known === null) return 'without ever looking at it';
  const now = sentinel.attentiveMs;
  const { downAfterMs } = group.options;
  const silentMs = now - known.provedMs;
  if (silentMs >= downAfterMs - ROUNDING_MS) return null;
  const wrongRoleMs = downAfterMs + 2 * DEFAULT_TIMINGS.infoPeriodMs;
  const isWrong = known.info?.role === 'slave' && group.master.address === address;
  if (isWrong && now - known.roleMs >= wrongRoleMs - ROUNDING_MS) return null;
  return `${silentMs.toFixed(3)} ms after its last sign, not ${downAfterMs}`;
}
