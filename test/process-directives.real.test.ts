// Directives about clients, addresses and scripts, each asked of Vedette and of stock alike: what a
// client sees of them must not differ.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Connection } from './harness/connection.ts';
import { OURS } from './harness/kind.ts';
import { freePort } from './harness/ports.ts';
import { realTest } from './harness/real-test.ts';
import { asFields, asList, asText, ReplyError } from './harness/resp.ts';
import type { Sandbox } from './harness/sandbox.ts';
import { Sentinel, type SentinelKind } from './harness/sentinel.ts';
import { until } from './harness/wait.ts';

type Body = (sandbox: Sandbox, kind: SentinelKind) => Promise<void>;

function bothKinds(title: string, body: Body): void {
  for (const kind of new Set<SentinelKind>([OURS, 'stock'])) {
    realTest(`${title}, ${kind}`, (sandbox) => body(sandbox, kind));
  }
}

async function start(
  sandbox: Sandbox,
  kind: SentinelKind,
  lines: readonly string[],
): Promise<Sentinel> {
  const port = await freePort();
  const text = [`port ${port}`, 'bind 127.0.0.1', ...lines, ''].join('\n');
  return await Sentinel.start(sandbox, { kind, port, text });
}

async function infoField(sentinel: Sentinel, name: string): Promise<string | undefined> {
  const text = asText(await sentinel.call('INFO'));
  return new RegExp(`^${name}:(.*)\r$`, 'm').exec(text)?.[1];
}

bothKinds('one client more than maxclients is told so and cut off', async (sandbox, kind) => {
  // One connection asks, one listens to the events.
  const sentinel = await start(sandbox, kind, ['maxclients 3']);
  assert.equal(await infoField(sentinel, 'maxclients'), '3');
  const third = await Connection.open(sentinel.port);
  assert.equal(await third.call('PING'), 'PONG');
  const fourth = await Connection.open(sentinel.port);
  const refusal = await fourth.call('PING');
  assert.ok(refusal instanceof ReplyError);
  assert.equal(refusal.message, 'ERR max number of clients reached');
  await until('it to be cut off', () => (fourth.isLost ? true : undefined));
  third.close();
  await until('its place to be free', async () => {
    const next = await Connection.open(sentinel.port);
    try {
      return (await next.call('PING')) === 'PONG' ? true : undefined;
    } finally {
      next.close();
    }
  });
});

bothKinds('an idle client is cut off, a subscriber is not', async (sandbox, kind) => {
  const sentinel = await start(sandbox, kind, ['timeout 1']);
  const subscriber = await Connection.open(sentinel.port);
  await subscriber.call('SUBSCRIBE', 'x');
  const idle = await Connection.open(sentinel.port);
  await idle.call('PING');
  await until('the idle one to be cut off', () => (idle.isLost ? true : undefined));
  assert.equal(subscriber.isLost, false);
  subscriber.close();
});

bothKinds('links leave from bind-source-addr', async (sandbox, kind) => {
  const sources = new Set<string>();
  const node = createServer((socket) => {
    sources.add(socket.remoteAddress ?? '');
    socket.destroy();
  });
  const nodePort = await freePort();
  await new Promise<void>((done) => node.listen(nodePort, '127.0.0.1', done));
  sandbox.onClose(() => node.close());
  const monitor = `sentinel monitor m 127.0.0.1 ${nodePort} 1`;
  await start(sandbox, kind, ['bind-source-addr 127.0.0.42', monitor]);
  await until('a link', () => (sources.size > 0 ? true : undefined));
  assert.deepEqual([...sources], ['127.0.0.42']);
});

bothKinds('files that a pattern includes are read, none is none', async (sandbox, kind) => {
  const folder = sandbox.makeFolder('more');
  writeFileSync(join(folder, 'a.conf'), 'maxclients 77\n');
  writeFileSync(join(folder, 'b.conf'), 'sentinel monitor inner 127.0.0.1 1 1\n');
  const lines = [`include ${folder}/*.conf`, `include ${folder}/nothing*`];
  const sentinel = await start(sandbox, kind, lines);
  assert.equal(await infoField(sentinel, 'maxclients'), '77');
  assert.equal((await sentinel.master('inner')).get('port'), '1');
});

