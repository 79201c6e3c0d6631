// The verbs that change something, on real Sentinels: a failover with its stages, a drain, pauses,
// forgetting, waiting; and what of it stock Sentinels can do.

import assert from 'node:assert/strict';
import { CommandLine, type Finished } from './harness/command-line.ts';
import { Group } from './harness/group.ts';
import { ours } from './harness/kind.ts';
import { freePort } from './harness/ports.ts';
import { Quorum, type QuorumOptions } from './harness/quorum.ts';
import { realTest } from './harness/real-test.ts';
import type { Sandbox } from './harness/sandbox.ts';
import { expect, until } from './harness/wait.ts';

const NAME = 'mymaster';

interface Scene {
  readonly group: Group;
  readonly quorum: Quorum;
  run(words: string): Promise<Finished>;
}

async function scene(sandbox: Sandbox, options: Partial<QuorumOptions> = {}): Promise<Scene> {
  const group = await Group.start(sandbox, { name: NAME, replicas: 2 });
  const quorum = await Quorum.start(sandbox, { kinds: ours(3), groups: [group], ...options });
  const environment = { VEDETTE_SENTINELS: `127.0.0.1:${quorum.at(0).port}` };
  const run = (words: string): Promise<Finished> =>
    CommandLine.run(sandbox, words.split(' '), { environment });
  return { group, quorum, run };
}

realTest('what changes something, and what waits, on Sentinels of Vedette', async (sandbox) => {
  const made = await scene(sandbox);
  await waits(made);
  await pauses(made);
  await failsOver(made);
  await forgets(made);
});

async function failsOver({ group, quorum, run }: Scene): Promise<void> {
  const [, wanted] = group.others(group.masterPort);
  const to = `127.0.0.1:${wanted?.port}`;
  const rehearsed = await run(`failover ${NAME} --dry-run --to ${to}`);
  assert.equal(rehearsed.code, 0, rehearsed.err);
  assert.match(rehearsed.out, new RegExp(`handed over to ${to}`));
  assert.equal((await run(`get ${NAME}`)).out, `127.0.0.1:${group.masterPort}\n`);

  const refused = await run(`failover ${NAME} --to 127.0.0.1:1`);
  assert.deepEqual([refused.code, refused.out.includes('switched')], [1, false]);
  assert.match(refused.err, /refuses: NOGOODSLAVE/);

  const done = await run(`failover ${NAME} --coordinated --to ${to} --wait 30s`);
  assert.equal(done.code, 0, done.err + done.out);
  for (const stage of ['elected', 'replica chosen', 'promoted', 'handed over', 'ended'])
    assert.match(done.out, new RegExp(`\\d ms {2}${stage}`), stage);
  assert.match(done.out, new RegExp(`The master of ${NAME} is ${to}`));
  for (const sentinel of quorum.sentinels) {
    assert.equal(await sentinel.masterPort(NAME), wanted?.port);
  }
  const history = await run(`history ${NAME} --json`);
  const told: unknown = JSON.parse(history.out);
  assert.ok(typeof told === 'object' && told !== null && 'failovers' in told);
  assert.ok(Array.isArray(told.failovers) && told.failovers.length === 1, history.out);
  assert.match(history.out, new RegExp(`"to": "${to}"`));
  assert.match((await run(`history ${NAME}`)).out, /no acknowledged write is lost/);
}

realTest('a drained master is replaced, and is not promoted until it is back', async (sandbox) => {
  const { group, quorum, run } = await scene(sandbox);
  const node = `127.0.0.1:${group.masterPort}`;
  const drained = await run(`drain ${node} --timeout 30s --json`);
  assert.equal(drained.code, 0, drained.err);
  const newPort = await quorum.agreesOnNewMaster(group, group.masterPort);
  assert.match(drained.out, new RegExp(`"master": "127.0.0.1:${newPort}",\\s+"was": "master"`));
  for (const sentinel of quorum.sentinels) {
    const replicas = await sentinel.replicas(NAME);
    const old = replicas.find((each) => each.get('port') === String(group.masterPort));
    assert.match(old?.get('flags') ?? '', /maintenance/);
  }
  assert.equal((await group.node(group.masterPort).role()).role, 'slave');
  // Again: it is safe still, at once.
  assert.equal((await run(`drain ${node}`)).code, 0);
  await group.node(group.masterPort).crash();
  assert.equal((await run(`drain ${node}`)).code, 0);

  // The other replica is now the last that could be promoted.
  const [third] = group.nodes.filter(({ port }) => port !== group.masterPort && port !== newPort);
  await until('the crash to be seen', async () => {
    const [replica] = (await quorum.at(0).replicas(NAME)).filter((each) =>
      each.get('flags')?.includes('s_down'),
    );
    expect(replica !== undefined, 'not yet');
    return true;
  });
  const last = await run(`drain 127.0.0.1:${third?.port} --timeout 1s`);
  assert.deepEqual([last.code, last.out], [5, '']);
  assert.match(last.err, /no other replica is fit to be promoted/);
  const given = await quorum.at(0).replicas(NAME);
  const flags = given.find((each) => each.get('port') === String(third?.port))?.get('flags');
  assert.doesNotMatch(flags ?? '', /maintenance/, 'what it began it has ended');

  assert.equal((await run(`drain ${node} --undo`)).code, 0);
  assert.equal((await run('drain 127.0.0.1:1')).code, 4);
});

