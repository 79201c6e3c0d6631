// The INFO of each server and version, recorded where there was one to ask and composed where not
// (the head of each text says which), and the facts that come of it.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseInfo } from './info.ts';

const HISTORY = '9d5a6b7c8d9e0f1a2b3c4d5e6f708192a3b4c5d6';
const DRAGONFLY_HISTORY = '4da04ff40e648670f83234caa27706516c67588b';
const FOLDER = fileURLToPath(new URL('../../../test/recordings/info/', import.meta.url));
const MASTER_RUN = '4f3c1d0e5b6a798877665544332211ffeeddccbb';
const REPLICA_RUN = '0a1b2c3d4e5f60718293a4b5c6d7e8f901234567';

/** The texts of a file as they come over the wire, by their titles; a recording has none. */
function textsOf(file: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  let title = '';
  for (const line of readFileSync(`${FOLDER}${file}`, 'utf8').split('\n')) {
    if (line.startsWith('% ')) title = /^% (master|replica)$/.exec(line)?.[1] ?? '';
    else texts.set(title, `${texts.get(title) ?? ''}${line}\r\n`);
  }
  return texts;
}

function recorded(name: string): string {
  return textsOf(`redis-7.0-${name}.txt`).get('') ?? '';
}

const COMPOSED = readdirSync(FOLDER).filter((file) => !file.startsWith('redis-7.0-'));

for (const file of COMPOSED) {
  const isDragonfly = file.startsWith('dragonfly');
  for (const ends of ['\r\n', '\n']) {
    const spelt = ends === '\n' ? 'LF' : 'CR LF';
    test(`${file}: a master and a replica, lines ended by ${spelt}`, () => {
      const texts = textsOf(file);
      const [master, replica] = ['master', 'replica'].map((title) =>
        parseInfo((texts.get(title) ?? '').replaceAll('\r\n', ends)),
      );
      assert.deepEqual(master, {
        runId: isDragonfly ? null : MASTER_RUN,
        role: 'master',
        replicas: [
          { host: '10.0.0.2', port: 6379 },
          { host: 'redis-c', port: 6380 },
        ],
        ...{ masterHost: null, masterPort: null, masterLinkUp: null, masterLinkDownMs: 0 },
        ...{ priority: null, offset: isDragonfly ? null : 4200n, announced: true, loading: false },
        ...{ history: isDragonfly ? DRAGONFLY_HISTORY : HISTORY, formerHistory: null },
        keys: 1,
      });
      assert.deepEqual(replica, {
        runId: isDragonfly ? null : REPLICA_RUN,
        role: 'slave',
        replicas: [],
        ...{ masterHost: '10.0.0.1', masterPort: 6379, masterLinkUp: true, masterLinkDownMs: 0 },
        ...{ priority: 100, offset: isDragonfly ? null : 4200n, announced: true, loading: false },
        ...{ history: isDragonfly ? DRAGONFLY_HISTORY : HISTORY, formerHistory: null },
        keys: 1,
      });
    });
  }
}

test('there is a text for each of the versions', () => {
  assert.deepEqual(
    COMPOSED.map((file) => file.replace('.txt', '')),
    [
      ...['dragonfly-1', 'keydb-6.3', 'redis-6.2', 'redis-7.2', 'redis-7.4', 'redis-8.0'],
      ...['valkey-7.2', 'valkey-8.0', 'valkey-8.1', 'valkey-9.0'],
    ],
  );
});

test('Redis 7.0, recorded: a master, a replica, one that is not announced', () => {
  const master = parseInfo(recorded('master'));
  assert.deepEqual(
    [master.role, master.replicas, master.loading],
    ['master', [{ host: '127.0.0.1', port: 31902 }], false],
  );
  assert.ok((master.offset ?? 0n) > 0n);
  const replica = parseInfo(recorded('replica'));
  assert.deepEqual(
    [replica.role, replica.masterHost, replica.masterPort, replica.masterLinkUp, replica.announced],
    ['slave', '127.0.0.1', 31901, true, true],
  );
  assert.equal(parseInfo(recorded('replica-unannounced')).announced, false);
});

test('Redis 7.0, recorded: a replica that has lost its master, and a node that reads its data in', () => {
  const lost = parseInfo(recorded('replica-link-down'));
  assert.deepEqual([lost.masterLinkUp, lost.masterLinkDownMs], [false, 2_000]);
  assert.equal(lost.offset, 50n);
  const loading = parseInfo(recorded('loading'));
  assert.deepEqual([loading.role, loading.loading], ['master', true]);
});

test('loading counts where the line says it, and nowhere else', () => {
  for (const [line, expected] of [
    ['loading:1', true],
    ['loading:0', false],
    ['async_loading:1', false],
    ['loading:', false],
  ] as const) {
    assert.equal(parseInfo(`# Persistence\r\n${line}\r\n`).loading, expected, line);
  }
});

test('an active replica of KeyDB is neither master nor replica, and what it lists harms nothing', () => {
  const facts = parseInfo(
    'role:active-replica\r\nmaster_host:10.0.0.3\r\nslave0:ip=10.0.0.3,port=6379,state=online\r\n',
  );
  assert.deepEqual([facts.role, facts.masterHost], [null, null]);
});

test('of fields that come twice the last counts, and numbers beyond all size are none', () => {
  const facts = parseInfo(
    [
      ...['role:slave', 'master_port:1', 'master_port:6379', 'slave_priority:99999999999999999999'],
      ...['slave_repl_offset:18446744073709551615', 'master_link_down_since_seconds:9e99', ''],
    ].join('\r\n'),
  );
  assert.deepEqual([facts.masterPort, facts.priority, facts.masterLinkDownMs], [6379, null, 0]);
  assert.equal(facts.offset, 2n ** 64n - 1n);
  assert.equal(parseInfo('role:slave\nslave_repl_offset:18446744073709551616').offset, null);
});
