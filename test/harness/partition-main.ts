// A process of its own, in namespaces of its own: real servers on five hosts, a client on each, a
// cut, and after it the count of what is gone. Prints the result.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { nowMs } from './clock.ts';
import { Connection } from './connection.ts';
import { leaveWithParent } from './guard.ts';
import type { Written } from './host-writer.ts';
import { cutFromPeers, cutOff, type Host, joinAgain, joinPeersAgain, makeHosts } from './hosts.ts';
import type { CountedWrites, PartitionOrders, PartitionResult } from './partition.ts';
import { RealProcess } from './process.ts';
import { asFields, asList, asText, type Reply } from './resp.ts';
import { Sandbox } from './sandbox.ts';
import { sentinelCommand } from './sentinel.ts';
import { expect, until } from './wait.ts';

const HOSTS = 5;
const QUORUM = 3;
const GROUP = 'mymaster';
const NODE_PORT = 6379;
const SENTINEL_PORT = 26379;
const WRITER = fileURLToPath(new URL('./host-writer.js', import.meta.url));
const AFTERWARDS_MS = 500;
const SETTLED_WITHIN_MS = 120_000;

interface Placed {
  readonly host: Host;
  readonly sentinel: RealProcess;
  readonly writer: { readonly process: RealProcess; readonly file: string };
}

async function call(host: string, port: number, ...words: readonly string[]): Promise<Reply> {
  const connection = await Connection.open(port, { host });
  try {
    return await connection.call(...words);
  } finally {
    connection.close();
  }
}

function startNode(
  sandbox: Sandbox,
  host: Host,
  master: Host,
  lines: readonly string[],
): RealProcess {
  const folder = sandbox.makeFolder(`node-${host.name}`);
  const file = join(folder, 'redis.conf');
  const text = [
    ...[`port ${NODE_PORT}`, `bind ${host.nodeHost}`, 'protected-mode no', `dir "${folder}"`],
    ...['save ""', 'repl-diskless-sync yes', 'repl-diskless-sync-delay 0', 'repl-timeout 10'],
    ...lines,
    ...(host === master ? [] : [`replicaof ${master.nodeHost} ${NODE_PORT}`]),
  ];
  writeFileSync(file, `${text.join('\n')}\n`);
  const [first, ...launcher] = host.launcher;
  return RealProcess.start(sandbox, {
    command: [first ?? '', ...launcher, 'redis-server', file],
    folder,
  });
}

function startSentinel(
  sandbox: Sandbox,
  host: Host,
  master: Host,
  { kinds, downAfterMs, lines }: PartitionOrders,
): RealProcess {
  const kind = kinds[Number(host.name.slice(1)) - 1] ?? 'vedette';
  const folder = sandbox.makeFolder(`sentinel-${host.name}`);
  const file = join(folder, 'sentinel.conf');
  const text = [
    ...[`port ${SENTINEL_PORT}`, 'bind 0.0.0.0', 'protected-mode no', `dir "${folder}"`],
    `sentinel announce-ip ${host.sentinelHost}`,
    `sentinel monitor ${GROUP} ${master.nodeHost} ${NODE_PORT} ${QUORUM}`,
    `sentinel down-after-milliseconds ${GROUP} ${downAfterMs}`,
    `sentinel failover-timeout ${GROUP} ${3 * downAfterMs}`,
    ...(kind === 'vedette' ? lines : []),
  ];
  writeFileSync(file, `${text.join('\n')}\n`);
  const [first, ...launcher] = host.launcher;
  const command = [first ?? '', ...launcher, ...sentinelCommand(kind, file)] as const;
  return RealProcess.start(sandbox, { command, folder });
}

function startWriter(
  sandbox: Sandbox,
  host: Host,
  hosts: readonly Host[],
  paceMs: number,
): Placed['writer'] {
  const file = join(sandbox.makeFolder('written'), `${host.name}.json`);
  const sentinelHosts = [host, ...hosts.filter((other) => other !== host)].map(
    ({ sentinelHost }) => sentinelHost,
  );
  const words = { groupName: GROUP, key: host.name, sentinelHosts, sentinelPort: SENTINEL_PORT };
  const orders = JSON.stringify({ ...words, paceMs, file });
  const [first, ...launcher] = host.launcher;
  const command = [first ?? '', ...launcher, process.execPath, WRITER, orders] as const;
  return { process: RealProcess.start(sandbox, { command, folder: sandbox.folder }), file };
}

/** Waits until every Sentinel knows everybody. */
async function knowAll(hosts: readonly Host[]): Promise<void> {
  for (const { sentinelHost, name } of hosts) {
    await until(`the Sentinel of ${name} to know all`, async () => {
      const ask = (...words: readonly string[]): Promise<Reply> =>
        call(sentinelHost, SENTINEL_PORT, 'SENTINEL', ...words);
      const replicas = asList(await ask('REPLICAS', GROUP)).map(asFields);
      const fit = replicas.filter((each) => each.get('master-link-status') === 'ok').length;
      expect(fit === hosts.length - 1, `${fit} replicas`);
      const peers = asList(await ask('SENTINELS', GROUP)).map(asFields);
      const up = peers.filter((each) => each.get('flags') === 'sentinel').length;
      expect(up === hosts.length - 1, `${up} peers`);
      return true;
    });
  }
}

