// A master that restarts without data before anybody holds it for down (EMPTY-n): its replicas are
// about to give theirs up for it. Whether it is replaced is decided in elect/ and select/.

import type { InfoFacts } from '../facts.ts';
import { masterSubject } from '../instances.ts';
import type { Outbox } from '../outbox.ts';
import { type DataNode, type Group, isMaster } from '../state.ts';

/** EMPTY-1. Called for each INFO of a node, while `node` still holds what it said before. */
export function observeEmptiness(node: DataNode, info: InfoFacts, out: Outbox): void {
  if (!isMaster(node) || info.role !== 'master') return;
  if (info.isEmpty !== true) node.emptied = false;
  const isRestarted = node.runId !== null && info.runId !== null && info.runId !== node.runId;
  if (!isRestarted || info.isEmpty !== true || info.loading) return;
  const { group } = node;
  const holders = countHolders(group);
  if (holders === 0) return;
  node.emptied = true;
  out.announce({ name: '+empty-master', subject: masterSubject(group), holders });
  if (group.options.replaceEmptyMaster) return;
  out.free({ kind: 'note', note: { kind: 'empty-master', groupName: group.name } });
}

/** EMPTY-2: the master is to be replaced for what a replica still has. */
export function isToBeReplaced(group: Group): boolean {
  return group.options.replaceEmptyMaster && group.master.emptied && countHolders(group) > 0;
}

/** EMPTY-3: a failover is under way that has no other reason, also when somebody has written to the
 *  empty master since it began. */
export function isReplacingForData(group: Group): boolean {
  const { failover, options } = group;
  if (failover === null || failover.forced || group.objectivelyDownSinceMs !== null) return false;
  return options.replaceEmptyMaster;
}

/** Replicas that had data by their last INFO. */
function countHolders({ replicas }: Group): number {
  let count = 0;
  for (const { node } of replicas.values()) if (node.info?.isEmpty === false) count += 1;
  return count;
}
