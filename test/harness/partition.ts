// A partition among five hosts, each with a node, a Sentinel and a client that writes: what was
// acknowledged, and what of it is gone when it has healed.

import { fileURLToPath } from 'node:url';
import { insideNamespaces } from './hosts.ts';
import type { SentinelKind } from './sentinel.ts';

export interface PartitionOrders {
  /** Of each host's Sentinel. The first host has the master. */
  readonly kinds: readonly SentinelKind[];
  readonly downAfterMs: number;
  /** Before the cut. */
  readonly quietMs: number;
  readonly cutMs: number;
  /** `hosts`: these hear nobody but each other. `peers`: only their Sentinels, and only the other
   *  Sentinels, cannot be heard. */
  readonly cut: 'hosts' | 'peers';
  /** From 0. */
  readonly cutHosts: readonly number[];
  /** Between two writes of a client. */
  readonly paceMs: number;
  /** More lines for the files of ours. */
  readonly lines: readonly string[];
  /** More lines for the files of the nodes. */
  readonly nodeLines?: readonly string[];
  /** The result has the logs of all Sentinels. */
  readonly isTold?: boolean;
}

export interface CountedWrites {
  readonly acknowledged: number;
  readonly lost: number;
  /** Lost, and acknowledged later than down-after after the cut. */
  readonly lostLater: number;
  /** When the last of them was acknowledged, after the cut. */
  readonly lastLostMs: number;
  /** Acknowledged since the cut, by host. */
  readonly inCut: readonly number[];
}

export interface PartitionResult extends CountedWrites {
  /** In which nobody's write was acknowledged, since the cut. */
  readonly longestGapMs: number;
  /** Whether another node is the master now. */
  readonly switched: boolean;
  /** From the end of the cut until all agreed and followed. */
  readonly agreedAfterMs: number;
  /** How many Sentinels held the writes back. */
  readonly fenced: number;
  /** Of each Sentinel, if that was wanted. */
  readonly logs: readonly string[];
}

const MAIN = fileURLToPath(new URL('./partition-main.js', import.meta.url));

export async function runPartition(orders: PartitionOrders): Promise<PartitionResult> {
  return JSON.parse(await insideNamespaces(MAIN, JSON.stringify(orders)));
}
