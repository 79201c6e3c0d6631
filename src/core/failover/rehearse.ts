// FAILOVER as a dry run (DRYRUN-n): the same questions in the same order as a real one, as far as
// they change nothing, and what it would come to. Nothing is written, no vote is asked for, no node
// is told anything: commands are queued in a transaction that is never executed.

import type { Address } from '../address.ts';
import { FORCED_PATIENCE_MS } from '../elect/stand.ts';
import { votesNeeded } from '../elect/tally.ts';
import { chances, nameOf } from '../explain.ts';
import type { Asker } from '../input.ts';
import { nodeAt } from '../names.ts';
import { holdsTheLost } from '../observe/emptiness.ts';
import type {
  Failed,
  FailoverOrders,
  HandOverProblem,
  OperatorErrorCode,
  OperatorOutcome,
  TargetRefusal,
} from '../operator-request.ts';
import type { Outbox } from '../outbox.ts';
import type { Rehearsed, TrialSide, VoterSide } from '../rehearsed.ts';
import { askInfo, sendAsk, urgeInfo } from '../schedule/send.ts';
import { hasEligible, judge } from '../select/eligible.ts';
import { type Choice, rankReplicas } from '../select/ranking.ts';
import { shownAddress } from '../shown.ts';
import {
  countVoters,
  type DataNode,
  type Group,
  isMaster,
  type Measure,
  type Member,
  type Rehearsal,
  type Replica,
  type State,
} from '../state.ts';
import { answersAreComing, SELECT_PATIENCE_MS } from './choose.ts';
import {
  catchUpEndsAtMs,
  hasCaughtUp,
  hopelessFor,
  isCutShort,
  isReachable,
  longestHoldMs,
  mayReconnect,
  pollPauseMs,
  TRIAL_PATIENCE_MS,
  tooOld,
} from './hand-over.ts';
import { beginTrial, endTrials } from './trial.ts';

/** Of one group at a time; more are refused. */
export const MOST_REHEARSALS = 16;
/** DRYRUN-4: whatever keeps changing, by then it is answered with what is known. */
const LONGEST_MS = 10_000;

type Outcome = Rehearsed['outcome'];
type Obstacle = { readonly kind: 'obstacle'; readonly problem: HandOverProblem };
/** What a rehearsal has come to; null: it goes on. */
type Verdict = Obstacle | Failed | 'fit';

/** Why FAILOVER would be refused at once; null: it would be begun. */
export function whyNoFailover(
  state: State,
  group: Group,
  { target }: FailoverOrders,
  now: number,
): Failed | null {
  if (group.failover !== null) return { kind: 'failed', code: 'failover-in-progress' };
  if (state.tiltSinceMs !== null) return { kind: 'failed', code: 'in-tilt' };
  const word = { isForced: true, target };
  if (hasEligible(state, group, word, now)) return null;
  const failed = { kind: 'failed', code: 'no-good-replica' } as const;
  if (target === null) return failed;
  const { host, port } = shownAddress(state, target);
  return { ...failed, named: { node: `${host}:${port}`, why: whyNot(state, group, target, now) } };
}

function whyNot(state: State, group: Group, target: Address, now: number): TargetRefusal {
  const node = nodeAt(state, group, target);
  if (node !== null && isMaster(node)) return 'is-master';
  for (const [replica, refusal] of judge(state, group, { isForced: true, target }, now).refusals) {
    if (replica.node === node && refusal !== null) return refusal;
  }
  return 'not-known';
}

/** DRYRUN-1. */
export function rehearse(
  state: State,
  group: Group,
  asked: {
    readonly orders: FailoverOrders;
    readonly canSave: boolean;
    readonly asker: Asker;
    readonly now: number;
  },
  out: Outbox,
): OperatorOutcome | 'later' {
  const { orders, canSave, asker, now } = asked;
  if (group.rehearsals.length >= MOST_REHEARSALS) {
    return { kind: 'failed', code: 'too-many-dry-runs' };
  }
  const rehearsal: Rehearsal = {
    ...{ asker, orders, canSave, sinceMs: now },
    ...{ voters: new Map(), chosen: null, measure: null },
  };
  const failed = whyNoFailover(state, group, orders, now);
  if (failed !== null) {
    const rehearsed = report(state, group, rehearsal, failed, now);
    return { kind: 'rehearsed', rehearsed };
  }
  group.rehearsals.push(rehearsal);
  for (const { node } of group.replicas.values()) askInfo(node, out);
  for (const member of group.members.values()) sendAsk(state, member, null, out);
  if (isReachable(group.master)) beginTrial(state, group.master, 'master', now, out);
  return 'later';
}

/** DRYRUN-2: a peer that tells its opinion could tell its vote. */
export function observeVoter({ group, peer }: Member, vote: 'answers' | 'refuses'): void {
  for (const { voters } of group.rehearsals) voters.set(peer.runId, vote);
}

