// What operators order, on real processes: a simulated crash at its moment, settings that are kept
// over a restart, and nodes whose commands go by other names.

import assert from 'node:assert/strict';
import { DataNode } from './harness/data-node.ts';
import { Group } from './harness/group.ts';
import { OURS } from './harness/kind.ts';
import { freePort } from './harness/ports.ts';
import { realTest } from './harness/real-test.ts';
import { asFields, asList, asText } from './harness/resp.ts';
import type { Sandbox } from './harness/sandbox.ts';
import { Sentinel } from './harness/sentinel.ts';
import { expect, until } from './harness/wait.ts';

const NAME = 'g';

async function watch(sandbox: Sandbox, masterPort: number, more: string[] = []): Promise<Sentinel> {
  const port = await freePort();
  const lines = [
    ...[`port ${port}`, 'bind 127.0.0.1', `sentinel monitor ${NAME} 127.0.0.1 ${masterPort} 1`],
    ...[`sentinel down-after-milliseconds ${NAME} 500`, ...more, ''],
  ];
  return await Sentinel.start(sandbox, { kind: OURS, port, text: lines.join('\n') });
}

async function knowsReplica(sentinel: Sentinel): Promise<void> {
  await until('the replica to be known and in step', async () => {
    const [replica] = await sentinel.replicas(NAME);
    expect(replica?.get('master-link-status') === 'ok', 'it is not');
    return true;
  });
}

for (const [failure, after] of [
  ['crash-after-election', 'nothing'],
  ['CRASH-AFTER-PROMOTION', 'the promotion'],
] as const) {
  realTest(`OPERATOR-10: ${failure} ends it with 99 and ${after} done`, async (sandbox) => {
    const group = await Group.start(sandbox, { name: NAME, replicas: 1 });
    const sentinel = await watch(sandbox, group.masterPort);
    await knowsReplica(sentinel);
    const [replica] = group.others(group.masterPort);
    assert.ok(replica !== undefined);
    await sentinel.call('SENTINEL', 'SIMULATE-FAILURE', failure);
    await group.node(group.masterPort).crash();

    assert.deepEqual(await sentinel.ended(), { code: 99, signal: null });
    await sentinel.logged(/Sentinel CRASH because of SENTINEL simulate-failure/);
    const isPromoted = after !== 'nothing';
    assert.equal((await replica.role()).role, isPromoted ? 'master' : 'slave');
    const file = sentinel.readFile();
    assert.match(file, /^sentinel current-epoch 1$/m);
    assert.match(file, new RegExp(`^sentinel config-epoch g ${isPromoted ? 1 : 0}$`, 'm'));
    assert.equal(sentinel.output.includes('+switch-master'), false);

    // It comes back as one that crashed there: the group has a master in the end.
    await sentinel.restart();
    await until('the replica to be the master', async () => {
      expect((await sentinel.masterPort(NAME)) === replica.port, 'it is not');
      return true;
    });
  });
}

realTest('OPERATOR-8: settings are kept over a restart, periods are not', async (sandbox) => {
  const node = await DataNode.start(sandbox, { port: await freePort() });
  const sentinel = await watch(sandbox, node.port);
  const words = 'announce-ip 127.0.0.1 announce-port 7 sentinel-user u loglevel nothing';
  await sentinel.call('SENTINEL', 'CONFIG', 'SET', 'sentinel-pass', 'a "b', ...words.split(' '));
  await sentinel.call('SENTINEL', 'DEBUG', 'default-down-after', '77');
  await sentinel.call('SENTINEL', 'MONITOR', 'h', '127.0.0.1', '1', '1');
  const before = sentinel.output;
  await sentinel.call('SENTINEL', 'SET', 'h', 'quorum', '3');
  assert.equal(sentinel.output, before, 'nothing is logged any more');
  await sentinel.end();
  await sentinel.restart();
  const settings = asFields(await sentinel.call('SENTINEL', 'CONFIG', 'GET', '*'));
  const kept = ['announce-ip', 'announce-port', 'sentinel-user', 'sentinel-pass', 'loglevel'];
  assert.deepEqual(
    kept.map((name) => settings.get(name)),
    ['127.0.0.1', '7', 'u', 'a "b', 'notice'],
  );
  const periods = asFields(await sentinel.call('SENTINEL', 'DEBUG'));
  assert.equal(periods.get('DEFAULT-DOWN-AFTER'), '30000');
  assert.equal((await sentinel.master('h')).get('down-after-milliseconds'), '77');
});

realTest('INFO-CACHE shows what the nodes said', async (sandbox) => {
  const group = await Group.start(sandbox, { name: NAME, replicas: 1 });
  const sentinel = await watch(sandbox, group.masterPort);
  await knowsReplica(sentinel);
  const [name, nodes] = asList(await sentinel.call('SENTINEL', 'INFO-CACHE', NAME));
  assert.equal(asText(name), NAME);
  const ports = asList(nodes).map((node) => {
    const [age, text] = asList(node);
    assert.ok(typeof age === 'number' && age >= 0);
    return Number(/\r\ntcp_port:(\d+)\r\n/.exec(asText(text))?.[1]);
  });
  assert.deepEqual(
    ports,
    group.nodes.map(({ port }) => port),
  );
});

const RENAMED = ['INFO', 'CONFIG', 'SLAVEOF', 'CLIENT', 'PUBLISH', 'SUBSCRIBE', 'SCRIPT'];

realTest(
  'LINK-2: nodes whose commands were renamed are watched and failed over',
  async (sandbox) => {
    const lines = RENAMED.map((name) => `rename-command ${name} x-${name}`);
    const master = await DataNode.start(sandbox, { port: await freePort(), lines });
    const port = await freePort();
    const replica = await DataNode.start(sandbox, { port, replicaOf: master.port, lines });
    await replica.follows(master.port);
    const [info = '', ...known] = RENAMED;
    const sentinel = await watch(
      sandbox,
      master.port,
      known.map((name) => `sentinel rename-command ${NAME} ${name.toLowerCase()} x-${name}`),
    );
    // The last one while it runs.
    await sentinel.call('SENTINEL', 'SET', NAME, 'rename-command', info, `x-${info}`);
    await knowsReplica(sentinel);
    assert.equal((await sentinel.master(NAME)).get('flags'), 'master');
    await replica.follows(master.port);
    // On a busy machine the replica can be too slow for a hand-over, which the reply then says.
    assert.match(String(await sentinel.call('SENTINEL', 'FAILOVER', NAME)), /^OK/);
    await sentinel.events.waitFor('+switch-master', { containing: `127.0.0.1 ${port}` });
    assert.equal((await replica.role()).role, 'master');
    await master.follows(port);
  },
);
