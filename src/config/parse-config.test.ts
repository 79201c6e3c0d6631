// Files to settings: what each line means, in which order lines count, and what is refused.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAEMON_FILE, FOREGROUND_FILE } from '../../test/user-files.ts';
import type { GroupSettings } from '../core/settings.ts';
import type { ConfigError } from './config-error.ts';
import { renderConfigError } from './config-error.ts';
import { EMPTY_DOCUMENT } from './document.ts';
import { type ConfigOutside, TRUSTED_OUTSIDE } from './outside.ts';
import { parseConfig } from './parse-config.ts';
import { renderConfig } from './render-config.ts';
import { DEFAULT_SERVER_SETTINGS, ownPort } from './server-settings.ts';

type Parsed = Extract<ReturnType<typeof parseConfig>, { ok: true }>;

interface Around {
  readonly input?: string;
  readonly more?: string;
  readonly outside?: ConfigOutside;
}

function parsed(text: string, { outside, ...around }: Around = {}): Parsed {
  const result = parseConfig({ text, ...around }, outside);
  assert.ok(result.ok, result.ok ? '' : renderConfigError(result.error));
  return result;
}

function refused(text: string, { outside, ...around }: Around = {}): ConfigError {
  const result = parseConfig({ text, ...around }, outside);
  assert.ok(!result.ok, 'it was accepted');
  return result.error;
}

function only(text: string): GroupSettings {
  const [group] = parsed(text).sentinel.groups;
  assert.ok(group !== undefined);
  return group;
}

const MONITOR = 'sentinel monitor mymaster 127.0.0.1 7000 2\n';

test('the usual file loads, with the line ends of any system', () => {
  for (const text of [FOREGROUND_FILE, FOREGROUND_FILE.replaceAll('\n', '\r\n')]) {
    const { sentinel, server } = parsed(text);
    assert.deepEqual(
      [server.port, server.directory, server.logFile, server.daemonize],
      [26379, '/data/redis', '26379.log', false],
    );
    const [group] = sentinel.groups;
    assert.equal(group?.name, 'mymaster');
    assert.deepEqual(group?.address, { host: '127.0.0.1', port: 7000 });
    assert.deepEqual(
      [group?.quorum, group?.downAfterMs, group?.parallelSyncs, group?.failoverTimeoutMs],
      [2, 30_000, 1, 180_000],
    );
  }
});

test('a file for a daemon loads, with the line ends of any system', () => {
  for (const text of [DAEMON_FILE, DAEMON_FILE.replaceAll('\n', '\r\n')]) {
    const { sentinel, server } = parsed(text);
    assert.deepEqual(
      [server.daemonize, server.pidFile, server.logFile, sentinel.denyScriptsReconfig],
      [true, '/var/run/redis-sentinel-26379.pid', 'stl-26379.log', true],
    );
    assert.equal(sentinel.groups.length, 1);
  }
});

test('an empty file has the defaults of a Sentinel', () => {
  const { sentinel, server } = parsed('');
  assert.deepEqual(server, DEFAULT_SERVER_SETTINGS);
  assert.deepEqual(sentinel, {
    myId: null,
    currentEpoch: 0n,
    announceIp: '',
    announcePort: 0,
    resolveHostnames: false,
    announceHostnames: false,
    denyScriptsReconfig: true,
    strictMinority: false,
    fenceMinority: false,
    trust: 'confirm',
    trustSecret: null,
    sentinelUser: null,
    sentinelPass: null,
    groups: [],
  });
});

test('tabs, indentation, comments, a byte order mark and any case are fine', () => {
  const { sentinel, server } = parsed(
    '\xef\xbb\xbfPORT\t5\n  \t# x\n\n \tSENTINEL  MONITOR m 127.0.0.1 7000 2 \t\nsentinel Auth-User m u',
  );
  assert.equal(server.port, 5);
  assert.equal(sentinel.groups[0]?.authUser, 'u');
});

