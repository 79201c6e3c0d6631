// Metrics by the names and labels that redis_exporter gives them when it asks a Sentinel, so that
// dashboards and alerts that people have go on to work.

import { quorumReply } from '../commands/sentinel/ckquorum.ts';
import { type GroupMetric, one, type ProcessMetric, type ProcessSeen } from './metric.ts';

type OfGroup = GroupMetric['read'];

function group(name: string, help: string, read: OfGroup): GroupMetric {
  const record = { scope: 'group', type: 'gauge', style: 'exporter' } as const;
  return { ...record, name: `redis_sentinel_${name}`, help, read };
}

function process(
  type: 'gauge' | 'counter',
  name: string,
  help: string,
  value: (seen: ProcessSeen) => number,
): ProcessMetric {
  const read: ProcessMetric['read'] = (seen) => one(value(seen));
  return { scope: 'process', type, name: `redis_${name}`, help, read };
}

/** As INFO says it. */
function statusOf(flags: readonly string[]): string {
  if (flags.includes('o_down')) return 'odown';
  return flags.includes('s_down') ? 'sdown' : 'ok';
}

function countUp(all: readonly { readonly sDownMs: number | null }[]): number {
  return all.filter(({ sDownMs }) => sDownMs === null).length;
}

export const EXPORTER_GROUP_METRICS: readonly GroupMetric[] = [
  group('master_status', '1: the master is up, by its status here.', ({ master }) => {
    const status = statusOf(master.flags);
    return one(Number(status === 'ok'), [['master_status', status]]);
  }),
  group('master_slaves', 'Replicas of the master.', ({ master }) => one(master.replicaCount)),
  group('master_ok_slaves', 'Replicas that are not down.', ({ replicas }) =>
    one(countUp(replicas)),
  ),
  group('master_sentinels', 'Sentinels of the group, this one too.', ({ master }) =>
    one(master.otherSentinelCount + 1),
  ),
  group('master_ok_sentinels', 'Sentinels that are not down, this one too.', ({ peers }) =>
    one(countUp(peers) + 1),
  ),
  {
    ...group('master_ckquorum_status', '1: a failover could be agreed on now.', ({ quorum }) => {
      const { kind, text } = quorumReply(quorum);
      return one(Number(kind === 'simple'), [['message', text]]);
    }),
    style: 'exporter-name',
  },
  group('master_setting_ckquorum', 'The quorum.', ({ master }) => one(master.quorum)),
  group('master_setting_failover_timeout', 'failover-timeout, milliseconds.', ({ master }) =>
    one(master.failoverTimeoutMs),
  ),
  group('master_setting_parallel_syncs', 'parallel-syncs.', ({ master }) =>
    one(master.parallelSyncs),
  ),
  group('master_setting_down_after_milliseconds', 'down-after-milliseconds.', ({ master }) =>
    one(master.downAfterMs),
  ),
  group('master_config_epoch', 'The epoch of the last switch.', ({ master }) =>
    one(Number(master.configEpoch)),
  ),
  group('master_last_ok_ping_reply_seconds', 'Since the last good reply.', ({ master }) =>
    one(master.lastOkPingReplyMs / 1000),
  ),
];

export const EXPORTER_PROCESS_METRICS: readonly ProcessMetric[] = [
  process('gauge', 'up', '1: this is answered.', () => 1),
  {
    ...process('gauge', 'instance_info', 'What this instance is.', () => 1),
    read: ({ process: seen, redisLevel }) =>
      one(1, [
        ['role', 'sentinel'],
        ['redis_version', redisLevel],
        ['redis_mode', 'sentinel'],
        ['os', seen.os],
        ['tcp_port', String(seen.port)],
        ['run_id', seen.runId],
        ['process_id', String(seen.processId)],
      ]),
  },
  process('gauge', 'uptime_in_seconds', 'Since the start.', ({ process: seen }) =>
    Math.floor(seen.uptimeMs / 1000),
  ),
  process('gauge', 'start_time_seconds', 'When it was started.', ({ process: seen }) =>
    Math.floor((seen.wallMs - seen.uptimeMs) / 1000),
  ),
  process(
    'gauge',
    'process_id',
    'The number of the process.',
    ({ process: seen }) => seen.processId,
  ),
  process('gauge', 'connected_clients', 'Clients.', ({ clientCount }) => clientCount),
  process(
    'gauge',
    'blocked_clients',
    'Clients that wait.',
    ({ process: seen }) => seen.blockedClients,
  ),
  process(
    'gauge',
    'tracking_clients',
    'Clients that track.',
    ({ process: seen }) => seen.trackingClients,
  ),
  process(
    'gauge',
    'pubsub_channels',
    'Channels with subscribers.',
    ({ process: seen }) => seen.pubsubChannels,
  ),
  process(
    'gauge',
    'pubsub_patterns',
    'Patterns with subscribers.',
    ({ process: seen }) => seen.pubsubPatterns,
  ),
  process(
    'counter',
    'connections_received_total',
    'Connections of clients.',
    ({ process: seen }) => seen.connectionsReceived,
  ),
  process(
    'counter',
    'rejected_connections_total',
    'Connections that were refused.',
    ({ process: seen }) => seen.rejectedConnections,
  ),
  process(
    'counter',
    'commands_processed_total',
    'Commands of clients.',
    ({ process: seen }) => seen.commandsProcessed,
  ),
  process(
    'counter',
    'net_input_bytes_total',
    'Bytes from clients.',
    ({ process: seen }) => seen.inputBytes,
  ),
  process(
    'counter',
    'net_output_bytes_total',
    'Bytes to clients.',
    ({ process: seen }) => seen.outputBytes,
  ),
  process(
    'counter',
    'cpu_user_seconds_total',
    'Processor time in programs.',
    ({ process: seen }) => seen.cpuUserMs / 1000,
  ),
  process(
    'counter',
    'cpu_sys_seconds_total',
    'Processor time in the system.',
    ({ process: seen }) => seen.cpuSystemMs / 1000,
  ),
  process(
    'gauge',
    'sentinel_masters',
    'Groups that are watched.',
    ({ sentinel }) => sentinel.groupNames.length,
  ),
  process('gauge', 'sentinel_tilt', '1: in tilt.', ({ sentinel }) =>
    Number(sentinel.tiltMs !== null),
  ),
  process(
    'gauge',
    'sentinel_running_scripts',
    'Scripts that run.',
    ({ scripts }) => scripts.running,
  ),
  process(
    'gauge',
    'sentinel_scripts_queue_length',
    'Scripts that run or wait.',
    ({ scripts }) => scripts.running + scripts.waiting,
  ),
  process(
    'gauge',
    'sentinel_simulate_failure_flags',
    'Failures that are simulated.',
    ({ sentinel }) => sentinel.simulatedFailures.size,
  ),
];
