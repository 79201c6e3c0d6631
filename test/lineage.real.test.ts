// Real servers on addresses that were others' before (LINEAGE-1): a stranger keeps its data, and
// whoever is the group's own, with its data or without, follows as ever.

import assert from 'node:assert/strict';
import { Connection } from './harness/connection.ts';
import { DataNode } from './harness/data-node.ts';
import { Group } from './harness/group.ts';
import { ours } from './harness/kind.ts';
import { freePorts } from './harness/ports.ts';
import { Quorum } from './harness/quorum.ts';
import { realTest } from './harness/real-test.ts';
import type { Sandbox } from './harness/sandbox.ts';
import { expect, until } from './harness/wait.ts';
import { assertFailedOver, writeDurably } from './scenario.ts';

const PUBLISH_PERIOD_MS = 200;
/** More than the four periods after which a stray master is demoted (HEAL-1). */
const HELLOS = 10;

async function scene(
  sandbox: Sandbox,
  replicas: number,
): Promise<{ group: Group; quorum: Quorum }> {
  const group = await Group.start(sandbox, { name: 'mymaster', replicas });
  const quorum = await Quorum.start(sandbox, { kinds: ours(1), groups: [group], quorum: 1 });
  await hurry(quorum);
  return { group, quorum };
}

/** Not kept over a restart. */
async function hurry(quorum: Quorum): Promise<void> {
  const words = ['PUBLISH-PERIOD', String(PUBLISH_PERIOD_MS), 'INFO-PERIOD', '200'];
  assert.equal(await quorum.at(0).call('SENTINEL', 'DEBUG', ...words), 'OK');
}

/** Another server on that port. In the folder of the one before it would find its RDB file, which
 *  a replica leaves behind when it was in step once, and with it the group's replication id. */
async function newServer(sandbox: Sandbox, port: number): Promise<DataNode> {
  const folder = sandbox.makeFolder(`new-${port}`);
  return await DataNode.start(sandbox, { port, lines: [`dir "${folder}"`] });
}

/** Until the Vedette has had the time to demote a node of its group. */
async function hearsHellos(node: DataNode): Promise<void> {
  let heard = 0;
  const connection = await Connection.open(node.port);
  connection.onMessage = () => {
    heard += 1;
  };
  await connection.call('SUBSCRIBE', '__sentinel__:hello');
  await until('hellos', () => {
    expect(heard >= HELLOS, `${heard} hellos`);
    return true;
  });
  connection.close();
}

realTest('a foreign master on the address of a dead replica keeps its data', async (sandbox) => {
  const { group, quorum } = await scene(sandbox, 2);
  const [dead, other] = group.others(group.masterPort);
  assert.ok(dead !== undefined && other !== undefined);
  await dead.crash();
  const down = { containing: `slave 127.0.0.1:${dead.port}` };
  await quorum.at(0).events.waitFor('+sdown', down);

  const stranger = await newServer(sandbox, dead.port);
  await stranger.call('SET', 'theirs', 'kept');
  const [port = 0] = await freePorts(1);
  const guest = await DataNode.start(sandbox, { port, replicaOf: stranger.port });
  await guest.follows(stranger.port);
  await quorum.at(0).events.waitFor('+foreign-node', down);
  await hearsHellos(stranger);
  assert.equal((await stranger.role()).role, 'master');

  // It is no candidate either, and the failover ends without it.
  await group.node(group.masterPort).crash();
  await assertFailedOver(quorum, group, { without: [dead] });
  await quorum.at(0).events.waitFor('+failover-end');
  await hearsHellos(stranger);
  assert.equal((await stranger.role()).role, 'master');
  assert.equal(await stranger.call('GET', 'theirs'), 'kept');
  assert.equal(quorum.at(0).events.find('+convert-to-slave'), undefined);

  // Without the check it is captured: the test has waited for something.
  const asked = ['SENTINEL', 'SET', 'mymaster', 'lineage-check', 'no'];
  assert.equal(await quorum.at(0).call(...asked), 'OK');
  await stranger.follows(other.port);
});

