// VOTE-2: one vote an epoch and group, restarts included. A vote is what leaves on the wire: an
// answer that names a leader, or a request for votes, which says that the asker voted for itself. A
// vote whose write failed is given to nobody else by the same process (DURABLE-2); the next one
// reads from its file whether there was any.

import type { Checker } from '../observer.ts';
import type { SimSentinel } from '../sentinel.ts';

export const oneVote: Checker = {
  name: 'one-vote',
  watch(cluster, complain) {
    const votes = new Map<string, string>();
    const spent = new Set<string>();
    const vote = (
      voter: SimSentinel,
      ballot: { group: string; epoch: bigint; leader: string },
    ): void => {
      const key = `${voter.name} ${ballot.group} ${ballot.epoch}`;
      if (spent.has(key)) complain(`${voter.name} gives away its spent vote: ${key}`);
      const before = votes.get(key);
      if (before === undefined) votes.set(key, ballot.leader);
      else if (before !== ballot.leader) {
        const { group, epoch, leader } = ballot;
        complain(`${voter.name} voted for ${before} and ${leader} in epoch ${epoch} of ${group}`);
      }
    };
    return {
      started(sentinel) {
        for (const key of spent) if (key.startsWith(`${sentinel.name} `)) spent.delete(key);
      },
      note(sentinel, note) {
        if (note.kind !== 'vote-spent') return;
        spent.add(`${sentinel.name} ${note.groupName} ${note.epoch}`);
      },
      answered(sentinel, question, { leader, leaderEpoch }) {
        const group = cluster.groupAt(question.master);
        if (group === null || leader === null) return;
        vote(sentinel, { group: group.name, epoch: leaderEpoch, leader });
      },
      sent(sentinel, request) {
        if (request.kind !== 'ask' || request.candidate === null) return;
        const { groupName: group, epoch, candidate: leader } = request;
        vote(sentinel, { group, epoch, leader });
      },
    };
  },
};
