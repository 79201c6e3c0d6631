// What load balancers hear: 200 for the node that they may send to, 503 for every other.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withDoor } from '../../test/http/door.ts';
import type { InfoFacts } from '../core/facts.ts';

const INFO: InfoFacts = {
  runId: 'a'.repeat(40),
  role: 'slave',
  replicas: [],
  masterHost: '127.0.0.1',
  masterPort: 7001,
  masterLinkUp: true,
  masterLinkDownMs: 0,
  priority: 100,
  offset: 900n,
  history: null,
  formerHistory: null,
  keys: 1,
  announced: true,
  loading: false,
};

test('the master, and nobody else', async () => {
  await withDoor({ token: null }, async ({ ask, state }) => {
    const check = async (query: string): Promise<string> => {
      const { status, body } = await ask(`/groups/one/master${query}`);
      return `${status} ${JSON.parse(body).why ?? JSON.parse(body).error.code}`;
    };
    assert.equal(await check('?addr=127.0.0.1:7001'), '200 ok');
    assert.equal(await check(''), '200 ok');
    assert.equal(await check('?addr=127.0.0.1:7002'), '503 not-the-master');
    assert.equal(await check('?addr=127.0.0.2:7001'), '503 not-the-master');
    assert.equal(await check('?addr=7001'), '400 bad-parameter');
    assert.equal((await ask('/groups/none/master')).status, 404);
    const group = state.groups.get('one');
    assert.ok(group !== undefined);
    group.objectivelyDownSinceMs = 0;
    assert.equal(await check('?addr=127.0.0.1:7001'), '503 down');
  });
});

test('a replica that is up, follows and is not too far behind', async () => {
  await withDoor({ token: null }, async ({ ask, state }) => {
    const check = async (query: string): Promise<string> => {
      const { status, body } = await ask(`/groups/one/replica?addr=127.0.0.1:7002${query}`);
      return `${status} ${JSON.parse(body).why ?? JSON.parse(body).error.code}`;
    };
    assert.equal(await check(''), '503 disconnected');
    const group = state.groups.get('one');
    const node = group?.replicas.get('127.0.0.1:7002')?.node;
    assert.ok(group !== undefined && node !== undefined);
    for (const link of [node.command, node.pubsub]) {
      link.stage = { kind: 'up', id: 1, sinceMs: 0, localHost: '', lastMessageMs: 0 };
    }
    const learn = (info: Partial<InfoFacts>): void => {
      node.info = { ...INFO, ...info };
      node.infoAtMs = 0;
      node.roleReported = 'slave';
    };
    learn({});
    assert.equal(await check(''), '200 ok');
    assert.equal(await check('&max-lag=100'), '503 lags');
    group.master.info = { ...INFO, role: 'master', offset: 1000n };
    assert.equal(await check('&max-lag=100'), '200 ok');
    assert.equal(await check('&max-lag=99'), '503 lags');
    assert.equal(await check('&max-lag=1kb'), '200 ok');
    assert.equal(await check('&max-lag=-1'), '400 bad-parameter');
    learn({ masterPort: 7009 });
    assert.equal(await check(''), '503 follows-another');
    learn({ masterLinkUp: false });
    assert.equal(await check(''), '503 link-down');
    learn({});
    node.downSinceMs = 0;
    assert.equal(await check(''), '503 down');
    const { body } = await ask('/groups/one/replica?addr=127.0.0.1:7001');
    assert.equal(JSON.parse(body).why, 'no-such-replica');
  });
});
