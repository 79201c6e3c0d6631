// The sections of INFO, field by field in stock's order. Fields of things that a Sentinel does not
// have or that are not measured here are 0, because monitoring asks for them by name; fields of
// data servers, from used_memory to cluster_enabled, are never shown.

import type { SimulatedFailure } from '../../core/operator-request.ts';
import type { MasterView } from '../../core/view.ts';
import type { ProcessSight, Sight } from '../command.ts';
import { SIMULATED_FAILURES } from '../sentinel/simulate-failure.ts';
import { COMPATIBLE_VERSION } from './hello.ts';

export interface InfoSection {
  readonly title: string;
  /** `field:value` each, without an end of line. */
  readonly lines: (sight: Sight) => readonly string[];
}

/** TRUST-9: for other Vedettes, who ask in the middle of an election: without the lines of every
 *  group. Shown only to who names it; a server that knows it not shows nothing. */
export const EPOCH_SECTION: InfoSection = {
  title: 'Epoch',
  lines: ({ views }) => [epochLine(views.sentinel().currentEpoch)],
};

/** In the order in which they are shown. */
export const INFO_SECTIONS: readonly InfoSection[] = [
  { title: 'Server', lines: ({ process }) => fields(serverFields(process)) },
  { title: 'Clients', lines: (sight) => fields(clientFields(sight)) },
  { title: 'Stats', lines: ({ process }) => fields(statsFields(process)) },
  { title: 'CPU', lines: ({ process }) => fields(cpuFields(process)) },
  { title: 'Sentinel', lines: sentinelLines },
];

type Fields = Readonly<Record<string, string | number>>;

function fields(values: Fields): readonly string[] {
  return Object.entries(values).map(([name, value]) => `${name}:${value}`);
}

function serverFields(process: ProcessSight): Fields {
  const wallSeconds = Math.floor(process.wallMs / 1000);
  const uptimeSeconds = Math.floor(process.uptimeMs / 1000);
  return {
    redis_version: COMPATIBLE_VERSION,
    vedette_version: process.vedetteVersion,
    redis_git_sha1: '00000000',
    redis_git_dirty: 0,
    redis_build_id: 0,
    redis_mode: 'sentinel',
    os: process.os,
    arch_bits: process.archBits,
    monotonic_clock: 'POSIX clock_gettime',
    multiplexing_api: 'libuv',
    atomicvar_api: 'none',
    gcc_version: '0.0.0',
    process_id: process.processId,
    process_supervised: process.supervisedBy,
    run_id: process.runId,
    tcp_port: process.port,
    server_time_usec: Math.floor(process.wallMs * 1000),
    uptime_in_seconds: uptimeSeconds,
    uptime_in_days: Math.floor(uptimeSeconds / 86_400),
    hz: 10,
    configured_hz: 10,
    lru_clock: wallSeconds % 2 ** 24,
    executable: process.executable,
    config_file: process.configFile,
    io_threads_active: 0,
  };
}

function clientFields({ clients, settings, process }: Sight): Fields {
  return {
    connected_clients: clients.count,
    cluster_connections: 0,
    maxclients: settings.maxClients,
    client_recent_max_input_buffer: process.recentInputBytesMax,
    client_recent_max_output_buffer: process.recentOutputBytesMax,
    blocked_clients: process.blockedClients,
    tracking_clients: process.trackingClients,
    clients_in_timeout_table: 0,
  };
}

