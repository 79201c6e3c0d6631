// What the rules of a stock Sentinel work on: its state and what it can do outside.

import type { Address } from '../../src/core/address.ts';
import type { Host } from '../host.ts';
import type { Network } from '../network.ts';
import type { Random } from '../random.ts';
import { closeLinks, newInstance, type StockGroup } from './stock-group.ts';

export interface Stock {
  readonly myId: string;
  readonly host: Host;
  readonly network: Network;
  readonly random: Random;
  readonly groups: Map<string, StockGroup>;
  currentEpoch: bigint;
  /** Until when it is in TILT. */
  tiltUntilMs: number;
  readonly startedMs: number;
  nowMs(): number;
  /** Writes and syncs its file, which stops it meanwhile. */
  flush(): void;
  /** Into the trace. */
  tell(text: string): void;
}

/** Spreads those that might begin at once. */
export const DESYNC_MS = 1_000;

export function adoptEpoch(stock: Stock, epoch: bigint): void {
  if (epoch <= stock.currentEpoch) return;
  stock.currentEpoch = epoch;
  stock.flush();
  stock.tell(`+new-epoch ${epoch}`);
}

/** The group at another master, its old one among the replicas, as after a failover. */
export function switchTo(stock: Stock, group: StockGroup, address: Address): void {
  const nowMs = stock.nowMs();
  const { master } = group;
  const addresses = [...group.replicas.values(), master]
    .map((instance) => instance.address)
    .filter(({ host }) => host !== address.host);
  for (const instance of [...group.replicas.values(), master]) closeLinks(instance);
  group.master = newInstance('master', address, { runId: '', nowMs });
  group.replicas = new Map(
    addresses.map((at) => [at.host, newInstance('replica', at, { runId: '', nowMs })]),
  );
  group.leader = null;
  group.isObjectivelyDown = false;
  group.failover = null;
  group.failoverStartMs = Number.NEGATIVE_INFINITY;
  stock.tell(`+switch-master ${group.options.name} to ${address.host}`);
  stock.flush();
}
