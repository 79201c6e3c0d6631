// Moves a failover on as far as the facts allow, each time that one arrives or a deadline passes.
// Each stage waits for one fact with a deadline behind it; none waits for a tick.

import { waitAfterAbort, waitAfterLoss, waitForNext } from '../elect/pauses.ts';
import { takeLoneEpoch } from '../elect/stand.ts';
import { rivalHasWon, tally, votesFor, votesNeeded } from '../elect/tally.ts';
import type { AbortCause } from '../event.ts';
import { rememberElected, rememberEnd } from '../history.ts';
import { masterSubject } from '../instances.ts';
import type { Outbox } from '../outbox.ts';
import { wouldTryAnother } from '../select/ranking.ts';
import type { Chosen, Failover, Group, State } from '../state.ts';
import { noteAbort } from './abort-note.ts';
import { choose } from './choose.ts';
import { completeFailover } from './complete.ts';
import { advanceHandOver, giveUpHandOver, isTooLateToInsist, reviewHandOver } from './hand-over.ts';
import { moveTo } from './machine.ts';
import { isConfirmed, sendPromotion, watchPromotion } from './promote.ts';

type In<S extends Failover['stage']> = Extract<Failover, { stage: S }>;

/** Runs stage after stage until one has to wait. */
export function advanceFailover(state: State, group: Group, now: number, out: Outbox): void {
  for (;;) {
    const before = group.failover;
    if (before === null) return;
    step(state, group, before, now, out);
    if (group.failover === before) return;
  }
}

function step(state: State, group: Group, failover: Failover, now: number, out: Outbox): void {
  // HELLO-5: a newer configuration has come meanwhile; ours would give way to it.
  if (failover.epoch <= group.configEpoch) {
    return abort(state, group, 'newer-configuration', now, out);
  }
  // TILT-3.
  if (state.tiltSinceMs !== null && failover.stage !== 'wait-promotion') {
    return abort(state, group, 'tilt', now, out);
  }
  switch (failover.stage) {
    case 'wait-start':
      return waitStart(state, group, failover, now, out);
    case 'select': {
      const result = choose(state, group, failover, now, out);
      const cause = group.replicas.size === 0 ? 'no-replica-known' : 'no-good-replica';
      if (result === 'none') abort(state, group, cause, now, out);
      return;
    }
    case 'hand-over':
      switch (advanceHandOver(state, group, failover, now, out)) {
        case 'aborts':
          return abort(state, group, 'hand-over', now, out);
        case 'refused':
          return abort(state, group, 'promotion-refused', now, out);
        default:
          return;
      }
    case 'promote': {
      // It may have gone down while it was waited for, and its link be back before it is up.
      const lost = lossOf(failover);
      if (lost !== null) return abort(state, group, lost, now, out);
      if (isTooLateToInsist(group, now)) return abort(state, group, 'hand-over', now, out);
      if (sendPromotion(state, group, failover, now, out)) return;
      if (overdue(group, failover, now)) abort(state, group, 'replica-unreachable', now, out);
      return;
    }
    case 'wait-promotion': {
      reviewHandOver(state, group, now, out);
      const lost = lossOf(failover);
      if (lost !== 'replica-restarted' && isConfirmed(failover)) {
        return completeFailover(state, group, failover, now, out);
      }
      if (lost !== null) return abort(state, group, lost, now, out);
      if (failover.isRefused === true) return abort(state, group, 'promotion-refused', now, out);
      if (overdue(group, failover, now)) {
        return abort(state, group, 'promotion-not-confirmed', now, out);
      }
      return watchPromotion(state, group, failover, now, out);
    }
    default:
      return failover satisfies never;
  }
}

