// No failover without the quorum and the majority, counted from what really arrived: a master is
// objectively down only when enough peers said so, and a leader leads only when enough of them
// voted for it in its epoch. An operator's word stands for both, a master that came back empty for
// the first, where that is to be replaced (EMPTY-2).

import type { Input } from '../../src/core/input.ts';
import type { Group } from '../../src/core/state.ts';
import type { Cluster } from '../cluster.ts';
import type { FactBook } from '../facts.ts';
import type { Checker, Complain } from '../observer.ts';
import type { SimSentinel } from '../sentinel.ts';

type Answer = Extract<Extract<Input, { kind: 'reply' }>['reply'], { kind: 'ask' }>;

/** What one process heard of one group. */
interface Heard {
  /** The last word of each peer on each master. */
  readonly opinions: Map<string, { readonly master: string; readonly down: boolean }>;
  /** Peers that voted for this one, by epoch. */
  readonly votes: Map<bigint, Set<string>>;
  /** The epoch in which it was last seen to stand. */
  stoodIn: bigint;
  /** The epoch in which it was last seen to lead. */
  ledIn: bigint;
  /** Was the master objectively down when we last looked? */
  isDown: boolean;
}

class Tribunal {
  readonly #cluster: Cluster;
  readonly #complain: Complain;
  readonly #facts: FactBook;
  readonly #heard = new Map<string, Heard>();

  constructor(cluster: Cluster, facts: FactBook, complain: Complain) {
    this.#cluster = cluster;
    this.#facts = facts;
    this.#complain = complain;
  }

  forget(sentinel: SimSentinel): void {
    for (const { name } of this.#cluster.groups) this.#heard.delete(`${sentinel.name} ${name}`);
  }

  hear(sentinel: SimSentinel, peer: string, answer: Answer): void {
    const heard = this.#of(sentinel, answer.request.groupName);
    const { host } = answer.request.master;
    heard.opinions.set(`${peer} ${host}`, { master: host, down: answer.down });
    if (answer.leader !== sentinel.state?.myId) return;
    const votes = heard.votes.get(answer.leaderEpoch) ?? new Set();
    heard.votes.set(answer.leaderEpoch, votes.add(peer));
  }

  judgeDown(sentinel: SimSentinel, group: Group): void {
    const groupName = group.name;
    const heard = this.#of(sentinel, groupName);
    const wasDown = heard.isDown;
    heard.isDown = group.objectivelyDownSinceMs !== null;
    if (!heard.isDown || wasDown) return;
    const { quorum } = group.options;
    const master = group.master.address.host;
    const { opinions } = heard;
    let agreeing = 1;
    for (const said of opinions.values()) if (said.down && said.master === master) agreeing += 1;
    if (agreeing >= quorum) return;
    this.#complain(`${sentinel.name}: ${groupName} is down for ${agreeing} of ${quorum}`);
  }

  /** Nobody stands for election while its quorum does not hold the master for down. */
  judgeStanding(sentinel: SimSentinel, group: Group): void {
    const { failover, name: groupName } = group;
    if (failover === null) return;
    const heard = this.#of(sentinel, groupName);
    if (heard.stoodIn === failover.epoch) return;
    heard.stoodIn = failover.epoch;
    if (failover.forced || heard.isDown || this.#isEmptied(sentinel, group)) return;
    this.#complain(`${sentinel.name} stands for ${groupName}, which is not objectively down`);
  }

  judgeLeader(sentinel: SimSentinel, group: Group): void {
    const { failover, name: groupName } = group;
    if (failover === null || failover.stage === 'wait-start') return;
    const heard = this.#of(sentinel, groupName);
    if (heard.ledIn === failover.epoch) return;
    heard.ledIn = failover.epoch;
    if (failover.forced) return;
    const votes = 1 + (heard.votes.get(failover.epoch)?.size ?? 0);
    const { quorum } = group.options;
    const majority = Math.floor((group.members.size + 1) / 2) + 1;
    const needed = Math.max(quorum, majority);
    if (votes >= needed) return;
    const what = `${sentinel.name} leads ${groupName} in epoch ${failover.epoch}`;
    this.#complain(`${what} with ${votes} votes of ${needed}`);
  }

  /** EMPTY-2. */
  #isEmptied(sentinel: SimSentinel, { options, master, replicas }: Group): boolean {
    if (!options.replaceEmptyMaster) return false;
    return [...replicas.values()].some(({ node }) =>
      this.#facts.hasMore(sentinel, node.address, master.address),
    );
  }

  #of(sentinel: SimSentinel, groupName: string): Heard {
    const key = `${sentinel.name} ${groupName}`;
    const known = this.#heard.get(key);
    if (known !== undefined) return known;
    const fresh: Heard = {
      opinions: new Map(),
      votes: new Map(),
      stoodIn: -1n,
      ledIn: -1n,
      isDown: false,
    };
    this.#heard.set(key, fresh);
    return fresh;
  }
}

export function quorumAndMajority(facts: FactBook): Checker {
  return {
    name: 'quorum-and-majority',
    watch(cluster, complain) {
      const tribunal = new Tribunal(cluster, facts, complain);
      return {
        started: (sentinel) => tribunal.forget(sentinel),
        input(sentinel, input, spec) {
          if (input.kind !== 'reply' || input.reply.kind !== 'ask' || spec === null) return;
          tribunal.hear(sentinel, spec.address.host, input.reply);
        },
        stirred(sentinel, group) {
          tribunal.judgeDown(sentinel, group);
          tribunal.judgeStanding(sentinel, group);
          tribunal.judgeLeader(sentinel, group);
        },
      };
    },
  };
}