test('every option of a group is read, wherever its lines stand', () => {
  const group = only(`sentinel rename-command mymaster CONFIG "my cfg"
sentinel known-sentinel mymaster ::1 26380 abc
sentinel known-sentinel mymaster 127.0.0.1 26381
sentinel known-slave mymaster 127.0.0.1 7001
sentinel known-replica mymaster 127.0.0.1 7002
sentinel leader-epoch mymaster 8
sentinel config-epoch mymaster 7
sentinel primary-reboot-down-after-period mymaster 9
sentinel auth-user mymaster bob
sentinel auth-pass mymaster 'a b'
sentinel client-reconfig-script mymaster /r
sentinel notification-script mymaster /n
sentinel parallel-syncs mymaster 3
sentinel failover-timeout mymaster 6000
sentinel down-after-milliseconds mymaster 5000
# vedette: maintenance mymaster 127.0.0.1 7001
# vedette: paused mymaster 1795353603004 60000
# vedette: on-its-word mymaster abc
# vedette: former-master mymaster 127.0.0.1 7002
${MONITOR}`);
  assert.deepEqual(group, {
    name: 'mymaster',
    address: { host: '127.0.0.1', port: 7000 },
    quorum: 2,
    downAfterMs: 5000,
    failoverTimeoutMs: 6000,
    parallelSyncs: 3,
    notificationScript: '/n',
    clientReconfigScript: '/r',
    authUser: 'bob',
    authPass: 'a b',
    masterRebootDownAfterMs: 9,
    lineageCheck: true,
    replaceEmptyMaster: false,
    promoteWithoutMaster: false,
    maintenance: [{ host: '127.0.0.1', port: 7001 }],
    pausedUntilMs: 1_795_353_603_004,
    pauseLeftMs: 60_000,
    onTheirWord: ['abc'],
    formerMasters: [{ host: '127.0.0.1', port: 7002 }],
    renamedCommands: new Map([['config', 'my cfg']]),
    configEpoch: 7n,
    leaderEpoch: 8n,
    knownReplicas: [
      { host: '127.0.0.1', port: 7001 },
      { host: '127.0.0.1', port: 7002 },
    ],
    knownPeers: [{ address: { host: '::1', port: 26380 }, runId: 'abc' }],
  });
});

test('the current epoch is the largest that is written, configuration epochs included', () => {
  const { sentinel } = parsed(
    `${MONITOR}sentinel config-epoch mymaster 9\nsentinel current-epoch 4\nsentinel current-epoch 3`,
  );
  assert.equal(sentinel.currentEpoch, 9n);
});

test('epochs are exact to 64 bits', () => {
  const { sentinel } = parsed('sentinel current-epoch 18446744073709551615');
  assert.equal(sentinel.currentEpoch, 18446744073709551615n);
});

test('a name is a host only where names are resolved, wherever that is said', () => {
  const named = 'sentinel monitor m redis.example 7000 2\n';
  assert.equal(refused(named).reason, "Can't resolve instance hostname.");
  assert.equal(only(`${named}sentinel resolve-hostnames yes`).address.host, 'redis.example');
});

test('an empty password, user or announced address is none', () => {
  const { sentinel, server } = parsed(
    `${MONITOR}sentinel auth-pass mymaster ""\nsentinel sentinel-pass ""\nsentinel announce-ip ""\nrequirepass ""`,
  );
  assert.equal(sentinel.groups[0]?.authPass, null);
  assert.equal(sentinel.sentinelPass, null);
  assert.equal(sentinel.announceIp, '');
  assert.equal(server.requirePass, null);
});

test('a server directive counts as it stands last, users add up', () => {
  const { server } = parsed(`port 1
timeout 5
tcp-keepalive 60
bind 127.0.0.1 -::1
client-output-buffer-limit normal 1mb 1kb 10 pubsub 2mb 1mb 5
client-query-buffer-limit 2mb
unixsocketperm 770
loglevel WARNING
user default on nopass
user bob on >x ~*
rename-command PING pong
tls-replication yes
tls-session-cache-timeout 4
port 2`);
  assert.deepEqual(
    [server.port, server.clientTimeoutMs, server.tcpKeepaliveMs, server.bind, server.logLevel],
    [2, 5000, 60_000, ['127.0.0.1', '-::1'], 'warning'],
  );
  assert.deepEqual(server.clientBufferLimit, {
    hardBytes: 1048576,
    softBytes: 1024,
    softMs: 10_000,
  });
  assert.equal(server.subscriberBufferLimit.hardBytes, 2097152);
  assert.equal(server.queryBufferLimitBytes, 2097152);
  assert.equal(server.unixSocketPermissions, 0o770);
  assert.deepEqual(server.users, [
    ['default', 'on', 'nopass'],
    ['bob', 'on', '>x', '~*'],
  ]);
  assert.deepEqual(server.renamedCommands, new Map([['ping', 'pong']]));
  assert.equal(server.tls.outgoing, true);
  assert.equal(server.tls.sessionCacheTimeoutMs, 4000);
});

