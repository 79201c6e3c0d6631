// FAILOVER ... DRYRUN on real servers (DRYRUN-n): it changes nothing, and what it says is what
// FAILOVER does right after, in every case in which that cannot be done or can lose writes.

import assert from 'node:assert/strict';
import { readFileSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DataNode } from './harness/data-node.ts';
import { Group } from './harness/group.ts';
import { ours } from './harness/kind.ts';
import { Quorum } from './harness/quorum.ts';
import { realTest } from './harness/real-test.ts';
import { Relay } from './harness/relay.ts';
import { asList, asText, type Reply, ReplyError } from './harness/resp.ts';
import type { Sandbox } from './harness/sandbox.ts';
import { expect, until } from './harness/wait.ts';

const NAME = 'mymaster';

interface Scene {
  readonly group: Group;
  readonly quorum: Quorum;
}

/** Nobody is held for down within `downAfterMs` because of what the cases do. */
async function scene(sandbox: Sandbox, downAfterMs: number): Promise<Scene> {
  const group = await Group.start(sandbox, { name: NAME, replicas: 2 });
  const quorum = await Quorum.start(sandbox, { kinds: ours(3), groups: [group], downAfterMs });
  return { group, quorum };
}

function fieldsOf(reply: Reply | undefined): ReadonlyMap<string, Reply> {
  const items = asList(reply);
  const fields = new Map<string, Reply>();
  for (let at = 0; at + 1 < items.length; at += 2) {
    fields.set(asText(items[at]), items[at + 1] ?? null);
  }
  return fields;
}

type Told = ReadonlyMap<string, Reply>;

async function dryRun({ quorum }: Scene, ...words: readonly string[]): Promise<Told> {
  return fieldsOf(await quorum.at(0).call('SENTINEL', 'FAILOVER', NAME, ...words, 'DRYRUN'));
}

async function failOver({ quorum }: Scene, ...words: readonly string[]): Promise<string> {
  const answer = await quorum.at(0).call('SENTINEL', 'FAILOVER', NAME, ...words);
  return answer instanceof ReplyError ? answer.message : String(answer);
}

/** What FAILOVER, now and for real, answers is what the dry run before it said; which is told. */
async function agrees(where: Scene, ...words: readonly string[]): Promise<Told> {
  const { told, answer } = await until('an end to what an attempt before has left', async () => {
    const told = await dryRun(where, ...words);
    const answer = await failOver(where, ...words);
    expect(!/INPROG/.test(answer), answer);
    return { told, answer };
  });
  assert.equal(told.get('reply'), answer, asList(told.get('lines')).join('\n'));
  const code = /^[A-Z]{3,}(?= )/.exec(answer)?.[0] ?? null;
  assert.equal(told.get('error'), code);
  return told;
}

function tried(told: Told): readonly string[] {
  return asList(told.get('tried')).map((each) => {
    const { role, verdict } = Object.fromEntries(fieldsOf(each));
    return `${String(role)} ${String(verdict)}`;
  });
}

async function deny(node: DataNode | undefined, ...rules: readonly string[]): Promise<void> {
  assert.equal(await node?.call('ACL', 'SETUSER', 'default', ...rules), 'OK');
}

realTest('DRYRUN-1: a dry run changes nothing, and says what then happens', async (sandbox) => {
  const where = await scene(sandbox, 2_000);
  const { group, quorum } = where;
  for (const each of quorum.sentinels) await each.call('SENTINEL', 'FLUSHCONFIG');
  const nodes = [group.node(group.masterPort), ...group.others(group.masterPort)];
  const traces = async (): Promise<unknown> => ({
    files: quorum.sentinels.map(({ file }) => readFileSync(file, 'utf8')),
    roles: await Promise.all(
      nodes.map(async (node) => /^role:\w+/m.exec(String(await node.call('INFO')))?.[0]),
    ),
    calls: await Promise.all(nodes.map(countCommands)),
    epochs: await Promise.all(
      quorum.sentinels.map(async (each) => [(await each.master(NAME)).get('config-epoch')]),
    ),
  });
  const before = await traces();
  const told = await dryRun(where);
  assert.deepEqual(await traces(), before);

  assert.equal(told.get('outcome'), 'handed-over');
  assert.equal(told.get('way'), 'hand-over');
  assert.equal(told.get('reply'), 'OK');
  assert.equal(told.get('error'), null);
  assert.deepEqual(Object.fromEntries(fieldsOf(told.get('votes'))), {
    ...{ have: 3, need: 2, known: 3 },
    'without-majority': 0,
  });
  assert.deepEqual(tried(told), ['master permits', 'replica permits']);
  assert.equal(fieldsOf(told.get('lag')).get('bytes'), 0);
  assert.equal(await failOver(where), 'OK');
  const port = await quorum.agreesOnNewMaster(group, group.masterPort);
  assert.equal(told.get('chosen'), `127.0.0.1:${port}`);
});

