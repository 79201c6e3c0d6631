// cut-off-master.js: in a network namespace of its own, three Sentinels and two replicas lose the
// host of their master, whose packets vanish, and get it back after the failover. A client on that
// host writes all the time. Writes one line: for how many milliseconds it could after the return.

import { join } from 'node:path';
import { nowMs } from './harness/clock.ts';
import { Connection } from './harness/connection.ts';
import { DataNode } from './harness/data-node.ts';
import { leaveWithParent } from './harness/guard.ts';
import { FAR_HOST, FarHost, NEAR_HOST } from './harness/own-network.ts';
import { freePorts } from './harness/ports.ts';
import { Sandbox } from './harness/sandbox.ts';
import { Sentinel, type SentinelKind } from './harness/sentinel.ts';
import { writeUntilRefused } from './harness/stray-writer.ts';
import { expect, until } from './harness/wait.ts';

const NAME = 'mymaster';

async function main(kinds: readonly SentinelKind[]): Promise<void> {
  const sandbox = new Sandbox();
  try {
    process.stdout.write(`${await writableAfterReturnMs(sandbox, kinds)}\n`);
  } catch (error) {
    process.stdout.write(`${error}\n${sandbox.story()}\n`);
    process.exitCode = 1;
  } finally {
    await sandbox.close();
  }
}

async function writableAfterReturnMs(
  sandbox: Sandbox,
  kinds: readonly SentinelKind[],
): Promise<number> {
  const far = await FarHost.start(sandbox);
  const [oldPort = 0, ...ports] = await freePorts(1 + 2 + kinds.length);
  const socketPath = join(sandbox.folder, 'old.sock');
  const old = await DataNode.start(sandbox, {
    ...{ port: oldPort, host: FAR_HOST, launcher: far.launcher },
    lines: [`bind ${FAR_HOST}`, 'protected-mode no', `unixsocket ${socketPath}`],
  });
  const near = [`bind 127.0.0.1 ${NEAR_HOST}`, 'protected-mode no'];
  const replicaLines = [...near, `replicaof ${FAR_HOST} ${oldPort}`];
  await Promise.all(
    ports.slice(0, 2).map((port) => DataNode.start(sandbox, { port, lines: replicaLines })),
  );
  const sentinels = await Promise.all(
    kinds.map((kind, index) => {
      const port = ports[2 + index] ?? 0;
      const text = [...near, ...sentinelLines(port, oldPort)].join('\n');
      return Sentinel.start(sandbox, { kind, port, text });
    }),
  );
  await Promise.all(sentinels.map((sentinel) => knowsAll(sentinel, kinds.length - 1)));
  const written = writeUntilRefused(() => Connection.open(0, { path: socketPath }), 90_000);
  far.cutOff();
  await until(
    'all to send clients to another master',
    async () => {
      const answers = await Promise.all(sentinels.map((each) => each.masterPort(NAME)));
      expect(!answers.includes(oldPort), `they answer ${answers}`);
      return true;
    },
    { withinMs: 60_000 },
  );
  const healedMs = nowMs();
  far.heal();
  const { lastMs } = await written;
  const [sentinel] = sentinels;
  await old.follows((await sentinel?.masterPort(NAME)) ?? 0);
  return Math.round((lastMs ?? healedMs) - healedMs);
}

function sentinelLines(port: number, masterPort: number): string[] {
  return [
    `port ${port}`,
    `sentinel monitor ${NAME} ${FAR_HOST} ${masterPort} 2`,
    `sentinel down-after-milliseconds ${NAME} 1000`,
    `sentinel failover-timeout ${NAME} 20000`,
    '',
  ];
}

async function knowsAll(sentinel: Sentinel, peers: number): Promise<void> {
  await until('a Sentinel to know everybody', async () => {
    const ready = (await sentinel.replicas(NAME)).filter(
      (fields) => fields.get('flags') === 'slave' && fields.get('master-link-status') === 'ok',
    );
    expect(ready.length === 2, `${ready.length} replicas`);
    const reached = (await sentinel.peers(NAME)).filter((each) => each.get('flags') === 'sentinel');
    expect(reached.length === peers, `${reached.length} peers`);
    return true;
  });
}

leaveWithParent();
await main(process.argv.slice(2).map((word) => (word === 'stock' ? 'stock' : 'vedette')));
