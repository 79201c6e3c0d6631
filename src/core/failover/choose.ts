// Stage `select`: the replica to promote is chosen by answers that are newer than the master's
// death, and waits a moment for those that are on their way (SELECT-3).

import { rememberChoice } from '../history.ts';
import { nodeSubject } from '../instances.ts';
import type { Outbox } from '../outbox.ts';
import { askInfo } from '../schedule/send.ts';
import type { Refusal } from '../select/eligible.ts';
import { type Choice, isFresh, rankReplicas } from '../select/ranking.ts';
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
  const { eligible, refused } = rankReplicas(state, group, choiceOf(group, failover), now);
  for (const { replica, reason } of refused) noteRefusal(replica, reason, out);
  const [best] = eligible;
  if (best === undefined) return 'none';
  out.announceHeld({ name: '+selected-slave', subject: nodeSubject(best.node) });
  const stage = group.handOver === null ? 'promote' : 'hand-over';
  moveTo(group, {
    ...failover,
    stage,
    promoted: best,
    chosenRunId: best.node.runId,
    stageSinceMs: now,
  });
  rememberChoice(state, group, best.node, now, out);
  const subject = nodeSubject(best.node);
  out.announceHeld({ name: '+failover-state-send-slaveof-noone', subject });
  return 'chosen';
}

function choiceOf({ handOver }: Group, { factsSinceMs, forced }: Selecting): Choice {
  return { factsSinceMs, isForced: forced, target: handOver?.target ?? null };
}

/** Each is asked once; who answered with an error is not waited for. */
export function answersAreComing(
  group: Group,
  asked: { readonly factsSinceMs: number; readonly stageSinceMs: number },
  now: number,
  out: Outbox,
): boolean {
  let coming = false;
  for (const { node } of group.replicas.values()) {
    if (isFresh(node, asked.factsSinceMs) || node.command.stage.kind !== 'up') continue;
    if (node.downSinceMs !== null) continue;
    if (!node.infoInFlight && now > asked.stageSinceMs) continue;
    askInfo(node, out);
    coming = true;
  }
  return coming;
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