/** How often a node has executed what a failover executes. */
async function countCommands(node: DataNode): Promise<readonly string[]> {
  const text = String(await node.call('INFO', 'commandstats'));
  return text
    .split('\r\n')
    .filter((line) => /^cmdstat_(slaveof|replicaof|exec|client\|(pause|unpause|kill))/.test(line))
    .map((line) => line.replace(/,.*/, ''));
}

interface Case {
  readonly name: string;
  readonly words?: readonly string[];
  arrange(where: Scene): Promise<void>;
  readonly outcome: 'given-up' | 'refused' | 'writes-can-be-lost';
  readonly why: string;
}

/** One after the other in one group: each leaves the group as it was, but for the epochs. */
const CASES: readonly (Case & { undo?(where: Scene): Promise<void> })[] = [
  {
    name: 'a replica that nobody knows is named',
    words: ['TO', '127.0.0.1', '1'],
    arrange: async () => {},
    ...{ outcome: 'refused', why: 'no-good-replica' },
  },
  {
    name: 'the master is named',
    words: ['TO', '127.0.0.1', 'MASTER'],
    arrange: async () => {},
    ...{ outcome: 'refused', why: 'no-good-replica' },
  },
  {
    name: 'the named replica is in maintenance',
    words: ['TO', '127.0.0.1', 'REPLICA'],
    arrange: (where) => maintain(where, 'ON'),
    undo: (where) => maintain(where, 'OFF'),
    ...{ outcome: 'refused', why: 'no-good-replica' },
  },
  {
    name: 'an ACL of the master denies the pause',
    words: ['COORDINATED'],
    arrange: ({ group }) => deny(group.node(group.masterPort), '-client|pause'),
    undo: ({ group }) => deny(group.node(group.masterPort), '+@all'),
    ...{ outcome: 'given-up', why: 'refused' },
  },
  {
    name: 'an ACL of the master denies the transaction',
    words: ['COORDINATED'],
    arrange: ({ group }) => deny(group.node(group.masterPort), '-multi'),
    undo: ({ group }) => deny(group.node(group.masterPort), '+@all'),
    ...{ outcome: 'given-up', why: 'refused' },
  },
  {
    name: 'an ACL of the replica denies the promotion',
    words: ['COORDINATED', 'TO', '127.0.0.1', 'REPLICA'],
    arrange: ({ group }) => deny(group.others(group.masterPort)[0], '-slaveof'),
    undo: ({ group }) => deny(group.others(group.masterPort)[0], '+@all'),
    ...{ outcome: 'given-up', why: 'refused' },
  },
  {
    name: 'the same, and the operator would go on without a hand-over',
    words: ['TO', '127.0.0.1', 'REPLICA'],
    arrange: ({ group }) => deny(group.others(group.masterPort)[0], '-slaveof'),
    undo: ({ group }) => deny(group.others(group.masterPort)[0], '+@all'),
    ...{ outcome: 'given-up', why: 'refused' },
  },
  {
    name: 'the master is under a pause of an operator that lets nothing through',
    words: ['COORDINATED'],
    arrange: async ({ group }) => {
      await group.node(group.masterPort).call('CLIENT', 'PAUSE', '9000', 'ALL');
    },
    undo: async ({ group }) => {
      await group.node(group.masterPort).call('CLIENT', 'UNPAUSE');
    },
    ...{ outcome: 'given-up', why: 'no-answer' },
  },
  {
    name: 'peers that permit nobody to ask',
    words: ['COORDINATED'],
    arrange: ({ quorum }) => denyVotes(quorum, '-sentinel|is-master-down-by-addr'),
    undo: ({ quorum }) => denyVotes(quorum, '+@all'),
    ...{ outcome: 'given-up', why: 'too-few-votes' },
  },
  {
    name: 'a file that cannot be written',
    words: ['COORDINATED'],
    arrange: async ({ quorum }) => {
      const folder = dirname(quorum.at(0).file);
      renameSync(folder, `${folder}.away`);
      assert.match(String(await quorum.at(0).call('SENTINEL', 'FLUSHCONFIG')), /Failed to save/);
    },
    undo: async ({ quorum }) => {
      const folder = dirname(quorum.at(0).file);
      renameSync(`${folder}.away`, folder);
      await until('the file to be written', async () =>
        (await quorum.at(0).call('SENTINEL', 'FLUSHCONFIG')) === 'OK' ? true : undefined,
      );
    },
    ...{ outcome: 'given-up', why: 'vote-not-saved' },
  },
  {
    name: 'peers that are gone',
    words: ['COORDINATED'],
    arrange: async ({ quorum }) => {
      await Promise.all([quorum.at(1).crash(), quorum.at(2).crash()]);
    },
    undo: async ({ quorum }) => {
      await Promise.all([quorum.at(1).restart(), quorum.at(2).restart()]);
    },
    ...{ outcome: 'given-up', why: 'too-few-votes' },
  },
];