realTest('a stranger with nothing but data keeps it, also after a restart', async (sandbox) => {
  const { group, quorum } = await scene(sandbox, 1);
  const [dead] = group.others(group.masterPort);
  assert.ok(dead !== undefined);
  await dead.crash();
  const where = { containing: `slave 127.0.0.1:${dead.port}` };
  await quorum.at(0).events.waitFor('+sdown', where);
  // What the file alone says of the address is enough.
  await quorum.at(0).crash();
  await quorum.at(0).restart();
  await hurry(quorum);

  const stranger = await newServer(sandbox, dead.port);
  await stranger.call('SET', 'theirs', 'kept');
  await quorum.at(0).events.waitFor('+foreign-node', where);
  await hearsHellos(stranger);
  assert.equal(await stranger.call('GET', 'theirs'), 'kept');
  // Its owner does not need the data any more.
  await stranger.call('REPLICAOF', '127.0.0.1', String(group.masterPort));
  await quorum.at(0).events.waitFor('-foreign-node', where);
});

realTest('a replica that comes back as a master with its RDB file follows', async (sandbox) => {
  const { group, quorum } = await scene(sandbox, 1);
  const [replica] = group.others(group.masterPort);
  assert.ok(replica !== undefined);
  await writeDurably(group);
  await replica.call('SAVE');
  await replica.crash();
  // Its own folder, and a file without the line that made it a replica.
  const back = await DataNode.start(sandbox, { port: replica.port });
  await back.follows(group.masterPort);
  assert.equal(quorum.at(0).events.find('+foreign-node'), undefined);
});

realTest('a replica that comes back as an empty master follows', async (sandbox) => {
  const { group, quorum } = await scene(sandbox, 1);
  const [replica] = group.others(group.masterPort);
  assert.ok(replica !== undefined);
  await writeDurably(group);
  await replica.crash();
  const fresh = await newServer(sandbox, replica.port);
  await fresh.follows(group.masterPort);
  assert.equal(await fresh.call('GET', 'durable'), 'kept');
  assert.equal(quorum.at(0).events.find('+foreign-node'), undefined);
});

for (const persistence of ['appendonly yes', 'save 1 1']) {
  realTest(`a former master that comes back with '${persistence}' follows`, async (sandbox) => {
    const { group, quorum } = await scene(sandbox, 1);
    const old = group.node(group.masterPort);
    const [name = '', ...values] = persistence.split(' ');
    await old.call('CONFIG', 'SET', name, values.join(' '));
    await old.call('CONFIG', 'REWRITE');
    await writeDurably(group);
    if (name === 'save') await old.call('SAVE');
    await old.crash();
    const newPort = await assertFailedOver(quorum, group);
    await old.restart();
    await old.follows(newPort);
    assert.equal(await old.call('GET', 'durable'), 'kept');
    assert.equal(quorum.at(0).events.find('+foreign-node'), undefined);
  });
}

realTest(
  'a former master follows whatever was written to it, after a restart too',
  async (sandbox) => {
    const { group, quorum } = await scene(sandbox, 1);
    const { port } = group.node(group.masterPort);
    await group.node(port).crash();
    const newPort = await assertFailedOver(quorum, group);
    await quorum.at(0).crash();
    assert.match(quorum.at(0).readFile(), new RegExp(`^# vedette: former-master .* ${port}$`, 'm'));
    // It kept nothing, and a client with the old address is faster than the Vedette.
    const back = await newServer(sandbox, port);
    await back.call('SET', 'stale', 'lost');
    await quorum.at(0).restart();
    await hurry(quorum);
    await back.follows(newPort);
    assert.equal(quorum.at(0).events.find('+foreign-node'), undefined);
  },
);
