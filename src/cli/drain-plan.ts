// What has to happen before a node may be stopped, worked out from a survey of its group: one step
// at a time, until there is none left. It decides; the verb acts.

import { shown } from '../client/address.ts';
import type { GroupSight, Voter } from '../client/survey.ts';
import type { Address } from '../core/address.ts';
import { failoverStage, isPromotable } from './judge.ts';

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
  const { views, voters, replicas } = group;
  const need = Math.floor(voters.length / 2) + 1;
  const asked = voters.filter((voter) => voter.asked).length;
  // Whom we cannot ask may believe otherwise, and lead a failover to the node.
  if (asked < need)
    return wait(`${asked} of ${voters.length} Sentinels answer, ${need} are needed`);
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

/** Why one of the Sentinels must not be stopped now, as a sentence without its end; null: it may. */
export function whySentinelStays(group: GroupSight, leaving: Voter): string | null {
  const { voters, views } = group;
  const need = Math.floor(voters.length / 2) + 1;
  const quorum = Math.max(0, ...views.map(({ master }) => master.quorum));
  const others = voters.filter((voter) => voter !== leaving && voter.asked).length;
  const stage = failoverStage(group);
  if (stage !== null) return `a failover is under way: ${stage}`;
  if (views.some(({ master }) => master.downMs !== null)) return 'the master is down';
  const needed = Math.max(need, quorum);
  if (others >= needed) return null;
  return `without it ${others} of ${voters.length} Sentinels are left, and ${needed} are needed`;
}

function wait(why: string): Step {
  return { kind: 'wait', why };
}
