// What a Sentinel says of itself while things are killed around it: EXPLAIN and DOCTOR at each step
// of a failover that cannot happen and then can, and HISTORY at its end.

import assert from 'node:assert/strict';
import { Group } from './harness/group.ts';
import { ours } from './harness/kind.ts';
import { Quorum } from './harness/quorum.ts';
import { realTest } from './harness/real-test.ts';
import { asList, asText, type Reply } from './harness/resp.ts';
import type { Sentinel } from './harness/sentinel.ts';
import { expect, until } from './harness/wait.ts';

const NAME = 'g';

/** A flat array of names and values. */
function fieldsOf(reply: Reply | undefined): ReadonlyMap<string, Reply> {
  const items = asList(reply);
  const fields = new Map<string, Reply>();
  for (let at = 0; at + 1 < items.length; at += 2) {
    fields.set(asText(items[at]), items[at + 1] ?? null);
  }
  return fields;
}

async function explained(sentinel: Sentinel): Promise<ReadonlyMap<string, Reply>> {
  return fieldsOf(await sentinel.call('SENTINEL', 'EXPLAIN', NAME));
}

async function waitsFor(sentinel: Sentinel, awaited: string): Promise<ReadonlyMap<string, Reply>> {
  return await until(`EXPLAIN to wait for ${awaited}`, async () => {
    const fields = await explained(sentinel);
    const now = asText(fields.get('waits-for'));
    expect(now === awaited, `it waits for ${now}`);
    return fields;
  });
}

/** The codes of what DOCTOR finds, without what the test's own down-after is. */
async function findings(sentinel: Sentinel): Promise<readonly string[]> {
  const found = asList(await sentinel.call('SENTINEL', 'DOCTOR', NAME)).map(fieldsOf);
  const codes = found.map((each) => asText(each.get('code')));
  return [...new Set(codes)].filter((code) => !/^(down-after|failover-timeout)-/.test(code));
}

async function finds(sentinel: Sentinel, ...wanted: readonly string[]): Promise<void> {
  await until(`DOCTOR to find ${wanted.join(' ')}`, async () => {
    const found = await findings(sentinel);
    expect(found.join(' ') === wanted.join(' '), `it finds ${found.join(' ')}`);
    return true;
  });
}

function gate(fields: ReadonlyMap<string, Reply>, name: string): ReadonlyMap<string, Reply> {
  return fieldsOf(fieldsOf(fields.get('gates')).get(name));
}

function refusals(fields: ReadonlyMap<string, Reply>): readonly (Reply | undefined)[] {
  return asList(fields.get('replicas')).map((replica) => fieldsOf(replica).get('refused'));
}

/** HISTORY-1: one has led, the other has seen it. */
async function assertHistory(sentinels: readonly Sentinel[]): Promise<void> {
  const told = await Promise.all(
    sentinels.map(async (each) => asList(await each.call('SENTINEL', 'HISTORY', NAME))),
  );
  const pasts = told.map(([only]) => fieldsOf(only));
  assert.deepEqual(pasts.map((past) => asText(past.get('role'))).sort(), ['leader', 'observer']);
  const led = pasts.find((past) => past.get('role') === 'leader');
  assert.equal(led?.get('reason'), 'crash');
  assert.equal(led.get('votes'), 2);
  assert.notEqual(led.get('loss'), 'none');
  const steps = fieldsOf(led.get('steps'));
  const times = ['detected', 'agreed', 'started', 'elected', 'selected', 'told', 'switched'];
  const inOrder = times.map((step) => Number(steps.get(step)));
  assert.deepEqual(
    inOrder,
    inOrder.toSorted((a, b) => a - b),
  );
  assert.ok(Math.abs(Date.now() - Number(steps.get('switched'))) < 60_000);
}

