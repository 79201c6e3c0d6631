// SENTINEL PAUSE, RESUME and MAINTENANCE (OPERATOR-13, OPERATOR-14): people work on a group or a
// node, and this Sentinel starts no failover because of what they do. It observes, answers and
// votes as ever.

import type { Address } from '../address.ts';
import { masterSubject, nodeSubject } from '../instances.ts';
import { nodeAt, sameNode } from '../names.ts';
import type { OperatorOutcome } from '../operator-request.ts';
import type { Outbox } from '../outbox.ts';
import { type Group, isPaused, type State } from '../state.ts';

/** `forMs` null: the pause is over. */
export function pause(
  state: State,
  group: Group,
  forMs: number | null,
  now: number,
  out: Outbox,
): OperatorOutcome {
  if (forMs === null) {
    if (isPaused(group)) endPause(state, group, out);
  } else {
    state.timers.arm(group.pauseEnd, now + forMs);
    out.announce({ name: '+pause', subject: masterSubject(group), forMs });
  }
  return { kind: 'done' };
}

/** A pause that a process before this one was told of goes on. */
export function announcePause(group: Group, now: number, out: Outbox): void {
  const { atMs } = group.pauseEnd;
  if (atMs === null) return;
  out.announce({ name: '+pause', subject: masterSubject(group), forMs: Math.ceil(atMs - now) });
}

/** By RESUME or by itself. */
export function endPause(state: State, group: Group, out: Outbox): void {
  state.timers.disarm(group.pauseEnd);
  out.saveSoon();
  out.announce({ name: '-pause', subject: masterSubject(group) });
}

/** Marks that a node is worked on, or no longer. */
export function maintain(
  state: State,
  group: Group,
  { address, on }: { readonly address: Address; readonly on: boolean },
  out: Outbox,
): OperatorOutcome {
  const node = nodeAt(state, group, address);
  const { maintenance } = group.options;
  const at = node?.address ?? address;
  const wasOn = maintenance.some((other) => sameNode(state, other, at));
  if (node === null && (on || !wasOn)) return { kind: 'failed', code: 'no-such-node' };
  const { failover } = group;
  const isChosen = failover !== null && 'promoted' in failover && failover.promoted.node === node;
  if (on && isChosen) return { kind: 'failed', code: 'failover-in-progress' };
  const others = maintenance.filter((other) => {
    const isKnown = nodeAt(state, group, other) !== null || isHidden(state, group, other);
    return isKnown && !sameNode(state, other, at);
  });
  group.options = { ...group.options, maintenance: on ? [...others, at] : others };
  if (node !== null && wasOn !== on) {
    out.announce({ name: on ? '+maintenance' : '-maintenance', subject: nodeSubject(node) });
  }
  return { kind: 'done' };
}

/** OPERATOR-12: nobody works on a node that is forgotten. False: it was not marked. */
export function unmark(state: State, group: Group, address: Address): boolean {
  const { maintenance } = group.options;
  const others = maintenance.filter((other) => !sameNode(state, other, address));
  if (others.length === maintenance.length) return false;
  group.options = { ...group.options, maintenance: others };
  return true;
}

function isHidden(state: State, group: Group, address: Address): boolean {
  for (const node of group.candidates.values()) {
    if (sameNode(state, node.address, address)) return true;
  }
  return false;
}