function statsFields(process: ProcessSight): Fields {
  return {
    total_connections_received: process.connectionsReceived,
    total_commands_processed: process.commandsProcessed,
    instantaneous_ops_per_sec: process.commandsPerSecond,
    total_net_input_bytes: process.inputBytes,
    total_net_output_bytes: process.outputBytes,
    total_net_repl_input_bytes: 0,
    total_net_repl_output_bytes: 0,
    instantaneous_input_kbps: kibibytes(process.inputBytesPerSecond),
    instantaneous_output_kbps: kibibytes(process.outputBytesPerSecond),
    instantaneous_input_repl_kbps: '0.00',
    instantaneous_output_repl_kbps: '0.00',
    rejected_connections: process.rejectedConnections,
    sync_full: 0,
    sync_partial_ok: 0,
    sync_partial_err: 0,
    expired_keys: 0,
    expired_stale_perc: '0.00',
    expired_time_cap_reached_count: 0,
    expire_cycle_cpu_milliseconds: 0,
    evicted_keys: 0,
    evicted_clients: 0,
    total_eviction_exceeded_time: 0,
    current_eviction_exceeded_time: 0,
    keyspace_hits: 0,
    keyspace_misses: 0,
    pubsub_channels: process.pubsubChannels,
    pubsub_patterns: process.pubsubPatterns,
    pubsubshard_channels: 0,
    latest_fork_usec: 0,
    total_forks: 0,
    migrate_cached_sockets: 0,
    slave_expires_tracked_keys: 0,
    active_defrag_hits: 0,
    active_defrag_misses: 0,
    active_defrag_key_hits: 0,
    active_defrag_key_misses: 0,
    total_active_defrag_time: 0,
    current_active_defrag_time: 0,
    tracking_total_keys: 0,
    tracking_total_items: 0,
    tracking_total_prefixes: process.trackingPrefixes,
    unexpected_error_replies: 0,
    total_error_replies: process.errorReplies,
    dump_payload_sanitizations: 0,
    total_reads_processed: process.reads,
    total_writes_processed: process.writes,
    io_threaded_reads_processed: 0,
    io_threaded_writes_processed: 0,
    reply_buffer_shrinks: 0,
    reply_buffer_expands: 0,
  };
}

function cpuFields(process: ProcessSight): Fields {
  return {
    used_cpu_sys: seconds(process.cpuSystemMs),
    used_cpu_user: seconds(process.cpuUserMs),
    used_cpu_sys_children: seconds(0),
    used_cpu_user_children: seconds(0),
    used_cpu_sys_main_thread: seconds(process.mainThreadCpuSystemMs),
    used_cpu_user_main_thread: seconds(process.mainThreadCpuUserMs),
  };
}

function kibibytes(bytes: number): string {
  return (bytes / 1024).toFixed(2);
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(6);
}

function sentinelLines({ process, views }: Sight): readonly string[] {
  const { groupNames, tiltMs, tiltCount, simulatedFailures, currentEpoch } = views.sentinel();
  const masters = groupNames.map((name) => views.master(name)).filter((view) => view !== null);
  const scripts = process.scripts();
  return [
    ...fields({
      sentinel_masters: masters.length,
      sentinel_tilt: tiltMs === null ? 0 : 1,
      sentinel_tilt_since_seconds: tiltMs === null ? -1 : Math.floor(tiltMs / 1000),
      sentinel_total_tilt: tiltCount,
      sentinel_running_scripts: scripts.filter(({ running }) => running !== null).length,
      sentinel_scripts_queue_length: scripts.length,
      sentinel_simulate_failure_flags: bits(simulatedFailures),
    }),
    ...masters.map(masterLine),
    `sentinel_auth_errors:${views.authErrorCount()}`,
    epochLine(currentEpoch),
    `sentinel_paused_masters:${masters.filter(isPaused).length}`,
    ...fields(saveFields(process)),
  ];
}

function epochLine(currentEpoch: bigint): string {
  return `sentinel_current_epoch:${currentEpoch}`;
}

function isPaused({ flags }: MasterView): boolean {
  return flags.includes('failover_paused');
}

/** Ours. They come last, behind what programs know of stock. */
function saveFields({ saves }: ProcessSight): Fields {
  const { failedForMs, failures, lastError } = saves;
  return {
    sentinel_config_write_status: failedForMs === null ? 'ok' : 'failed',
    sentinel_config_write_failed_seconds:
      failedForMs === null ? -1 : Math.floor(failedForMs / 1000),
    sentinel_config_write_failures: failures,
    sentinel_config_last_write_error: lastError.replaceAll(/[\r\n]/g, ' '),
  };
}

function bits(failures: ReadonlySet<SimulatedFailure>): number {
  return SIMULATED_FAILURES.reduce((sum, name, at) => sum + (failures.has(name) ? 2 ** at : 0), 0);
}

/** The address is the one that we watch, and IPv6 has no brackets here. */
function masterLine(master: MasterView, index: number): string {
  const { host, port } = master.address;
  const counts = `slaves=${master.replicaCount},sentinels=${master.otherSentinelCount + 1}`;
  const name = `master${index}:name=${master.name}`;
  return `${name},status=${status(master)},address=${host}:${port},${counts}`;
}

function status({ oDownMs, sDownMs }: MasterView): 'ok' | 'sdown' | 'odown' {
  if (oDownMs !== null) return 'odown';
  return sDownMs === null ? 'ok' : 'sdown';
}
