// What the verbs make of a Sentinel that does not tell them all, or that is gone when they come
// back to it: it is never taken for one that has nothing to tell.

import assert from 'node:assert/strict';
import { CommandLine, type Finished } from './harness/command-line.ts';
import { Group } from './harness/group.ts';
import { ours } from './harness/kind.ts';
import { freePort } from './harness/ports.ts';
import { Quorum } from './harness/quorum.ts';
import { realTest } from './harness/real-test.ts';
import type { Sandbox } from './harness/sandbox.ts';
import { expect, until } from './harness/wait.ts';

const NAME = 'mymaster';

interface Scene {
  readonly group: Group;
  readonly quorum: Quorum;
  /** The port of a replica. */
  readonly replica: number;
  run(words: string, user?: string): Promise<Finished>;
}

/** One Sentinel, and users that may not ask it all. */
async function scene(sandbox: Sandbox, lines: readonly string[] = []): Promise<Scene> {
  const group = await Group.start(sandbox, { name: NAME, replicas: 2 });
  const users = ['sentinels', 'replicas'].map(
    (what) => `user no-${what} on >secret ~* &* +@all -sentinel|${what}`,
  );
  const kinds = ours(1);
  const quorum = await Quorum.start(sandbox, {
    kinds,
    groups: [group],
    lines: [...users, ...lines],
  });
  const sentinels = { VEDETTE_SENTINELS: `127.0.0.1:${quorum.at(0).port}` };
  const run = (words: string, user?: string): Promise<Finished> => {
    const entry = user === undefined ? {} : { VEDETTE_USER: user, VEDETTE_PASSWORD: 'secret' };
    return CommandLine.run(sandbox, words.split(' '), { environment: { ...sentinels, ...entry } });
  };
  const [replica] = group.others(group.masterPort);
  return { group, quorum, replica: replica?.port ?? 0, run };
}

realTest(
  'drain gives no all-clear where a Sentinel does not tell who else is there',
  async (sandbox) => {
    const gone = await Promise.all(['b', 'c'].map(async (id) => ({ id, port: await freePort() })));
    const lines = gone.map(
      ({ id, port }) => `sentinel known-sentinel ${NAME} 127.0.0.1 ${port} ${id.repeat(40)}`,
    );
    const { replica, run } = await scene(sandbox, lines);
    for (const user of [undefined, 'no-sentinels']) {
      const drained = await run(`drain 127.0.0.1:${replica} --timeout 500ms`, user);
      assert.deepEqual([drained.code, drained.out], [5, ''], drained.err);
      if (user !== undefined)
        assert.match(drained.err, /does not tell which other Sentinels.*NOPERM/);
    }
    const status = await run('status', 'no-sentinels');
    assert.match(status.out, /WARNING .*does not tell which other Sentinels there are: .*NOPERM/);
    const forgotten = await run(
      `forget ${NAME} sentinel 127.0.0.1:${gone[0]?.port}`,
      'no-sentinels',
    );
    assert.equal(forgotten.code, 1);
    assert.match(forgotten.err, /NOPERM/);
  },
);

realTest('a node that nobody tells of is not one that nobody knows', async (sandbox) => {
  const { quorum, replica, run } = await scene(sandbox);
  const drained = await run(`drain 127.0.0.1:${replica} --timeout 500ms`, 'no-replicas');
  assert.deepEqual([drained.code, drained.out], [5, '']);
  assert.match(drained.err, /does not tell which replicas there are: .*NOPERM/);
  const status = await run('status', 'no-replicas');
  assert.match(status.out, /WARNING .*does not tell which replicas there are: .*NOPERM/);
  assert.doesNotMatch(status.out, /no replica is known/);
  const undone = await run(`drain 127.0.0.1:${replica} --undo`, 'no-replicas');
  assert.equal(undone.code, 1);
  assert.match(undone.err, /does not tell which replicas/);

  assert.equal((await run('drain 127.0.0.1:1')).code, 4);
  await quorum.at(0).end();
  const nobody = await run(`drain 127.0.0.1:${replica} --undo`);
  assert.deepEqual([nobody.code, nobody.out], [3, '']);
  assert.match(
    nobody.err,
    /No Sentinel could be asked\.\n {2}127\.0\.0\.1:\d+: connection refused/,
  );
});

realTest('what stays in maintenance after a drain that failed is said', async (sandbox) => {
  const { group, quorum, replica } = await scene(sandbox);
  const sentinel = quorum.at(0);
  const [, other] = group.others(group.masterPort);
  await other?.call('CONFIG', 'SET', 'replica-priority', '0');
  await until('the priority to be seen', async () => {
    const replicas = await sentinel.replicas(NAME);
    const found = replicas.find((each) => each.get('port') === String(other?.port));
    expect(found?.get('slave-priority') === '0', 'not yet');
    return true;
  });
  const where = `127.0.0.1:${sentinel.port}`;
  const words = ['drain', `127.0.0.1:${replica}`, '--sentinels', where, '--answer-within', '300ms'];
  const draining = CommandLine.start(sandbox, words);
  const says = (text: RegExp) =>
    until(`drain to say ${text}`, () => {
      expect(text.test(draining.err), draining.err);
      return true;
    });
  await says(/no other replica is fit/);
  sentinel.hang();
  await says(/no Sentinel can be asked/);
  draining.signal('SIGTERM');
  const { code, err } = await draining.finished;
  sentinel.resume();
  assert.equal(code, 1);
  const node = `127.0.0.1:${replica}`;
  const still = `${NAME}: ${node} is still in maintenance at ${where}: no answer within 300 ms`;
  assert.ok(err.includes(still), err);
  assert.ok(err.includes(`vedette maintenance ${NAME} ${node} off ends it.`), err);
});
