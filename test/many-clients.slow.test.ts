// Ten thousand connections that say nothing, a thousand subscribers, and one of them that never
// reads: everybody is served, the one is cut off at its limit, and memory stays bounded. Where the
// system gives fewer open files, there are fewer of the silent ones, and the test says so.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { residentMiB } from '../tools/bench/process-usage.ts';
import { freePort } from './harness/ports.ts';
import { realTest } from './harness/real-test.ts';
import { asText, encodeCommand } from './harness/resp.ts';
import type { Sandbox } from './harness/sandbox.ts';
import { Sentinel } from './harness/sentinel.ts';
import { until } from './harness/wait.ts';
import { RawClient } from './server/raw-client.ts';

const SILENT = 10_000;
const SUBSCRIBERS = 1_000;
/** For everything else that this process has open. */
const OTHER_FILES = 300;
const CONNECTING_AT_ONCE = 250;
/** Each takes every event once more. */
const PATTERNS = 400;
const PAYLOAD = 'x'.repeat(900);
/** What the process may hold: itself, the connections, and one backlog at its limit. */
const RESIDENT_MIB_MAX = 600;

function openFilesMax(): number {
  const shown = spawnSync('sh', ['-c', 'ulimit -Hn'], { encoding: 'utf8' }).stdout.trim();
  return shown === 'unlimited' ? Number.POSITIVE_INFINITY : Number(shown);
}

async function start(sandbox: Sandbox, ...lines: readonly string[]): Promise<Sentinel> {
  const [port, masterPort] = [await freePort(), await freePort()];
  const own = [`port ${port}`, 'bind 127.0.0.1', `sentinel monitor m 127.0.0.1 ${masterPort} 1`];
  const text = [...own, ...lines, ''].join('\n');
  return await Sentinel.start(sandbox, { kind: 'vedette', port, text });
}

async function connectMany(sandbox: Sandbox, port: number, count: number): Promise<RawClient[]> {
  const clients: RawClient[] = [];
  sandbox.onClose(() => {
    for (const client of clients) client.destroy();
  });
  while (clients.length < count) {
    const batch = Math.min(CONNECTING_AT_ONCE, count - clients.length);
    const connecting = Array.from({ length: batch }, () => RawClient.connect(port));
    clients.push(...(await Promise.all(connecting)));
  }
  return clients;
}

/** Subscribed so that it gets each event hundreds of times, and reading nothing from now on. */
async function deafSubscriber(sandbox: Sandbox, port: number): Promise<string> {
  const [client] = await connectMany(sandbox, port, 1);
  assert.ok(client !== undefined);
  client.send('CLIENT ID\r\n');
  const id = (await client.line()).slice(1);
  const patterns = Array.from({ length: PATTERNS }, (_, index) => '*'.repeat(index + 1));
  client.send(encodeCommand(['PSUBSCRIBE', ...patterns]));
  assert.ok(!(await client.before(`:${PATTERNS}\r\n`)).closed);
  client.stopReading();
  return id;
}

async function isThere(sentinel: Sentinel, id: string): Promise<boolean> {
  return asText(await sentinel.call('CLIENT', 'LIST', 'ID', id)) !== '';
}

/** One event, and the end of its payload. */
async function announce(sentinel: Sentinel, count: number): Promise<string> {
  const value = `${PAYLOAD}${count}`;
  assert.equal(await sentinel.call('SENTINEL', 'SET', 'm', 'auth-user', value), 'OK');
  return `${value}\r\n`;
}

realTest(
  '10,000 silent connections, 1,000 subscribers, and one that never reads',
  async (sandbox) => {
    const silentCount = Math.min(SILENT, openFilesMax() - SUBSCRIBERS - OTHER_FILES);
    if (silentCount < SILENT)
      process.stdout.write(`only ${silentCount} silent connections: ulimit -n\n`);
    const sentinel = await start(sandbox, 'maxclients 12000');
    const silent = await connectMany(sandbox, sentinel.port, silentCount);
    const subscribers = await connectMany(sandbox, sentinel.port, SUBSCRIBERS - 1);
    for (const subscriber of subscribers) subscriber.send('SUBSCRIBE +set\r\n');
    for (const subscriber of subscribers) await subscriber.before(':1\r\n');
    const deaf = await deafSubscriber(sandbox, sentinel.port);
    const clients = asText(await sentinel.call('INFO', 'clients'));
    const connected = Number(/connected_clients:(\d+)/.exec(clients)?.[1]);
    assert.ok(connected >= silentCount + SUBSCRIBERS, clients);
    let events = 0;
    let largest = 0;
    while (await isThere(sentinel, deaf)) {
      const end = await announce(sentinel, ++events);
      for (const subscriber of subscribers) await subscriber.before(end);
      largest = Math.max(largest, residentMiB(sentinel.pid));
      assert.ok(events < 500, 'it was never cut off');
    }
    process.stdout.write(`${events} events, ${Math.round(largest)} MiB resident\n`);
    await sentinel.logged(/it left 3[2-9]\d{6} bytes unread/);
    assert.ok(!(largest > RESIDENT_MIB_MAX), `${largest} MiB`);
    for (const client of [...silent.slice(0, 50), ...silent.slice(-50)]) {
      await client.exchange('PING\r\n', '+PONG\r\n');
    }
    const end = await announce(sentinel, ++events);
    for (const subscriber of subscribers) await subscriber.before(end);
  },
);

realTest('a subscriber that is over its soft limit for too long is cut off', async (sandbox) => {
  const sentinel = await start(sandbox, 'client-output-buffer-limit pubsub 0 1mb 1');
  const deaf = await deafSubscriber(sandbox, sentinel.port);
  const over = / omem=[1-9]\d{6,} /;
  for (let events = 1; ; events++) {
    await announce(sentinel, events);
    const line = asText(await sentinel.call('CLIENT', 'LIST', 'ID', deaf));
    if (over.test(line) || line === '') break;
    assert.ok(events < 500, 'nothing stays behind');
  }
  await until('the subscriber to be gone', async () =>
    (await isThere(sentinel, deaf)) ? undefined : true,
  );
  await sentinel.logged(/bytes unread/);
});
