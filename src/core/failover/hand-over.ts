// A planned failover loses no acknowledged write (HANDOVER-n): the master holds its writes, the
// chosen replica gets all of them, is promoted, and the old master is made a replica before the
// hold ends. Where that cannot be had it is said, and the failover goes on as a forced one, or not
// at all if the operator insists. The promotion itself is promote.ts's.

import type { InfoFacts, Written } from '../facts.ts';
import { rememberHandOver, rememberObstacle } from '../history.ts';
import { holdOf } from '../hold.ts';
import type { Asker } from '../input.ts';
import { masterSubject } from '../instances.ts';
import { holdsTheLost } from '../observe/emptiness.ts';
import type { FailoverOrders, HandOverProblem, OperatorOutcome } from '../operator-request.ts';
import type { Outbox } from '../outbox.ts';
import type { Reply } from '../requests.ts';
import { holdWrites, liftHold, urgeInfo } from '../schedule/send.ts';
import type { DataNode, Failover, Group, HandOver, Hold, State } from '../state.ts';
import { moveTo } from './machine.ts';
import { beginTrial, endTrials, refusesDemotion, refusesPromotion } from './trial.ts';

/** The hold ends after this share of down-after: what waits behind a PUBLISH to the master must not
 *  make a peer see it as down. */
const HOLD_SHARE = 0.4;
/** What is left of the hold when the replica has everything is for the promotion and the demotion. */
const CATCH_UP_SHARE = 0.5;
/** No replica that needs longer is near. */
const HOLD_LONGEST_MS = 5_000;
export const TRIAL_PATIENCE_MS = 1_000;
/** The replica is asked how far it is after each further eighth of the time that the hold lasts. */
const CATCH_UP_POLL_SHARE = 1 / 8;
const CATCH_UP_POLL_LEAST_MS = 1;
/** A master that holds its writes still sends its replicas a PING from time to time, which counts
 *  among what it has written. No write is as short. */
const PING_BYTES = 14n;

type HandingOver = Extract<Failover, { stage: 'hand-over' }>;

/** HANDOVER-1: with the failover begun, the master is tried while the peers vote. */
export function planHandOver(
  state: State,
  group: Group,
  {
    orders,
    asker,
    now,
  }: { readonly orders: FailoverOrders; readonly asker: Asker; readonly now: number },
  out: Outbox,
): void {
  const { target, insists, patienceMs } = orders;
  const longestMs = Math.min(longestHoldMs(group), patienceMs ?? Number.POSITIVE_INFINITY);
  group.handOver = { asker, target, insists, longestMs, step: { kind: 'try' } };
  if (isReachable(group.master)) beginTrial(state, group.master, 'master', now, out);
}

/** The longest hold that no peer takes for the master's death. Milliseconds. */
export function longestHoldMs(group: Group): number {
  return Math.min(HOLD_LONGEST_MS, Math.floor(group.options.downAfterMs * HOLD_SHARE));
}

/** Runs until it has to wait. `aborts`: the failover must end; `refused`: the replica will not. */
export function advanceHandOver(
  state: State,
  group: Group,
  failover: HandingOver,
  now: number,
  out: Outbox,
): 'goes-on' | 'aborts' | 'refused' {
  const { handOver } = group;
  if (handOver === null) return promoteNext(state, group, failover, now);
  const problem = problemOf(group, handOver, failover, now);
  if (problem !== null) {
    const hopeless = hopelessFor(group.master, failover.promoted.node, problem);
    const insists = handOver.insists || hopeless !== null;
    group.handOver = { ...handOver, insists };
    giveUpHandOver(state, group, problem, now, out);
    if (hopeless === 'promotion') return 'refused';
    return insists ? 'aborts' : promoteNext(state, group, failover, now);
  }
  const { step } = handOver;
  if (step.kind === 'try') tryNodes(state, group, handOver, failover, now, out);
  else if (step.kind === 'catch-up') catchUp(state, handOver, failover, now, out);
  return handOver.step.kind === 'hand' ? promoteNext(state, group, failover, now) : 'goes-on';
}

/** HANDOVER-1: what would come to nothing, or leave two masters, also without the hold. */
export function hopelessFor(
  master: DataNode,
  replica: DataNode,
  problem: HandOverProblem,
): 'promotion' | 'demotion' | null {
  const isSilent = problem.code === 'no-answer' && problem.node === replica.key;
  if (isSilent || refusesPromotion(replica)) return 'promotion';
  return refusesDemotion(master) ? 'demotion' : null;
}

function promoteNext(state: State, group: Group, failover: HandingOver, now: number): 'goes-on' {
  state.timers.disarm(group.failoverTimer);
  moveTo(group, { ...failover, stage: 'promote', stageSinceMs: now });
  return 'goes-on';
}

