// The client libraries that users have, with their default settings, on a quorum of Vedettes: they
// find the master, write on through a crash and through a planned failover, read from replicas, and
// learn of Sentinels that come and go.

import assert from 'node:assert/strict';
import { createSentinel } from 'redis';
import type { Application, Usage } from './harness/clients/application.ts';
import { USAGES } from './harness/clients/usages.ts';
import { Writer } from './harness/clients/writer.ts';
import { nowMs } from './harness/clock.ts';
import { Group } from './harness/group.ts';
import { ours } from './harness/kind.ts';
import { freePort } from './harness/ports.ts';
import { Quorum, sentinelText } from './harness/quorum.ts';
import { realTest } from './harness/real-test.ts';
import { asText } from './harness/resp.ts';
import type { Sandbox } from './harness/sandbox.ts';
import { Sentinel } from './harness/sentinel.ts';
import { expect, until } from './harness/wait.ts';
import { writeDurably } from './scenario.ts';

const DOWN_AFTER_MS = 500;
const WATCH = {
  quorum: 2,
  downAfterMs: DOWN_AFTER_MS,
  failoverTimeoutMs: 10_000,
  parallelSyncs: 2,
} as const;

interface Scene {
  readonly group: Group;
  readonly quorum: Quorum;
}

interface Passwords {
  readonly nodes?: string;
  readonly sentinels?: string;
}

async function scene(sandbox: Sandbox, passwords: Passwords = {}): Promise<Scene> {
  const { nodes, sentinels } = passwords;
  const group = await Group.start(sandbox, {
    name: 'mymaster',
    replicas: 2,
    ...(nodes === undefined ? {} : { password: nodes }),
  });
  const quorum = await Quorum.start(sandbox, {
    kinds: ours(3),
    groups: [group],
    ...WATCH,
    ...(sentinels === undefined ? {} : { password: sentinels }),
  });
  return { group, quorum };
}

async function open(usage: Usage, { group, quorum }: Scene, passwords: Passwords = {}) {
  return await usage.open({
    groupName: group.name,
    sentinelPorts: quorum.sentinels.map(({ port }) => port),
    sentinelPassword: passwords.sentinels,
    nodePassword: passwords.nodes,
  });
}

for (const [title, passwords] of [
  ['without passwords', {}],
  ['behind passwords', { nodes: 'of-the-nodes', sentinels: 'of-the-sentinels' }],
] as const) {
  realTest(`clients write on through a crash and a planned failover, ${title}`, async (sandbox) => {
    const stage = await scene(sandbox, passwords);
    const { group, quorum } = stage;
    const applications = await Promise.all(USAGES.map((usage) => open(usage, stage, passwords)));
    const writers = applications.map(
      (application, index) => new Writer(USAGES[index]?.title ?? '', application),
    );
    sandbox.onClose(() => Promise.all(writers.map((writer) => writer.end())));
    await allWriteAfter(writers, nowMs());

    await group.node(group.masterPort).crash();
    const second = await quorum.agreesOnNewMaster(group, group.masterPort);
    await allWriteAfter(writers, nowMs());
    await assertHas(group, second, writers);

    await until('a planned failover to begin', async () => {
      const answer = await quorum.at(0).call('SENTINEL', 'FAILOVER', group.name);
      expect(answer === 'OK', asText(answer));
      return true;
    });
    const third = await quorum.agreesOnNewMaster(group, second);
    await allWriteAfter(writers, nowMs());
    await assertHas(group, third, writers);
  });
}

realTest('clients read from replicas, and from another when theirs is lost', async (sandbox) => {
  const stage = await scene(sandbox);
  const { group } = stage;
  await writeDurably(group);
  const applications = await Promise.all(USAGES.map((usage) => open(usage, stage)));
  sandbox.onClose(() => Promise.all(applications.map((each) => each.close())));
  await allReadFromReplicas(applications);

  const [lost] = group.others(group.masterPort);
  await lost?.crash();
  await allReadFromReplicas(applications);
});

realTest('a client that was told of one Sentinel learns of the others', async (sandbox) => {
  const stage = await scene(sandbox);
  const { group, quorum } = stage;
  const told = quorum.at(0);
  const opened = USAGES.map((usage) =>
    usage.open({ groupName: group.name, sentinelPorts: [told.port] }),
  );
  const applications = await Promise.all(opened);
  const writers = applications.map(
    (application, index) => new Writer(USAGES[index]?.title ?? '', application),
  );
  sandbox.onClose(() => Promise.all(writers.map((writer) => writer.end())));
  await allWriteAfter(writers, nowMs());

  await told.crash();
  await group.node(group.masterPort).crash();
  await quorum.agreesOnNewMaster(group, group.masterPort, quorum.others(told));
  await allWriteAfter(writers, nowMs());
});

realTest('clients notice a Sentinel that joins and one that leaves', async (sandbox) => {
  const stage = await scene(sandbox);
  const { group, quorum } = stage;
  const seen = await watchSentinels(sandbox, stage);
  const port = await freePort();
  const text = sentinelText({ port, groups: [group], watch: WATCH });
  const fourth = await Sentinel.start(sandbox, { kind: quorum.at(0).kind, port, text });
  const usable = async (): Promise<readonly number[]> => {
    const peers = await quorum.at(0).peers(group.name);
    return peers
      .filter((fields) => !/s_down|disconnected/.test(fields.get('flags') ?? ''))
      .map((fields) => Number(fields.get('port')));
  };
  await until('the fourth Sentinel to be shown', async () => {
    expect((await usable()).includes(port), 'it is not');
    expect(seen.at(-1) === 4, `node-redis knows ${seen.at(-1)}`);
    return true;
  });
  await fourth.end();
  await until('the fourth Sentinel to be shown as down', async () => {
    expect(!(await usable()).includes(port), 'it is shown as usable');
    expect(seen.at(-1) === 3, `node-redis knows ${seen.at(-1)}`);
    return true;
  });
});

/** How many Sentinels node-redis knows, each time that its list changes. ioredis does not tell. */
async function watchSentinels(sandbox: Sandbox, { group, quorum }: Scene): Promise<number[]> {
  const seen: number[] = [];
  const client = createSentinel({
    name: group.name,
    sentinelRootNodes: quorum.sentinels.map(({ port }) => ({ host: '127.0.0.1', port })),
  });
  client.on('error', () => {});
  client.on('topology-change', (event: { readonly type: string; readonly size?: number }) => {
    if (event.size !== undefined) seen.push(event.size);
  });
  await client.connect();
  sandbox.onClose(() => client.destroy());
  return seen;
}

async function allWriteAfter(writers: readonly Writer[], momentMs: number): Promise<void> {
  await Promise.all(writers.map((writer) => writer.writesAfter(momentMs)));
}

/** The node holds what each writer was told to be written, or what it wrote since. */
async function assertHas(group: Group, port: number, writers: readonly Writer[]): Promise<void> {
  for (const writer of writers) {
    const { acknowledged } = writer;
    const held = Number(asText(await group.node(port).call('GET', writer.key)));
    assert.ok(held >= acknowledged, `${writer.key}: ${held} of ${acknowledged} on ${port}`);
  }
}

async function allReadFromReplicas(applications: readonly Application[]): Promise<void> {
  await Promise.all(
    applications.map((application, index) =>
      until(`${USAGES[index]?.title} to read from a replica`, async () => {
        assert.equal(await application.readerRole(), 'slave');
        assert.equal(await application.read('durable'), 'kept');
        return true;
      }),
    ),
  );
}
