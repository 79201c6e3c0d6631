// Stages `promote` and `wait-promotion`: the chosen replica is told to become a master, and the
// failover is done when that node itself says that it is one (PROMOTE-n).

import { nodeSubject } from '../instances.ts';
import type { Outbox } from '../outbox.ts';
import { askInfo, reconfigure } from '../schedule/send.ts';
import type { DataNode, Failover, Group, State } from '../state.ts';
import { completeFailover } from './complete.ts';
import { moveTo } from './machine.ts';

/** A promotion that did not take effect is sent again after this pause. */
const RESEND_MS = 1_000;
/** How often a promoted node that is slow to say so is asked. */
const WATCH_MS = 100;

/** False while the replica's link is not up. */
export function sendPromotion(
  state: State,
  group: Group,
  failover: Extract<Failover, { stage: 'promote' }>,
  now: number,
  out: Outbox,
): boolean {
  const { promoted } = failover;
  if (!reconfigure(promoted.node, { follow: null, plain: false }, out)) {
    const deadline = failover.stageSinceMs + group.options.failoverTimeoutMs;
    state.timers.arm(group.failoverTimer, deadline);
    return false;
  }
  state.timers.disarm(group.failoverTimer);
  moveTo(group, { ...failover, stage: 'wait-promotion', sentAtMs: now, stageSinceMs: now });
  const subject = nodeSubject(promoted.node);
  out.announceHeld({ name: '+failover-state-wait-promotion', subject });
  return true;
}

/** PROMOTE-2: true once the node has confirmed; false while it is to be waited for. */
export function watchPromotion(
  state: State,
  group: Group,
  failover: Extract<Failover, { stage: 'wait-promotion' }>,
  now: number,
  out: Outbox,
): boolean {
  const { node } = failover.promoted;
  if (node.roleReported === 'master' && (node.infoAtMs ?? 0) > failover.sentAtMs) {
    completeFailover(state, group, failover, now, out);
    return true;
  }
  if (group.failoverTimer.atMs !== null) return false;
  state.timers.arm(group.failoverTimer, now + WATCH_MS);
  if (now - failover.sentAtMs >= RESEND_MS && !node.infoInFlight) {
    const sent = reconfigure(node, { follow: null, plain: false }, out);
    if (sent) moveTo(group, { ...failover, sentAtMs: now });
  } else if (now > failover.sentAtMs) askInfo(node, out);
  return false;
}

/** PROMOTE-1: a part of the transaction was refused; SLAVEOF NO ONE alone may be permitted. */
export function promotePlainly(node: DataNode, now: number, out: Outbox): void {
  const { failover } = node.group;
  if (failover?.stage !== 'wait-promotion' || failover.promoted.node !== node) return;
  if (!reconfigure(node, { follow: null, plain: true }, out)) return;
  moveTo(node.group, { ...failover, sentAtMs: now });
}
