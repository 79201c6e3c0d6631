// The text of INFO, as far as anything that watches a node reads it.

import type { Address } from '../../src/core/address.ts';
import type { Follower } from './follower.ts';
import type { Replication } from './replication.ts';

export interface InfoSource {
  readonly runId: string;
  readonly nowMs: number;
  readonly isLoading: boolean;
  readonly hasAppendOnlyFile: boolean;
  readonly priority: number;
  readonly keys: number;
  readonly isAnnounced: boolean;
  readonly replication: Replication;
  readonly follower: Follower;
  readonly followers: readonly { address: Address; isOnline: boolean }[];
}

export function infoText(source: InfoSource): string {
  return [
    '# Server',
    'redis_version:7.0.15',
    'redis_mode:standalone',
    `run_id:${source.runId}`,
    '',
    '# Persistence',
    `loading:${source.isLoading ? 1 : 0}`,
    `aof_enabled:${source.hasAppendOnlyFile ? 1 : 0}`,
    '',
    '# Replication',
    ...replicationLines(source),
    '',
    '# Keyspace',
    ...(source.keys === 0 ? [] : [`db0:keys=${source.keys},expires=0,avg_ttl=0`]),
    '',
  ].join('\r\n');
}

function replicationLines(source: InfoSource): string[] {
  const { replication, follower, followers } = source;
  return [
    `role:${follower.master === null ? 'master' : 'slave'}`,
    ...(follower.master === null ? [] : followerLines(source, follower.master)),
    `connected_slaves:${followers.length}`,
    ...followers.map((entry, index) => followerLine(entry, index, replication.offset)),
    'master_failover_state:no-failover',
    `master_replid:${replication.id}`,
    `master_replid2:${replication.secondId}`,
    `master_repl_offset:${replication.offset}`,
    `second_repl_offset:${replication.secondOffset}`,
  ];
}

function followerLine(
  entry: { address: Address; isOnline: boolean },
  index: number,
  offset: number,
): string {
  const { host, port } = entry.address;
  const state = entry.isOnline ? 'online' : 'wait_bgsave';
  return `slave${index}:ip=${host},port=${port},state=${state},offset=${offset},lag=0`;
}

function followerLines(source: InfoSource, master: Address): string[] {
  const { follower, replication, nowMs } = source;
  const isUp = follower.isLinkUp;
  const lines = [
    `master_host:${master.host}`,
    `master_port:${master.port}`,
    `master_link_status:${isUp ? 'up' : 'down'}`,
    `master_last_io_seconds_ago:${isUp ? seconds(follower.lastHeardMs, nowMs) : -1}`,
    `master_sync_in_progress:${follower.isSyncing ? 1 : 0}`,
    `slave_repl_offset:${replication.offset}`,
  ];
  if (!isUp) {
    const since = follower.downSinceMs;
    lines.push(`master_link_down_since_seconds:${since === null ? -1 : seconds(since, nowMs)}`);
  }
  lines.push(
    `slave_priority:${source.priority}`,
    'slave_read_only:1',
    `replica_announced:${source.isAnnounced ? 1 : 0}`,
  );
  return lines;
}

/** Whole seconds between two instants, each cut to its second as servers do. */
function seconds(fromMs: number, toMs: number): number {
  return Math.floor(toMs / 1000) - Math.floor(fromMs / 1000);
}
