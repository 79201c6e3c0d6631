// INFO and ROLE: the sections and their fields, against the names that a stock Sentinel shows.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  answer,
  type FakeSight,
  fakeSight,
  masterView,
  wireLines,
} from '../../../test/fake-sight.ts';

function infoText(words: string, state: FakeSight = {}): string {
  const value = answer(words.split(' '), fakeSight(state));
  assert.ok(value.kind === 'bulk');
  return value.text;
}

function infoLines(words: string, state: FakeSight = {}): readonly string[] {
  return infoText(words, state).split('\r\n').slice(0, -1);
}

/** What stock 7.0.15 shows, and what later ones and we add. */
const FIELDS = {
  Server: `redis_version vedette_version redis_git_sha1 redis_git_dirty redis_build_id redis_mode os
    arch_bits monotonic_clock multiplexing_api atomicvar_api gcc_version process_id
    process_supervised run_id tcp_port server_time_usec uptime_in_seconds uptime_in_days hz
    configured_hz lru_clock executable config_file io_threads_active`,
  Clients: `connected_clients cluster_connections maxclients client_recent_max_input_buffer
    client_recent_max_output_buffer blocked_clients tracking_clients clients_in_timeout_table`,
  Stats: `total_connections_received total_commands_processed instantaneous_ops_per_sec
    total_net_input_bytes total_net_output_bytes total_net_repl_input_bytes
    total_net_repl_output_bytes instantaneous_input_kbps instantaneous_output_kbps
    instantaneous_input_repl_kbps instantaneous_output_repl_kbps rejected_connections sync_full
    sync_partial_ok sync_partial_err expired_keys expired_stale_perc expired_time_cap_reached_count
    expire_cycle_cpu_milliseconds evicted_keys evicted_clients total_eviction_exceeded_time
    current_eviction_exceeded_time keyspace_hits keyspace_misses pubsub_channels pubsub_patterns
    pubsubshard_channels latest_fork_usec total_forks migrate_cached_sockets
    slave_expires_tracked_keys active_defrag_hits active_defrag_misses active_defrag_key_hits
    active_defrag_key_misses total_active_defrag_time current_active_defrag_time
    tracking_total_keys tracking_total_items tracking_total_prefixes unexpected_error_replies
    total_error_replies dump_payload_sanitizations total_reads_processed total_writes_processed
    io_threaded_reads_processed io_threaded_writes_processed reply_buffer_shrinks
    reply_buffer_expands`,
  CPU: `used_cpu_sys used_cpu_user used_cpu_sys_children used_cpu_user_children
    used_cpu_sys_main_thread used_cpu_user_main_thread`,
  Sentinel: `sentinel_masters sentinel_tilt sentinel_tilt_since_seconds sentinel_total_tilt
    sentinel_running_scripts sentinel_scripts_queue_length sentinel_simulate_failure_flags
    sentinel_auth_errors sentinel_current_epoch sentinel_paused_masters
    sentinel_config_write_status sentinel_config_write_failed_seconds
    sentinel_config_write_failures sentinel_config_last_write_error`,
};

test('INFO shows five sections, a blank line between them, and all their fields in order', () => {
  const text = infoText('INFO');
  const sections = text.split('\r\n\r\n').map((section) => section.trimEnd().split('\r\n'));
  const names = sections.map(([title = '', ...lines]) => [
    title,
    ...lines.map((line) => line.split(':')[0]),
  ]);
  const wanted = Object.entries(FIELDS).map(([title, fields]) => [
    `# ${title}`,
    ...fields.split(/\s+/),
  ]);
  assert.deepEqual(names, wanted);
  assert.ok(text.endsWith('\r\n') && !text.endsWith('\r\n\r\n'));
});

test('INFO shows what is measured', () => {
  const lines = infoLines('INFO');
  const wanted = [
    'redis_version:7.2.4',
    'vedette_version:0.1.0',
    'redis_mode:sentinel',
    'os:Linux 6.1.0 x86_64',
    'arch_bits:64',
    'process_id:5973',
    'run_id:dbbe6670fdafa627fda50f05b7f833eac8b62287',
    'tcp_port:26379',
    'server_time_usec:1795353603004000',
    'uptime_in_seconds:90061',
    'uptime_in_days:1',
    'executable:/usr/bin/vedette',
    'config_file:/etc/sentinel.conf',
    'connected_clients:3',
    'maxclients:10000',
    'client_recent_max_input_buffer:25',
    'client_recent_max_output_buffer:26',
    'blocked_clients:27',
    'tracking_clients:28',
    'total_connections_received:3',
    'total_commands_processed:6',
    'instantaneous_ops_per_sec:24',
    'total_net_input_bytes:184',
    'total_net_output_bytes:38',
    'instantaneous_input_kbps:0.25',
    'instantaneous_output_kbps:0.50',
    'rejected_connections:1',
    'pubsub_channels:2',
    'pubsub_patterns:4',
    'tracking_total_prefixes:29',
    'total_error_replies:21',
    'total_reads_processed:22',
    'total_writes_processed:23',
    'used_cpu_sys:0.019048',
    'used_cpu_user:0.009550',
    'used_cpu_sys_main_thread:0.019000',
    'used_cpu_user_main_thread:0.009500',
    'sentinel_running_scripts:5',
    'sentinel_scripts_queue_length:7',
  ];
  assert.deepEqual(
    lines.filter((line) => wanted.includes(line)),
    wanted,
  );
});