function waitStart(
  state: State,
  group: Group,
  failover: In<'wait-start'>,
  now: number,
  out: Outbox,
): void {
  const result = tally(state, group, failover);
  const patienceOver = group.failoverTimer.atMs === null || group.failoverTimer.atMs <= now;
  // OPERATOR-5: an operator's word goes on without a majority, but not against a rival's.
  const mayGoAlone = failover.forced && group.handOver?.insists !== true;
  const alone = mayGoAlone && result !== 'won' && (patienceOver || result === 'lost');
  if (result === 'won') return lead(state, group, failover, now, out);
  if (alone && group.vote.leader === state.myId && !hasRival(state, group, failover)) {
    const subject = masterSubject(group);
    const [have, need] = [votesFor(state, group, failover.epoch), votesNeeded(group)];
    out.announceHeld({ name: '+failover-without-majority', subject, have, need });
    return lead(state, group, { ...failover, ...takeLoneEpoch(state, group, out) }, now, out);
  }
  if (result === 'lost' || patienceOver) {
    abort(state, group, whyNotElected(state, group, failover), now, out);
  }
}

function whyNotElected(state: State, group: Group, failover: In<'wait-start'>): AbortCause {
  const { epoch, leader } = group.vote;
  if (rivalHasWon(state, group, failover)) return 'rival-elected';
  if (epoch !== failover.epoch || leader !== state.myId) return 'voted-for-another';
  return 'too-few-votes';
}

function lead(
  state: State,
  group: Group,
  failover: In<'wait-start'>,
  now: number,
  out: Outbox,
): void {
  state.timers.disarm(group.failoverTimer);
  moveTo(group, { ...failover, stage: 'select', stageSinceMs: now });
  rememberElected(state, group, failover.epoch, now, out);
  out.announceHeld({ name: '+elected-leader', subject: masterSubject(group) });
  // Ahead of whatever rests on the same epoch: no promotion can leave before it.
  if (state.simulatedFailures.has('crash-after-election')) {
    out.heldFor(failover.revision, { kind: 'crash' });
  }
  out.announceHeld({ name: '+failover-state-select-slave', subject: masterSubject(group) });
}

function hasRival(state: State, group: Group, failover: Failover): boolean {
  for (const { vote } of group.members.values()) {
    if (vote === null || vote.epoch < failover.epoch) continue;
    if (vote.epoch > failover.epoch || vote.leader !== state.myId) return true;
  }
  return false;
}

const FAULT_OF_THE_CHOSEN: ReadonlySet<AbortCause> = new Set([
  ...['replica-unreachable', 'replica-down', 'replica-restarted'],
  ...['promotion-not-confirmed', 'promotion-refused'],
] as const);

/** PROMOTE-3: why the chosen replica cannot be waited for. */
function lossOf({ promoted: { node }, chosenRunId }: Chosen): AbortCause | null {
  const isAnother = chosenRunId !== null && node.runId !== null && node.runId !== chosenRunId;
  if (isAnother) return 'replica-restarted';
  return node.downSinceMs === null ? null : 'replica-down';
}

/** ELECT-7: and waits already as that vote wants it (ELECT-5, TRUST-11). */
function hasVotedForAnother({ myId }: State, { vote }: Group, { epoch }: Failover): boolean {
  return vote.epoch > epoch && vote.leader !== null && vote.leader !== myId;
}

/** PROMOTE-3. */
function overdue(group: Group, failover: Failover, now: number): boolean {
  return now - failover.stageSinceMs >= group.options.failoverTimeoutMs;
}

/** Ends an attempt. The epoch stays used; the next attempt waits as ELECT-3 says. */
function abort(state: State, group: Group, cause: AbortCause, now: number, out: Outbox): void {
  giveUpHandOver(state, group, { code: 'aborted', cause }, now, out);
  const { failover } = group;
  if (failover === null) return;
  rememberEnd(state, group, cause, now, out);
  noteAbort(state, group, failover, cause, out);
  // PROMOTE-4.
  if ('promoted' in failover && FAULT_OF_THE_CHOSEN.has(cause)) {
    group.attempts.failed.set(failover.promoted.node, now);
  }
  const lost = failover.stage === 'wait-start';
  const isBeaten = rivalHasWon(state, group, failover);
  moveTo(group, null);
  state.timers.disarm(group.failoverTimer);
  if (lost && hasVotedForAnother(state, group, failover)) return;
  if (lost) waitAfterLoss(state, group, now, isBeaten);
  else if (FAULT_OF_THE_CHOSEN.has(cause) && wouldTryAnother(state, group, now)) {
    waitForNext(state, group, now);
  } else waitAfterAbort(state, group, now);
}
