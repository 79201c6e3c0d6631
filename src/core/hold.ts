// Whether a node was told to take no writes, and until when that lasts (HANDOVER-3).

import { sameAddress } from './address.ts';
import type { DataNode, HandOver, Hold } from './state.ts';
import { isMaster } from './state.ts';

/** null: the master has not been told to hold its writes. */
export function holdOf({ step }: HandOver): Hold | null {
  return 'hold' in step ? step.hold : null;
}

/** The master of a hand-over, before and after the switch. */
export function isHeld(node: DataNode): boolean {
  const { handOver, lastSwitch, failover } = node.group;
  if (handOver === null || holdOf(handOver) === null) return false;
  if (failover !== null) return isMaster(node);
  return lastSwitch !== null && sameAddress(node.address, lastSwitch.from);
}
