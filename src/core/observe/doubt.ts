// The master came by the word of others, and nothing ties it to what this process has seen
// (LINEAGE-5): what was learnt of the old one may be a stranger's, at an address that an old file
// names as the master. Until the new one has told its ids nobody is proven by those of the old.

import type { InfoFacts } from '../facts.ts';
import { dropReplica } from '../instances.ts';
import type { Lineage } from '../lineage-state.ts';
import { nodeAt } from '../names.ts';
import type { Outbox } from '../outbox.ts';
import { type DataNode, type Group, isForeign, type State } from '../state.ts';

/** Called when a peer's configuration was adopted. */
export function doubtLineage({ master, replicas, options, lineage }: Group, now: number): void {
  if (!options.lineageCheck || lineage.histories.size === 0) return;
  if (master.info !== null && isRelated(lineage, master.info)) return;
  lineage.doubtedSinceMs = now;
  for (const { node } of replicas.values()) if (!isForeign(node)) node.kinship = 'open';
}

/** Where the new master says nothing at all, what was learnt is better than to promote nobody. */
export function isInDoubt({ lineage, options }: Group, now: number): boolean {
  const { doubtedSinceMs } = lineage;
  return doubtedSinceMs !== null && now - doubtedSinceMs < options.failoverTimeoutMs;
}

/** Called for each INFO of the master in which it says that it is one. */
export function settleDoubt(state: State, group: Group, info: InfoFacts, out: Outbox): void {
  const { lineage } = group;
  // Whom a failover may promote stays as it is while it goes on.
  const isBusy = group.failover !== null || group.handOver !== null;
  if (lineage.doubtedSinceMs === null || isBusy) return;
  lineage.doubtedSinceMs = null;
  if (isRelated(lineage, info)) return;
  lineage.runIds.clear();
  lineage.histories.clear();
  for (const node of guests(state, group)) {
    const isListed = info.replicas.some((listed) => nodeAt(state, group, listed) === node);
    if (isListed || node.kinship === 'own') continue;
    dropReplica(state, node, out);
    out.saveSoon();
  }
}

/** Servers without these fields cannot be told apart. */
function isRelated({ histories }: Lineage, { history, formerHistory }: InfoFacts): boolean {
  if (history === null || histories.has(history)) return true;
  return formerHistory !== null && histories.has(formerHistory);
}

/** What masters that are not the group's list. */
function guests(state: State, group: Group): Set<DataNode> {
  const found = new Set<DataNode>();
  for (const { node } of group.replicas.values()) {
    if (node.info?.role !== 'master') continue;
    for (const listed of node.info.replicas) {
      const guest = nodeAt(state, group, listed);
      if (guest !== null && guest !== group.master) found.add(guest);
    }
  }
  return found;
}
