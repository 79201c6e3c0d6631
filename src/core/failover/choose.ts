// Stage `select`: the replica to promote is chosen by answers that are newer than the master's
// death, and waits a moment for those that are on their way (SELECT-3).

import { nodeSubject } from '../instances.ts';
import { nodeAt } from '../names.ts';
import type { Outbox } from '../outbox.ts';
import { askInfo } from '../schedule/send.ts';
import { compareReplicas } from '../select/best.ts';
import { type Refusal, refusalOf } from '../select/eligible.ts';
import type { Failover, Group, Replica, State } from '../state.ts';
import { moveTo } from './machine.ts';

/** How long the choice waits for INFO that was asked for. */
export const SELECT_PATIENCE_MS = 200;

type Selecting = Extract<Failover, { stage: 'select' }>;

/** `none`: no replica is eligible. */
export function choose(
  state: State,
  group: Group,
  failover: Selecting,
  now: number,
  out: Outbox,
): 'chosen' | 'waiting' | 'none' {
  const deadline = failover.stageSinceMs + SELECT_PATIENCE_MS;
  if (deadline > now && answersAreComing(group, failover, now, out)) {
    state.timers.arm(group.failoverTimer, deadline);
    return 'waiting';
  }
  state.timers.disarm(group.failoverTimer);
  const best = bestReplica(state, group, failover, now, out);
  if (best === null) return 'none';
  out.announceHeld({ name: '+selected-slave', subject: nodeSubject(best.node) });
  const stage = group.handOver === null ? 'promote' : 'hand-over';
  moveTo(group, { ...failover, stage, promoted: best, stageSinceMs: now });
  const subject = nodeSubject(best.node);
  out.announceHeld({ name: '+failover-state-send-slaveof-noone', subject });
  return 'chosen';
}

/** Each is asked once; who answered with an error is not waited for. */
function answersAreComing(group: Group, failover: Selecting, now: number, out: Outbox): boolean {
  let coming = false;
  for (const { node } of group.replicas.values()) {
    if (isFresh(node.infoAtMs, failover) || node.command.stage.kind !== 'up') continue;
    if (node.downSinceMs !== null) continue;
    if (!node.infoInFlight && now > failover.stageSinceMs) continue;
    askInfo(node, out);
    coming = true;
  }
  return coming;
}

/** Replicas that did not answer since the master's death are taken only where none did. */
function bestReplica(
  state: State,
  group: Group,
  failover: Selecting,
  now: number,
  out: Outbox,
): Replica | null {
  const eligible: Replica[] = [];
  for (const replica of candidatesOf(state, group)) {
    const refusal = refusalOf(state, group, replica, now);
    if (refusal === null) eligible.push(replica);
    else noteRefusal(replica, refusal, out);
  }
  const fresh = eligible.filter(({ node }) => isFresh(node.infoAtMs, failover));
  if (fresh.length > 0 && fresh.length < eligible.length) {
    for (const replica of eligible) {
      if (!fresh.includes(replica)) noteRefusal(replica, 'no-fresh-answer', out);
    }
  }
  const candidates = fresh.length > 0 ? fresh : eligible;
  return candidates.sort(compareReplicas)[0] ?? null;
}

/** OPERATOR-5: all of them, or the one that the operator named. */
export function candidatesOf(state: State, group: Group): readonly Replica[] {
  const target = group.handOver?.target ?? null;
  const all = [...group.replicas.values()];
  if (target === null) return all;
  const node = nodeAt(state, group, target);
  return all.filter((replica) => replica.node === node);
}

function isFresh(infoAtMs: number | null, failover: Selecting): boolean {
  return infoAtMs !== null && infoAtMs >= failover.factsSinceMs;
}

/** SELECT-4. */
function noteRefusal(replica: Replica, reason: Refusal, out: Outbox): void {
  const note = {
    kind: 'refused-replica',
    replica: replica.node.key,
    reason,
  } as const;
  out.free({ kind: 'note', note });
}