/** Moves each on as far as the facts allow, and answers those that are at their end. */
export function advanceRehearsals(state: State, group: Group, now: number, out: Outbox): void {
  if (group.rehearsals.length === 0) return;
  for (const rehearsal of [...group.rehearsals]) {
    const verdict = advance(state, group, rehearsal, now, out);
    const isOver = now - rehearsal.sinceMs >= LONGEST_MS;
    if (verdict === null && !isOver) continue;
    answer(state, group, rehearsal, { verdict: verdict ?? stuck(group), now }, out);
  }
  endOfRehearsals(state, group, out);
  if (group.rehearsals.length === 0) return;
  const next = group.rehearsals.map((each) => nextLookMs(group, each, now));
  state.timers.arm(group.rehearsalTimer, Math.min(...next));
}

/** DRYRUN-4: the group is forgotten, or all that it knows, and FAILOVER would be refused for that
 *  now. */
export function endRehearsals(
  state: State,
  group: Group,
  { code, now }: { readonly code: OperatorErrorCode; readonly now: number },
  out: Outbox,
): void {
  for (const rehearsal of [...group.rehearsals]) {
    answer(state, group, rehearsal, { verdict: { kind: 'failed', code }, now }, out);
  }
  endOfRehearsals(state, group, out);
}

function answer(
  state: State,
  group: Group,
  rehearsal: Rehearsal,
  { verdict, now }: { readonly verdict: Verdict; readonly now: number },
  out: Outbox,
): void {
  group.rehearsals.splice(group.rehearsals.indexOf(rehearsal), 1);
  const rehearsed = report(state, group, rehearsal, verdict, now);
  const outcome = { kind: 'rehearsed', rehearsed } as const;
  out.free({ kind: 'outcome', asker: rehearsal.asker, outcome });
}

/** A hand-over that has begun meanwhile has the trials. */
function endOfRehearsals(state: State, group: Group, out: Outbox): void {
  if (group.rehearsals.length > 0) return;
  state.timers.disarm(group.rehearsalTimer);
  if (group.handOver === null) endTrials(state, group, out);
}

function stuck({ master }: Group): Obstacle {
  return { kind: 'obstacle', problem: { code: 'no-answer', node: master.key } };
}

function advance(
  state: State,
  group: Group,
  rehearsal: Rehearsal,
  now: number,
  out: Outbox,
): Verdict | null {
  if (group.failover !== null) return { kind: 'failed', code: 'failover-in-progress' };
  if (state.tiltSinceMs !== null) return { kind: 'failed', code: 'in-tilt' };
  const chosen = choose(state, group, rehearsal, now, out);
  if (chosen === 'waiting') return null;
  const verdict = chosen === 'none' ? NOBODY : tryOut(state, group, rehearsal, now, out);
  return verdict === null || isPolling(group, rehearsal, now) ? null : verdict;
}

const NOBODY: Obstacle = {
  kind: 'obstacle',
  problem: { code: 'aborted', cause: 'no-good-replica' },
};

/** As stage `select` does it, without a word in the log. */
function choose(
  state: State,
  group: Group,
  rehearsal: Rehearsal,
  now: number,
  out: Outbox,
): Replica | 'waiting' | 'none' {
  const { chosen, sinceMs } = rehearsal;
  if (chosen !== null && group.replicas.get(chosen.replica.node.key) === chosen.replica) {
    return chosen.replica;
  }
  rehearsal.chosen = null;
  rehearsal.measure = null;
  const choice = choiceOf(group, rehearsal);
  const isEarly = now < sinceMs + SELECT_PATIENCE_MS;
  const asked = { factsSinceMs: choice.factsSinceMs, stageSinceMs: sinceMs };
  if (isEarly && answersAreComing(group, asked, now, out)) return 'waiting';
  const [best] = rankReplicas(state, group, choice, now).eligible;
  if (best === undefined) return 'none';
  rehearsal.chosen = { replica: best, atMs: now };
  return best;
}

function choiceOf({ master }: Group, { orders, sinceMs }: Rehearsal): Choice {
  return { factsSinceMs: master.downSinceMs ?? sinceMs, isForced: true, target: orders.target };
}

