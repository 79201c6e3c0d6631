// May this replica be promoted now (SELECT-1)? Each refusal has a reason, for the log and for
// whoever asks why.

import { isInMaintenance } from '../names.ts';
import { isReplacingForData } from '../observe/emptiness.ts';
import { type DataNode, type Group, isForeign, type Replica, type State } from '../state.ts';

export type Refusal =
  | 'maintenance'
  | 'down'
  | 'disconnected'
  | 'silent'
  | 'foreign'
  | 'empty'
  | 'priority-zero'
  | 'stale-info'
  | 'long-without-master'
  | 'no-fresh-answer';

const SILENCE_PING_PERIODS = 5;
const STALE_PING_PERIODS = 5;
const STALE_INFO_PERIODS = 3;
const WITHOUT_MASTER_DOWN_AFTERS = 10;

/** null: eligible. */
export function refusalOf(
  state: State,
  group: Group,
  replica: Replica,
  now: number,
): Refusal | null {
  const { node } = replica;
  const { pingPeriodMs, infoPeriodMs } = state.timings;
  if (isInMaintenance(state, node)) return 'maintenance';
  if (node.downSinceMs !== null) return 'down';
  if (node.command.stage.kind !== 'up') return 'disconnected';
  if (now - node.lastAvailableMs > SILENCE_PING_PERIODS * pingPeriodMs) return 'silent';
  if (isForeign(node)) return 'foreign';
  if (node.info === null || node.infoAtMs === null) return 'stale-info';
  // EMPTY-3.
  if (node.info.isEmpty === true && isReplacingForData(group)) return 'empty';
  if (node.info.priority === 0) return 'priority-zero';
  const masterDownMs = group.master.downSinceMs === null ? null : now - group.master.downSinceMs;
  const freshMs =
    masterDownMs === null ? STALE_INFO_PERIODS * infoPeriodMs : STALE_PING_PERIODS * pingPeriodMs;
  if (now - node.infoAtMs > freshMs) return 'stale-info';
  // Stock tests the pub/sub link with the same word; the command link is what a promotion needs.
  const longestMs = (masterDownMs ?? 0) + WITHOUT_MASTER_DOWN_AFTERS * group.options.downAfterMs;
  const isLong = node.info.masterLinkDownMs > longestMs;
  return isLong && !saysItFollows(group.master) ? 'long-without-master' : null;
}

/** A master that came back as a replica has left all of them without a master, and is held for down
 *  only long after that: the age of their links tells nothing, and would refuse them for ever. */
function saysItFollows(master: DataNode): boolean {
  return master.infoAtMs !== null && master.roleReported === 'slave';
}

/** Whether some eligible replica, or the one that was named, could be promoted now (for FAILOVER's
 *  answer). */
export function hasEligible(
  state: State,
  group: Group,
  named: DataNode | 'any' | null,
  now: number,
): boolean {
  for (const replica of group.replicas.values()) {
    if (named !== 'any' && replica.node !== named) continue;
    if (refusalOf(state, group, replica, now) === null) return true;
  }
  return false;
}