async function maintain({ group, quorum }: Scene, state: string): Promise<void> {
  const [node] = group.others(group.masterPort);
  const words = ['MAINTENANCE', NAME, '127.0.0.1', String(node?.port), state];
  assert.equal(await quorum.at(0).call('SENTINEL', ...words), 'OK');
}

async function denyVotes(quorum: Quorum, rule: string): Promise<void> {
  for (const peer of [quorum.at(1), quorum.at(2)]) {
    assert.equal(await peer.call('ACL', 'SETUSER', 'default', rule), 'OK');
  }
}

realTest('DRYRUN-1: each refusal is foretold, with its code', async (sandbox) => {
  const where = await scene(sandbox, 20_000);
  const { group } = where;
  const ports = new Map([
    ['MASTER', String(group.masterPort)],
    ['REPLICA', String(group.others(group.masterPort)[0]?.port)],
  ]);
  for (const { name, words = [], arrange, undo, outcome, why } of CASES) {
    await arrange(where);
    const told = await agrees(where, ...words.map((word) => ports.get(word) ?? word));
    assert.deepEqual([told.get('outcome'), told.get('why')], [outcome, why], name);
    assert.equal(told.get('way'), 'none', name);
    await undo?.(where);
  }
});

realTest('DRYRUN-3: a replica that lags too far is found without a pause', async (sandbox) => {
  const group = await Group.start(sandbox, { name: NAME, replicas: 1 });
  const relay = await Relay.start(sandbox, group.masterPort);
  const [replica] = group.others(group.masterPort);
  await replica?.call('REPLICAOF', '127.0.0.1', String(relay.port));
  await replica?.follows(relay.port);
  const where = { group, quorum: await Quorum.start(sandbox, { kinds: ours(3), groups: [group] }) };
  relay.stop();
  await group.node(group.masterPort).call('SET', 'unheard', 'of');

  const insisted = await agrees(where, 'COORDINATED');
  assert.deepEqual([insisted.get('outcome'), insisted.get('why')], ['given-up', 'replica-lags']);
  assert.ok(Number(fieldsOf(insisted.get('lag')).get('bytes')) > 0);
  const plain = await agrees(where);
  assert.deepEqual([plain.get('outcome'), plain.get('way')], ['writes-can-be-lost', 'stock']);
  assert.equal(plain.get('chosen'), `127.0.0.1:${replica?.port}`);
});
