// The order in which replicas would be promoted, and why the others would not: the same answer for
// the failover that chooses and for whoever asks why.

import type { Address } from '../address.ts';
import { nodeAt } from '../names.ts';
import { holdsTheLost } from '../observe/emptiness.ts';
import type { DataNode, Group, Replica, State } from '../state.ts';
import { type Preference, preference } from './best.ts';
import { judge, NOBODYS_WORD, type Refusal, type Word } from './eligible.ts';
import { preferMostData } from './orphans.ts';

export interface Ranking {
  /** The best first. */
  readonly eligible: readonly Replica[];
  readonly refused: readonly { readonly replica: Replica; readonly reason: Refusal }[];
  /** What decided between two of them. */
  readonly preference: (a: Replica, b: Replica) => Preference;
}

/** By whose word, and by which facts. */
export interface Choice extends Word {
  readonly factsSinceMs: number;
}

/** SELECT-2, SELECT-3: replicas that have not answered since `factsSinceMs` are taken only where
 *  none has. */
export function rankReplicas(state: State, group: Group, choice: Choice, now: number): Ranking {
  const { factsSinceMs, target } = choice;
  const { refusals, isByMostData } = judge(state, group, choice, now);
  const isPlanned = choice.isForced && group.master.downSinceMs === null;
  const by = isByMostData ? preferMostData : isPlanned ? preferLinked : preferUntried;
  const inOrder = (replicas: readonly Replica[]): readonly Replica[] =>
    replicas.toSorted((a, b) => by(a, b).order);
  const eligible: Replica[] = [];
  const refused: { replica: Replica; reason: Refusal }[] = [];
  for (const replica of candidatesOf(state, group, target)) {
    const reason = refusals.get(replica) ?? null;
    if (reason === null) eligible.push(replica);
    else refused.push({ replica, reason });
  }
  const fresh = eligible.filter(({ node }) => isFresh(node, factsSinceMs));
  if (fresh.length === 0) return { eligible: inOrder(eligible), refused, preference: by };
  for (const replica of eligible) {
    if (!fresh.includes(replica)) refused.push({ replica, reason: 'no-fresh-answer' });
  }
  return { eligible: inOrder(fresh), refused, preference: by };
}

/** PROMOTE-4: who was chosen before and did not become a master comes after all others, the one
 *  with which that was last comes last. Then SELECT-2. */
function preferUntried(a: Replica, b: Replica): Preference {
  const { failed } = a.node.group.attempts;
  const [failedA, failedB] = [failed.get(a.node) ?? null, failed.get(b.node) ?? null];
  if (failedA === failedB) return preference(a, b);
  const order = failedA === null ? -1 : failedB === null ? 1 : failedA - failedB;
  return { by: 'failed-before', order };
}

/** HANDOVER-9: only one that follows the master can get all that it has written. EMPTY-4: but one
 *  that follows a master which has lost its data has lost them as well. */
function preferLinked(a: Replica, b: Replica): Preference {
  const [holdsA, holdsB] = [holdsTheLost(a.node), holdsTheLost(b.node)];
  if (holdsA !== holdsB) return { by: 'copied', order: holdsA ? -1 : 1 };
  const [isLinkedA, isLinkedB] = [isLinked(a.node), isLinked(b.node)];
  if (isLinkedA === isLinkedB) return preferUntried(a, b);
  return { by: 'link', order: isLinkedA ? -1 : 1 };
}

function isLinked({ info, group: { master } }: DataNode): boolean {
  return info?.masterLinkUp === true && info.history === (master.info?.history ?? null);
}

/** PROMOTE-4: whether the next attempt would choose one that was not chosen in vain since the last
 *  switch. */
export function wouldTryAnother(state: State, group: Group, now: number): boolean {
  const choice = { ...NOBODYS_WORD, factsSinceMs: Number.NEGATIVE_INFINITY };
  const [best] = rankReplicas(state, group, choice, now).eligible;
  return best !== undefined && !group.attempts.failed.has(best.node);
}

/** OPERATOR-5: all of them, or the one that the operator named. */
function candidatesOf(state: State, group: Group, target: Address | null): readonly Replica[] {
  const all = [...group.replicas.values()];
  if (target === null) return all;
  const node = nodeAt(state, group, target);
  return all.filter((replica) => replica.node === node);
}

export function isFresh({ infoAtMs }: DataNode, factsSinceMs: number): boolean {
  return infoAtMs !== null && infoAtMs >= factsSinceMs;
}
