// Nodes and Sentinels that are not simply at 127.0.0.1: IPv6, a name that has two addresses, and
// addresses that are announced because the real ones cannot be reached.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { test } from 'node:test';
import { DataNode } from './harness/data-node.ts';
import { noOwnNames, OwnNames } from './harness/own-names.ts';
import { freePort, freePorts } from './harness/ports.ts';
import { RealProcess } from './harness/process.ts';
import { realTest } from './harness/real-test.ts';
import { asList, asText } from './harness/resp.ts';
import type { Sandbox } from './harness/sandbox.ts';
import { Sentinel } from './harness/sentinel.ts';
import { expect, until } from './harness/wait.ts';

const hasIpv6 = (networkInterfaces()['lo'] ?? []).some(({ address }) => address === '::1');
const noIpv6 = hasIpv6 ? null : 'this machine has no ::1';

interface Watch {
  readonly host: string;
  readonly masterPort: number;
  readonly lines?: readonly string[];
}

function sentinelText(port: number, { host, masterPort, lines = [] }: Watch): string {
  const text = [
    ...[`port ${port}`, `bind 127.0.0.1${hasIpv6 ? ' ::1' : ''}`, ...lines],
    ...[`sentinel monitor g ${host} ${masterPort} 2`, 'sentinel down-after-milliseconds g 1000'],
    ...['sentinel failover-timeout g 20000', ''],
  ];
  return text.join('\n');
}

async function knows(
  sentinel: Sentinel,
  counts: { readonly replicas: number; readonly peers: number },
): Promise<void> {
  await until('everybody to be known', async () => {
    const replicas = await sentinel.replicas('g');
    const peers = await sentinel.peers('g');
    expect(replicas.length === counts.replicas, `${replicas.length} replicas`);
    expect(peers.length === counts.peers, `${peers.length} peers`);
    for (const each of replicas) {
      expect(each.get('flags') === 'slave' && each.get('runid') !== '', `${each.get('flags')}`);
    }
    for (const each of peers) expect(each.get('flags') === 'sentinel', `${each.get('flags')}`);
    return true;
  });
}

