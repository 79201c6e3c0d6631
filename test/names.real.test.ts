// Groups whose nodes have host names, with real servers: what is shown and written, a name that
// leads elsewhere after a restart, and name servers that never answer.

import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { nowMs } from './harness/clock.ts';
import { Connection } from './harness/connection.ts';
import { DataNode } from './harness/data-node.ts';
import { noOwnNames, OwnNames } from './harness/own-names.ts';
import { freePort, freePorts } from './harness/ports.ts';
import { realTest } from './harness/real-test.ts';
import { asText } from './harness/resp.ts';
import type { Sandbox } from './harness/sandbox.ts';
import { Sentinel } from './harness/sentinel.ts';
import { expect, until } from './harness/wait.ts';

const [A, B] = ['127.0.0.2', '127.0.0.3'];
const MOVED = '127.0.0.22';
const obstacle = noOwnNames();

interface Fleet {
  readonly names: OwnNames;
  readonly master: DataNode;
  readonly replica: DataNode;
  readonly sentinels: readonly Sentinel[];
}

interface Announcing {
  readonly hostnames: 'yes' | 'no';
  readonly downAfterMs: number;
}

/** `node-a` with its replica `node-b`, which announces its name, and three Sentinels. */
async function fleet(sandbox: Sandbox, announcing: Announcing): Promise<Fleet> {
  const names = new OwnNames(sandbox, { 'node-a': A, 'node-b': B });
  const { launcher } = names;
  const [masterPort = 0, replicaPort = 0, ...ports] = await freePorts(5);
  const node = (port: number, name: string, ip: string, lines: readonly string[] = []) =>
    DataNode.start(sandbox, {
      ...{ port, launcher },
      lines: [`bind ${ip} 127.0.0.1`, `replica-announce-ip ${name}`, ...lines],
    });
  const master = await node(masterPort, 'node-a', A);
  const replica = await node(replicaPort, 'node-b', B, [`replicaof node-a ${masterPort}`]);
  await replica.follows(masterPort);
  const text = (port: number): string =>
    [
      ...[`port ${port}`, 'bind 127.0.0.1', 'sentinel resolve-hostnames yes'],
      `sentinel announce-hostnames ${announcing.hostnames}`,
      `sentinel monitor g node-a ${masterPort} 2`,
      `sentinel down-after-milliseconds g ${announcing.downAfterMs}`,
      'sentinel failover-timeout g 20000\n',
    ].join('\n');
  const sentinels = await Promise.all(
    ports.map((port) =>
      Sentinel.start(sandbox, { kind: 'vedette', port, text: text(port), launcher }),
    ),
  );
  for (const sentinel of sentinels) await knowsAll(sentinel);
  return { names, master, replica, sentinels };
}

async function knowsAll(sentinel: Sentinel): Promise<void> {
  await until('everybody to be known', async () => {
    const replicas = await sentinel.replicas('g');
    const peers = await sentinel.peers('g');
    expect(replicas.length === 1 && replicas[0]?.get('flags') === 'slave', `${replicas.length}`);
    expect(peers.length === 2, `${peers.length} peers`);
    return true;
  });
}

async function masterHost(sentinel: Sentinel): Promise<string> {
  return asText((await sentinel.master('g')).get('ip') ?? '');
}

for (const hostnames of ['yes', 'no'] as const) {
  const [shownA, shownB] = hostnames === 'yes' ? ['node-a', 'node-b'] : [A, B];
  const title = `a failover among names, announce-hostnames ${hostnames}: shown and told as stock does`;
  if (obstacle !== null) test(title, { skip: obstacle });
  else
    realTest(title, async (sandbox) => {
      const { master, replica, sentinels } = await fleet(sandbox, {
        hostnames,
        downAfterMs: 1_000,
      });
      for (const sentinel of sentinels) assert.equal(await masterHost(sentinel), shownA);
      assert.equal(await sentinels[0]?.call('SENTINEL', 'FAILOVER', 'g'), 'OK');
      const payload = `g ${shownA} ${master.port} ${shownB} ${replica.port}`;
      for (const sentinel of sentinels) {
        const { payload: seen } = await sentinel.events.waitFor('+switch-master');
        assert.equal(seen, payload);
        const [old] = await sentinel.replicas('g');
        assert.equal(old?.get('name'), `${shownA}:${master.port}`);
      }
      await until('the old master to follow the new one', async () => {
        const lines = readFileSync(master.file, 'utf8');
        expect(lines.includes(`replicaof ${shownB} ${replica.port}`), lines);
        return true;
      });
      for (const sentinel of sentinels) {
        const file = sentinel.readFile();
        assert.ok(file.includes(`sentinel monitor g node-b ${replica.port} 2`), file);
        assert.ok(file.includes(`sentinel known-replica g node-a ${master.port}`), file);
        assert.equal((await sentinel.replicas('g')).length, 1, 'one node is one entry');
        const switches = sentinel.events.seen.filter(({ name }) => name === '+switch-master');
        assert.equal(switches.length, 1);
      }
    });
}

