// Upkeep on real processes: a RESET at the worst moment, and what it shows meanwhile.

import assert from 'node:assert/strict';
import { Group } from './harness/group.ts';
import { OURS } from './harness/kind.ts';
import { freePort } from './harness/ports.ts';
import { Quorum } from './harness/quorum.ts';
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

realTest('OPERATOR-12, OPERATOR-14: one replica forgotten, one left alone', async (sandbox) => {
  const group = await Group.start(sandbox, { name: NAME, replicas: 2 });
  const sentinel = await watch(sandbox, group.masterPort);
  await knowsReplicas(sentinel, 2);
  const [gone] = group.others(group.masterPort);
  assert.ok(gone !== undefined);
  const forget = (port: number): Promise<unknown> =>
    sentinel.call('SENTINEL', 'FORGET', NAME, 'REPLICA', '127.0.0.1', String(port));
  assert.match(String(await forget(gone.port)), /^OK, but the master lists it/);
  assert.equal((await sentinel.replicas(NAME)).length, 1);

  const words = ['SENTINEL', 'MAINTENANCE', NAME, '127.0.0.1'];
  assert.equal(await sentinel.call(...words, String(group.masterPort), 'ON'), 'OK');
  assert.match((await sentinel.master(NAME)).get('flags') ?? '', /,maintenance$/);
  const line = `# vedette: maintenance ${NAME} 127.0.0.1 ${group.masterPort}`;
  assert.ok(sentinel.readFile().includes(line));
  await sentinel.end();
  await sentinel.restart();
  assert.match((await sentinel.master(NAME)).get('flags') ?? '', /,maintenance$/);
  await sentinel.end();
});

realTest('OPERATOR-13: a pause goes on after a restart, and RESUME ends it', async (sandbox) => {
  const group = await Group.start(sandbox, { name: NAME, replicas: 1 });
  const sentinel = await watch(sandbox, group.masterPort);
  await knowsReplicas(sentinel, 1);
  const isPaused = async (): Promise<boolean> =>
    /failover_paused/.test((await sentinel.master(NAME)).get('flags') ?? '');
  assert.equal(await sentinel.call('SENTINEL', 'PAUSE', NAME, '600000'), 'OK');
  assert.match(sentinel.readFile(), /^# vedette: paused g \d{13} (600000|599\d{3})$/m);
  await sentinel.crash();
  await sentinel.restart();
  assert.equal(await isPaused(), true);
  await sentinel.logged(/\+pause master g 127\.0\.0\.1 \d+ #for (600000|59\d{4}) ms/);
  assert.equal(await sentinel.call('SENTINEL', 'RESUME', NAME), 'OK');
  assert.doesNotMatch(sentinel.readFile(), /# vedette: paused/);
  await sentinel.crash();
  await sentinel.restart();
  assert.equal(await isPaused(), false);
});

realTest('OPERATOR-15: cut off from the majority it names no master', async (sandbox) => {
  const group = await Group.start(sandbox, { name: NAME, replicas: 1 });
  const watched = { kinds: [OURS, OURS, OURS], groups: [group], downAfterMs: 1_000 };
  const quorum = await Quorum.start(sandbox, watched);
  const sentinel = quorum.at(0);
  const isMute = async (): Promise<boolean> => {
    const address = await sentinel.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', NAME);
    return address === null;
  };
  await sentinel.call('SENTINEL', 'CONFIG', 'SET', 'strict-minority', 'yes');
  assert.match(sentinel.readFile(), /^# vedette: strict-minority yes$/m);
  assert.equal(await isMute(), false);
  for (const other of quorum.others(sentinel)) other.hang();
  await until('it to tell nobody', async () => {
    expect(await isMute(), 'it does');
    return true;
  });
  assert.match(
    (await sentinel.master(NAME)).get('flags') ?? '',
    /,disconnected(,.*)?,in_minority$/,
  );
  for (const other of quorum.others(sentinel)) other.resume();
  await until('it to tell again', async () => {
    expect(!(await isMute()), 'it does not');
    return true;
  });
});
