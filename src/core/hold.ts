// Whether a node was told to take no writes, and until when that lasts (HANDOVER-3).

import { sameAddress } from './address.ts';
import type { DataNode, Group, HandOver, Hold } from './state.ts';
import { isMaster } from './state.ts';

/** null: the master has not been told to hold its writes. */
export function holdOf({ step }: HandOver): Hold | null {
  return 'hold' in step ? step.hold : null;
}

/** HANDOVER-3: the hold runs in the master's time, which went on while this process was
 *  away. False: there is none. */
export function shortenHold({ handOver }: Group, awayMs: number): boolean {
  const hold = handOver === null ? null : holdOf(handOver);
  if (hold === null) return false;
  hold.endsAtMs -= awayMs;
  return true;
}

/** The master of a hand-over, before and after the switch. */
export function isHeld(node: DataNode): boolean {
  const { handOver, lastSwitch, failover } = node.group;
  if (handOver === null || holdOf(handOver) === null) return false;
  if (failover !== null) return isMaster(node);
  return lastSwitch !== null && sameAddress(node.address, lastSwitch.from);
}