/** The host of the master on which all agree, and which all others follow. */
async function agreed(hosts: readonly Host[]): Promise<string> {
  return await until(
    'all to agree on a master and to follow it',
    async () => {
      const named = await Promise.all(
        hosts.map(async ({ sentinelHost }) => {
          const words = ['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', GROUP];
          return asText(asList(await call(sentinelHost, SENTINEL_PORT, ...words))[0]);
        }),
      );
      expect(new Set(named).size === 1, `they name ${named}`);
      for (const { nodeHost } of hosts) {
        const role = asList(await call(nodeHost, NODE_PORT, 'ROLE'));
        if (nodeHost === named[0]) expect(role[0] === 'master', `${nodeHost} is none`);
        else expect(role[1] === named[0] && role[3] === 'connected', `${nodeHost} does not follow`);
      }
      return named[0];
    },
    { withinMs: SETTLED_WITHIN_MS, everyMs: 100 },
  );
}

/** A quarrel that the cut has begun can end in a switch after it: agreed for longer than that. */
async function settled(
  hosts: readonly Host[],
  { downAfterMs }: PartitionOrders,
  healedAtMs: number,
): Promise<{ readonly masterHost: string; readonly agreedAfterMs: number }> {
  for (;;) {
    const masterHost = await agreed(hosts);
    const agreedAfterMs = Math.round(nowMs() - healedAtMs);
    await pause(downAfterMs + AFTERWARDS_MS);
    if ((await agreed(hosts)) === masterHost) return { masterHost, agreedAfterMs };
  }
}

async function count(
  placed: readonly Placed[],
  masterHost: string,
  { cutAtMs, downAfterMs }: { readonly cutAtMs: number; readonly downAfterMs: number },
): Promise<CountedWrites> {
  const counted = { acknowledged: 0, lost: 0, lostLater: 0, lastLostMs: 0, inCut: [0, 0, 0, 0, 0] };
  for (const [at, { host, writer }] of placed.entries()) {
    await writer.process.stop('SIGTERM');
    const written: Written = JSON.parse(readFileSync(writer.file, 'utf8'));
    const held = new Set(asList(await call(masterHost, NODE_PORT, 'SMEMBERS', host.name)));
    counted.acknowledged += written.numbers.length;
    for (const [index, number] of written.numbers.entries()) {
      const sinceCutMs = (written.atMs[index] ?? 0) - cutAtMs;
      if (sinceCutMs > 0) counted.inCut[at] = (counted.inCut[at] ?? 0) + 1;
      if (held.has(String(number))) continue;
      counted.lost += 1;
      counted.lastLostMs = Math.max(counted.lastLostMs, Math.round(sinceCutMs));
      if (sinceCutMs > downAfterMs) counted.lostLater += 1;
    }
  }
  return counted;
}

/** The longest time in which no writer of these hosts was acknowledged, from a moment on. */
function longestGapMs(placed: readonly Placed[], sinceMs: number): number {
  const atMs = placed.flatMap(({ writer }): readonly number[] => {
    const written: Written = JSON.parse(readFileSync(writer.file, 'utf8'));
    return written.atMs.filter((each) => each >= sinceMs);
  });
  atMs.sort((a, b) => a - b);
  let longestMs = 0;
  for (const [at, each] of atMs.entries()) {
    longestMs = Math.max(longestMs, each - (atMs[at - 1] ?? each));
  }
  return Math.round(longestMs);
}

function strike(orders: PartitionOrders, hosts: readonly Host[]): () => void {
  const lost = hosts.filter((_, at) => orders.cutHosts.includes(at));
  if (orders.cut === 'hosts') {
    cutOff(lost);
    return () => joinAgain(lost);
  }
  for (const host of lost) cutFromPeers(host, hosts);
  return () => {
    for (const host of lost) joinPeersAgain(host, hosts);
  };
}

async function measure(sandbox: Sandbox, orders: PartitionOrders): Promise<PartitionResult> {
  const hosts = makeHosts(HOSTS);
  const [master] = hosts;
  if (master === undefined) throw new Error('There are no hosts');
  for (const host of hosts) startNode(sandbox, host, master, orders.nodeLines ?? []);
  const sentinels = hosts.map((host) => startSentinel(sandbox, host, master, orders));
  await knowAll(hosts);
  const placed = hosts.map((host, at): Placed => {
    const sentinel = sentinels[at];
    if (sentinel === undefined) throw new Error('A host has no Sentinel');
    return { host, sentinel, writer: startWriter(sandbox, host, hosts, orders.paceMs) };
  });
  await pause(orders.quietMs);
  const cutAtMs = nowMs();
  const heal = strike(orders, hosts);
  await pause(orders.cutMs);
  heal();
  const healedAtMs = nowMs();
  const { masterHost, agreedAfterMs } = await settled(hosts, orders, healedAtMs);
  const counted = await count(placed, masterHost, { cutAtMs, downAfterMs: orders.downAfterMs });
  return {
    ...counted,
    longestGapMs: longestGapMs(placed, cutAtMs),
    switched: masterHost !== master.nodeHost,
    agreedAfterMs,
    logs: orders.isTold === true ? sentinels.map(({ output }) => output) : [],
    fenced: sentinels.filter(({ output }) => / \+fence /.test(output)).length,
  };
}

leaveWithParent();
const orders: PartitionOrders = JSON.parse(process.argv[2] ?? '');
const sandbox = new Sandbox();
try {
  process.stdout.write(JSON.stringify(await measure(sandbox, orders)));
} finally {
  await sandbox.close();
}
