// A real Vedette whose file cannot be written: the old file stays, everybody hears of it, no vote
// is cast that is not on disk (DURABLE-1, DURABLE-2), and it works again when the disk does.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { parseConfig } from '../src/config/parse-config.ts';
import { callOnce } from './harness/connection.ts';
import { freePort } from './harness/ports.ts';
import { RealProcess } from './harness/process.ts';
import { realTest } from './harness/real-test.ts';
import { asList, asText } from './harness/resp.ts';
import { Sandbox } from './harness/sandbox.ts';
import { Sentinel, sentinelCommand } from './harness/sentinel.ts';
import { until } from './harness/wait.ts';

const CANDIDATE = 'c'.repeat(40);
const RIVAL = 'd'.repeat(40);

interface Disk {
  readonly folder: string;
  readonly file: string;
}

/** A way in which writing fails. */
interface Failure {
  readonly name: string;
  readonly reason: RegExp;
  /** Before the start; false: this machine does not let us. */
  prepare(disk: Disk): boolean;
  begin(disk: Disk): void;
  end(disk: Disk): void;
  /** After the Sentinel has ended. */
  cleanUp(disk: Disk): void;
}

function mount(...words: readonly string[]): boolean {
  return spawnSync('mount', words).status === 0;
}

function unmount({ folder }: Disk): void {
  spawnSync('umount', [folder]);
}

const isRoot = process.getuid?.() === 0;

