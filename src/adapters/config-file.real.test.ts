// Files against the installed stock Sentinel: what it refuses we refuse in the same words, what it
// takes we take, and what we write it starts with.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { anySettings } from '../../test/arbitrary-settings.ts';
import { Sandbox } from '../../test/harness/sandbox.ts';
import { renderConfigError } from '../config/config-error.ts';
import { readDocument } from '../config/document.ts';
import { REDIS_LEVEL } from '../config/redis-level.ts';
import { renderConfig } from '../config/render-config.ts';
import { type ReadConfig, readConfigFile } from './config-file.ts';

const STOCK_LEVEL = '7.0.15';
/** With this a stock Sentinel that has loaded its file says so and ends. */
const NOWHERE = ['--port', '0'];
const LOADED = /Configured to not listen anywhere/;

const hasStock = spawnSync('redis-sentinel', ['--version']).stdout?.includes(STOCK_LEVEL) ?? false;

function stockTest(title: string, body: (folder: string, context: TestContext) => void): void {
  const skip = hasStock ? false : `redis-sentinel ${STOCK_LEVEL} is not installed`;
  test(title, { skip }, async (context) => {
    const sandbox = new Sandbox();
    try {
      body(sandbox.folder, context);
    } finally {
      await sandbox.close();
    }
  });
}

interface Outcome {
  readonly loaded: boolean;
  /** What stands on standard error. */
  readonly error: string;
}

/** `path` ends up loaded by a stock Sentinel, or with its reason. */
function stock(folder: string, path: string): Outcome {
  const run = spawnSync('redis-sentinel', [path, ...NOWHERE], { cwd: folder, encoding: 'latin1' });
  return { loaded: LOADED.test(run.stdout), error: run.stderr };
}

function ours(folder: string, path: string): { outcome: Outcome; read: ReadConfig } {
  const before = process.cwd();
  process.chdir(folder);
  try {
    const read = readConfigFile({ file: path, lines: [], stdin: false });
    const error = read.ok ? '' : renderConfigError(read.error);
    const outcome = { loaded: read.ok, error: error.replace(REDIS_LEVEL, STOCK_LEVEL) };
    return { outcome, read };
  } finally {
    process.chdir(before);
  }
}

const MONITOR = 'sentinel monitor m 127.0.0.1 6379 2\n';

/** Each a file, after a first line with a port. */
const FILES: readonly string[] = [
  'foo bar',
  'port',
  'port a b',
  'port abc',
  'port +5',
  'port 70000',
  'port -1',
  'port ""',
  'dir nowhere',
  'dir',
  'dir ""',
  'dir a-file',
  'dir a-folder\nlogfile x/y.log',
  'dir a-folder\ninclude bad.conf',
  'include a-folder/*.conf',
  'include no*thing.conf',
  'include a b',
  'logfile a-folder',
  'logfile nowhere/x\nfoo',
  'logfile nowhere/x\nsentinel foo',
  '"unbalanced',
  'port "1"x',
  'sentinel',
  'sentinel foo',
  'sentinel myid',
  'sentinel myid abc',
  'sentinel announce-ip a b',
  'sentinel announce-ip ""',
  'sentinel announce-port abc',
  'sentinel announce-port 99999',
  'sentinel current-epoch abc',
  'sentinel deny-scripts-reconfig maybe',
  'sentinel resolve-hostnames maybe',
  'sentinel announce-hostnames maybe',
  'sentinel sentinel-user ""',
  'sentinel monitor m 127.0.0.1 6379',
  'sentinel monitor m localhost 6379 2',
  'sentinel monitor m 127.0.0.1 0 2',
  'sentinel monitor m 127.0.0.1 70000 2',
  'sentinel monitor m 127.0.0.1 6379 0',
  'sentinel monitor m 127.0.0.1 6379 abc',
  'sentinel monitor m 127.1 6379 2',
  'sentinel monitor m 1.2.3.256 6379 2',
  'sentinel monitor m ::1 6379 2',
  'sentinel monitor m [::1] 6379 2',
  'sentinel monitor m "" 6379 2',
  `${MONITOR}${MONITOR}`,
  'sentinel myid\nsentinel monitor m x y 0',
  'sentinel foo\nsentinel monitor m x y 0',
  `sentinel down-after-milliseconds m 5\n${MONITOR}`,
  'sentinel down-after-milliseconds x 1',
  `${MONITOR}sentinel down-after-milliseconds m 0`,
  `${MONITOR}sentinel down-after-milliseconds m abc`,
  `${MONITOR}sentinel down-after-milliseconds m 5s`,
  `${MONITOR}sentinel failover-timeout m 0`,
  `${MONITOR}sentinel parallel-syncs m 0`,
  `${MONITOR}sentinel parallel-syncs m -3`,
  `${MONITOR}sentinel notification-script m nowhere`,
  `${MONITOR}sentinel notification-script m a-file`,
  `${MONITOR}sentinel notification-script m a-script`,
  `${MONITOR}sentinel client-reconfig-script m nowhere`,
  `${MONITOR}sentinel auth-pass m`,
  `${MONITOR}sentinel auth-pass m ""`,
  `${MONITOR}sentinel config-epoch m abc`,
  `${MONITOR}sentinel leader-epoch m 18446744073709551615`,
  `${MONITOR}sentinel known-replica m 127.0.0.1 70000`,
  `${MONITOR}sentinel known-replica m localhost 7001`,
  `${MONITOR}sentinel known-sentinel m 127.0.0.1 7001`,
  `${MONITOR}sentinel known-sentinel m localhost 7001 abc`,
  `${MONITOR}sentinel known-sentinel m 127.0.0.1 1 abc\nsentinel known-sentinel m 127.0.0.1 2 abc`,
  `${MONITOR}sentinel rename-command m config foo\nsentinel rename-command m CONFIG bar`,
  `${MONITOR}sentinel master-reboot-down-after-period m -1`,
  'daemonize maybe',
  'protected-mode YES',
  'maxclients 0',
  'maxclients 4294967296',
  'tcp-keepalive -1',
  'timeout 1m',
  'unixsocketperm 999',
  'unixsocketperm 07777',
  'supervised foo',
  'syslog-enabled 1',
  'syslog-facility foo',
  'tls-auth-clients foo',
  'tls-port 70000',
  'requirepass',
  'pidfile',
  'acl-pubsub-default x',
  'acllog-max-len -1',
  'acllog-max-len 99999999999999999999',
  'client-query-buffer-limit 1',
  'client-query-buffer-limit 1gb',
  `bind ${'1.1.1.1 '.repeat(17)}`,
  'user',
  'user x on',
  'rename-command a',
  'rename-command PING PANG',
  'loadmodule',
  'client-output-buffer-limit pubsub 1 2',
  'client-output-buffer-limit foo 1 2 3',
  'client-output-buffer-limit pubsub 1x 2 3',
  'client-output-buffer-limit PUBSUB 32MB 8mb 60 normal 0 0 0',
  'save a b',
  'save 900',
  'save ""',
  'save "900 1 300 2"',
  'save 900 1 300',
  'appendonly maybe',
  'maxmemory 1zz',
  'maxmemory -5',
  'maxmemory 1gb',
  'databases x',
  'foo.bar',
  'foo.bar x',
  'replicaof a',
  'oom-score-adj-values 1 2',
  'lua-replicate-commands',
  'list-max-ziplist-entries 5',
  'enable-debug-command local',
  '\tport\t5  ',
  "port '5'",
  'port "\\x35"',
  'SENTINEL MONITOR m 127.0.0.1 6379 2',
  '# comment\r\nport 5\r\nsentinel monitor m 127.0.0.1 6379 2\r',
];