/** What stands in the way now; null: nothing yet. */
function problemOf(
  group: Group,
  { step, longestMs }: HandOver,
  failover: HandingOver,
  now: number,
): HandOverProblem | null {
  const { master } = group;
  const { node } = failover.promoted;
  const isReconnecting = step.kind === 'try' && mayReconnect(master);
  const isLate = now - failover.stageSinceMs >= TRIAL_PATIENCE_MS;
  if (!isReachable(master) && (isLate || !isReconnecting)) return { code: 'master-unreachable' };
  if (step.kind === 'try' && master.info?.isTooOldToHold === true) return tooOld(master);
  for (const each of [master, node]) {
    const verdict = each.trial?.verdict ?? 'open';
    if (typeof verdict === 'object') {
      return { code: 'refused', node: each.key, text: verdict.refused };
    }
    if (verdict === 'open' && step.kind === 'try' && isLate)
      return { code: 'no-answer', node: each.key };
  }
  const isTried = [master, node].every(({ trial }) => trial?.verdict === 'fit');
  if (step.kind === 'try' && isTried && holdsTheLost(node)) return { code: 'master-emptied' };
  if (!('hold' in step) || now < catchUpEndsAtMs(step.hold)) return null;
  if (step.kind === 'catch-up') return { code: 'replica-lags', node: node.key };
  return isCutShort(group, longestMs)
    ? { code: 'timeout-too-short' }
    : { code: 'no-answer', node: master.key };
}

/** The operator's patience ends before ours would. */
export function isCutShort(group: Group, longestMs: number): boolean {
  return longestMs < longestHoldMs(group);
}

/** HANDOVER-2: it would queue what it does not know. */
export function tooOld({ key }: DataNode): HandOverProblem {
  return { code: 'refused', node: key, text: 'CLIENT PAUSE WRITE: its version is below 6.2' };
}

/** HANDOVER-2, and with both fit HANDOVER-3. */
function tryNodes(
  state: State,
  group: Group,
  handOver: HandOver,
  failover: HandingOver,
  now: number,
  out: Outbox,
): void {
  const trials = [
    beginTrial(state, group.master, 'master', now, out),
    beginTrial(state, failover.promoted.node, 'replica', now, out),
  ];
  if (trials.some(({ verdict }) => verdict !== 'fit') || !isReachable(group.master)) {
    state.timers.arm(group.failoverTimer, failover.stageSinceMs + TRIAL_PATIENCE_MS);
    return;
  }
  const lengthMs = handOver.longestMs;
  const hold = { sinceMs: now, lengthMs, endsAtMs: now + lengthMs };
  handOver.step = { kind: 'hold', hold };
  holdWrites(group.master, { ms: lengthMs, needs: failover.revision }, out);
  state.timers.arm(group.failoverTimer, catchUpEndsAtMs(hold));
}

export function catchUpEndsAtMs({ lengthMs, endsAtMs }: Hold): number {
  return endsAtMs - lengthMs * (1 - CATCH_UP_SHARE);
}

/** HANDOVER-5. */
function catchUp(
  state: State,
  handOver: HandOver,
  failover: HandingOver,
  now: number,
  out: Outbox,
): void {
  if (handOver.step.kind !== 'catch-up') return;
  const { hold, target } = handOver.step;
  const { node } = failover.promoted;
  const { info, infoAtMs } = node;
  if (infoAtMs !== null && infoAtMs >= hold.sinceMs && info !== null && hasCaughtUp(info, target)) {
    handOver.step = { kind: 'hand', hold, target };
    return;
  }
  const lastMs = infoAtMs ?? Number.NEGATIVE_INFINITY;
  const dueAtMs = lastMs < hold.sinceMs ? now : lastMs + pollPauseMs(lastMs - hold.sinceMs);
  if (dueAtMs <= now) urgeInfo(node, out);
  // Where it cannot be asked now, its link or its beat brings the next answer.
  const nextMs = dueAtMs <= now ? catchUpEndsAtMs(hold) : dueAtMs;
  state.timers.arm(node.group.failoverTimer, Math.min(nextMs, catchUpEndsAtMs(hold)));
}

/** How long after its last answer the replica is asked again. */
export function pollPauseMs(sinceMs: number): number {
  return Math.max(CATCH_UP_POLL_LEAST_MS, sinceMs * CATCH_UP_POLL_SHARE);
}

/** An offset counts only in its own history. */
export function hasCaughtUp(info: InfoFacts, { history, offset }: Written): boolean {
  return info.masterLinkUp === true && info.history === history && (info.offset ?? 0n) >= offset;
}

/** HANDOVER-3: the master's answer to the hold. */
export function observeHold(node: DataNode, { refused }: Extract<Reply, { kind: 'hold' }>): void {
  const { handOver, master } = node.group;
  if (handOver?.step.kind !== 'hold' || node !== master) return;
  const { hold } = handOver.step;
  if (refused === null) handOver.step = { kind: 'measure', hold };
  else if (node.trial !== null) node.trial.verdict = { refused, isPromotion: false };
}