const FAILURES: readonly Failure[] = [
  {
    name: 'its disk is full',
    reason: /No space left on device/i,
    prepare: ({ folder }) => mount('-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder),
    begin({ folder }) {
      try {
        writeFileSync(join(folder, 'ballast'), 'x'.repeat(65_536));
      } catch {
        // It is full now.
      }
    },
    end: ({ folder }) => rmSync(join(folder, 'ballast')),
    cleanUp: unmount,
  },
  {
    name: 'its folder is read-only',
    reason: /Read-only file system|Permission denied/i,
    prepare: ({ folder }) => !isRoot || mount('--bind', folder, folder),
    begin({ folder }) {
      if (isRoot) mount('-o', 'remount,ro,bind', folder);
      else chmodSync(folder, 0o555);
    },
    end({ folder }) {
      if (isRoot) mount('-o', 'remount,rw,bind', folder);
      else chmodSync(folder, 0o755);
    },
    cleanUp: (disk) => isRoot && unmount(disk),
  },
  {
    name: 'a folder stands in the place of its file',
    reason: /Is a directory/i,
    prepare: () => true,
    begin({ file }) {
      renameSync(file, `${file}.aside`);
      mkdirSync(file);
    },
    end({ file }) {
      rmdirSync(file);
      renameSync(`${file}.aside`, file);
    },
    cleanUp: () => {},
  },
];

for (const failure of FAILURES) {
  test(`${failure.name}: it says so, casts no vote, and recovers`, async (context) => {
    const sandbox = new Sandbox();
    const port = await freePort();
    const folder = sandbox.makeFolder(`vedette-${port}`);
    const disk = { folder, file: join(folder, 'sentinel.conf') };
    try {
      if (failure.prepare(disk)) await goesThrough(failure, { sandbox, disk, port });
      else skip(context);
    } finally {
      await sandbox.close().catch(() => {});
      failure.cleanUp(disk);
    }
  });
}

function skip(context: TestContext): void {
  context.skip('this machine does not let us mount a disk');
}

interface Place {
  readonly sandbox: Sandbox;
  readonly disk: Disk;
  readonly port: number;
}

async function goesThrough(failure: Failure, { sandbox, disk, port }: Place): Promise<void> {
  const script = notificationScript(sandbox);
  const text = `port ${port}
bind 127.0.0.1
sentinel monitor m 127.0.0.1 7 2
sentinel notification-script m ${script}
sentinel monitor n 127.0.0.1 8 2
sentinel notification-script n ${script}
`;
  const sentinel = await Sentinel.start(sandbox, { kind: 'vedette', port, text });
  await until('its id on disk', () => sentinel.readFile().includes('myid') || undefined);
  assert.equal(await infoField(sentinel, 'status'), 'ok');
  const before = sentinel.readFile();

  failure.begin(disk);
  assert.equal(await vote(sentinel, 7, CANDIDATE), '*');
  const { payload } = await sentinel.events.waitFor('+config-write-failed');
  assert.match(payload, failure.reason);
  assert.ok(payload.startsWith(`${disk.file}: `));
  assert.equal(await infoField(sentinel, 'status'), 'failed');
  assert.match(await infoField(sentinel, 'error'), failure.reason);
  await until('the script to hear of it, once', () => {
    const heard = readFileSync(`${script}.heard`, 'utf8').match(/\+config-write-failed/g);
    return heard?.length === 1 || undefined;
  });
  const set = await sentinel.call('SENTINEL', 'SET', 'm', 'quorum', '3').catch(String);
  assert.match(String(set instanceof Error ? set.message : set), /Failed to save config file/);
  await sentinel.logged(/was not able to save the new configuration on disk!!!/);
  if (!/Is a dir/.test(failure.reason.source)) assert.equal(sentinel.readFile(), before);
  assert.equal(await vote(sentinel, 7, RIVAL), '*', 'the vote is spent');

  failure.end(disk);
  await sentinel.events.waitFor('-config-write-failed');
  assert.equal(await infoField(sentinel, 'status'), 'ok');
  assert.equal(await vote(sentinel, 7, RIVAL), '*', 'the vote is spent');
  assert.equal(await vote(sentinel, 8, RIVAL), RIVAL);
  const edges = sentinel.events.seen.filter(({ name }) => name.includes('config-write'));
  assert.equal(edges.length, 2);
  const parsed = parseConfig({ text: readFileSync(disk.file, 'latin1') });
  assert.ok(parsed.ok);
  assert.deepEqual([parsed.sentinel.groups[0]?.leaderEpoch], [8n]);
  assert.equal(parsed.sentinel.groups[0]?.quorum, 3);
  await sentinel.end();
}

/** Writes down what it is told. */
function notificationScript(sandbox: Sandbox): string {
  const path = join(sandbox.folder, 'notify');
  writeFileSync(path, `#!/bin/sh\necho "$@" >> "$0.heard"\n`);
  chmodSync(path, 0o755);
  return path;
}

realTest('a limit on the size of files is a failing disk, and does not end it', async (sandbox) => {
  const port = await freePort();
  const file = join(sandbox.folder, 's.conf');
  writeFileSync(file, `port ${port}\nbind 127.0.0.1\nsentinel monitor m 127.0.0.1 7 2\n`);
  const [vedette, ...words] = sentinelCommand('vedette', file);
  const command = ['sh', '-c', 'ulimit -f 0; exec "$0" "$@"', vedette, ...words] as const;
  const process = RealProcess.start(sandbox, { command, folder: sandbox.folder });
  await until('INFO to say so', async () => {
    const info = asText(await callOnce(port, 'INFO', 'sentinel'));
    return /write_status:failed\r\n.*last_write_error:File too large/is.test(info) || undefined;
  });
  assert.deepEqual(await process.stop('SIGTERM'), { code: 0, signal: null });
});

async function vote(sentinel: Sentinel, epoch: number, candidate: string): Promise<string> {
  const words = ['SENTINEL', 'IS-MASTER-DOWN-BY-ADDR', '127.0.0.1', '7', String(epoch), candidate];
  return asText(asList(await sentinel.call(...words))[1]);
}

async function infoField(sentinel: Sentinel, name: 'status' | 'error'): Promise<string> {
  const info = asText(await sentinel.call('INFO', 'sentinel'));
  return new RegExp(`^sentinel_config_\\w*write_${name}:(.*)$`, 'm').exec(info)?.[1]?.trim() ?? '';
}
