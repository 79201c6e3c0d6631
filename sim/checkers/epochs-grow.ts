// Epochs never go back: what a Vedette once said of its current epoch, of a group's config epoch
// and of its last vote it never undercuts, restarts included.

import type { Checker } from '../observer.ts';
import type { SimSentinel } from '../sentinel.ts';

export const epochsGrow: Checker = {
  name: 'epochs-grow',
  watch(cluster, complain) {
    /** Vedettes whose last write failed, or has not ended in time. */
    const failing = new Set<SimSentinel>();
    const highest = new Map<string, bigint>();
    /** A group that is monitored again knows of no configuration yet. A hello that waited for the
     *  disk may still tell of the old one. */
    const mayFall = new Set<string>();
    const grow = (sentinel: SimSentinel, what: string, epoch: bigint): void => {
      const key = `${sentinel.name} ${what}`;
      const before = highest.get(key) ?? 0n;
      if (epoch < before && mayFall.delete(key)) highest.set(key, epoch);
      else if (epoch < before)
        complain(`${sentinel.name}: ${what} fell from ${before} to ${epoch}`);
      else if (epoch > before) highest.set(key, epoch);
    };
    return {
      // Whose disk is slow may end before it has told of it, and after it was saved.
      input(sentinel, input) {
        if (input.kind !== 'operator' || input.request.kind !== 'remove') return;
        const { name } = input.request;
        if (sentinel.state?.groups.has(name) !== true) return;
        mayFall.add(`${sentinel.name} config epoch of ${name}`);
      },
      started: (sentinel) => void failing.delete(sentinel),
      note(sentinel, { kind }) {
        if (kind === 'write-overdue') failing.add(sentinel);
      },
      saved(sentinel, { saved }) {
        if (saved) failing.delete(sentinel);
        else failing.add(sentinel);
      },
      sent(sentinel, request) {
        if (request.kind === 'ask' && request.candidate !== null) {
          grow(sentinel, `candidacy in ${request.groupName}`, request.epoch);
        }
        if (request.kind !== 'hello') return;
        const { hello } = request;
        grow(sentinel, 'current epoch', hello.currentEpoch);
        grow(sentinel, `config epoch of ${hello.groupName}`, hello.configEpoch);
      },
      answered(sentinel, question, { leader, leaderEpoch }) {
        // A master that it does not hold for one is unknown to it: it answers with nothing.
        if (!question.isKnown) return;
        // "No vote", said because the vote could not be written, says nothing of an epoch.
        if (leader === null && leaderEpoch === 0n && failing.has(sentinel)) return;
        const group = cluster.groupAt(question.master);
        if (group === null) return;
        grow(sentinel, `leader epoch of ${group.name}`, leaderEpoch);
      },
    };
  },
};