/** HANDOVER-4: the first INFO of the master behind the hold says how much it has written. */
export function observeHeldMaster(node: DataNode): void {
  const { handOver, master } = node.group;
  if (handOver?.step.kind !== 'measure' || node !== master) return;
  const { history, offset } = node.info ?? { history: null, offset: null };
  if (history === null || offset === null) return;
  const target = { history, offset };
  handOver.step = { kind: 'catch-up', hold: handOver.step.hold, target };
}

/** HANDOVER-6: the old master is a replica now, and says what it had written until then. */
export function observeDemotion(
  state: State,
  node: DataNode,
  wrote: Written | null,
  now: number,
  out: Outbox,
): void {
  const { group } = node;
  const { handOver, lastSwitch } = group;
  if (handOver?.step.kind !== 'hand' || group.failover !== null || lastSwitch === null) return;
  const { hold, target } = handOver.step;
  const problem = doubtOf(node, target, wrote);
  if (problem !== null) return giveUpHandOver(state, group, problem, now, out);
  if (now >= hold.endsAtMs) return giveUpHandOver(state, group, { code: 'too-late' }, now, out);
  end(state, group, handOver, { kind: 'done' }, out);
  rememberHandOver(group, out);
  const heldMs = Math.round(hold.lengthMs - (hold.endsAtMs - now));
  out.announceHeld({ name: '+hand-over', subject: masterSubject(group), heldMs });
}

/** HANDOVER-6: somebody else may have ended the hold, another Sentinel or a person. */
function doubtOf(
  { key }: DataNode,
  target: Written,
  wrote: Written | null,
): HandOverProblem | null {
  if (wrote === null) return { code: 'no-answer', node: key };
  const isSame = wrote.history === target.history;
  return isSame && wrote.offset <= target.offset + PING_BYTES ? null : { code: 'too-late' };
}

/** HANDOVER-6: it has not said so when its hold ends. Returns when to look again; null: not. */
export function reviewHandOver(
  state: State,
  group: Group,
  now: number,
  out: Outbox,
): number | null {
  const hold = group.handOver === null ? null : holdOf(group.handOver);
  if (hold === null) return null;
  if (now < hold.endsAtMs) return hold.endsAtMs;
  giveUpHandOver(state, group, { code: 'too-late' }, now, out);
  return null;
}

/** HANDOVER-1: the replica was lost from sight until the master took writes again. */
export function isTooLateToInsist({ handOver }: Group, now: number): boolean {
  const hold = handOver === null ? null : holdOf(handOver);
  return handOver?.insists === true && hold !== null && now >= hold.endsAtMs;
}

/** HANDOVER-8: this process ends. What has not come to its promotion is given up: the master takes
 *  writes again at once. */
export function endHandOvers(state: State, now: number, out: Outbox): void {
  for (const group of state.groups.values()) {
    if (group.failover?.stage !== 'hand-over') continue;
    giveUpHandOver(state, group, { code: 'aborted', cause: null }, now, out);
    state.timers.disarm(group.failoverTimer);
    moveTo(group, null);
  }
}

/** Says that writes can be lost, or that there will be no failover, and lets the master go on. */
export function giveUpHandOver(
  state: State,
  group: Group,
  problem: HandOverProblem,
  now: number,
  out: Outbox,
): void {
  const { handOver } = group;
  if (handOver === null) return;
  const hold = holdOf(handOver);
  // After the switch the old master is lifted together with its demotion. FENCE-6: never a fence.
  const isToLift = group.failover !== null && group.fence === null;
  if (hold !== null && now < hold.endsAtMs && isToLift) liftHold(group.master, out);
  rememberObstacle(group, problem, out);
  const isRefused = handOver.insists && handOver.step.kind !== 'hand';
  const isOver = problem.code === 'aborted' && group.failover !== null;
  const kind = isRefused || isOver ? 'not-handed-over' : 'unprotected';
  end(state, group, handOver, { kind, problem }, out);
  const subject = masterSubject(group);
  out.announceHeld({ name: '-hand-over', subject, obstacle: problem });
}

function end(
  state: State,
  group: Group,
  { asker }: HandOver,
  outcome: OperatorOutcome,
  out: Outbox,
): void {
  group.handOver = null;
  endTrials(state, group, out);
  out.free({ kind: 'outcome', asker, outcome });
}

export function isReachable(master: DataNode): boolean {
  return master.command.stage.kind === 'up' && mayReconnect(master);
}

/** A promotion sends every other Sentinel away from the new master: they come back at once. */
export function mayReconnect(master: DataNode): boolean {
  return master.downSinceMs === null && master.roleReported === 'master';
}
