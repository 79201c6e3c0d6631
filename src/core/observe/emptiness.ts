// A master that restarts with little of its data before anybody holds it for down (EMPTY-n): its
// replicas are about to give theirs up for it. Whether it is replaced is decided in elect/ and
// select/.

import type { InfoFacts } from '../facts.ts';
import { masterSubject } from '../instances.ts';
import type { Outbox } from '../outbox.ts';
import { type DataNode, type Group, isMaster } from '../state.ts';

/** Whoever comes back with one key in so many, or more, is not empty. */
const LEAST_SHARE = 2;

/** EMPTY-1. Called for each INFO of a node, while `node` still holds what it said before. */
export function observeEmptiness(node: DataNode, info: InfoFacts, now: number, out: Outbox): void {
  if (!isMaster(node)) return;
  const isRestarted = node.runId !== null && info.runId !== null && info.runId !== node.runId;
  if (info.role !== 'master') node.emptied = null;
  else if (isRestarted) observeRestart(node, info, now, out);
  else if (isOver(node, info, now)) node.emptied = null;
}

function observeRestart(node: DataNode, info: InfoFacts, now: number, out: Outbox): void {
  const { group, emptied } = node;
  // One that restarts again had nothing any more.
  const had = emptied === null ? (node.info?.keys ?? 0) : Number.POSITIVE_INFINITY;
  const lost = emptied === null ? (node.info?.history ?? null) : emptied.lost;
  node.emptied = null;
  if (info.keys === null || info.loading) return;
  const holders = holdersOf(group, info.keys, lost);
  const most = Math.max(0, ...holders.map((holder) => holder.info?.keys ?? 0));
  if (info.keys * LEAST_SHARE >= Math.min(had, most)) return;
  node.emptied = { sinceMs: now, lost };
  const subject = masterSubject(group);
  out.announce({ name: '+empty-master', subject, holders: holders.length });
  if (group.options.replaceEmptyMaster) return;
  out.free({ kind: 'note', note: { kind: 'empty-master', groupName: group.name } });
}

function isOver({ group, emptied }: DataNode, { keys }: InfoFacts, now: number): boolean {
  // What it is the reason of goes on.
  if (emptied === null || group.failover !== null) return false;
  if (keys === null || holdersOf(group, keys, emptied.lost).length === 0) return true;
  // What was written since is more than a little by now.
  return keys > 0 && now - emptied.sinceMs >= group.options.failoverTimeoutMs;
}

/** EMPTY-2: the master is to be replaced for what a replica still has. */
export function isToBeReplaced(group: Group): boolean {
  return group.options.replaceEmptyMaster && currentHolders(group).length > 0;
}

/** EMPTY-3: not for one that has copied the master, in a failover that has no other reason. */
export function hasTooLittle(node: DataNode): boolean {
  const { failover, master, objectivelyDownSinceMs, options } = node.group;
  if (failover?.forced === true || objectivelyDownSinceMs !== null) return false;
  if (!options.replaceEmptyMaster || master.emptied === null) return false;
  return !holdsTheLost(node);
}

/** EMPTY-1: whether it has what the master has lost. */
export function holdsTheLost(node: DataNode): boolean {
  return currentHolders(node.group).includes(node);
}

function currentHolders(group: Group): readonly DataNode[] {
  const { emptied, info } = group.master;
  const keys = info?.keys ?? null;
  return emptied === null || keys === null ? [] : holdersOf(group, keys, emptied.lost);
}

/** Replicas within reach that by their last INFO have more keys, and are of the history that was
 *  lost: whoever has copied the master is of its new one, and may count more by a later INFO. */
function holdersOf({ replicas }: Group, keys: number, lost: string | null): readonly DataNode[] {
  return [...replicas.values()]
    .map(({ node }) => node)
    .filter(({ info, downSinceMs }) => {
      if (info === null || downSinceMs !== null) return false;
      return (info.keys ?? 0) > keys && (lost === null || info.history === lost);
    });
}
