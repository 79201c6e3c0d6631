// Upkeep on real processes: a RESET at the worst moment, and what it shows meanwhile.

import assert from 'node:assert/strict';
import { Group } from './harness/group.ts';
import { OURS } from './harness/kind.ts';
import { freePort } from './harness/ports.ts';
import { realTest } from './harness/real-test.ts';
import type { Sandbox } from './harness/sandbox.ts';
import { Sentinel } from './harness/sentinel.ts';
import { expect, until } from './harness/wait.ts';

const NAME = 'g';

async function watch(sandbox: Sandbox, masterPort: number): Promise<Sentinel> {
  const port = await freePort();
  const lines = [
    ...[`port ${port}`, 'bind 127.0.0.1', `sentinel monitor ${NAME} 127.0.0.1 ${masterPort} 1`],
    ...[`sentinel down-after-milliseconds ${NAME} 500`, ''],
  ];
  return await Sentinel.start(sandbox, { kind: OURS, port, text: lines.join('\n') });
}

async function knowsReplicas(sentinel: Sentinel, count: number): Promise<void> {
  await until('the replicas to be known and in step', async () => {
    const replicas = await sentinel.replicas(NAME);
    expect(replicas.length === count, `${replicas.length} are`);
    for (const replica of replicas) expect(replica.get('master-link-status') === 'ok', 'one lags');
    return true;
  });
}

realTest('OPERATOR-11: a master that dies with a RESET is replaced', async (sandbox) => {
  const group = await Group.start(sandbox, { name: NAME, replicas: 2 });
  const sentinel = await watch(sandbox, group.masterPort);
  await knowsReplicas(sentinel, 2);
  const oldPort = group.masterPort;
  await group.node(oldPort).crash();
  assert.equal(await sentinel.call('SENTINEL', 'RESET', NAME), 1);
  assert.deepEqual(await sentinel.replicas(NAME), []);
  assert.equal((await sentinel.master(NAME)).get('num-slaves'), '0');
  await until('another master', async () => {
    const port = await sentinel.masterPort(NAME);
    expect(port !== oldPort, 'it is the old one');
    return true;
  });
  await until('the file to have the replicas again', async () => {
    const known = sentinel.readFile().match(/^sentinel known-replica /gm) ?? [];
    expect(known.length === 2, `${known.length} stand there`);
    return true;
  });
});

realTest('OPERATOR-11: what the master does not list is let go', async (sandbox) => {
  const group = await Group.start(sandbox, { name: NAME, replicas: 2 });
  const sentinel = await watch(sandbox, group.masterPort);
  await knowsReplicas(sentinel, 2);
  const [gone] = group.others(group.masterPort);
  assert.ok(gone !== undefined);
  await gone.crash();
  assert.equal(await sentinel.call('SENTINEL', 'RESET', '*'), 1);
  await knowsReplicas(sentinel, 1);
  await group.node(group.masterPort).crash();
  await until('another master', async () => {
    const port = await sentinel.masterPort(NAME);
    expect(port !== group.masterPort, 'it is the old one');
    return true;
  });
});
