// Standing for election (ELECT-n): whether a failover of a group starts now, and the campaign's
// first acts. Counting votes is tally.ts's business, how long to wait pauses.ts's.

import { askPeers } from '../detect/objective.ts';
import { giveUpHandOver } from '../failover/hand-over.ts';
import { moveTo } from '../failover/machine.ts';
import { rememberStart } from '../history.ts';
import { masterSubject } from '../instances.ts';
import { isInMaintenance } from '../names.ts';
import { isToBeReplaced } from '../observe/emptiness.ts';
import type { Outbox } from '../outbox.ts';
import { below } from '../random.ts';
import { askInfo } from '../schedule/send.ts';
import { boundByPolicy } from '../select/eligible.ts';
import { type Group, isPaused, type State } from '../state.ts';
import { earliestStartMs, electionTimeoutMs, turnMs } from './pauses.ts';
import { countReachable, votesNeeded } from './tally.ts';
import { adoptEpoch, castVote } from './vote.ts';

/** How long a failover that an operator forced seeks a majority before it goes on without. */
export const FORCED_PATIENCE_MS = 1_000;
const LONE_EPOCH_SPREAD = 1_000;

/** Starts a failover, or arms the moment to look again. */
export function considerFailover(state: State, group: Group, now: number, out: Outbox): void {
  const { attempts } = group;
  const hasReason = group.objectivelyDownSinceMs !== null || isToBeReplaced(group);
  const waitsForNodes = waitForNodes(state, group, now, out);
  if (!hasReason || group.failover !== null || isWorkedOn(state, group) || waitsForNodes) {
    attempts.turn = null;
    state.timers.disarm(group.stand);
    return;
  }
  const earliestMs = earliestStartMs(state, group, now);
  if (earliestMs > now) {
    state.timers.arm(group.stand, earliestMs);
    noteDelay(group, earliestMs - now, out);
    return;
  }
  if (!majorityInReach(group, out)) return;
  const ourTurnMs = turnMs(state, group, now);
  if (ourTurnMs > now) state.timers.arm(group.stand, ourTurnMs);
  else stand(state, group, { forced: false, now }, out);
}

/** ORPHAN-1, ORPHAN-4: nobody stands before it is known who has the most data. */
function waitForNodes(state: State, group: Group, now: number, out: Outbox): boolean {
  if (group.failover !== null) return false;
  const orphans = group.objectivelyDownSinceMs === null ? null : boundByPolicy(state, group, now);
  const problem = orphans?.problem ?? null;
  const isAwaiting = orphans !== null && orphans.awaited > 0;
  const isToWait = problem !== null || isAwaiting;
  // What is about to be known is not announced before.
  if (problem === group.orphanedFor || isAwaiting) return isToWait;
  group.orphanedFor = problem;
  const subject = masterSubject(group);
  if (orphans === null || problem === null) out.announce({ name: '-orphaned-group', subject });
  else out.announce({ name: '+orphaned-group', subject, orphans });
  return isToWait;
}

/** OPERATOR-13, OPERATOR-14. */
function isWorkedOn(state: State, group: Group): boolean {
  return isPaused(group) || isInMaintenance(state, group.master);
}

/** ELECT-2: a new epoch, our own vote in it, and with both on disk the question to all others. */
export function stand(
  state: State,
  group: Group,
  how: { readonly forced: boolean; readonly now: number },
  out: Outbox,
): void {
  const { forced, now } = how;
  // HANDOVER-8: of the failover before, whose old master is not known to be a replica yet.
  giveUpHandOver(state, group, { code: 'too-late' }, now, out);
  state.timers.disarm(group.stand);
  group.attempts.turn = null;
  group.attempts.waitingFor = null;
  const epoch = state.currentEpoch + 1n;
  adoptEpoch(state, group, epoch, out);
  out.announceHeld({ name: '+try-failover', subject: masterSubject(group) });
  castVote(state, group, { leader: state.myId, epoch }, out);
  moveTo(group, {
    stage: 'wait-start',
    epoch,
    forced,
    startedAtMs: now,
    revision: state.revision,
    factsSinceMs: group.master.downSinceMs ?? now,
    stageSinceMs: now,
  });
  rememberStart(state, group, { forced, epoch }, now, out);
  const patienceMs = forced ? FORCED_PATIENCE_MS : electionTimeoutMs(state, group);
  state.timers.arm(group.failoverTimer, now + patienceMs);
  for (const { node } of group.replicas.values()) askInfo(node, out);
  askPeers(state, group, now, out);
}

/** OPERATOR-5: a leader without a majority takes an epoch that elections which it cannot see will
 *  hardly take: of two configurations of one epoch neither would ever give way to the other. */
export function takeLoneEpoch(
  state: State,
  group: Group,
  out: Outbox,
): { readonly epoch: bigint; readonly revision: number } {
  const epoch = state.currentEpoch + 2n + BigInt(below(state.random, LONE_EPOCH_SPREAD));
  adoptEpoch(state, group, epoch, out);
  castVote(state, group, { leader: state.myId, epoch }, out);
  return { epoch, revision: state.revision };
}

/** ELECT-6: without a majority in reach an election can only be lost, and would cost an epoch. */
function majorityInReach(group: Group, out: Outbox): boolean {
  const needed = votesNeeded(group);
  const reachable = countReachable(group);
  if (reachable >= needed) return true;
  if (!group.attempts.delayNoted) {
    group.attempts.delayNoted = true;
    const note = {
      kind: 'majority-out-of-reach',
      groupName: group.name,
      reachable,
      needed,
    } as const;
    out.free({ kind: 'note', note });
  }
  return false;
}

function noteDelay(group: Group, delayMs: number, out: Outbox): void {
  if (group.attempts.delayNoted) return;
  group.attempts.delayNoted = true;
  const note = { kind: 'next-failover-delayed', groupName: group.name, delayMs } as const;
  out.free({ kind: 'note', note });
}
