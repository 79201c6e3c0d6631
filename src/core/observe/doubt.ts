// The master that a file names, but no peer, gives way to another that has no history in common
// with it (LINEAGE-5): at an address in an old file there may be a stranger by now, with a replica
// that nobody knew. Until the new master has told its ids that one proves nothing.

import type { InfoFacts } from '../facts.ts';
import { dropReplica } from '../instances.ts';
import type { Lineage } from '../lineage-state.ts';
import { nodeAt } from '../names.ts';
import type { Outbox } from '../outbox.ts';
import { type DataNode, type Group, isForeign, type State } from '../state.ts';

/** More are not remembered: whom nobody contradicts may be alone for good. */
const MOST_LEARNT = 1_000;

/** Called for each replica that is found in the master's list. */
export function learntFromMaster(node: DataNode): void {
  const { standing } = node.group.lineage;
  if (standing.kind === 'alone' && standing.learnt.size < MOST_LEARNT) standing.learnt.add(node);
}

/** Called when a peer says that it has the same master. */
export function shareLineage({ lineage }: Group): void {
  if (lineage.standing.kind === 'alone') lineage.standing = { kind: 'shared' };
}

/** Called when a peer's configuration was adopted, in which `old` is not the master any more. */
export function doubtLineage(group: Group, old: DataNode, now: number): void {
  const { master, options, lineage } = group;
  const { standing } = lineage;
  if (standing.kind !== 'alone') return;
  lineage.standing = { kind: 'shared' };
  if (!options.lineageCheck || standing.learnt.size === 0) return;
  if (master.info !== null && isRelated(lineage, master.info)) return;
  const doubted = { kind: 'doubted', sinceMs: now, suspect: old, learnt: standing.learnt } as const;
  lineage.standing = doubted;
  for (const node of [old, ...standing.learnt]) if (!isForeign(node)) node.kinship = 'open';
}

export function isDoubted(node: DataNode): boolean {
  const { standing } = node.group.lineage;
  if (standing.kind !== 'doubted') return false;
  return node === standing.suspect || standing.learnt.has(node);
}

/** Where the new master says nothing at all, to promote nobody would be worse. */
export function isTooDoubtful(node: DataNode, now: number): boolean {
  const { lineage, options } = node.group;
  const { standing } = lineage;
  if (standing.kind !== 'doubted' || !isDoubted(node)) return false;
  return now - standing.sinceMs < options.failoverTimeoutMs;
}

/** Called for each INFO of the master in which it says that it is one. */
export function settleDoubt(state: State, group: Group, info: InfoFacts, out: Outbox): void {
  const { lineage } = group;
  const { standing } = lineage;
  // Whom a failover may promote stays as it is while it goes on.
  const isBusy = group.failover !== null || group.handOver !== null;
  if (standing.kind !== 'doubted' || isBusy) return;
  lineage.standing = { kind: 'shared' };
  if (isRelated(lineage, info)) return;
  forgetIdsOf(lineage, standing.suspect);
  standing.suspect.isFormerMaster = false;
  out.saveSoon();
  const listed = new Set(info.replicas.map((address) => nodeAt(state, group, address)));
  for (const node of standing.learnt) {
    const isGuest = group.replicas.get(node.key)?.node === node && !listed.has(node);
    if (!isGuest || node.kinship === 'own') continue;
    dropReplica(state, node, out);
    out.saveSoon();
  }
}

/** Servers without these fields cannot be told apart. */
function isRelated({ histories }: Lineage, { history, formerHistory }: InfoFacts): boolean {
  if (history === null || histories.has(history)) return true;
  return formerHistory !== null && histories.has(formerHistory);
}

function forgetIdsOf({ runIds, histories }: Lineage, { info }: DataNode): void {
  if (info === null) return;
  if (info.runId !== null) runIds.delete(info.runId);
  if (info.history !== null) histories.delete(info.history);
  if (info.formerHistory !== null) histories.delete(info.formerHistory);
}
