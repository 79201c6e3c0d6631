// What each other Sentinel has said of a master and of an election, and why one that is needed
// withholds its opinion or its vote (EXPLAIN-3). Decides nothing and asks nobody.

import type { Address } from './address.ts';
import { canAnswer } from './elect/tally.ts';
import { accessText, forbidsToBeAsked, VOTE_COMMAND } from './observe/access.ts';
import { shownAddress } from './shown.ts';
import type { Campaign, Group, Member, State } from './state.ts';

/** Why it adds nothing to what is awaited. `not-down`, `not-said`: of its opinion, as long as the
 *  quorum does not agree; `voted-for-another`, `no-vote`: in our election. */
export type Withheld =
  | 'refuses-us'
  | 'forbids-the-question'
  | 'unreachable'
  | 'not-down'
  | 'not-said'
  | 'voted-for-another'
  | 'no-vote';

export interface PeerSide {
  readonly runId: string;
  readonly address: Address;
  readonly reachable: boolean;
  /** null: it has not said, or too long ago. */
  readonly masterDown: boolean | null;
  readonly opinionAgeMs: number | null;
  readonly vote: { readonly leader: string; readonly epoch: bigint } | null;
  /** null: nothing that is needed now. */
  readonly withheld: Withheld | null;
  /** How it turns us away, in a few words; null: it does not. */
  readonly access: string | null;
}

/** EXPLAIN-3. */
export function peersOf(
  state: State,
  group: Group,
  age: (sinceMs: number | null) => number | null,
): readonly PeerSide[] {
  return [...group.members.values()].map((member) => {
    const { peer, opinion, vote } = member;
    const isAskable = !forbidsToBeAsked(peer);
    return {
      runId: peer.runId,
      address: shownAddress(state, peer.address),
      reachable: canAnswer(member),
      masterDown: opinion?.masterDown ?? null,
      opinionAgeMs: age(opinion?.atMs ?? null),
      vote,
      withheld: withheldBy(state, group, member),
      access: accessText(peer) ?? (isAskable ? null : `NOPERM ${VOTE_COMMAND}`),
    };
  });
}

function withheldBy(state: State, group: Group, member: Member): Withheld | null {
  if (accessText(member.peer) !== null) return 'refuses-us';
  if (!canAnswer(member)) return 'unreachable';
  if (forbidsToBeAsked(member.peer)) return 'forbids-the-question';
  if (group.failover !== null) {
    return group.failover.stage === 'wait-start' ? voteOf(state, member, group.failover) : null;
  }
  // In tilt nobody is asked (TILT-2).
  const isAsked = group.master.downSinceMs !== null && state.tiltSinceMs === null;
  if (!isAsked || group.objectivelyDownSinceMs !== null || member.opinion?.masterDown === true) {
    return null;
  }
  return member.opinion === null ? 'not-said' : 'not-down';
}

function voteOf({ myId }: State, { vote }: Member, { epoch }: Campaign): Withheld | null {
  if (vote === null || vote.epoch < epoch) return 'no-vote';
  return vote.leader === myId && vote.epoch === epoch ? null : 'voted-for-another';
}