test('directives without meaning for a Sentinel may stand in its file', () => {
  parsed(`repl-diskless-sync-delay 5
enable-protected-configs no
enable-debug-command local
save ''
save 900 1 300 10
appendonly yes
client-default-resp 3
io-threads 4
latency-tracking-info-percentiles 50 99 99.9
maxmemory-policy allkeys-lru
log-format logfmt
some-module.option 5
loadmodule /x.so a b
shutdown-on-sigterm nosave force
replicaof 127.0.0.1 1`);
});

test('numbers of sentinel lines are read as far as they go, those of the server strictly', () => {
  assert.equal(only(`${MONITOR}sentinel down-after-milliseconds mymaster 5s`).downAfterMs, 5);
  assert.equal(refused('timeout 5s').code, 'bad-value');
});

test('what does not exist is an error and nothing is half applied', () => {
  const outside = {
    ...TRUSTED_OUTSIDE,
    enterDirectory: () => ({ ok: false as const, reason: 'No such file or directory' }),
    isExecutable: () => false,
  };
  assert.deepEqual(refused('port 1\ndir /nope', { outside }), {
    code: 'bad-directory',
    lineNumber: 2,
    line: 'dir /nope',
    reason: 'No such file or directory',
  });
  const script = `${MONITOR}sentinel notification-script mymaster /nope`;
  assert.equal(refused(script, { outside }).code, 'script-not-executable');
});

test('a log file that cannot be opened belongs to no line', () => {
  const outside = { ...TRUSTED_OUTSIDE, logFileProblem: () => 'Is a directory' };
  assert.equal(
    renderConfigError(refused('logfile /tmp\n', { outside })),
    "\n*** FATAL CONFIG FILE ERROR (Redis 7.2.4) ***\nCan't open the log file: Is a directory\n",
  );
});

test('lines of the command line follow the file, with the numbers that stock gives them', () => {
  const { server } = parsed('port 1\n', { more: 'port 2' });
  assert.equal(server.port, 2);
  assert.equal(refused('port 1\n', { more: 'nope "x"' }).lineNumber, 3);
  assert.equal(refused('port 1', { more: 'nope "x"' }).lineNumber, 2);
  assert.equal(refused('', { more: 'nope "x"' }).lineNumber, 2);
  assert.equal(refused('port 1\n', { input: 'nope\n' }).lineNumber, 2);
  assert.equal(refused('port 1', { input: 'nope\n' }).lineNumber, 2);
  assert.equal(refused('port 1\n', { input: 'port 2\n', more: 'nope' }).lineNumber, 4);
});

function including(files: Readonly<Record<string, string>>): ConfigOutside {
  return {
    ...TRUSTED_OUTSIDE,
    include: (pattern) => ({ ok: true, text: files[pattern] ?? '' }),
  };
}

test('included lines count where they are included; their errors have their own numbers', () => {
  const outside = including({ a: 'port 2\ninclude b', b: '\nloglevel nope', c: 'port 3' });
  assert.equal(parsed('port 1\ninclude c', { outside }).server.port, 3);
  assert.equal(refused('port 1\n\n\ninclude a', { outside }).lineNumber, 2);
});

test('files that include one another in a circle are refused', () => {
  assert.equal(refused('include a', { outside: including({ a: 'include a' }) }).line, 'include a');
});

test('once a file has been rewritten, what it was made from gives way to it', () => {
  const original = `${MONITOR}sentinel down-after-milliseconds mymaster 1000\nsentinel announce-ip 1.1.1.1`;
  const rewritten = `include a
sentinel monitor mymaster 127.0.0.1 7001 2
sentinel config-epoch mymaster 1
sentinel announce-ip 2.2.2.2`;
  const { sentinel } = parsed(rewritten, { outside: including({ a: original }), more: MONITOR });
  assert.equal(sentinel.groups[0]?.address.port, 7001);
  assert.equal(sentinel.groups[0]?.downAfterMs, 30_000);
  assert.equal(sentinel.announceIp, '2.2.2.2');
  assert.equal(refused(MONITOR, { more: MONITOR }).code, 'duplicate');
});