async function pauses({ group, quorum, run }: Scene): Promise<void> {
  const flagsOf = async () =>
    await Promise.all(quorum.sentinels.map(async (each) => (await each.master(NAME)).get('flags')));
  const paused = await run(`pause ${NAME} --for 10m`);
  assert.deepEqual(
    [paused.code, paused.out.split('\n')[0]],
    [0, 'Paused for 10 min 0 s on 3 of 3 Sentinels:'],
  );
  for (const flags of await flagsOf()) assert.match(flags ?? '', /failover_paused/);
  assert.match((await run('status')).out, /failovers are paused/);
  assert.equal((await run(`resume ${NAME}`)).code, 0);
  for (const flags of await flagsOf()) assert.doesNotMatch(flags ?? '', /failover_paused/);

  const [replica] = group.others(group.masterPort);
  const node = `127.0.0.1:${replica?.port}`;
  assert.equal((await run(`maintenance ${NAME} ${node} on`)).code, 0);
  assert.match((await run('status')).out, new RegExp(`${node} is in maintenance`));
  assert.equal((await run(`maintenance ${NAME} ${node} off`)).code, 0);
  assert.equal((await run(`pause ${NAME} --for never`)).code, 64);
}

/** The last: one Sentinel less. */
async function forgets({ quorum, run }: Scene): Promise<void> {
  const gone = quorum.at(2);
  await gone.end();
  const where = `127.0.0.1:${gone.port}`;
  const forgotten = await run(`forget ${NAME} sentinel ${where} --everywhere`);
  assert.equal(forgotten.code, 0, forgotten.out + forgotten.err);
  for (const sentinel of [quorum.at(0), quorum.at(1)]) {
    assert.equal((await sentinel.peers(NAME)).length, 1);
  }
  assert.equal((await run(`forget ${NAME} sentinel ${where}`)).code, 4);
}

async function waits({ group, run }: Scene): Promise<void> {
  const master = group.node(group.masterPort);
  const ready = await run(`wait ${NAME} --writable --timeout 20s`);
  assert.deepEqual([ready.code, ready.out], [0, `127.0.0.1:${group.masterPort}\n`], ready.err);
  await master.call('CONFIG', 'SET', 'min-replicas-to-write', '5');
  const late = await run(`wait ${NAME} --writable --timeout 500ms`);
  assert.deepEqual([late.code, late.out], [5, '']);
  assert.match(late.err, /takes no write: NOREPLICAS/);
  assert.equal((await run(`wait ${NAME}`)).code, 0);
  assert.equal(await master.call('DBSIZE'), 0, 'asking has written nothing');
  assert.equal((await run('wait nope --timeout 300ms')).code, 4);
  await master.call('CONFIG', 'SET', 'min-replicas-to-write', '0');
}

realTest('stock Sentinels do what they can, and what they cannot is said', async (sandbox) => {
  const { group, run } = await scene(sandbox, { kinds: ['stock'], quorum: 1 });
  const paused = await run(`pause ${NAME}`);
  assert.equal(paused.code, 1);
  assert.match(paused.out, /on 0 of 1 Sentinel:\n.*stock Sentinel, which has no such command/);
  assert.match((await run(`failover ${NAME} --coordinated`)).err, /do not know COORDINATED/);
  assert.match((await run(`history ${NAME}`)).err, /stock ones/);
  const node = `127.0.0.1:${group.masterPort}`;
  const unsafe = await run(`drain ${node}`);
  assert.equal(unsafe.code, 1);
  assert.match(unsafe.err, /--force/);
});

realTest('a verb never starts a daemon, and a file never is a verb', async (sandbox) => {
  const none = await CommandLine.run(sandbox, ['./status']);
  assert.match(none.out + none.err, /can't open config file '\.\/status'/);
  const port = await freePort();
  const verb = await CommandLine.run(sandbox, ['status', '--sentinels', `127.0.0.1:${port}`]);
  assert.equal(verb.code, 3);
  assert.equal((await CommandLine.run(sandbox, ['nonsense'])).code, 1);
});