function prepare(folder: string): void {
  writeFileSync(join(folder, 'a-file'), '');
  writeFileSync(join(folder, 'a-script'), '#!/bin/sh\n');
  chmodSync(join(folder, 'a-script'), 0o755);
  mkdirSync(join(folder, 'a-folder'));
  writeFileSync(join(folder, 'a-folder', 'b.conf'), 'loglevel notice\n');
  writeFileSync(join(folder, 'a-folder', 'a.conf'), 'timeout 5\n');
  writeFileSync(join(folder, 'a-folder', 'bad.conf'), '\nmaxclients 0\n');
  writeFileSync(join(folder, 'a-folder', '.hidden.conf'), 'nonsense\n');
}

for (const file of FILES) {
  stockTest(`${JSON.stringify(file)} is taken or refused as by stock`, (folder) => {
    prepare(folder);
    // Root may execute nothing without a mark either, so that a-file is refused for everybody.
    const path = join(folder, 's.conf');
    writeFileSync(path, `port 1\n${file}\n`, 'latin1');
    assert.deepEqual(ours(folder, path).outcome, stock(folder, path));
  });
}

stockTest('stock starts with every file that is written from any settings', (folder) => {
  const path = join(folder, 's.conf');
  const script = join(folder, 'a script');
  writeFileSync(script, '#!/bin/sh\n');
  chmodSync(script, 0o755);
  const starting = '# mine\nport 1\nsentinel known-slave x 1.2.3.4 5\n\nsentinel myid x\n';
  fc.assert(
    fc.property(anySettings, (settings) => {
      const groups = settings.groups.map((group) => ({
        ...group,
        // Stock looks names up as it loads, which takes time, and ends a name at a zero byte.
        name: group.name.replaceAll('\0', ''),
        notificationScript: group.notificationScript === null ? null : script,
        clientReconfigScript: group.clientReconfigScript === null ? null : script,
      }));
      const names = new Set(groups.map((group) => group.name));
      fc.pre(names.size === groups.length && !settings.resolveHostnames);
      writeFileSync(path, renderConfig(readDocument(starting), { ...settings, groups }), 'latin1');
      assert.deepEqual(stock(folder, path), { loaded: true, error: '' });
    }),
    { numRuns: 60 },
  );
});

stockTest('what stock has written is read, and what we make of it stock reads again', (folder) => {
  const path = join(folder, 's.conf');
  writeFileSync(path, `port 0\n${MONITOR}sentinel auth-pass m "it's \\"a\\"#x"\n`);
  // It saves its new id before it finds that it is to listen nowhere.
  spawnSync('redis-sentinel', [path], { cwd: folder });
  const { read } = ours(folder, path);
  assert.ok(read.ok);
  writeFileSync(path, renderConfig(read.config.document, read.config.sentinel), 'latin1');
  assert.deepEqual(stock(folder, path), { loaded: true, error: '' });
});

stockTest('the file of the Debian package loads', (folder, context) => {
  const sample = '/etc/redis/sentinel.conf';
  if (!existsSync(sample)) return context.skip(`${sample} is not there`);
  const text = readFileSync(sample, 'latin1').replace(/^(dir|logfile) .*/gm, '');
  writeFileSync(join(folder, 's.conf'), text, 'latin1');
  const { read } = ours(folder, join(folder, 's.conf'));
  assert.ok(read.ok);
  assert.equal(read.config.sentinel.groups[0]?.name, 'mymaster');
});