bothKinds('a subscriber that reads nothing is cut off at its limit', async (sandbox, kind) => {
  const sentinel = await start(sandbox, kind, [
    'client-output-buffer-limit pubsub 256kb 0 0',
    'sentinel monitor m 127.0.0.1 1 1',
    'sentinel down-after-milliseconds m 600000',
  ]);
  const deaf = await Connection.open(sentinel.port);
  await deaf.call('PSUBSCRIBE', '+set');
  deaf.pause();
  const clients = Number(await infoField(sentinel, 'connected_clients'));
  const name = 'x'.repeat(900);
  const changes = Array.from({ length: 100 }, (_, n) => ['rename-command', `c${n}`, name]).flat();
  await until('it to be cut off', async () => {
    assert.equal(await sentinel.call('SENTINEL', 'SET', 'm', ...changes), 'OK');
    return Number(await infoField(sentinel, 'connected_clients')) < clients ? true : undefined;
  });
  deaf.close();
});

bothKinds('pidfile holds the number while it runs', async (sandbox, kind) => {
  const path = join(sandbox.folder, 'the.pid');
  writeFileSync(path, '1\n');
  const sentinel = await start(sandbox, kind, [`pidfile ${path}`]);
  assert.equal(readFileSync(path, 'latin1'), `${sentinel.pid}\n`);
  await sentinel.end();
  assert.equal(existsSync(path), false);
});

bothKinds('a pidfile that cannot be removed does not spoil the end', async (sandbox, kind) => {
  // Not even root can remove a folder as a file.
  const sentinel = await start(sandbox, kind, [`pidfile ${sandbox.makeFolder('the.pid')}`]);
  assert.deepEqual(await sentinel.end(), { code: 0, signal: null });
  await sentinel.logged('bye bye...');
  assert.doesNotMatch(sentinel.output, /A mistake/);
  if (kind === 'vedette') await sentinel.logged(/Failed to remove PID file: \S/);
});

bothKinds('a script that hangs is listed, told of and tried again', async (sandbox, kind) => {
  const script = join(sandbox.folder, 'hangs');
  writeFileSync(script, '#!/bin/sh\nexec sleep 1000\n', { mode: 0o755 });
  const sentinel = await start(sandbox, kind, [
    'sentinel deny-scripts-reconfig no',
    'sentinel monitor m 127.0.0.1 1 1',
    'sentinel down-after-milliseconds m 600000',
  ]);
  const limits = ['script-max-runtime', '300', 'script-retry-delay', '60000'];
  await sentinel.call('SENTINEL', 'DEBUG', ...limits);
  await sentinel.call('SENTINEL', 'SET', 'm', 'notification-script', script);
  const running = await until('it to run', () => pending(sentinel, 'running'));
  assert.deepEqual([...running.keys()], ['argv', 'flags', 'pid', 'run-time', 'retry-num']);
  const set = `master m 127.0.0.1 1 notification-script ${script}`;
  assert.equal(running.get('argv'), [script, '+set', set].join('|'));
  assert.equal(await infoField(sentinel, 'sentinel_running_scripts'), '1');
  await sentinel.events.waitFor('-script-timeout', {
    containing: `${script} ${running.get('pid')}`,
  });
  const waiting = await until('it to wait', () => pending(sentinel, 'scheduled'));
  assert.deepEqual([...waiting.keys()], ['argv', 'flags', 'pid', 'run-delay', 'retry-num']);
  assert.equal(waiting.get('retry-num'), '1');
  const delayMs = Number(waiting.get('run-delay'));
  assert.ok(delayMs > 30_000 && delayMs <= 60_000, `${delayMs}`);
  assert.equal(await infoField(sentinel, 'sentinel_running_scripts'), '0');
  assert.equal(await infoField(sentinel, 'sentinel_scripts_queue_length'), '1');
});

bothKinds('a script that fails for good is told of', async (sandbox, kind) => {
  const script = join(sandbox.folder, 'fails');
  writeFileSync(script, '#!/bin/sh\nexit 7\n', { mode: 0o755 });
  const sentinel = await start(sandbox, kind, [
    'sentinel monitor m 127.0.0.1 1 1',
    'sentinel down-after-milliseconds m 300',
    `sentinel notification-script m ${script}`,
  ]);
  const event = await sentinel.events.waitFor('-script-error');
  assert.equal(event.payload, `${script} 0 7`);
});

/** The one script there is, if it is in that state; lists are joined with `|`. */
async function pending(
  sentinel: Sentinel,
  flags: string,
): Promise<ReadonlyMap<string, string> | undefined> {
  const [only] = asList(await sentinel.call('SENTINEL', 'PENDING-SCRIPTS'));
  if (only === undefined) return undefined;
  const [name, words, ...rest] = asList(only);
  const argv = asList(words).map(asText).join('|');
  const fields = new Map([[asText(name), argv], ...asFields(rest)]);
  return fields.get('flags') === flags ? fields : undefined;
}
