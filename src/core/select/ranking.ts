// The order in which replicas would be promoted, and why the others would not: the same answer for
// the failover that chooses and for whoever asks why.

import type { Address } from '../address.ts';
import { nodeAt } from '../names.ts';
import type { DataNode, Group, Replica, State } from '../state.ts';
import { compareReplicas } from './best.ts';
import { type Refusal, refusalOf } from './eligible.ts';

export interface Ranking {
  /** The best first. */
  readonly eligible: readonly Replica[];
  readonly refused: readonly { readonly replica: Replica; readonly reason: Refusal }[];
}

/** By which facts, and of whom. `target`: whom the operator named; null: nobody. */
export interface Choice {
  readonly factsSinceMs: number;
  readonly target: Address | null;
}

/** SELECT-2, SELECT-3: replicas that have not answered since `factsSinceMs` are taken only where
 *  none has. */
export function rankReplicas(
  state: State,
  group: Group,
  { factsSinceMs, target }: Choice,
  now: number,
): Ranking {
  const eligible: Replica[] = [];
  const refused: { replica: Replica; reason: Refusal }[] = [];
  for (const replica of candidatesOf(state, group, target)) {
    const reason = refusalOf(state, group, replica, now);
    if (reason === null) eligible.push(replica);
    else refused.push({ replica, reason });
  }
  const fresh = eligible.filter(({ node }) => isFresh(node, factsSinceMs));
  if (fresh.length === 0) return { eligible: eligible.sort(compareReplicas), refused };
  for (const replica of eligible) {
    if (!fresh.includes(replica)) refused.push({ replica, reason: 'no-fresh-answer' });
  }
  return { eligible: fresh.sort(compareReplicas), refused };
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