const ipv6Title = 'a group at ::1 fails over, and every place spells its addresses as stock does';
if (noIpv6 !== null) test(ipv6Title, { skip: noIpv6 });
else
  realTest(ipv6Title, async (sandbox) => {
    const [masterPort = 0, replicaPort = 0, ...ports] = await freePorts(5);
    const lines = ['bind 127.0.0.1 ::1'];
    const master = await DataNode.start(sandbox, { port: masterPort, lines });
    const replica = await DataNode.start(sandbox, {
      port: replicaPort,
      lines: [...lines, `replicaof ::1 ${masterPort}`],
    });
    await replica.follows(masterPort);
    const watch = { host: '0:0:0:0:0:0:0:1', masterPort };
    const sentinels = await Promise.all(
      (['vedette', 'vedette', 'stock'] as const).map((kind, index) => {
        const port = ports[index] ?? 0;
        return Sentinel.start(sandbox, { kind, port, text: sentinelText(port, watch) });
      }),
    );
    for (const sentinel of sentinels) await knows(sentinel, { replicas: 1, peers: 2 });
    const [first] = sentinels;
    assert.ok(first !== undefined);
    assert.match(
      asText(await first.call('INFO', 'sentinel')),
      new RegExp(`address=::1:${masterPort},`),
    );
    const [listed] = await first.replicas('g');
    assert.equal(listed?.get('name'), `[::1]:${replicaPort}`);
    assert.equal((await first.peers('g'))[0]?.get('ip'), '::1');

    await master.crash();
    for (const sentinel of sentinels) {
      const { payload } = await sentinel.events.waitFor('+switch-master');
      assert.equal(payload, `g ::1 ${masterPort} ::1 ${replicaPort}`);
      await sentinel.events.waitFor('+slave', {
        containing: `slave [::1]:${masterPort} ::1 ${masterPort} @ g ::1 ${replicaPort}`,
      });
    }
    await until('the files to hold the switch', () => {
      for (const sentinel of sentinels) {
        const file = sentinel.readFile();
        expect(file.includes(`sentinel monitor g ::1 ${replicaPort} 2`), file);
        expect(file.includes(`sentinel known-replica g ::1 ${masterPort}`), file);
      }
      return true;
    });
    const addressOf = asList(await first.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', 'g'));
    assert.deepEqual(addressOf.map(asText), ['::1', String(replicaPort)]);
  });

const dualTitle =
  'a name of two addresses leads to where somebody answers, whichever family that is';
const noDual = noIpv6 ?? noOwnNames();
if (noDual !== null) test(dualTitle, { skip: noDual });
else
  realTest(dualTitle, async (sandbox) => {
    const { launcher } = new OwnNames(sandbox, { both: ['127.0.0.1', '::1'] });
    const [v4Port = 0, v6Port = 0, port = 0] = await freePorts(3);
    await DataNode.start(sandbox, { port: v4Port });
    const words = ['--port', String(v6Port), '--bind', '::1', '--save', ''] as const;
    RealProcess.start(sandbox, {
      command: ['redis-server', ...words],
      folder: sandbox.makeFolder('six'),
    });
    const text = [
      ...[`port ${port}`, 'bind 127.0.0.1', 'sentinel resolve-hostnames yes'],
      ...[`sentinel monitor four both ${v4Port} 1`, `sentinel monitor six both ${v6Port} 1`, ''],
    ].join('\n');
    const sentinel = await Sentinel.start(sandbox, { kind: 'vedette', port, text, launcher });
    for (const name of ['four', 'six']) {
      await until(`${name} to be reached`, async () => {
        const fields = await sentinel.master(name);
        expect(fields.get('flags') === 'master' && fields.get('runid') !== '', `${[...fields]}`);
        return true;
      });
    }
  });

/** Everybody reaches `to` at another port, and only there. */
async function relay(sandbox: Sandbox, to: number): Promise<number> {
  const port = await freePort();
  const server = createServer((from) => {
    const onwards = connect({ host: '127.0.0.1', port: to });
    for (const [one, other] of [
      [from, onwards],
      [onwards, from],
    ] as const) {
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  sandbox.onClose(() => server.close());
  return port;
}

realTest(
  'nodes and Sentinels that announce other addresses are known and told by those alone',
  async (sandbox) => {
    const [masterPort = 0, replicaPort = 0, ...ports] = await freePorts(5);
    const outside = {
      master: await relay(sandbox, masterPort),
      replica: await relay(sandbox, replicaPort),
    };
    const announce = (port: number) => [
      'replica-announce-ip 127.0.0.1',
      `replica-announce-port ${port}`,
    ];
    const master = await DataNode.start(sandbox, {
      port: masterPort,
      lines: announce(outside.master),
    });
    const replica = await DataNode.start(sandbox, {
      port: replicaPort,
      lines: [...announce(outside.replica), `replicaof 127.0.0.1 ${outside.master}`],
    });
    await until('the replica to follow', async () => {
      expect((await replica.role()).connected, 'not yet');
      return true;
    });
    const doors = await Promise.all(ports.map((port) => relay(sandbox, port)));
    const sentinels = await Promise.all(
      ports.map((port, index) => {
        const lines = ['sentinel announce-ip 127.0.0.1', `sentinel announce-port ${doors[index]}`];
        const watch = { host: '127.0.0.1', masterPort: outside.master, lines };
        return Sentinel.start(sandbox, { kind: 'vedette', port, text: sentinelText(port, watch) });
      }),
    );
    for (const sentinel of sentinels) {
      await knows(sentinel, { replicas: 1, peers: 2 });
      const [listed] = await sentinel.replicas('g');
      assert.equal(listed?.get('name'), `127.0.0.1:${outside.replica}`);
      for (const peer of await sentinel.peers('g')) {
        assert.ok(doors.includes(Number(peer.get('port'))), `${peer.get('port')}`);
      }
    }
    assert.equal(await sentinels[0]?.call('SENTINEL', 'FAILOVER', 'g'), 'OK');
    for (const sentinel of sentinels) {
      const { payload } = await sentinel.events.waitFor('+switch-master');
      assert.equal(payload, `g 127.0.0.1 ${outside.master} 127.0.0.1 ${outside.replica}`);
    }
    await until('the old master to follow at the announced address', () => {
      const file = readFileSync(master.file, 'utf8');
      expect(file.includes(`replicaof 127.0.0.1 ${outside.replica}`), file);
      return true;
    });
    for (const sentinel of sentinels) await knows(sentinel, { replicas: 1, peers: 2 });
  },
);