realTest(
  'EXPLAIN-1, EXPLAIN-2: why nothing happens, at each step until it does',
  async (sandbox) => {
    const group = await Group.start(sandbox, { name: NAME, replicas: 2 });
    const quorum = await Quorum.start(sandbox, { kinds: ours(3), groups: [group] });
    const [asked, second, third] = quorum.sentinels;
    assert.ok(asked !== undefined && second !== undefined && third !== undefined);
    const well = await waitsFor(asked, 'subjectively-down');
    assert.equal(gate(well, 'subjectively-down').get('open'), 0);
    assert.deepEqual(refusals(well), [null, null]);
    await finds(asked);

    const others = group.others(group.masterPort);
    for (const node of others) await node.call('CONFIG', 'SET', 'replica-priority', '0');
    // With all that it has discovered: it comes back.
    await second.call('SENTINEL', 'FLUSHCONFIG');
    await second.crash();
    await third.crash();
    await group.node(group.masterPort).crash();
    const alone = await waitsFor(asked, 'objectively-down');
    assert.equal(gate(alone, 'objectively-down').get('have'), 1);
    assert.equal(gate(alone, 'objectively-down').get('need'), 2);
    await until('both peers to be out of reach', async () => {
      const majority = gate(await explained(asked), 'majority');
      expect(majority.get('reachable') === 1 && majority.get('need') === 2, 'they are not');
      return true;
    });

    await finds(
      asked,
      ...['majority-out-of-reach', 'no-promotable-replica', 'all-priorities-zero'],
      ...['sentinel-out-of-reach', 'master-unreached'],
    );

    await second.restart();
    await until(
      'an attempt to end for want of a replica',
      async () => {
        const both = await Promise.all([asked, second].map(explained));
        const ended = both.find(
          (each) => gate(each, 'delay').get('last-abort') === 'no-good-replica',
        );
        const lines = both.map((each) => asList(each.get('lines')).join('\n'));
        assert.ok(ended !== undefined, lines.join('\n\n'));
        assert.deepEqual(refusals(ended), ['priority-zero', 'priority-zero']);
        return true;
      },
      { withinMs: 120_000 },
    );
    await until('the log to name the cause', async () => {
      const told = asked.output + second.output;
      expect(told.includes('given up, no-good-replica: no replica can be promoted'), 'it does not');
      return true;
    });

    for (const node of others) await node.call('CONFIG', 'SET', 'replica-priority', '100');
    await quorum.agreesOnNewMaster(group, group.masterPort, [asked, second]);
    const over = await waitsFor(asked, 'subjectively-down');
    assert.equal(over.get('config-epoch') === 0, false);
    assert.equal(gate(over, 'delay').get('last-abort'), null);
    await finds(asked, 'one-loss-loses-majority', 'sentinel-out-of-reach', 'replica-down');

    await assertHistory([asked, second]);
  },
);

realTest('DOCTOR-2: what users are denied is found while all is well', async (sandbox) => {
  const group = await Group.start(sandbox, { name: NAME, replicas: 2 });
  const quorum = await Quorum.start(sandbox, { kinds: [...ours(2), 'stock'], groups: [group] });
  const [asked, second, third] = quorum.sentinels;
  const [replica] = group.others(group.masterPort);
  assert.ok(asked !== undefined && second !== undefined && third !== undefined);
  assert.ok(replica !== undefined);
  await finds(asked);
  for (const peer of [second, third]) {
    await peer.call('ACL', 'SETUSER', 'default', '-sentinel|is-master-down-by-addr');
  }
  await finds(asked, 'vote-channel-blocked');
  for (const peer of [second, third]) {
    await peer.call('ACL', 'SETUSER', 'default', '+sentinel|is-master-down-by-addr');
  }
  await finds(asked);
  await replica.call('ACL', 'SETUSER', 'default', '-slaveof', '-client|kill');
  await finds(asked, 'role-change-not-permitted', 'commands-not-permitted');
  await replica.call('ACL', 'SETUSER', 'default', '+slaveof', '+client|kill');
  await finds(asked);
  assert.equal((await replica.role()).role, 'slave');
});
