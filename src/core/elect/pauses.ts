// How long to wait before standing, after each way in which an attempt can end (ELECT-3, ELECT-5),
// and the order in which those that may stand do so (ELECT-1).

import { laterEpoch } from '../epoch.ts';
import { below, hashText } from '../random.ts';
import { hasEligible, NOBODYS_WORD } from '../select/eligible.ts';
import type { Attempts, Group, State } from '../state.ts';

const RANK_STEP_MS = 40;
/** A step is longer by this much for each other group whose master is lost too: the votes of all
 *  of them go through the same disks and processors. */
const CROWD_STEP_MS = 3;
/** A vote is asked for when the write that holds the epoch has ended, and the one before it. */
const WRITES_PER_STEP = 2;
const RANK_JITTER_MS = 5;
const LONGEST_RANK_DELAY_MS = 1_000;
const SPLIT_FIRST_MS = 200;
/** A stock leader needs up to 1.9 s from its election to its new configuration. */
const BEATEN_FIRST_MS = 2_000;
/** Whoever we voted for without knowing it is left the field for so long. */
const STRANGER_MS = 4_000;
const LOST_LONGEST_MS = 4_000;
export const ABORT_FIRST_MS = 2_000;
/** Up to this much is added to the wait of one who voted for another: in stock up to a second, so
 *  that a stock peer which finds nobody to promote does not come first for ever. */
const VOTER_SPREAD_MS = 200;
/** At least this much, and up to twice as much, to the longest wait of one who found nobody. */
const FUTILE_SPREAD_MS = 2_000;
const MOST_DOUBLINGS = 20;

/** ELECT-1: the Sentinels that can be reached stand one after the other, in an order that all of
 *  them work out alike and that differs from group to group and epoch to epoch. Milliseconds. */
function rankDelayMs(state: State, group: Group, now: number): number {
  // The group's own epochs: the common one moves on with every other group's election.
  const epoch = laterEpoch(group.vote.epoch, group.configEpoch);
  const weigh = (runId: string): number => hashText(`${runId} ${group.name} ${epoch}`);
  const mine = weigh(state.myId);
  // Who could promote nobody stands after all that perhaps can.
  let rank = hasEligible(state, group, NOBODYS_WORD, now) ? 0 : group.members.size;
  for (const { peer, downSinceMs } of group.members.values()) {
    const reachable = downSinceMs === null && peer.command.stage.kind === 'up';
    if (reachable && weigh(peer.runId) < mine) rank += 1;
  }
  if (rank === 0) return 0;
  return Math.min(rank * rankStepMs(state), LONGEST_RANK_DELAY_MS);
}

/** Long enough for the one before to be heard: a file of many groups takes longer to write, and
 *  everybody has the same groups. */
function rankStepMs({ objectivelyDownCount, writeTakesMs }: State): number {
  const crowdMs = CROWD_STEP_MS * Math.max(0, objectivelyDownCount - 1);
  return Math.max(RANK_STEP_MS + crowdMs, WRITES_PER_STEP * writeTakesMs);
}

/** When it is our turn to stand, given that it may be stood from now on. The crowd may grow while
 *  we wait: asked again, the moment is worked out again. */
export function turnMs(state: State, group: Group, now: number): number {
  const { attempts } = group;
  attempts.turn ??= { openSinceMs: now, jitterMs: below(state.random, RANK_JITTER_MS) };
  const delayMs = rankDelayMs(state, group, now);
  return attempts.turn.openSinceMs + (delayMs === 0 ? 0 : delayMs + attempts.turn.jitterMs);
}

/** ELECT-3: a lost election is tried again soon, with growing random pauses; a little later where
 *  somebody has won it, who will be done by then. */
export function waitAfterLoss(state: State, group: Group, now: number, isBeaten: boolean): void {
  const { attempts } = group;
  forgetOldTrouble(group, now);
  const scaleMs = doubled(
    isBeaten ? BEATEN_FIRST_MS : SPLIT_FIRST_MS,
    attempts.lostElections,
    LOST_LONGEST_MS,
  );
  attempts.lostElections += 1;
  plan(attempts, now + scaleMs + below(state.random, scaleMs));
}

