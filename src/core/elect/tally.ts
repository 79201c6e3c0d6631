// Counting votes (ELECT-4): of the campaign's own epoch and group only, whatever the common epoch
// has become meanwhile. Three results: won, lost, or not known yet.

import { countProcesses } from '../processes.ts';
import { type Campaign, countVoters, type Group, type Member, type State } from '../state.ts';

export type Tally = 'won' | 'lost' | 'open';

export function tally(state: State, group: Group, campaign: Campaign): Tally {
  const { epoch } = campaign;
  // Whoever votes for another, or in a later epoch, has given up its own campaign (ELECT-7).
  if (group.vote.epoch !== epoch || group.vote.leader !== state.myId) return 'lost';
  // A newer configuration has come meanwhile (HELLO-5).
  if (epoch <= group.configEpoch) return 'lost';
  let outstanding = 0;
  for (const member of group.members.values()) {
    const hasAnswered = member.answeredEpoch >= epoch || isForUs(state, member, epoch);
    if (!hasAnswered && canAnswer(member)) outstanding += 1;
  }
  const votes = votesFor(state, group, epoch);
  const needed = votesNeeded(group);
  if (votes >= needed) return 'won';
  return votes + outstanding >= needed ? 'open' : 'lost';
}

/** How many have voted for us in that epoch, ourselves included. */
export function votesFor(state: State, group: Group, epoch: bigint): number {
  const members = [...group.members.values()];
  return 1 + countProcesses(members.filter((member) => isForUs(state, member, epoch)));
}

function isForUs({ myId }: State, { vote }: Member, epoch: bigint): boolean {
  return vote !== null && vote.epoch === epoch && vote.leader === myId;
}

/** Whether somebody else has the votes of this election, as far as we were told: its own vote is
 *  taken for granted. */
export function rivalHasWon(state: State, group: Group, campaign: Campaign): boolean {
  const votes = new Map<string, number>();
  for (const { vote, peer } of group.members.values()) {
    if (vote?.epoch !== campaign.epoch || vote.leader === state.myId) continue;
    const isOwn = vote.leader === peer.runId;
    votes.set(vote.leader, (votes.get(vote.leader) ?? 1) + (isOwn ? 0 : 1));
  }
  return Math.max(0, ...votes.values()) >= votesNeeded(group);
}

/** A majority of all Sentinels ever seen here, and the quorum. */
export function votesNeeded(group: Group): number {
  const majority = Math.floor(countVoters(group) / 2) + 1;
  return Math.max(majority, group.options.quorum);
}

/** We, and the peers that could answer now. */
export function countReachable(group: Group): number {
  let reachable = 1;
  for (const member of group.members.values()) reachable += Number(canAnswer(member));
  return reachable;
}

/** Who takes connections and says nothing for down-after is not waited for. */
export function canAnswer({ peer, downSinceMs }: Member): boolean {
  return downSinceMs === null && peer.command.stage.kind === 'up';
}
