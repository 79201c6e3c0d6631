// Stages `promote` and `wait-promotion`: the chosen replica is told to become a master, and the
// failover is done when that node itself says that it is one (PROMOTE-n).

import { rememberTold } from '../history.ts';
import { nodeSubject } from '../instances.ts';
import type { Outbox } from '../outbox.ts';
import { askInfo, reconfigure, urgeInfo } from '../schedule/send.ts';
import type { DataNode, Failover, Group, State } from '../state.ts';
import { moveTo } from './machine.ts';

/** A promotion that did not take effect is sent again after this pause. */
const RESEND_MS = 1_000;
/** How often a promoted node that is slow to say so is asked. */
const WATCH_MS = 100;

/** False while the replica's link is not up, or while it has not said there who it is. */
export function sendPromotion(
  state: State,
  group: Group,
  failover: Extract<Failover, { stage: 'promote' }>,
  now: number,
  out: Outbox,
): boolean {
  const { promoted } = failover;
  if (!reconfigure(promoted.node, { follow: null, plain: false }, out)) {
    urgeInfo(promoted.node, out);
    const deadline = failover.stageSinceMs + group.options.failoverTimeoutMs;
    state.timers.arm(group.failoverTimer, deadline);
    return false;
  }
  state.timers.disarm(group.failoverTimer);
  moveTo(group, { ...failover, stage: 'wait-promotion', sentAtMs: now, stageSinceMs: now });
  rememberTold(group, now, out);
  const subject = nodeSubject(promoted.node);
  out.announceHeld({ name: '+failover-state-wait-promotion', subject });
  return true;
}

type Waiting = Extract<Failover, { stage: 'wait-promotion' }>;

/** PROMOTE-2: the node itself has said so since it was told. */
export function isConfirmed({ promoted, sentAtMs }: Waiting): boolean {
  const { roleReported, infoAtMs } = promoted.node;
  return roleReported === 'master' && infoAtMs !== null && infoAtMs > sentAtMs;
}

/** While it is waited for, the node is asked, and told again. */
export function watchPromotion(
  state: State,
  group: Group,
  failover: Waiting,
  now: number,
  out: Outbox,
): void {
  const { node } = failover.promoted;
  if (group.failoverTimer.atMs !== null) return;
  state.timers.arm(group.failoverTimer, now + WATCH_MS);
  // TILT-2: in tilt nobody is told anything.
  const mayTell = state.tiltSinceMs === null && !node.infoInFlight;
  if (mayTell && now - failover.sentAtMs >= RESEND_MS) {
    const sent = reconfigure(node, { follow: null, plain: false }, out);
    if (sent) moveTo(group, { ...failover, sentAtMs: now });
    else askInfo(node, out);
  } else if (now > failover.sentAtMs) askInfo(node, out);
}

/** PROMOTE-1: a part of the transaction was refused; SLAVEOF NO ONE alone may be permitted. */
export function promotePlainly(node: DataNode, now: number, out: Outbox): void {
  const { failover } = node.group;
  if (failover?.stage !== 'wait-promotion' || failover.promoted.node !== node) return;
  if (!reconfigure(node, { follow: null, plain: true }, out)) return;
  moveTo(node.group, { ...failover, sentAtMs: now });
}

/** PROMOTE-4: SLAVEOF NO ONE alone was refused, too. */
export function promotionRefused(node: DataNode): void {
  const { failover } = node.group;
  if (failover?.stage !== 'wait-promotion' || failover.promoted.node !== node) return;
  moveTo(node.group, { ...failover, isRefused: true });
}