const movedTitle = 'a master that comes back under its name at another address is the same master';
if (obstacle !== null) test(movedTitle, { skip: obstacle });
else
  realTest(movedTitle, async (sandbox) => {
    const { names, master, replica, sentinels } = await fleet(sandbox, {
      ...{ hostnames: 'no', downAfterMs: 10_000 },
    });
    const sinceMs = nowMs();
    await master.crash();
    const file = readFileSync(master.file, 'utf8').replace(
      `bind ${A} 127.0.0.1`,
      `bind ${MOVED} 127.0.0.1`,
    );
    writeFileSync(master.file, file);
    names.set({ 'node-a': MOVED, 'node-b': B });
    await master.restart();
    for (const sentinel of sentinels) {
      await until('the master to be found again', async () => {
        const fields = await sentinel.master('g');
        expect(fields.get('ip') === MOVED && fields.get('flags') === 'master', `${[...fields]}`);
        return true;
      });
      await sentinel.events.waitFor('+reboot');
    }
    await replica.follows(master.port);
    for (const sentinel of sentinels) {
      assert.equal((await sentinel.replicas('g')).length, 1);
      for (const name of ['+switch-master', '+sdown', '+slave']) {
        assert.equal(sentinel.events.find(name, { sinceMs }), undefined, `${name} was announced`);
      }
      assert.ok(sentinel.readFile().includes(`sentinel monitor g node-a ${master.port} 2`));
    }
  });

const hungTitle = 'name servers that never answer hold up no reply, no write and no other name';
if (obstacle !== null) test(hungTitle, { skip: obstacle });
else
  realTest(hungTitle, async (sandbox) => {
    const silent = createSocket('udp4');
    silent.bind(53, '127.0.0.54');
    await once(silent, 'listening');
    sandbox.onClose(() => silent.close());
    const names = new OwnNames(sandbox, { 'node-b': '127.0.0.1' }, '127.0.0.54');
    const { launcher } = names;
    const node = await DataNode.start(sandbox, { port: await freePort() });
    const port = await freePort();
    const groups = ['one', 'two', 'three', 'four', 'five'];
    const monitors = groups.map(
      (name) => `sentinel monitor ${name} ${name}.example ${node.port} 1`,
    );
    const text = `port ${port}\nbind 127.0.0.1\nsentinel resolve-hostnames yes\n${monitors.join('\n')}\n`;
    const sentinel = await Sentinel.start(sandbox, { kind: 'vedette', port, text, launcher });

    const waiting = await Connection.open(port);
    sandbox.onClose(() => waiting.close());
    const lost = waiting.call('SENTINEL', 'MONITOR', 'lost', 'lost.example', '1', '1');
    let answered = false;
    void lost.then(() => {
      answered = true;
    });
    assert.equal(await sentinel.call('SENTINEL', 'FLUSHCONFIG'), 'OK');
    assert.equal(
      await sentinel.call('SENTINEL', 'MONITOR', 'b', 'node-b', `${node.port}`, '1'),
      'OK',
    );
    await until('the node with a name that is found', async () => {
      const fields = await sentinel.master('b');
      expect(fields.get('flags') === 'master' && fields.get('runid') !== '', `${[...fields]}`);
      return true;
    });
    assert.equal(answered, false, 'all of that while a look-up was under way');
    assert.match(String(await lost), /Invalid IP address or hostname specified/);
    for (const line of monitors) assert.ok(sentinel.readFile().includes(line), line);
  });
