// May this replica be promoted now (SELECT-1)? Each refusal has a reason, for the log and for
// whoever asks why.

import type { Address } from '../address.ts';
import { isInMaintenance, nodeAt } from '../names.ts';
import { isTooDoubtful } from '../observe/doubt.ts';
import { hasTooLittle } from '../observe/emptiness.ts';
import { type DataNode, type Group, isForeign, type Replica, type State } from '../state.ts';
import { hasData, isCandidate, type Orphanhood, orphanhood } from './orphans.ts';

export type Refusal =
  | 'maintenance'
  | 'down'
  | 'disconnected'
  | 'silent'
  | 'foreign'
  | 'empty'
  | 'priority-zero'
  | 'stale-info'
  | 'long-without-master'
  | 'no-fresh-answer'
  /** ORPHAN-2, ORPHAN-3. */
  | 'too-few-seen'
  | 'histories-differ';

const SILENCE_PING_PERIODS = 5;
const STALE_PING_PERIODS = 5;
const STALE_INFO_PERIODS = 3;
const WITHOUT_MASTER_DOWN_AFTERS = 10;
/** Replicas of replicas are looked through so far. */
const LONGEST_CHAIN = 8;

/** Whose word a promotion goes by. `target`: whom an operator named. */
export interface Word {
  readonly isForced: boolean;
  readonly target: Address | null;
}

export const NOBODYS_WORD: Word = { isForced: false, target: null };

export interface Judgement {
  /** null: eligible. */
  readonly refusals: ReadonlyMap<Replica, Refusal | null>;
  /** ORPHAN-3 orders them, and not SELECT-2. */
  readonly isByMostData: boolean;
}

/** SELECT-1, and what ORPHAN-n makes of it where it is wanted. */
export function judge(state: State, group: Group, word: Word, now: number): Judgement {
  const usual = usualRefusals(state, group, word, now);
  const orphans = group.options.promoteWithoutMaster ? orphansOf(state, group, usual, now) : null;
  if (orphans === null) return { refusals: usual, isByMostData: false };
  const refusals = new Map(
    [...usual].map(([replica, refusal]) => {
      const isCalled = word.target !== null || isCandidate(replica.node, refusal);
      const isFree = refusal === null || refusal === 'long-without-master';
      if (!isFree) return [replica, refusal];
      if (!isCalled) return [replica, 'no-fresh-answer' as const];
      return [replica, orphanRefusal(replica, orphans, word)];
    }),
  );
  return { refusals, isByMostData: true };
}

/** ORPHAN-2, ORPHAN-3; an operator's word stands for the number, and a name for both. */
function orphanRefusal(
  { node }: Replica,
  { seen, need, problem }: Orphanhood,
  { isForced, target }: Word,
): Refusal | null {
  if (target !== null) return null;
  if (seen < need && !isForced) return 'too-few-seen';
  return problem === 'histories-differ' && hasData(node) ? 'histories-differ' : null;
}

/** ORPHAN-1: whether the group is one of which only replicas have come back; null: it is not. */
export function orphanhoodOf(state: State, group: Group, now: number): Orphanhood | null {
  return orphansOf(state, group, usualRefusals(state, group, NOBODYS_WORD, now), now);
}

/** The same where somebody who may be promoted is there: of nodes that only turn us away, or that
 *  we do not reach, nobody knows whether they were with the master to the end (ORPHAN-5). */
export function seenOrphanhood(state: State, group: Group, now: number): Orphanhood | null {
  const orphans = orphanhoodOf(state, group, now);
  return orphans === null || orphans.candidates === 0 ? null : orphans;
}

/** The same where the policy is on. */
export function boundByPolicy(state: State, group: Group, now: number): Orphanhood | null {
  return group.options.promoteWithoutMaster ? orphanhoodOf(state, group, now) : null;
}

/** Where the master itself says that it is a replica, the age of their links tells nothing. */
function orphansOf(
  state: State,
  group: Group,
  usual: Judgement['refusals'],
  now: number,
): Orphanhood | null {
  if (saysItFollows(group.master)) return null;
  return orphanhood(group, usual, now - STALE_PING_PERIODS * state.timings.pingPeriodMs);
}

function usualRefusals(state: State, group: Group, word: Word, now: number): Judgement['refusals'] {
  const all = [...group.replicas.values()];
  return new Map(all.map((replica) => [replica, refusalOf(state, replica, word, now)]));
}

/** null: eligible. */
function refusalOf(
  state: State,
  { node }: Replica,
  { isForced }: Word,
  now: number,
): Refusal | null {
  const { group } = node;
  const { pingPeriodMs, infoPeriodMs } = state.timings;
  if (isInMaintenance(state, node)) return 'maintenance';
  if (node.downSinceMs !== null) return 'down';
  if (node.command.stage.kind !== 'up') return 'disconnected';
  if (now - node.lastAvailableMs > SILENCE_PING_PERIODS * pingPeriodMs) return 'silent';
  if (isForeign(node) || followsStranger(state, node)) return 'foreign';
  if (node.info === null || node.infoAtMs === null) return 'stale-info';
  // LINEAGE-4, LINEAGE-5: what it has cannot be compared yet.
  const cannotBeCompared = node.info.loading || isTooDoubtful(node, now);
  if (node.kinship === 'open' && cannotBeCompared) return 'stale-info';
  // EMPTY-3.
  if (!isForced && hasTooLittle(node)) return 'empty';
  if (node.info.priority === 0) return 'priority-zero';
  const masterDownMs = group.master.downSinceMs === null ? null : now - group.master.downSinceMs;
  const freshMs =
    masterDownMs === null ? STALE_INFO_PERIODS * infoPeriodMs : STALE_PING_PERIODS * pingPeriodMs;
  if (now - node.infoAtMs > freshMs) return 'stale-info';
  // Stock tests the pub/sub link with the same word; the command link is what a promotion needs.
  const longestMs = (masterDownMs ?? 0) + WITHOUT_MASTER_DOWN_AFTERS * group.options.downAfterMs;
  const isLong = node.info.masterLinkDownMs > longestMs;
  return isLong && !saysItFollows(group.master) ? 'long-without-master' : null;
}

/** LINEAGE-4: what it has now is what the stranger has, also when others are in between. */
function followsStranger(state: State, node: DataNode): boolean {
  let at: DataNode | null = node;
  for (let steps = 0; steps < LONGEST_CHAIN && at !== null; steps += 1) {
    const { info, group }: DataNode = at;
    if (info === null || info.masterHost === null || info.masterPort === null) return false;
    at = nodeAt(state, group, { host: info.masterHost, port: info.masterPort });
    if (at !== null && isForeign(at)) return true;
  }
  return false;
}

/** A master that came back as a replica has left all of them without a master, and is held for down
 *  only long after that: the age of their links tells nothing, and would refuse them for ever. */
function saysItFollows(master: DataNode): boolean {
  return master.infoAtMs !== null && master.roleReported === 'slave';
}

/** Whether some eligible replica, or the one that was named, could be promoted now. */
export function hasEligible(state: State, group: Group, word: Word, now: number): boolean {
  const { target } = word;
  const named = target === null ? null : nodeAt(state, group, target);
  for (const [replica, refusal] of judge(state, group, word, now).refusals) {
    if (refusal === null && (target === null || replica.node === named)) return true;
  }
  return false;
}
