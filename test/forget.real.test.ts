// SENTINEL FORGET ... EVERYWHERE (OPERATOR-12, OPERATOR-16) in a group of several Vedettes and a
// stock Sentinel: who does what, who says so, and that what is forgotten stays away.

import assert from 'node:assert/strict';
import { Group } from './harness/group.ts';
import { OURS } from './harness/kind.ts';
import { Quorum } from './harness/quorum.ts';
import { realTest } from './harness/real-test.ts';
import { asList, asText, ReplyError } from './harness/resp.ts';
import type { Sandbox } from './harness/sandbox.ts';
import type { Sentinel } from './harness/sentinel.ts';
import { expect, until } from './harness/wait.ts';

const NAME = 'g';

type Results = Readonly<Record<string, string>>;

/** What each says that it did, by its id. */
async function forgotten(sentinel: Sentinel, ...words: readonly string[]): Promise<Results> {
  const reply = await sentinel.call('SENTINEL', 'FORGET', NAME, ...words, 'EVERYWHERE');
  const entries = asList(reply).map((entry) => asList(entry).map((word) => asText(word ?? '')));
  for (const entry of entries) assert.ok((entry.at(-1) ?? '').length > 5, entry.join(' '));
  return Object.fromEntries(entries.map((entry) => [entry[1] ?? '', entry[7] ?? '']));
}

/** Each of them hears a new hello of each of its peers. */
async function hearsAll(sentinels: readonly Sentinel[]): Promise<void> {
  for (const sentinel of sentinels) {
    const ages = async (): Promise<readonly number[]> =>
      (await sentinel.peers(NAME)).map((peer) => Number(peer.get('last-hello-message')));
    let before = await ages();
    const heard = new Set<number>();
    await until('a hello of each', async () => {
      const now = await ages();
      now.forEach((ageMs, place) => {
        if (ageMs < (before[place] ?? 0)) heard.add(place);
      });
      before = now;
      expect(heard.size === now.length, `${heard.size} of ${now.length} were heard`);
      return true;
    });
  }
}

async function startGroup(sandbox: Sandbox) {
  const group = await Group.start(sandbox, { name: NAME, replicas: 2 });
  const kinds = [OURS, OURS, 'stock', OURS] as const;
  const quorum = await Quorum.start(sandbox, { kinds, groups: [group], downAfterMs: 1_500 });
  for (const sentinel of quorum.sentinels) {
    const tune = sentinel.kind === 'stock' ? 'info-period' : 'INFO-PERIOD';
    assert.equal(await sentinel.call('SENTINEL', 'DEBUG', tune, '200'), 'OK');
  }
  const ids = await Promise.all(quorum.sentinels.map((each) => each.myId()));
  const [first = '', second = '', stock = '', last = ''] = ids;
  return { group, quorum, first, second, stock, last };
}

realTest('OPERATOR-16: a replica is forgotten by all that can', async (sandbox) => {
  const { group, quorum, ...ids } = await startGroup(sandbox);
  const [gone] = group.others(group.masterPort);
  assert.ok(gone !== undefined);
  await gone.crash();
  await quorum.at(3).crash();
  const vedettes = [quorum.at(0), quorum.at(1)];
  for (const sentinel of vedettes) {
    await until('the master to list one replica, and the last Sentinel to be down', async () => {
      const text = JSON.stringify(await sentinel.call('SENTINEL', 'INFO-CACHE', NAME));
      expect(/connected_slaves:1/.test(text), 'it lists more');
      const peers = await sentinel.peers(NAME);
      const down = peers.filter((peer) => /s_down/.test(peer.get('flags') ?? ''));
      expect(down.length === 1, 'it is not');
      return true;
    });
  }
  const results = await forgotten(quorum.at(0), 'REPLICA', '127.0.0.1', String(gone.port));
  assert.deepEqual(results, {
    [ids.first]: 'forgotten',
    [ids.second]: 'forgotten',
    [ids.stock]: 'stock',
    [ids.last]: 'unreachable',
  });
  for (const sentinel of vedettes) {
    const ports = async (): Promise<readonly string[]> =>
      (await sentinel.replicas(NAME)).map((replica) => replica.get('port') ?? '');
    assert.equal((await ports()).includes(String(gone.port)), false);
    assert.equal(
      sentinel.readFile().includes(`known-replica ${NAME} 127.0.0.1 ${gone.port}`),
      false,
    );
    await sentinel.crash();
    await sentinel.restart();
    assert.equal((await ports()).length, 1);
  }
  // It is one again as soon as the master lists it.
  await gone.restart();
  await gone.follows(group.masterPort);
  await until('it to be known again', async () => {
    const replicas = await quorum.at(0).replicas(NAME);
    expect(replicas.length === 2, `${replicas.length} are`);
    return true;
  });
});

realTest('OPERATOR-16: a Sentinel is forgotten until it speaks again', async (sandbox) => {
  const { quorum, ...ids } = await startGroup(sandbox);
  const gone = quorum.at(3);
  await gone.crash();
  const results = await forgotten(quorum.at(0), 'SENTINEL', ids.last);
  assert.deepEqual(results, {
    [ids.first]: results[ids.first] === 'says-hello' ? 'says-hello' : 'forgotten',
    [ids.second]: results[ids.second] === 'says-hello' ? 'says-hello' : 'forgotten',
    [ids.stock]: 'stock',
    [ids.last]: 'itself',
  });
  const vedettes = [quorum.at(0), quorum.at(1)];
  await hearsAll(vedettes);
  for (const sentinel of vedettes) {
    assert.equal((await sentinel.peers(NAME)).length, 2);
    assert.equal(sentinel.readFile().includes(ids.last), false);
  }
  await gone.restart();
  for (const sentinel of vedettes) {
    await until('it to be known again', async () => {
      expect((await sentinel.peers(NAME)).length === 3, 'it is not');
      return true;
    });
  }
  // What is wrong is refused before anybody is asked.
  const refused = await quorum
    .at(0)
    .call('SENTINEL', 'FORGET', NAME, 'SENTINEL', ids.first, 'EVERYWHERE');
  assert.ok(refused instanceof ReplyError);
});
