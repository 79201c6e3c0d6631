// What has to happen before a node may be stopped, worked out from a survey of its group: one step
// at a time, until there is none left. It decides; the verb acts.

import { shown } from '../client/address.ts';
import type { GroupSight, Voter } from '../client/survey.ts';
import type { Address } from '../core/address.ts';
import { failoverStage, isPromotable, untoldText } from './judge.ts';

export type Step =
  /** Not now; `why` is a sentence without its end. */
  | { readonly kind: 'wait'; readonly why: string }
  /** It is the master: another has to be. */
  | { readonly kind: 'fail-over' }
  /** It is a replica that could be promoted in the next moment. */
  | { readonly kind: 'set-maintenance' }
  /** It may be stopped. */
  | { readonly kind: 'safe'; readonly was: 'replica' | 'down' };

export interface Situation {
  readonly group: GroupSight;
  readonly node: Address;
  /** Every Sentinel that can be told has been told of the maintenance, and asked again since. */
  readonly isExcluded: boolean;
}

export function nextStep({ group, node, isExcluded }: Situation): Step {
  const key = shown(node);
  const { views, replicas } = group;
  const minority = whyNoMajority(group);
  // Whom we cannot ask may believe otherwise, and lead a failover to the node.
  if (minority !== null) return wait(minority);
  const stage = failoverStage(group);
  if (stage !== null) return wait(`a failover is under way: ${stage}`);
  const believers = views.filter((view) => shown(view.master.address) === key);
  if (new Set(views.map((view) => shown(view.master.address))).size > 1) {
    return wait('the Sentinels do not agree yet on the master');
  }
  if (believers.length > 0) {
    const isDown = views.some((view) => view.master.downMs !== null);
    return isDown ? wait('the node is a master that is down') : { kind: 'fail-over' };
  }
  const known = replicas.find((replica) => shown(replica.address) === key);
  if (known === undefined || known.downBy === known.knownBy) return { kind: 'safe', was: 'down' };
  // After a switch stock takes it for a replica before it has heard from it again.
  if (known.roleReported === 'master' || known.master === null) {
    return wait('the node is not a replica yet');
  }
  if (!isExcluded) return { kind: 'set-maintenance' };
  const others = replicas.filter((replica) => replica !== known);
  if (others.length > 0 && !others.some(isPromotable)) {
    return wait('no other replica is fit to be promoted');
  }
  if (views.some((view) => view.master.downMs !== null)) return wait('the master is down');
  return { kind: 'safe', was: 'replica' };
}

/** Why it is not a majority that has answered, as a sentence without its end; null: it is one. */
export function whyNoMajority(group: GroupSight): string | null {
  const { voters, untold } = group;
  const need = Math.floor(voters.length / 2) + 1;
  const heard = voters.filter((voter) => isHeard(voter, group)).length;
  if (heard >= need) return null;
  const text = `${heard} of ${voters.length} Sentinels answer, ${need} are needed`;
  return untold.length === 0 ? text : `${text} (${whatIsUntold(group)})`;
}

/** Who does not tell all of a group may know more of it than anybody else. */
function isHeard({ asked, address }: Voter, { untold }: GroupSight): boolean {
  return asked && !untold.some(({ sentinel }) => shown(sentinel) === shown(address));
}

export function whatIsUntold({ untold }: GroupSight): string {
  return untold.map((each) => untoldText(shown(each.sentinel), each)).join('; ');
}

/** Why one of the Sentinels must not be stopped now, as a sentence without its end; null: it may. */
export function whySentinelStays(group: GroupSight, leaving: Voter): string | null {
  const { voters, views } = group;
  const need = Math.floor(voters.length / 2) + 1;
  const quorum = Math.max(0, ...views.map(({ master }) => master.quorum));
  const isLeft = (voter: Voter): boolean => voter !== leaving && isHeard(voter, group);
  const others = voters.filter(isLeft).length;
  const stage = failoverStage(group);
  if (stage !== null) return `a failover is under way: ${stage}`;
  if (views.some(({ master }) => master.downMs !== null)) return 'the master is down';
  const needed = Math.max(need, quorum);
  if (others >= needed) return null;
  const text = `without it ${others} of ${voters.length} Sentinels are left, and ${needed} are needed`;
  return group.untold.length === 0 ? text : `${text} (${whatIsUntold(group)})`;
}

function wait(why: string): Step {
  return { kind: 'wait', why };
}