/** The nodes are tried as HANDOVER-2 says; then the replica is measured (DRYRUN-3). */
function tryOut(
  state: State,
  group: Group,
  rehearsal: Rehearsal,
  now: number,
  out: Outbox,
): Verdict | null {
  const { master } = group;
  const { chosen } = rehearsal;
  if (chosen === null) return null;
  if (!isReachable(master)) {
    const isAwaited = mayReconnect(master) && now - chosen.atMs < TRIAL_PATIENCE_MS;
    return isAwaited ? null : obstacle({ code: 'master-unreachable' });
  }
  if (master.info?.isTooOldToHold === true) return obstacle(tooOld(master));
  const { node } = chosen.replica;
  const trials = [
    [master, beginTrial(state, master, 'master', now, out)],
    [node, beginTrial(state, node, 'replica', now, out)],
  ] as const;
  for (const [each, { verdict }] of trials) {
    if (typeof verdict === 'object') {
      return obstacle({ code: 'refused', node: each.key, text: verdict.refused });
    }
    const isLate = rehearsal.measure === null && now - chosen.atMs >= TRIAL_PATIENCE_MS;
    if (verdict === 'open' && isLate) return obstacle({ code: 'no-answer', node: each.key });
  }
  if (rehearsal.measure === null) {
    if (trials.some(([, { verdict }]) => verdict !== 'fit')) return null;
    if (holdsTheLost(node)) return obstacle({ code: 'master-emptied' });
    rehearsal.measure = { sinceMs: now, target: null, behindBytes: null, caughtUpAtMs: null };
    askInfo(master, out);
  }
  return measure(group, rehearsal, rehearsal.measure, { node, now }, out);
}

function measure(
  group: Group,
  { orders }: Rehearsal,
  found: Measure,
  { node, now }: { readonly node: DataNode; readonly now: number },
  out: Outbox,
): Verdict | null {
  const { master } = group;
  found.target ??= targetOf(master, found.sinceMs);
  const { info, infoAtMs } = node;
  if (found.target !== null && info !== null && infoAtMs !== null && infoAtMs >= found.sinceMs) {
    const { history, offset } = found.target;
    if (info.history === history) {
      const behind = offset - (info.offset ?? 0n);
      found.behindBytes ??= behind > 0n ? behind : 0n;
    }
    if (hasCaughtUp(info, found.target)) {
      found.caughtUpAtMs ??= infoAtMs;
      return 'fit';
    }
  }
  if (now >= measureEndsAtMs(group, orders, found)) {
    if (found.target !== null) return obstacle({ code: 'replica-lags', node: node.key });
    return isCutShort(group, longestMs(group, orders))
      ? obstacle({ code: 'timeout-too-short' })
      : obstacle({ code: 'no-answer', node: master.key });
  }
  if (found.target === null) urgeInfo(master, out);
  else if (nextPollMs(node, found) <= now) urgeInfo(node, out);
  return null;
}

/** What the master had when it was asked. */
function targetOf({ info, infoAtMs }: DataNode, sinceMs: number): Measure['target'] {
  if (info === null || infoAtMs === null || infoAtMs < sinceMs) return null;
  const { history, offset } = info;
  return history === null || offset === null ? null : { history, offset };
}

function nextPollMs({ infoAtMs }: DataNode, { sinceMs }: Measure): number {
  if (infoAtMs === null || infoAtMs < sinceMs) return Number.NEGATIVE_INFINITY;
  return infoAtMs + pollPauseMs(infoAtMs - sinceMs);
}

function longestMs(group: Group, { patienceMs }: FailoverOrders): number {
  return Math.min(longestHoldMs(group), patienceMs ?? Number.POSITIVE_INFINITY);
}

function measureEndsAtMs(group: Group, orders: FailoverOrders, { sinceMs }: Measure): number {
  const lengthMs = longestMs(group, orders);
  return catchUpEndsAtMs({ sinceMs, lengthMs, endsAtMs: sinceMs + lengthMs });
}

/** Some peer that is there has not answered, and still may. */
function isPolling(group: Group, { voters, sinceMs }: Rehearsal, now: number): boolean {
  if (now - sinceMs >= FORCED_PATIENCE_MS) return false;
  return [...group.members.values()].some(
    (member) => isThere(member) && !voters.has(member.peer.runId),
  );
}

function isThere({ peer, downSinceMs }: Member): boolean {
  return downSinceMs === null && peer.command.stage.kind === 'up';
}

/** When something ends that is waited for and that no fact may end. */
function nextLookMs(group: Group, rehearsal: Rehearsal, now: number): number {
  const { sinceMs, chosen, measure: found, orders } = rehearsal;
  const ends = [sinceMs + LONGEST_MS, sinceMs + FORCED_PATIENCE_MS, sinceMs + SELECT_PATIENCE_MS];
  if (chosen !== null) ends.push(chosen.atMs + TRIAL_PATIENCE_MS);
  if (chosen !== null && found !== null) {
    ends.push(measureEndsAtMs(group, orders, found));
    if (!chosen.replica.node.infoInFlight) ends.push(nextPollMs(chosen.replica.node, found));
  }
  return Math.min(...ends.filter((at) => at > now));
}

function obstacle(problem: HandOverProblem): Obstacle {
  return { kind: 'obstacle', problem };
}

