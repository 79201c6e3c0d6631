// Voting (VOTE-n): one vote an epoch and group, for whoever asks first. The arithmetic is stock's,
// except that another group's failover, which moves the common epoch on, does not spoil the vote
// of this one.

import type { Address } from '../address.ts';
import { askAgain } from '../detect/objective.ts';
import { isWithinReason } from '../epoch.ts';
import type { Asker } from '../input.ts';
import { groupOfMaster } from '../master-index.ts';
import type { Outbox } from '../outbox.ts';
import type { VoteAnswer } from '../output.ts';
import { askEpochOf } from '../schedule/send.ts';
import type { Group, State } from '../state.ts';
import { admitAskedEpoch } from '../trust/epochs.ts';
import { waitForLeader, waitForStranger } from './pauses.ts';

export interface Asked {
  readonly asker: Asker;
  readonly master: Address;
  readonly epoch: bigint;
  readonly candidate: string | null;
}

/** Answers SENTINEL IS-MASTER-DOWN-BY-ADDR. The answer shows a vote, so it waits for the disk.
 *  Returns the group that was asked about. */
export function answerAsked(state: State, asked: Asked, now: number, out: Outbox): Group | null {
  const group = groupOfMaster(state, asked.master);
  const down = group !== null && state.tiltSinceMs === null && group.master.downSinceMs !== null;
  if (group !== null) askAgain(state, group, out);
  if (group !== null && asked.candidate !== null && isWithinReason(asked.epoch)) {
    considerVote(state, group, { candidate: asked.candidate, epoch: asked.epoch, now }, out);
  }
  const vote = group?.vote ?? { leader: null, epoch: 0n };
  const answer: VoteAnswer = { down, leader: vote.leader, leaderEpoch: vote.epoch };
  const ifUnsaved: VoteAnswer = { down, leader: null, leaderEpoch: 0n };
  out.heldFor(group?.voteRevision ?? 0, { kind: 'answer', asker: asked.asker, answer, ifUnsaved });
  return group;
}

/** VOTE-1, VOTE-2. Also in tilt and while the master is up in our eyes (VOTE-3). */
function considerVote(
  state: State,
  group: Group,
  request: { readonly candidate: string; readonly epoch: bigint; readonly now: number },
  out: Outbox,
): void {
  const { candidate, epoch, now } = request;
  if (!admitAskedEpoch(state, group, { epoch, candidate }, now, out)) return;
  const timely = epoch >= state.currentEpoch || epoch > group.configEpoch;
  adoptEpoch(state, group, epoch, out);
  if (epoch <= group.vote.epoch || !timely) return;
  castVote(state, group, { leader: candidate, epoch }, out);
  if (candidate === state.myId) return;
  const member = group.members.get(candidate);
  if (state.settings.trust === 'off') return waitForLeader(state, group, candidate, now);
  // TRUST-11: a stranger is not waited for; the others are asked whether they stand.
  if (member === undefined) return waitForStranger(group, now);
  waitForLeader(state, group, candidate, now);
  askEpochOf(state, member, now, out);
}

/** Records our vote; nobody hears of it before it is on disk (DURABLE-1). */
export function castVote(
  state: State,
  group: Group,
  vote: { readonly leader: string; readonly epoch: bigint },
  out: Outbox,
): void {
  state.revision += 1;
  group.vote = vote;
  group.voteRevision = state.revision;
  out.saveNow();
  out.announceHeld({ name: '+vote-for-leader', groupName: group.name, ...vote });
}

/** VOTE-1, HELLO-4: the current epoch only grows. `group`: in which it was heard of. */
export function adoptEpoch(state: State, group: Group, epoch: bigint, out: Outbox): void {
  if (epoch <= state.currentEpoch) return;
  state.currentEpoch = epoch;
  state.revision += 1;
  out.saveNow();
  out.announceHeld({ name: '+new-epoch', groupName: group.name, epoch });
}