test('INFO tells last of all whether the file can be written', () => {
  const saves = { failedForMs: 61_500, failures: 7, successes: 0, lastError: 'No space\r\nleft' };
  assert.deepEqual(infoLines('INFO sentinel', { saves }).slice(-4), [
    'sentinel_config_write_status:failed',
    'sentinel_config_write_failed_seconds:61',
    'sentinel_config_write_failures:7',
    'sentinel_config_last_write_error:No space  left',
  ]);
  assert.deepEqual(infoLines('INFO sentinel').slice(-4), [
    'sentinel_config_write_status:ok',
    'sentinel_config_write_failed_seconds:-1',
    'sentinel_config_write_failures:0',
    'sentinel_config_last_write_error:',
  ]);
});

test('INFO never shows fields that mark a data server', () => {
  assert.doesNotMatch(infoText('INFO all'), /used_memory|rdb_|master_repl|cluster_enabled|role:/);
});

test('INFO shows the sections that are named, in its own order, and no unknown ones', () => {
  const titles = (words: string): readonly string[] =>
    infoLines(words).filter((line) => line.startsWith('#'));
  assert.deepEqual(titles('INFO SENTINEL'), ['# Sentinel']);
  assert.deepEqual(titles('INFO sentinel sentinel'), ['# Sentinel']);
  assert.deepEqual(titles('INFO sentinel server nope'), ['# Server', '# Sentinel']);
  assert.deepEqual(titles('INFO cpu clients'), ['# Clients', '# CPU']);
  for (const word of ['all', 'default', 'EVERYTHING', 'nope all']) {
    assert.equal(infoText(`INFO ${word}`), infoText('INFO'));
  }
  assert.equal(infoText('INFO foo'), '');
  assert.equal(infoText('INFO server,sentinel'), '');
});

test('INFO has a line for each master', () => {
  const groups = [
    { master: masterView() },
    { master: masterView({ name: 't1', sDownMs: 5, replicaCount: 0, otherSentinelCount: 0 }) },
    {
      master: masterView({
        name: 'x6',
        address: { host: '::1', port: 6 },
        sDownMs: 5,
        oDownMs: 1,
      }),
    },
  ];
  const lines = infoLines('INFO sentinel', { groups, authErrorCount: 4 });
  assert.deepEqual(lines.slice(0, -4), [
    '# Sentinel',
    'sentinel_masters:3',
    'sentinel_tilt:0',
    'sentinel_tilt_since_seconds:-1',
    'sentinel_total_tilt:0',
    'sentinel_running_scripts:5',
    'sentinel_scripts_queue_length:7',
    'sentinel_simulate_failure_flags:0',
    'master0:name=mymaster,status=ok,address=127.0.0.1:21700,slaves=2,sentinels=3',
    'master1:name=t1,status=sdown,address=127.0.0.1:21700,slaves=0,sentinels=1',
    'master2:name=x6,status=odown,address=::1:6,slaves=2,sentinels=3',
    'sentinel_auth_errors:4',
    'sentinel_current_epoch:0',
    'sentinel_paused_masters:0',
  ]);
});

test('INFO tells of tilt, since when and how often', () => {
  const lines = infoLines('INFO sentinel', { tiltMs: 2999, tiltCount: 4 });
  assert.deepEqual(lines.slice(2, 5), [
    'sentinel_tilt:1',
    'sentinel_tilt_since_seconds:2',
    'sentinel_total_tilt:4',
  ]);
});

test('INFO is a plain bulk in RESP3 too', () => {
  assert.equal(answer(['INFO', 'sentinel']).kind, 'bulk');
});

test('ROLE says sentinel and names the groups', () => {
  const groups = [{ master: masterView() }, { master: masterView({ name: 't1' }) }];
  const lines = wireLines(answer(['ROLE'], fakeSight({ groups })));
  assert.deepEqual(lines, ['*2', 'sentinel', '*2', 'mymaster', 't1']);
  assert.deepEqual(wireLines(answer(['ROLE'])), ['*2', 'sentinel', '*0']);
});
