// Whether this is the time to put a node right (HEAL-3): not while we cannot judge, and only on
// behalf of a master that is one. What is to be put right is decided elsewhere.

import { isLeftToRepair } from '../failover/follow.ts';
import { type DataNode, type Group, isMaster, isSameProcess, type State } from '../state.ts';

export function mayRepair(state: State, node: DataNode, now: number): boolean {
  const { group } = node;
  if (state.tiltSinceMs !== null || isMaster(node) || isBeingPromoted(group, node)) return false;
  if (isSameProcess(node)) return false;
  // FOLLOW-1 is at work on the others, and has deadlines of its own.
  if (group.following !== null && !isLeftToRepair(node)) return false;
  return masterLooksSane(state, group, now);
}

/** Only on behalf of a master that is one, and that answers. */
function masterLooksSane(state: State, group: Group, now: number): boolean {
  const { master } = group;
  if (master.downSinceMs !== null || group.objectivelyDownSinceMs !== null) return false;
  if (master.roleReported !== 'master' || master.infoAtMs === null) return false;
  return now - master.infoAtMs < 2 * state.timings.infoPeriodMs;
}

function isBeingPromoted(group: Group, node: DataNode): boolean {
  const { failover } = group;
  return failover !== null && 'promoted' in failover && failover.promoted.node === node;
}