/** ELECT-3: after any other end the pauses double, so that stock peers get their turn. Who found
 *  nobody to promote leaves the field at once to those that perhaps know somebody. */
export function waitAfterAbort(state: State, group: Group, now: number): void {
  const { attempts } = group;
  forgetOldTrouble(group, now);
  const longestMs = 2 * group.options.failoverTimeoutMs;
  const delayMs = foundNobody(attempts)
    ? longestMs
    : doubled(ABORT_FIRST_MS, attempts.aborts, longestMs);
  attempts.aborts += 1;
  // Those that voted for us wait just as long: at the end they must come before us.
  const spreadMs = delayMs === longestMs ? FUTILE_SPREAD_MS : RANK_JITTER_MS;
  plan(attempts, now + delayMs + spreadMs + below(state.random, spreadMs));
}

/** PROMOTE-4: another replica can be taken, and who voted for us leaves us the field. */
export function waitForNext(state: State, group: Group, now: number): void {
  forgetOldTrouble(group, now);
  plan(group.attempts, now + SPLIT_FIRST_MS + below(state.random, SPLIT_FIRST_MS));
}

/** Waits that grew in an earlier trouble are not those of this one. */
function forgetOldTrouble(group: Group, now: number): void {
  const { attempts } = group;
  const quietMs = now - attempts.endedAtMs;
  attempts.endedAtMs = now;
  if (quietMs <= 4 * group.options.failoverTimeoutMs) return;
  attempts.lostElections = 0;
  attempts.aborts = 0;
}

/** ELECT-5: who voted for another leaves the field to it, as stock does. */
export function waitForLeader(state: State, group: Group, leader: string, now: number): void {
  const patienceMs = 2 * group.options.failoverTimeoutMs + below(state.random, VOTER_SPREAD_MS);
  plan(group.attempts, now + patienceMs);
  group.attempts.waitingFor = { leader, sinceMs: now };
}

/** TRUST-11: long enough for it to become known, if it exists, or to be done. */
export function waitForStranger(group: Group, now: number): void {
  plan(group.attempts, now + STRANGER_MS);
}

/** The earliest moment for our next attempt. ELECT-3: not long once there is somebody to
 *  promote. ELECT-5: a leader that is down is not waited for beyond an election timeout. */
export function earliestStartMs(state: State, group: Group, now: number): number {
  const { notBeforeMs, waitingFor, endedAtMs } = group.attempts;
  if (lacksSomebody(group.attempts) && hasEligible(state, group, NOBODYS_WORD, now)) {
    return Math.min(notBeforeMs, endedAtMs + ABORT_FIRST_MS);
  }
  if (waitingFor === null) return notBeforeMs;
  const goneSinceMs = goneSince(state, group, waitingFor.leader);
  if (goneSinceMs === null) return notBeforeMs;
  const sinceMs = Math.max(goneSinceMs, waitingFor.sinceMs);
  return Math.min(notBeforeMs, sinceMs + electionTimeoutMs(state, group));
}

/** null: it may be at work. Whoever was known and is not any more was forgotten, or another process
 *  is at its address; with `trust off` it need not have been known. */
function goneSince({ settings }: State, { members }: Group, runId: string): number | null {
  const leader = members.get(runId);
  if (leader !== undefined) return leader.downSinceMs;
  return settings.trust === 'off' ? null : Number.NEGATIVE_INFINITY;
}

/** ELECT-3: the next attempt waits for somebody to promote, rather than for its time. */
export function lacksSomebody(attempts: Attempts): boolean {
  return attempts.waitingFor === null && foundNobody(attempts);
}

function foundNobody({ endedFor }: Attempts): boolean {
  return endedFor === 'no-good-replica' || endedFor === 'no-replica-known';
}

export function electionTimeoutMs(state: State, group: Group): number {
  return Math.min(state.timings.electionTimeoutMs, group.options.failoverTimeoutMs);
}

function plan(attempts: Attempts, notBeforeMs: number): void {
  attempts.notBeforeMs = notBeforeMs;
  attempts.turn = null;
  attempts.waitingFor = null;
  attempts.delayNoted = false;
}

function doubled(firstMs: number, times: number, longestMs: number): number {
  return Math.min(firstMs * 2 ** Math.min(times, MOST_DOUBLINGS), longestMs);
}
