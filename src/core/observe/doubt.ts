// The master of a file, which no peer has named, gives way to another that has nothing in common
// with it (LINEAGE-5): what was learnt may be a stranger's, at an address that an old file names.
// Until the new master has told its ids nobody is proven by those of the old.

import type { InfoFacts } from '../facts.ts';
import { dropReplica } from '../instances.ts';
import type { Lineage } from '../lineage-state.ts';
import { nodeAt } from '../names.ts';
import type { Outbox } from '../outbox.ts';
import { type DataNode, type Group, isForeign, type State } from '../state.ts';

/** Called when a peer says that it has the same master. */
export function shareLineage({ lineage }: Group): void {
  if (lineage.standing.kind === 'alone') lineage.standing = { kind: 'shared' };
}

/** Called when a peer's configuration was adopted. */
export function doubtLineage({ master, replicas, options, lineage }: Group, now: number): void {
  const { standing, histories } = lineage;
  if (standing.kind !== 'alone') return;
  lineage.standing = { kind: 'shared' };
  if (!options.lineageCheck || histories.size === 0) return;
  if (master.info !== null && isRelated(lineage, master.info)) return;
  lineage.standing = { kind: 'doubted', sinceMs: now };
  for (const { node } of replicas.values()) if (!isForeign(node)) node.kinship = 'open';
}

/** Where the new master says nothing at all, what was learnt is better than to promote nobody. */
export function isInDoubt({ lineage: { standing }, options }: Group, now: number): boolean {
  return standing.kind === 'doubted' && now - standing.sinceMs < options.failoverTimeoutMs;
}

/** Called for each INFO of the master in which it says that it is one. */
export function settleDoubt(state: State, group: Group, info: InfoFacts, out: Outbox): void {
  const { lineage } = group;
  // Whom a failover may promote stays as it is while it goes on.
  const isBusy = group.failover !== null || group.handOver !== null;
  if (lineage.standing.kind !== 'doubted' || isBusy) return;
  lineage.standing = { kind: 'shared' };
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
