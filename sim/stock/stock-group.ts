// What a stock Sentinel keeps of a group: its instances and where a failover stands. Only data; the
// rules are in stock-sentinel.ts and its neighbours.

import { type Address, addressKey } from '../../src/core/address.ts';
import type { GroupRunOptions } from '../options.ts';
import type { StockLink } from './stock-link.ts';

export interface Instance {
  readonly kind: 'master' | 'replica' | 'sentinel';
  address: Address;
  /** Of a Sentinel its id. */
  runId: string;
  command: StockLink | null;
  pubsub: StockLink | null;
  lastMessageMs: number;
  lastPongMs: number;
  lastAvailableMs: number;
  lastPingMs: number;
  /** The oldest PING without an answer. */
  pendingPingMs: number | null;
  lastPublishMs: number;
  /** null: never. */
  infoMs: number | null;
  isInfoPending: boolean;
  role: 'master' | 'slave';
  roleMs: number;
  follows: Address | null;
  followsMs: number;
  isLinkUp: boolean;
  linkDownMs: number;
  priority: number;
  offset: bigint;
  isDown: boolean;
  /** The last time that it went down; 0: never. */
  downMs: number;
  isScriptKillSent: boolean;
  reconfiguration: 'none' | 'sent' | 'in progress' | 'done';
  reconfigurationMs: number;
  /** What a Sentinel said when it was asked. */
  saysDown: boolean;
  leader: string | null;
  leaderEpoch: bigint;
  answeredMs: number;
  isAskPending: boolean;
}

export type FailoverState =
  | 'wait-start'
  | 'select-slave'
  | 'send-slaveof-noone'
  | 'wait-promotion'
  | 'reconf-slaves'
  | 'update-config';

export interface StockGroup {
  readonly options: GroupRunOptions;
  master: Instance;
  replicas: Map<string, Instance>;
  readonly sentinels: Map<string, Instance>;
  configEpoch: bigint;
  leader: string | null;
  leaderEpoch: bigint;
  isObjectivelyDown: boolean;
  failover: {
    state: FailoverState;
    readonly epoch: bigint;
    changedMs: number;
    promoted: Instance | null;
  } | null;
  /** When a failover was last begun by it or voted for. */
  failoverStartMs: number;
}

export function newInstance(
  kind: Instance['kind'],
  address: Address,
  { runId, nowMs }: { readonly runId: string; readonly nowMs: number },
): Instance {
  return {
    ...{ kind, address, runId, command: null, pubsub: null },
    ...{ lastMessageMs: nowMs, lastPongMs: nowMs, lastAvailableMs: nowMs, lastPingMs: 0 },
    ...{ pendingPingMs: nowMs, lastPublishMs: nowMs, infoMs: null, isInfoPending: false },
    ...{ role: kind === 'master' ? 'master' : 'slave', roleMs: nowMs },
    ...{ follows: null, followsMs: nowMs, isLinkUp: false, linkDownMs: 0 },
    ...{ priority: 100, offset: 0n, isDown: false, downMs: 0, isScriptKillSent: false },
    ...{ reconfiguration: 'none', reconfigurationMs: 0 },
    ...{ saysDown: false, leader: null, leaderEpoch: 0n, answeredMs: 0, isAskPending: false },
  };
}

export function closeLinks(instance: Instance): void {
  instance.command?.close();
  instance.pubsub?.close();
  instance.command = null;
  instance.pubsub = null;
}

/** Where clients are sent. */
export function currentAddress({ master, failover }: StockGroup): Address {
  const isPromoted = failover?.state === 'reconf-slaves' || failover?.state === 'update-config';
  return (isPromoted ? failover.promoted?.address : null) ?? master.address;
}

/** As the file has it. */
export interface SavedGroup {
  readonly master: Address;
  readonly configEpoch: bigint;
  readonly leaderEpoch: bigint;
  readonly replicas: readonly Address[];
  readonly sentinels: readonly { readonly address: Address; readonly runId: string }[];
}

export function savedGroup(group: StockGroup): SavedGroup {
  const master = currentAddress(group);
  const replicas = [...group.replicas.values()].map(({ address }) =>
    addressKey(address) === addressKey(master) ? group.master.address : address,
  );
  const sentinels = [...group.sentinels.values()].map(({ address, runId }) => ({ address, runId }));
  const { configEpoch, leaderEpoch } = group;
  return { master, configEpoch, leaderEpoch, replicas, sentinels };
}