function report(
  state: State,
  group: Group,
  rehearsal: Rehearsal,
  verdict: Verdict,
  now: number,
): Rehearsed {
  const { orders, chosen, measure: found, sinceMs } = rehearsal;
  const isAsked = now > sinceMs;
  const voters = [...group.members.values()].map((member) =>
    voterOf(state, rehearsal, member, isAsked),
  );
  const have = 1 + voters.filter(({ vote }) => vote === 'answers' || vote === 'not-asked').length;
  const need = votesNeeded(group);
  const outcome = outcomeOf(group.master, rehearsal, verdict, have >= need);
  const isBegun = outcome.kind === 'done' || outcome.kind === 'unprotected';
  const caughtUpAtMs = found?.caughtUpAtMs ?? null;
  const holdMs = longestMs(group, orders);
  return {
    name: group.name,
    address: shownAddress(state, group.master.address),
    configEpoch: group.configEpoch,
    outcome,
    way: !isBegun ? 'none' : outcome.kind === 'done' ? 'hand-over' : 'stock',
    chosen: chosen !== null ? nameOf(state, chosen.replica.node) : null,
    replicas: chances(state, group, choiceOf(group, rehearsal), now).map((chance) => ({
      ...chance,
      behindBytes: behindBytes(state, group, chance.name),
    })),
    votes: { have, need, known: countVoters(group), isAlone: isBegun && have < need },
    voters,
    trials: trialsOf(state, group, rehearsal, now),
    hold: {
      longestMs: holdMs,
      catchUpMs: Math.floor(catchUpEndsAtMs({ sinceMs: 0, lengthMs: holdMs, endsAtMs: holdMs })),
    },
    lag: {
      bytes: found?.behindBytes ?? null,
      caughtUpMs:
        found === null || caughtUpAtMs === null ? null : whole(caughtUpAtMs - found.sinceMs),
    },
    tookMs: whole(now - sinceMs),
  };
}

/** In the order in which a failover comes upon them. */
function outcomeOf(
  master: DataNode,
  { orders, canSave, chosen }: Rehearsal,
  verdict: Verdict,
  hasMajority: boolean,
): Outcome {
  if (verdict !== 'fit' && verdict.kind === 'failed') return verdict;
  if (!canSave) return givenUp('vote-not-saved');
  if (!hasMajority && orders.insists) return givenUp('too-few-votes');
  if (verdict === 'fit') return { kind: 'done' };
  const { problem } = verdict;
  const isHopeless = chosen !== null && hopelessFor(master, chosen.replica.node, problem) !== null;
  if (orders.insists || isHopeless || problem.code === 'aborted')
    return { kind: 'not-handed-over', problem };
  return { kind: 'unprotected', problem };
}

function givenUp(cause: Extract<HandOverProblem, { code: 'aborted' }>['cause']): Outcome {
  return { kind: 'not-handed-over', problem: { code: 'aborted', cause } };
}

function voterOf(state: State, { voters }: Rehearsal, member: Member, isAsked: boolean): VoterSide {
  const { runId, address } = member.peer;
  const unheard = isAsked ? 'silent' : 'not-asked';
  const vote = isThere(member) ? (voters.get(runId) ?? unheard) : 'unreachable';
  return { runId, address: shownAddress(state, address), vote };
}

function trialsOf(
  state: State,
  { master }: Group,
  { chosen, sinceMs }: Rehearsal,
  now: number,
): readonly TrialSide[] {
  const isLate = now - sinceMs >= TRIAL_PATIENCE_MS;
  const side = (node: DataNode, role: TrialSide['role']): TrialSide => {
    const base = { node: nameOf(state, node), role };
    const verdict = node.trial?.verdict ?? null;
    if (verdict === null) return { ...base, verdict: 'not-tried', text: null };
    if (verdict === 'open')
      return { ...base, verdict: isLate ? 'silent' : 'not-tried', text: null };
    if (verdict === 'fit') return { ...base, verdict: 'permits', text: null };
    return { ...base, verdict: 'refuses', text: verdict.refused };
  };
  return [
    side(master, 'master'),
    ...(chosen === null ? [] : [side(chosen.replica.node, 'replica')]),
  ];
}

function behindBytes(state: State, { master, replicas }: Group, name: string): bigint | null {
  const replica = [...replicas.values()].find(({ node }) => nameOf(state, node) === name);
  const [there, here] = [master.info, replica?.node.info ?? null];
  if (there === null || here === null || there.history === null) return null;
  if (there.history !== here.history || there.offset === null || here.offset === null) return null;
  const bytes = there.offset - here.offset;
  return bytes > 0n ? bytes : 0n;
}

function whole(ms: number): number {
  return Math.max(0, Math.round(ms));
}