test('VOTE-2: a group that an include brings back after it was removed gives no old vote', () => {
  const outside = including({ a: 'sentinel monitor other 127.0.0.1 7005 2' });
  const epochs = (text: string): readonly (bigint | undefined)[] =>
    parsed(text, { outside }).sentinel.groups.map(({ leaderEpoch }) => leaderEpoch);
  const written = `include a\n${MONITOR}sentinel current-epoch 7\n`;
  assert.deepEqual(epochs(`${written}sentinel myid ${'a'.repeat(40)}`), [7n, 0n]);
  // Never written yet.
  assert.deepEqual(epochs(written), [0n, 0n]);
});

test('an option of the command line counts also when the file has been rewritten', () => {
  const rewritten = `${MONITOR}sentinel config-epoch mymaster 1\nsentinel announce-ip 2.2.2.2`;
  const more = 'sentinel down-after-milliseconds mymaster 1000\nsentinel announce-ip 3.3.3.3';
  const { sentinel } = parsed(rewritten, { more });
  assert.equal(sentinel.groups[0]?.downAfterMs, 1000);
  assert.equal(sentinel.announceIp, '3.3.3.3');
});

test('lines that come from outside at each start do not come twice, nor bring back old votes', () => {
  const lines = [
    'sentinel rename-command mymaster CONFIG x',
    'sentinel known-replica mymaster 127.0.0.1 9',
    `sentinel known-sentinel mymaster 127.0.0.1 9 ${'a'.repeat(40)}`,
    'sentinel config-epoch mymaster 1',
    'sentinel leader-epoch mymaster 1',
  ];
  const input = `${MONITOR}${lines.join('\n')}\n`;
  const first = parsed('', { input }).sentinel;
  assert.deepEqual([first.groups.length, first.groups[0]?.leaderEpoch], [1, 1n]);
  const groups = first.groups.map((group) => ({ ...group, leaderEpoch: 7n }));
  const rewritten = renderConfig(EMPTY_DOCUMENT, { ...first, groups });
  assert.deepEqual(parsed(rewritten, { input }).sentinel.groups, groups);
});

test('a comment for us that we do not know is refused by its name', () => {
  const error = refused('port 1\n# vedette: frobnicate 5');
  assert.equal(error.lineNumber, 2);
  assert.match(error.reason, /frobnicate/);
  parsed('# vedette is great\n#vedette: x');
});

test('the error names the line as it stands in the file', () => {
  assert.equal(
    renderConfigError(refused('port 1\n  foo  bar \n')),
    "\n*** FATAL CONFIG FILE ERROR (Redis 7.2.4) ***\nReading the configuration file, at line 2\n>>> 'foo  bar'\nBad directive or wrong number of arguments\n",
  );
});

test('HELLO-1: peers are told the port that they can use', () => {
  const port = (text: string): number => {
    const parsed = parseConfig({ text });
    assert.ok(parsed.ok);
    return ownPort(parsed.server);
  };
  assert.equal(port('port 1'), 1);
  assert.equal(port('port 1\ntls-replication yes'), 1);
  assert.equal(port('port 1\ntls-port 2'), 1);
  assert.equal(port('port 1\ntls-port 2\ntls-replication yes'), 2);
  assert.equal(port('port 0\ntls-port 2'), 2);
});

test('the file itself is right about its users, whoever else speaks of them', () => {
  const outside = including({ a: 'user a off\nuser b on\n' });
  const users = (text: string, more = ''): readonly (readonly string[])[] =>
    parsed(text, { outside, more }).server.users;
  assert.deepEqual(users('include a\nuser a on\n', 'user a off\nuser c on'), [
    ['a', 'on'],
    ['b', 'on'],
    ['c', 'on'],
  ]);
  assert.equal(refused('user a on\nuser a off').code, 'duplicate');
  assert.equal(refused('include a', { outside, more: 'user b off' }).code, 'duplicate');
});
